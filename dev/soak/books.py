"""What accountants book: documents, drafts of them, entries, and what reverses them."""

from datetime import timedelta

from acts import act

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


def currency(world, env):
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
        "currency_id": currency(world, env),
        "invoice_line_ids": _lines(world, env),
    }


def _post(world, env, kind, count=1):
    values = [_document(world, env, kind) for _number in range(count)]
    moves = env["account.move"].create(values)
    moves.action_post()
    return ", ".join(f"{m.name} {m.partner_id.name} {m.invoice_date}" for m in moves)


def moves(env, *domain):
    """Documents of the company at work, in a fixed order."""
    return env["account.move"].search(
        [("company_id", "=", env.company.id), ("move_type", "in", SALES), *domain],
        order="id",
    )


def open_items(env, *domain):
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
    move = world.pick(moves(env, ("state", "=", "draft")))
    if world.chance(0.3):
        buyers = world.contacts(env, ("company_id", "=", False))
        move.partner_id = world.pick(buyers)
    if world.chance(0.3):
        move.invoice_date = world.a_day()
    move.action_post()
    return f"{move.name} {move.partner_id.name}"


@act(2)
def delete_draft(world, env):
    move = world.pick(moves(env, ("state", "=", "draft")))
    text = f"{move.id} {move.partner_id.name}"
    move.unlink()
    return text


@act(2)
def reverse(world, env):
    """A credit note of a whole invoice, matched with it at once or not."""
    move = world.pick(
        moves(env, ("state", "=", "posted"), ("move_type", "=", "out_invoice"))
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
