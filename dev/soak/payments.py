"""Money that comes in, what it is matched with, and all of it undone."""

from acts import NothingToDo, act
from books import currency, moves, open_items


def _payments(env, *domain):
    return env["account.payment"].search(
        [("company_id", "=", env.company.id), *domain], order="id"
    )


TO_DRAFT = (moves, ("posted",), "button_draft")
PAYMENT_TO_DRAFT = (_payments, ("in_process", "paid"), "action_draft")
CANCEL = (moves, ("draft", "posted"), "button_cancel")
#: What to look for, in which states, and what is done to it: one entry is as likely as
#: another.
TAKEN_BACK = (TO_DRAFT, TO_DRAFT, PAYMENT_TO_DRAFT, PAYMENT_TO_DRAFT, CANCEL)


def _register(world, env, **vals):
    """Pay one open invoice by the dialog."""
    move = world.pick(
        moves(
            env,
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("move_type", "!=", "out_refund"),
        )
    )
    on = world.a_day(back=20)
    root = world.root_of(env.company.id)
    kind = world.random.choice(("bank", "bank", "cash"))
    wizard = (
        env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=move.ids)
        .create({"payment_date": on, "journal_id": world.journals[root, kind]})
    )
    if share := vals.pop("share", None):
        wizard.amount = round(wizard.amount * share, 2)
    wizard.write(vals)
    wizard.action_create_payments()
    return f"{move.name} {on}"


@act(8)
def pay(world, env):
    return _register(world, env)


@act(4)
def pay_in_part(world, env):
    return _register(world, env, share=0.4)


@act(2)
def pay_and_write_off(world, env):
    expense = env["account.account"].search(
        [
            ("account_type", "=", "expense"),
            ("company_ids", "in", env.company.root_id.id),
        ],
        order="id",
        limit=1,
    )
    return _register(
        world,
        env,
        share=0.9,
        payment_difference_handling="reconcile",
        writeoff_account_id=expense.id,
    )


@act(3)
def pay_on_account(world, env):
    """Money that belongs to no invoice yet; sometimes it is paid back."""
    partner = world.pick(world.contacts(env, ("company_id", "=", False)))
    root = world.root_of(env.company.id)
    payment = env["account.payment"].create(
        {
            "payment_type": world.random.choice(("inbound", "inbound", "outbound")),
            "partner_type": "customer",
            "partner_id": partner.id,
            "amount": world.random.choice((50, 333.33, 900)),
            "date": world.a_day(back=20),
            "currency_id": currency(world, env),
            "journal_id": world.journals[root, "bank"],
        }
    )
    payment.action_post()
    return f"{payment.payment_type} {partner.name}"


@act(4)
def match(world, env):
    """Open items of a customer are set off, those of drafts among them."""
    states = ("posted", "draft") if world.chance(0.3) else ("posted",)
    items = open_items(env, ("parent_state", "in", states), ("balance", "!=", 0))
    partners = [
        partner
        for partner, lines in items.grouped("partner_id").items()
        if len({line.balance > 0 for line in lines}) == 2
    ]
    partner = world.pick(partners)
    lines = items.filtered(lambda line: line.partner_id == partner)
    lines = lines.filtered(lambda line: line.account_id == lines[:1].account_id)
    lines.reconcile()
    return partner.name


@act(1)
def match_with_another(world, env):
    """Somebody pays for somebody else."""
    items = open_items(env, ("parent_state", "=", "posted"))
    debit = world.pick(items.filtered(lambda line: line.balance > 0))
    credit = world.pick(items.filtered(lambda line: line.balance < 0))
    (debit + credit).reconcile()
    return f"{debit.partner_id.name} with {credit.partner_id.name}"


@act(4)
def undo_matching(world, env):
    lines = env["account.move.line"].search(
        [
            ("company_id", "=", env.company.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("matching_number", "!=", False),
            ("partner_id.ref", "=", "soak"),
        ],
        order="id",
    )
    line = world.pick(lines)
    line.remove_move_reconcile()
    return f"{line.move_name} {line.partner_id.name}"


@act(10)
def take_back(world, env):
    """A document or a payment becomes a draft again, or a document is cancelled."""
    find, states, done = world.random.choice(TAKEN_BACK)
    record = world.pick(find(env, ("state", "in", states)))
    getattr(record, done)()
    return f"{done} {record.name} {record.partner_id.name}"


@act(3)
def payment_again(world, env):
    """A payment in draft is posted, or cancelled."""
    payment = world.pick(_payments(env, ("state", "=", "draft")))
    done = world.random.choice(("action_post", "action_post", "action_cancel"))
    getattr(payment, done)()
    return f"{done} {payment.name}"


@act(2)
def bank_line(world, env):
    """A line of a bank statement is matched with an open invoice."""
    if env.company.parent_id:
        raise NothingToDo
    item = world.pick(
        open_items(env, ("parent_state", "=", "posted"), ("balance", ">", 0))
    )
    line = env["account.bank.statement.line"].create(
        {
            "payment_ref": item.move_name,
            "journal_id": world.journals[env.company.id, "bank"],
            "amount": item.amount_residual,
            "date": world.now.date(),
            "partner_id": item.partner_id.id,
        }
    )
    _liquidity, suspense, _other = line.with_context(
        skip_account_move_synchronization=True
    )._seek_for_lines()
    suspense.account_id = item.account_id
    (suspense + item).reconcile()
    return item.move_name


@act(1)
def delete_bank_line(world, env):
    lines = env["account.bank.statement.line"].search(
        [("company_id", "=", env.company.id), ("partner_id.ref", "=", "soak")],
        order="id",
    )
    line = world.pick(lines)
    text = line.payment_ref
    line.unlink()
    return text
