"""Books a plan: documents, credit notes, payments and write-offs, in batches."""

from odoo import Command
from odoo.tools import split_every

BATCH = 200
MOVE_TYPES = {
    "invoice": "out_invoice",
    "receipt": "out_receipt",
    "refund": "out_refund",
}


class Posting:
    """Posts a `Plan` with the records of `Masters`; `moves` by document key."""

    def __init__(self, env, masters, plan):
        self.env = env
        self.masters = masters
        self.plan = plan
        self.moves = {}

    def post(self):
        """Post everything, company by company."""
        for company in self.masters.companies:
            self._post_documents(company)
            self._match_refunds(company)
            self._post_payments(company)
            self._post_write_offs(company)

    def _of(self, items, company):
        return [item for item in items if item.company == company]

    def _open_lines(self, moves):
        """Return the receivable items of the moves that are not settled."""
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
            and not line.reconciled
        )

    # -- documents -----------------------------------------------------------

    def _post_documents(self, company):
        model = self.env["account.move"].with_company(self.masters.companies[company])
        for batch in split_every(BATCH, self._of(self.plan.documents, company)):
            moves = model.create([self._prepare_move_vals(item) for item in batch])
            moves.action_post()
            self.moves |= dict(zip((item.key for item in batch), moves, strict=True))

    def _prepare_move_vals(self, item):
        masters = self.masters
        company = masters.companies[item.company]
        partner = masters.partners[item.customer]
        if item.contact:
            partner = masters.contacts[item.customer]
        currency = masters.currencies[company] if item.foreign else company.currency_id
        taxes = company.account_sale_tax_id
        if item.foreign:
            taxes = taxes.browse()
        origin = self.moves.get(item.origin)
        return {
            "move_type": MOVE_TYPES[item.kind],
            "partner_id": partner.id,
            "invoice_date": item.date,
            "currency_id": currency.id,
            "invoice_payment_term_id": masters.terms[item.term].id,
            "invoice_cash_rounding_id": item.rounding and masters.rounding.id,
            "reversed_entry_id": origin.id if origin else False,
            "ref": item.ref,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": masters.products[line.product].id,
                        "quantity": line.quantity,
                        "price_unit": line.price,
                        "tax_ids": [Command.set(taxes.ids)],
                    }
                )
                for line in item.lines
            ],
        }

    def _match_refunds(self, company):
        self.env["account.move.line"]._reconcile_plan(
            [
                self._open_lines(self.moves[item.key] | self.moves[item.origin])
                for item in self._of(self.plan.documents, company)
                if item.origin
            ]
        )

    # -- payments ------------------------------------------------------------

    def _post_payments(self, company):
        payments = self._of(self.plan.payments, company)
        for rank in sorted({item.rank for item in payments}):
            of_rank = [item for item in payments if item.rank == rank]
            for batch in split_every(BATCH, of_rank):
                self._post_batch(company, batch)

    def _post_batch(self, company, batch):
        model = self.env["account.payment"].with_company(
            self.masters.companies[company]
        )
        targets, vals_list = [], []
        for item in batch:
            lines = self._payment_lines(item)
            vals = self._prepare_payment_vals(item, lines)
            if vals["amount"]:
                targets.append(lines)
                vals_list.append(vals)
        payments = model.create(vals_list)
        payments.action_post()
        self.env["account.move.line"]._reconcile_plan(
            [
                lines | self._open_lines(payment.move_id)
                for payment, lines in zip(payments, targets, strict=True)
                if lines
            ]
        )

    def _payment_lines(self, item):
        """Return the receivable items that the payment settles."""
        lines = self.env["account.move.line"]
        for key in item.documents:
            ordered = (
                self.moves[key]
                .line_ids.filtered(
                    lambda line: line.account_id.account_type == "asset_receivable"
                )
                .sorted("date_maturity")
            )
            lines |= ordered if item.instalment < 0 else ordered[item.instalment]
        return lines.filtered(lambda line: not line.reconciled)

    def _prepare_payment_vals(self, item, lines):
        partner = self.masters.partners[item.customer]
        company = self.masters.companies[item.company]
        currency = lines.currency_id or company.currency_id
        due = sum(lines.mapped("amount_residual_currency")) + item.amount
        return {
            "payment_type": "inbound" if due >= 0 else "outbound",
            "partner_type": "customer",
            "partner_id": (lines.move_id.partner_id[:1] or partner).id,
            "journal_id": self.masters.journals[item.company, item.journal].id,
            "currency_id": currency.id,
            "date": item.date,
            "amount": currency.round(abs(due) * item.share),
            "memo": ", ".join(lines.move_id.mapped("name")),
        }

    # -- write-offs ----------------------------------------------------------

    def _post_write_offs(self, company):
        model = self.env["account.move"].with_company(self.masters.companies[company])
        due = [
            (item, self._open_lines(self.moves[item.document]))
            for item in self._of(self.plan.write_offs, company)
        ]
        due = [(item, lines) for item, lines in due if lines]
        moves = model.create(
            [self._prepare_write_off_vals(item, lines) for item, lines in due]
        )
        moves.action_post()
        self.env["account.move.line"]._reconcile_plan(
            [
                lines | self._open_lines(move)
                for move, (_item, lines) in zip(moves, due, strict=True)
            ]
        )

    def _prepare_write_off_vals(self, item, lines):
        amount = sum(lines.mapped("amount_residual"))
        number = lines.move_id.name
        shared = {"partner_id": lines.partner_id.id, "name": number}
        loss = {"account_id": self.masters.loss_accounts[item.company].id}
        receivable = {"account_id": lines.account_id.id}
        return {
            "move_type": "entry",
            "date": item.date,
            "ref": f"Bad debt 坏账核销 {number}",
            "line_ids": [
                Command.create({**shared, **loss, "debit": amount}),
                Command.create({**shared, **receivable, "credit": amount}),
            ],
        }
