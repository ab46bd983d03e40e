"""What accountants do: documents, payments, matchings, and all of it undone."""

from datetime import timedelta

from acts import NothingToDo, act

from odoo.fields import Command

SALES = ("out_invoice", "out_receipt", "out_refund")


def _lines(world, env):
    company = env.company.root_id.id
    income = env["account.account"].search(
        [("account_type", "=", "income"), ("company_ids", "in", company)],
        order="id",
        limit=1,
    )
    return [
        Command.create(
            {
                "name": "line",
                "quantity": world.random.choice((1, 1, 2, 5)),
                "price_unit": world.random.choice((20, 99.9, 250, 1000, 2400)),
                "account_id": income.id,
                "tax_ids": [Command.clear()],
            }
        )
        for _line in range(world.random.choice((1, 1, 2)))
    ]


def _currency(world, env):
    """Mostly the company's own."""
    return world.euro if world.chance(0.2) else env.company.currency_id.id


def _document(world, env, kind):
    buyers = world.contacts(env, ("company_id", "in", (False, env.company.id)))
    on = world.a_day()
    return {
        "move_type": kind,
        "partner_id": world.pick(buyers).id,
        "invoice_date": on,
        # Late-dated entries are booked in their own month.
        "date": on,
        "invoice_payment_term_id": False,
        "invoice_date_due": on + timedelta(world.random.choice((0, 10, 30))),
        "currency_id": _currency(world, env),
        "invoice_line_ids": _lines(world, env),
    }


def _post(world, env, kind, count=1):
    values = [_document(world, env, kind) for _number in range(count)]
    moves = env["account.move"].create(values)
    moves.action_post()
    return ", ".join(f"{m.name} {m.partner_id.name} {m.invoice_date}" for m in moves)


def _moves(env, *domain):
    """Documents of the company at work, in a fixed order."""
    return env["account.move"].search(
        [("company_id", "=", env.company.id), ("move_type", "in", SALES), *domain],
        order="id",
    )


def _payments(env, *domain):
    return env["account.payment"].search(
        [("company_id", "=", env.company.id), *domain], order="id"
    )


def _open_items(env, *domain):
    return env["account.move.line"].search(
        [
            ("company_id", "=", env.company.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("partner_id.ref", "=", "soak"),
            *domain,
        ],
        order="id",
    )


@act(12)
def invoice(world, env):
    return _post(world, env, "out_invoice")


@act(4)
def credit_note(world, env):
    return _post(world, env, "out_refund")


@act(3)
def receipt(world, env):
    return _post(world, env, "out_receipt")


@act(2)
def post_many(world, env):
    """A batch of drafts posted together."""
    return _post(world, env, "out_invoice", world.random.randint(2, 5))


@act(3)
def draft(world, env):
    """An invoice that is not posted yet."""
    move = env["account.move"].create(_document(world, env, "out_invoice"))
    return move.partner_id.name


@act(3)
def post_draft(world, env):
    """An old draft is posted, perhaps to another customer or on another day."""
    move = world.pick(_moves(env, ("state", "=", "draft")))
    if world.chance(0.3):
        buyers = world.contacts(env, ("company_id", "=", False))
        move.partner_id = world.pick(buyers)
    if world.chance(0.3):
        move.invoice_date = world.a_day()
    move.action_post()
    return f"{move.name} {move.partner_id.name}"


@act(2)
def delete_draft(world, env):
    move = world.pick(_moves(env, ("state", "=", "draft")))
    text = f"{move.id} {move.partner_id.name}"
    move.unlink()
    return text


def _register(world, env, **vals):
    """Pay one open invoice by the dialog."""
    move = world.pick(
        _moves(
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
            "currency_id": _currency(world, env),
            "journal_id": world.journals[root, "bank"],
        }
    )
    payment.action_post()
    return f"{payment.payment_type} {partner.name}"


@act(4)
def match(world, env):
    """Open items of a customer are set off, those of drafts among them."""
    states = ("posted", "draft") if world.chance(0.3) else ("posted",)
    items = _open_items(env, ("parent_state", "in", states), ("balance", "!=", 0))
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
    items = _open_items(env, ("parent_state", "=", "posted"))
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


@act(4)
def document_to_draft(world, env):
    move = world.pick(_moves(env, ("state", "=", "posted")))
    move.button_draft()
    return f"{move.name} {move.partner_id.name}"


@act(4)
def payment_to_draft(world, env):
    payment = world.pick(_payments(env, ("state", "in", ("in_process", "paid"))))
    payment.action_draft()
    return f"{payment.name} {payment.partner_id.name}"


@act(3)
def payment_again(world, env):
    """A payment in draft is posted, or cancelled."""
    payment = world.pick(_payments(env, ("state", "=", "draft")))
    done = world.random.choice(("action_post", "action_post", "action_cancel"))
    getattr(payment, done)()
    return f"{done} {payment.name}"


@act(2)
def cancel(world, env):
    move = world.pick(_moves(env, ("state", "in", ("draft", "posted"))))
    move.button_cancel()
    return f"{move.name} {move.partner_id.name}"


@act(2)
def reverse(world, env):
    """A credit note of a whole invoice, matched with it at once or not."""
    move = world.pick(
        _moves(env, ("state", "=", "posted"), ("move_type", "=", "out_invoice"))
    )
    reversal = (
        env["account.move.reversal"]
        .with_context(active_model="account.move", active_ids=move.ids)
        .create({"date": world.now.date(), "journal_id": move.journal_id.id})
    )
    if world.chance(0.5):
        reversal.modify_moves()
    else:
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
    return move.name


@act(2)
def entry(world, env):
    """An opening balance, or a debt that is written off by hand."""
    partner = world.pick(world.contacts(env, ("company_id", "=", False)))
    customer = partner.commercial_partner_id
    root = world.root_of(env.company.id)
    other = env["account.account"].search(
        [("account_type", "=", "equity"), ("company_ids", "in", root)], limit=1
    )
    amount = world.random.choice((150, -80, 1200))
    on = world.a_day()
    account = partner.property_account_receivable_id
    lines = [
        {"account_id": account.id, "partner_id": customer.id, "balance": amount},
        {"account_id": other.id, "balance": -amount},
    ]
    move = env["account.move"].create(
        {
            "move_type": "entry",
            "journal_id": world.journals[root, "general"],
            "company_id": env.company.id,
            "date": on,
            "line_ids": [Command.create(line) for line in lines],
        }
    )
    move.action_post()
    return f"{customer.name} {amount} {on}"


@act(2)
def bank_line(world, env):
    """A line of a bank statement is matched with an open invoice."""
    if env.company.parent_id:
        raise NothingToDo
    item = world.pick(
        _open_items(env, ("parent_state", "=", "posted"), ("balance", ">", 0))
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
