from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.trace import items, settled
from ...fields import SqlBoolean, SqlMonetary
from ...groups import INVOICING


class AccountMove(models.Model):
    """Customer documents as the terms of revenue; whose customers have news."""

    _name = "account.move"
    _inherit = ["account.move", "customer.items.mixin"]
    _customer_kept = {"customer_is_correction"}

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

    customer_is_correction = fields.Boolean(
        string="Made as a Correction",
        readonly=True,
        copy=False,
        help="Whether a credit note was made by Reverse and Create Invoice.",
    )
    customer_corrected = SqlBoolean(
        string="Correction",
        sql="_customer_corrected_sql",
        compute="_compute_customer_items",
        groups=INVOICING,
        help="An invoice that was cancelled whole because of a mistake, or the credit "
        "note that did: no purchase, no return.",
    )

    @api.model
    def _customer_corrected_sql(self, alias):
        return settled.corrected(alias, self._customer_as_of())

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
        changed._queue_items(known=True)
        return res

    @api.model
    def _get_customer_news_fields(self):
        return {
            "company_id",
            "currency_id",
            "customer_is_correction",
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

    def _queue_items(self, known=False):
        """Customers of these posted moves, as they stand, are refreshed soon."""
        if self:
            condition = SQL("item.move_id = ANY(%s)", self.ids)
            self.env["customer.profile.queue"]._add_items(condition, known)

    def _queue_customers(self):
        """Customers of these entries are refreshed soon."""
        self.env["customer.profile.queue"]._add_moves(self)
