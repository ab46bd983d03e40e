from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._queue_customers()
        return posted

    def button_draft(self):
        res = super().button_draft()
        self._queue_customers()
        return res

    def button_cancel(self):
        res = super().button_cancel()
        self._queue_customers()
        return res

    def _queue_customers(self):
        """Customers of these entries are refreshed soon."""
        self.env["customer.profile.queue"]._add_moves(self)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    customer_unit_cost = fields.Float(
        string="Unit Cost at Posting",
        copy=False,
        readonly=True,
        groups="account.group_account_invoice,account.group_account_readonly",
        help="Cost of one unit of the line in company currency on the day of posting; "
        "customer margins are computed from it.",
    )

    # Untaxed amounts on documents that are no revenue; revenue looks for them.
    _customer_no_revenue_idx = models.Index(
        "(move_id) WHERE display_type IN "
        "('rounding', 'non_deductible_product', 'non_deductible_product_total')"
    )
