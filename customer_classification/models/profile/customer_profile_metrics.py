from odoo import api, fields, models

from ...fields import (
    MEAN,
    Items,
    MetricBoolean,
    MetricDate,
    MetricInteger,
    MetricMany2one,
    MetricMonetary,
    OptionalFloat,
    OptionalInteger,
    OptionalMonetary,
    part,
)
from ...ratio import Ratio

PRODUCT_CATEGORY = "product.category"


class CustomerProfileMetrics(models.AbstractModel):
    """Every metric as a field: of customers today, and of customers on a past day.

    The definition of every metric stands in its help; amounts are in the company's
    currency; "12 months" are the twelve months up to and with the date of the numbers.

    What else is known about a metric, which way is better and what stands behind it,
    stands with its field, see fields.py; everything else follows from that.

    A module that adds a metric by ``_inherit = "customer.profile"`` has it on customers
    and in rules; by ``_inherit = "customer.profile.metrics"`` also in the snapshots of
    past days.
    """

    _name = "customer.profile.metrics"
    _inherit = "customer.record.mixin"
    _description = "Customer Metrics"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company of the books, together with its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)

    revenue_total = MetricMonetary(
        string="Total Revenue",
        help="Untaxed amount of all posted invoices and receipts, less credit notes, "
        "but for lines on accounts that are not revenue, see the settings.",
        better="more",
        step="revenue",
        items=Items("documents", total="customer_revenue:sum"),
        formula="sum of untaxed amounts up to D, credit notes negative",
    )
    revenue_12m = MetricMonetary(
        string="Revenue 12 Months",
        help="Untaxed invoices and receipts less credit notes of the last 12 months, "
        "as Invoice Analysis shows it, but for lines on accounts that are not revenue.",
        better="more",
        step="revenue",
        items=Items("documents", "12m", "customer_revenue:sum"),
        on_card=True,
        added="revenue",
        formula="sum of untaxed amounts in (D - 12 months, D], credit notes negative",
    )
    revenue_prev_12m = MetricMonetary(
        string="Revenue 12 Months Before",
        help="Revenue of the 12 months before the last 12 months.",
        items=Items("documents", "before", "customer_revenue:sum"),
        added="revenue_before",
        formula="the same in (D - 24 months, D - 12 months]",
    )
    revenue_growth = OptionalFloat(
        string="Growth",
        help="Change in revenue against the 12 months before. Empty where there was "
        "none.",
        kind="rate",
        better="more",
        step="growth",
        items=Items("documents", "24m"),
        on_card=True,
        formula="(revenue_12m - revenue_prev_12m) / revenue_prev_12m",
        empty="no positive revenue in the 12 months before",
        parts=Ratio("revenue_12m - revenue_prev_12m", "revenue_prev_12m"),
    )
    invoice_count_total = MetricInteger(
        string="Total Invoices",
        help="Invoices and receipts, credit notes not counted.",
        better="more",
        step="count",
        lowest=0,
        items=Items("sales", total="__count"),
        formula="number of invoices and receipts up to D",
    )
    invoice_count_12m = MetricInteger(
        string="Invoices 12 Months",
        help="Invoices and receipts of the last 12 months, credit notes not counted.",
        better="more",
        step="count",
        lowest=0,
        items=Items("sales", "12m", "__count"),
        on_card=True,
        added="invoices",
        formula="number of invoices and receipts in the window",
    )
    taxed_12m = MetricMonetary(
        string="Invoiced with Taxes 12 Months",
        help="Total with taxes of the invoices of the last 12 months, credit notes not "
        "counted.",
        items=Items("sales", "12m"),
        on_contact=False,
        added="taxed",
        formula="sum of the totals of invoices and receipts in the window",
    )
    average_invoice_12m = OptionalMonetary(
        string="Average Invoice",
        help="Untaxed amount of the invoices of the last 12 months divided by their "
        "number.",
        lowest=0,
        items=Items("sales", "12m", "customer_revenue:avg"),
        on_card=True,
        formula="untaxed amount of invoices and receipts in the window / their number",
        empty="no invoice in the window",
        parts=Ratio("revenue_12m + refund_amount_12m", "invoice_count_12m"),
    )
    first_invoice_date = MetricDate(
        string="First Invoice",
        help="Date of the first invoice or receipt.",
        items=Items("sales", total="invoice_date:min"),
        formula="the earliest invoice date up to D",
        empty="never invoiced",
    )
    last_invoice_date = MetricDate(
        string="Last Invoice",
        help="Date of the last invoice or receipt.",
        items=Items("sales", total="invoice_date:max"),
        on_card=True,
        formula="the latest invoice date up to D",
        empty="never invoiced",
    )
    recency_days = OptionalInteger(
        string="Days Since Last Invoice",
        help="Days from the last invoice to the as-of date.",
        kind="days",
        better="less",
        step="buy",
        lowest=0,
        items=Items("sales"),
        formula="D - last_invoice_date",
        empty="never invoiced",
        parts=MEAN,
    )
    tenure_days = OptionalInteger(
        string="Days Since First Invoice",
        help="Days from the first invoice to the as-of date: the length of the "
        "relationship.",
        kind="days",
        better="more",
        step="days",
        lowest=0,
        items=Items("sales"),
        formula="D - first_invoice_date",
        empty="never invoiced",
        parts=MEAN,
    )
    average_interval_days = OptionalFloat(
        string="Days Between Invoices",
        help="Days from the first to the last invoice divided by the number of "
        "intervals between different invoice dates. Empty with fewer than two dates.",
        kind="days",
        lowest=0,
        items=Items("sales"),
        formula="(last - first invoice date) / (distinct invoice dates - 1)",
        empty="invoiced on fewer than two days",
        parts=Ratio("tenure_days - recency_days", "interval_count"),
    )
    interval_count = part(
        fields.Integer,
        help="Intervals between different invoice dates.",
    )

    margin_12m = MetricMonetary(
        string="Margin 12 Months",
        help="Revenue of the last 12 months less cost: the cost of goods sold in the "
        "books, else the product's cost on the day of posting, else today's cost.",
        better="more",
        step="margin",
        items=Items("products", "12m", "customer_margin:sum"),
        on_card=True,
        added="margin",
        formula="revenue_12m - cost of what was sold in the window",
    )
    margin_rate_12m = OptionalFloat(
        string="Margin Rate",
        help="Margin divided by revenue of the last 12 months. Empty without revenue.",
        kind="rate",
        highest=1,
        items=Items("products", "12m"),
        on_card=True,
        formula="margin_12m / revenue_12m",
        empty="no positive revenue in the window",
        parts=Ratio("margin_12m", "revenue_12m"),
    )
    refund_count_12m = MetricInteger(
        string="Credit Notes 12 Months",
        help="Credit notes of the last 12 months.",
        better="less",
        step="no_refund",
        lowest=0,
        items=Items("refunds", "12m", "__count"),
        formula="number of credit notes in the window",
    )
    refund_amount_12m = MetricMonetary(
        string="Credited 12 Months",
        help="Untaxed amount of the credit notes of the last 12 months, positive.",
        better="less",
        step="no_refund",
        lowest=0,
        items=Items("refunds", "12m", "customer_credited:sum"),
        added="refunded",
        formula="untaxed amount of credit notes in the window, positive",
    )
    refund_rate_12m = OptionalFloat(
        string="Credit Note Rate",
        help="Credited amount divided by the invoiced amount of the last 12 months. "
        "Empty without an invoice.",
        kind="rate",
        better="less",
        step="invoice",
        lowest=0,
        items=Items("documents", "12m", beside="customer_credited"),
        on_card=True,
        formula="refund_amount_12m / untaxed amount of invoices in the window",
        empty="no invoice in the window",
        parts=Ratio("refund_amount_12m", "revenue_12m + refund_amount_12m"),
    )

    main_product_category_id = MetricMany2one(
        PRODUCT_CATEGORY,
        string="Buys Mostly",
        ondelete="set null",
        help="Product category with the largest revenue of the last 12 months.",
        events="products",
        formula="the product category with the largest positive net "
        "revenue in the window",
        empty="no category has any",
    )
    previous_product_category_id = MetricMany2one(
        PRODUCT_CATEGORY,
        string="Bought Mostly Before",
        ondelete="set null",
        help="Product category with the largest revenue of the 12 months before.",
        formula="the same in the 12 months before",
        empty="no category had any",
    )
    preference_changed = MetricBoolean(
        help="The customer bought mostly from another product category in the 12 "
        "months before.",
        formula="main_product_category_id is not previous_product_category_id",
    )

    @api.model
    def _is_metric(self, field):
        return bool(field and field.store and field.type != "many2one")
