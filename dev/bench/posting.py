"""Posting 200 invoices in one batch, with the add-on and without."""

import datetime

from clock import Row, environment, middle, timed

from odoo.fields import Command

BATCH = 200


def measure(database, plain, runs=5):
    """Posting in both databases in turn; how many statements are added."""
    timings = {database: [], plain: []}
    for run in range(runs + 1):
        for name in (database, plain):
            timing = _post(name)
            if run:
                timings[name].append(timing)
    ours, theirs = middle(timings[database]), middle(timings[plain])
    return [
        Row(
            f"posting {BATCH} invoices",
            1000 * ours.seconds,
            "without the add-on",
            1000 * theirs.seconds,
            1.05,
        ),
        Row(
            "posting: statements added",
            ours.statements - theirs.statements,
            bound=1,
            unit="statements",
        ),
    ]


def _post(database):
    """Timing of one batch, which is then forgotten."""
    with environment(database, "base.user_admin") as env:
        moves = env["account.move"].create(_vals_list(env))
        env.flush_all()
        env.invalidate_all()

        def post():
            moves.action_post()
            env.flush_all()

        timing, _result = timed(post)
    return timing


def _vals_list(env):
    """Two lines each, every invoice for another customer."""
    partners = env["res.partner"].search(
        [("customer_rank", ">", 0), ("parent_id", "=", False)], limit=BATCH, order="id"
    )
    products = env["product.product"].search([("default_code", "in", ("B21", "B22"))])
    today = datetime.date.today()
    return [
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": today,
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "quantity": 2})
                for product in products
            ],
        }
        for partner in partners
    ]
