from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.trace import items, settled
from ...fields import SqlDate, SqlFloat, SqlInteger, SqlMonetary
from ...groups import INVOICING


def item(kind, string, sql, help_text, **options):
    """A field that says what a journal item contributes."""
    if issubclass(kind, SqlMonetary):
        options["currency_field"] = "company_currency_id"
    return kind(
        string=string,
        sql=sql,
        compute="_compute_customer_items",
        groups=INVOICING,
        help=help_text,
        **options,
    )


class AccountMoveLine(models.Model):
    """Journal items as the terms of receivables, payment behaviour and margin."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "customer.items.mixin"]
    _customer_kept = {"customer_unit_cost"}

    customer_unit_cost = fields.Float(
        string="Unit Cost at Posting",
        copy=False,
        readonly=True,
        groups=INVOICING,
        help="Cost of one unit of the line in company currency on the day of posting; "
        "customer margins are computed from it.",
    )

    customer_due_date = item(
        SqlDate,
        "Falls Due",
        "_customer_due_date_sql",
        "The due date, or the date of the item where it has none. An item that took "
        "others over, a cheque say, is as old as the oldest of them once it is overdue "
        "itself.",
    )
    customer_counted_date = item(
        SqlDate,
        "Counts as Due",
        "_customer_counted_date_sql",
        "The due date that payment behaviour is measured by: later where a cheque or "
        "bill that took it over was honoured, earlier where it was written off before.",
    )
    customer_residual = item(
        SqlMonetary,
        "Open",
        "_customer_residual_sql",
        "What was open of the item on the as-of date, in company currency.",
    )
    customer_overdue_days = item(
        SqlInteger,
        "Days Overdue",
        "_customer_overdue_days_sql",
        "Days from the due date to the as-of date; empty for credits, before it falls "
        "due, where unmatched credits of the customer cover it, where it is disputed "
        "and where next to nothing is open.",
        aggregator="max",
    )
    customer_paid_date = item(
        SqlDate,
        "Paid On",
        "_customer_paid_date_sql",
        "The day of the last payment, credit note or netting when all was settled. "
        "Empty while something is open, and where something was written off.",
    )
    customer_days_to_pay = item(
        SqlInteger,
        "Days to Pay",
        "_customer_days_to_pay_sql",
        "Days from the invoice date to full payment.",
        aggregator="avg",
    )
    customer_days_late = item(
        SqlInteger,
        "Days Late",
        "_customer_days_late_sql",
        "Days from the due date to full payment; paid in time counts as 0.",
        aggregator="avg",
    )
    customer_late = item(
        SqlFloat,
        "Late",
        "_customer_late_sql",
        "100 % when it was paid after the due date, written off or is open past it, "
        "else 0 %; the average is the late rate.",
        aggregator="avg",
    )
    customer_written_off = item(
        SqlMonetary,
        "Written Off",
        "_customer_written_off_sql",
        "What the entry of the item wrote off of debts it is matched with.",
    )
    customer_paid = item(
        SqlMonetary,
        "Paid",
        "_customer_paid_sql",
        "What the item took off the receivable, in company currency.",
    )
    customer_revenue = item(
        SqlMonetary,
        "Revenue",
        "_customer_revenue_sql",
        "Untaxed amount in company currency, negative on credit notes.",
    )
    customer_cost = item(
        SqlFloat,
        "Cost",
        "_customer_cost_sql",
        "Cost of goods sold in the books, else quantity times the unit cost on the day "
        "of posting, else today's cost; negative for returns.",
        aggregator="sum",
    )
    customer_margin = item(
        SqlFloat,
        "Margin",
        "_customer_margin_sql",
        "Revenue less cost, in company currency.",
        aggregator="sum",
    )

    # Untaxed amounts on documents that are no revenue; revenue looks for them.
    _customer_no_revenue_idx = models.Index(
        "(move_id) WHERE display_type IN "
        "('rounding', 'non_deductible_product', 'non_deductible_product_total')"
    )
    # Whose a document is: revenue looks at all of them.
    _customer_owner_idx = models.Index(
        "(move_id, partner_id) WHERE display_type = 'payment_term'"
    )
    # Items of drafts keep their matchings, and settle nothing.
    _customer_matched_draft_idx = models.Index(
        "(id) WHERE parent_state <> 'posted' AND matching_number IS NOT NULL"
    )

    def init(self):
        """What SQL says of one item is kept as a function of the database."""
        settled.create_function(self.env.cr)
        return super().init()

    @api.model_create_multi
    def create(self, vals_list):
        """Items that come to a posted document are news."""
        lines = super().create(vals_list)
        lines._posted()._queue_customers(known=True)
        return lines

    def write(self, vals):
        """Posted items that change are news, for the customers before and after."""
        changed = self._customer_news(vals)
        changed._queue_customers()
        res = super().write(vals)
        changed._queue_customers(known=True)
        return res

    def unlink(self):
        """Items that leave a posted document are news."""
        self._posted()._queue_customers()
        return super().unlink()

    @api.model
    def _get_customer_news_fields(self):
        return {
            "account_id",
            "amount_currency",
            "balance",
            "credit",
            "currency_id",
            "date_maturity",
            "debit",
            "discount",
            "display_type",
            "move_id",
            "no_followup",
            "partner_id",
            "price_unit",
            "product_id",
            "product_uom_id",
            "quantity",
        }

    def _posted(self):
        return self.filtered(lambda line: line.parent_state == "posted")

    def _queue_customers(self, known=False):
        """Customers of these posted items, as they stand, are refreshed soon."""
        if self:
            condition = SQL("item.id = ANY(%s)", self.ids)
            self.env["customer.profile.queue"]._add_items(condition, known)

    @api.model
    def _customer_due_date_sql(self, alias):
        return settled.counted_due(alias, self._customer_as_of())

    @api.model
    def _customer_counted_date_sql(self, alias):
        return self._customer_instalment_sql(alias, SQL("due_date"))

    @api.model
    def _customer_residual_sql(self, alias):
        return items.open_residual(alias, self._customer_as_of())

    @api.model
    def _customer_overdue_days_sql(self, alias):
        return settled.overdue_days(alias, self._customer_as_of())

    @api.model
    def _customer_paid_date_sql(self, alias):
        return self._customer_instalment_sql(alias, SQL("paid_date"))

    @api.model
    def _customer_days_to_pay_sql(self, alias):
        return self._customer_instalment_sql(alias, SQL("paid_date - invoice_date"))

    @api.model
    def _customer_days_late_sql(self, alias):
        # GREATEST takes no notice of NULL: not paid must not become 0.
        days = SQL("paid_date - due_date + GREATEST(due_date - paid_date, 0)")
        return self._customer_instalment_sql(alias, days)

    @api.model
    def _customer_late_sql(self, alias):
        return self._customer_instalment_sql(alias, SQL("is_late::int4::float8"))

    @api.model
    def _customer_instalment_sql(self, alias, value):
        return settled.instalment(alias, self._customer_as_of(), value)

    @api.model
    def _customer_written_off_sql(self, alias):
        return settled.written_off(alias, self._customer_as_of())

    @api.model
    def _customer_paid_sql(self, alias):
        return SQL("(-%s)", SQL.identifier(alias, "balance"))

    @api.model
    def _customer_revenue_sql(self, alias):
        return items.line_revenue(alias)

    @api.model
    def _customer_cost_sql(self, alias):
        return items.line_cost(alias)

    @api.model
    def _customer_margin_sql(self, alias):
        return SQL("(%s - %s)", items.line_revenue(alias), items.line_cost(alias))
