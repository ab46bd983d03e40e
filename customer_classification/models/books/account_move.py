from odoo import api, models
from odoo.tools import SQL

from ...engine.trace import items
from ...fields import SqlMonetary
from ...groups import INVOICING


class AccountMove(models.Model):
    """Customer documents as the terms of revenue; whose customers have news."""

    _name = "account.move"
    _inherit = ["account.move", "customer.items.mixin"]

    customer_revenue = SqlMonetary(
        string="Revenue",
        sql="_customer_revenue_sql",
        compute="_compute_customer_items",
        currency_field="company_currency_id",
        groups=INVOICING,
        help="Untaxed amount as Invoice Analysis counts it, without cash rounding, in "
        "company currency; negative for credit notes.",
    )
    customer_credited = SqlMonetary(
        string="Credited",
        sql="_customer_credited_sql",
        compute="_compute_customer_items",
        currency_field="company_currency_id",
        groups=INVOICING,
        help="Untaxed amount of a credit note in company currency, positive.",
    )

    @api.model
    def _customer_revenue_sql(self, alias):
        return items.document_revenue(alias)

    @api.model
    def _customer_credited_sql(self, alias):
        return SQL(
            "(CASE WHEN %s = 'out_refund' THEN -%s ELSE 0 END)",
            SQL.identifier(alias, "move_type"),
            self._customer_revenue_sql(alias),
        )

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
