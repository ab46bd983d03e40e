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

    def write(self, vals):
        """Posted documents that change are news, whichever way they are written."""
        changed = self._customer_news(vals)
        changed._queue_items()
        res = super().write(vals)
        changed._queue_items()
        return res

    @api.model
    def _get_customer_news_fields(self):
        return {
            "company_id",
            "currency_id",
            "date",
            "invoice_date",
            "invoice_date_due",
            "invoice_payment_term_id",
            "journal_id",
            "move_type",
            "partner_id",
            "reversed_entry_id",
            "state",
        }

    def _posted(self):
        return self.filtered(lambda move: move.state == "posted")

    def _queue_items(self):
        """Customers of these posted moves, as they stand, are refreshed soon."""
        if self:
            condition = SQL("item.move_id = ANY(%s)", self.ids)
            self.env["customer.profile.queue"]._add_items(condition)

    def _queue_customers(self):
        """Customers of these entries are refreshed soon."""
        self.env["customer.profile.queue"]._add_moves(self)
