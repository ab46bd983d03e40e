from odoo import api, fields, models

from ...fields import OptionalFloat, OptionalInteger, OptionalMonetary

CATEGORY = "product.category"


class CustomerProfileMetrics(models.AbstractModel):
    """Every metric as a field: of customers today, and of customers on a past day.

    The definition of every metric stands in its help; amounts are in the company's
    currency; "12 months" are the twelve months up to and with the date of the numbers.

    A module that adds a metric by ``_inherit = "customer.profile"`` has it on customers
    and in rules; by ``_inherit = "customer.profile.metrics"`` also in the snapshots of
    past days.
    """

    _name = "customer.profile.metrics"
    _description = "Customer Metrics"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company of the books, together with its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)

    revenue_total = fields.Monetary(
        string="Total Revenue",
        help="Untaxed amount of all posted invoices and receipts, less credit notes.",
    )
    revenue_12m = fields.Monetary(
        string="Revenue 12 Months",
        help="Untaxed invoices and receipts less credit notes of the last 12 months, "
        "as Invoice Analysis shows it.",
    )
    revenue_prev_12m = fields.Monetary(
        string="Revenue 12 Months Before",
        help="Revenue of the 12 months before the last 12 months.",
    )
    revenue_growth = OptionalFloat(
        string="Growth",
        aggregator="avg",
        help="Change in revenue against the 12 months before. Empty where there was "
        "none.",
    )
    invoice_count_total = fields.Integer(
        string="Total Invoices", help="Invoices and receipts, credit notes not counted."
    )
    invoice_count_12m = fields.Integer(
        string="Invoices 12 Months",
        help="Invoices and receipts of the last 12 months, credit notes not counted.",
    )
    taxed_12m = fields.Monetary(
        string="Invoiced with Taxes 12 Months",
        help="Total with taxes of the invoices of the last 12 months, credit notes not "
        "counted.",
    )
    average_invoice_12m = OptionalMonetary(
        string="Average Invoice",
        aggregator="avg",
        help="Untaxed amount of the invoices of the last 12 months divided by their "
        "number.",
    )
    first_invoice_date = fields.Date(
        string="First Invoice", help="Date of the first invoice or receipt."
    )
    last_invoice_date = fields.Date(
        string="Last Invoice", help="Date of the last invoice or receipt."
    )
    recency_days = OptionalInteger(
        string="Days Since Last Invoice",
        aggregator="avg",
        help="Days from the last invoice to the as-of date.",
    )
    tenure_days = OptionalInteger(
        string="Days Since First Invoice",
        aggregator="avg",
        help="Days from the first invoice to the as-of date: the length of the "
        "relationship.",
    )
    average_interval_days = OptionalFloat(
        string="Days Between Invoices",
        aggregator="avg",
        help="Days from the first to the last invoice divided by the number of "
        "intervals between different invoice dates. Empty with fewer than two dates.",
    )
    refund_count_12m = fields.Integer(
        string="Credit Notes 12 Months", help="Credit notes of the last 12 months."
    )
    refund_amount_12m = fields.Monetary(
        string="Credited 12 Months",
        help="Untaxed amount of the credit notes of the last 12 months, positive.",
    )
    refund_rate_12m = OptionalFloat(
        string="Credit Note Rate",
        aggregator="avg",
        help="Credited amount divided by the invoiced amount of the last 12 months. "
        "Empty without an invoice.",
    )

    receivable = fields.Monetary(
        help="What the customer owes: the sum of all posted receivable items; it ties "
        "out to the general ledger.",
    )
    not_due = fields.Monetary(
        help="Open receivable items due on the as-of date or later.",
    )
    overdue_1_30 = fields.Monetary(
        string="Overdue 1-30", help="Open receivable items 1 to 30 days past due."
    )
    overdue_31_60 = fields.Monetary(
        string="Overdue 31-60", help="Open receivable items 31 to 60 days past due."
    )
    overdue_61_90 = fields.Monetary(
        string="Overdue 61-90", help="Open receivable items 61 to 90 days past due."
    )
    overdue_91 = fields.Monetary(
        string="Overdue 91+",
        help="Open receivable items more than 90 days past due.",
    )
    overdue = fields.Monetary(help="Open receivable items that are past due.")
    oldest_overdue_days = OptionalInteger(
        string="Oldest Overdue (Days)",
        aggregator="max",
        help="Days since the oldest open item fell due. Empty if nothing is overdue.",
    )
    average_days_to_pay = OptionalFloat(
        string="Days to Pay",
        aggregator="avg",
        help="Mean days from the invoice date to full payment, over the instalments "
        "that were fully paid in the last 12 months.",
    )
    average_days_late = OptionalFloat(
        string="Days Late",
        aggregator="avg",
        help="Mean days from the due date to full payment of the same instalments; "
        "paid in time counts as 0.",
    )
    late_rate = OptionalFloat(
        string="Late Rate",
        aggregator="avg",
        help="Of the instalments due in the last 12 months, the share that was paid "
        "late or is open past its due date. Empty when nothing was due.",
    )
    due_count_12m = fields.Integer(
        string="Instalments Due 12 Months",
        help="Instalments of invoices that fell due in the last 12 months.",
    )
    late_count_12m = fields.Integer(
        string="Late Instalments 12 Months",
        help="Of the instalments due in the last 12 months, how many were paid late or "
        "are open past their due date.",
    )
    dso = OptionalFloat(
        string="DSO",
        aggregator="avg",
        help="Days sales outstanding: receivable divided by the taxed amount invoiced "
        "in the last 12 months, times 365. Empty without an invoice.",
    )
    credit_used_rate = OptionalFloat(
        string="Credit Limit Used",
        aggregator="avg",
        help="Receivable divided by the customer's credit limit. Empty without a "
        "limit.",
    )

    margin_12m = fields.Monetary(
        string="Margin 12 Months",
        help="Revenue of the last 12 months less cost: the cost of goods sold in the "
        "books, else the product's cost on the day of posting, else today's cost.",
    )
    margin_rate_12m = OptionalFloat(
        string="Margin Rate",
        aggregator="avg",
        help="Margin divided by revenue of the last 12 months. Empty without revenue.",
    )
    main_payment_journal_type = fields.Selection(
        [("bank", "Bank"), ("cash", "Cash"), ("credit", "Credit Card")],
        string="Pays By",
        help="The type of journal that took most of the customer's payments in the "
        "last 12 months.",
    )
    main_product_category_id = fields.Many2one(
        CATEGORY,
        string="Buys Mostly",
        ondelete="set null",
        help="Product category with the largest revenue of the last 12 months.",
    )
    previous_product_category_id = fields.Many2one(
        CATEGORY,
        string="Bought Mostly Before",
        ondelete="set null",
        help="Product category with the largest revenue of the 12 months before.",
    )

    preference_changed = fields.Boolean(
        help="The customer bought mostly from another product category in the 12 "
        "months before.",
    )

    rfm_recency = OptionalInteger(
        string="Recency (R)",
        aggregator="avg",
        help="Recency score 1 to 5, 5 bought last.",
    )
    rfm_frequency = OptionalInteger(
        string="Frequency (F)",
        aggregator="avg",
        help="Frequency score 1 to 5, 5 buys most often.",
    )
    rfm_monetary = OptionalInteger(
        string="Monetary (M)",
        aggregator="avg",
        help="Monetary score 1 to 5, 5 spends most.",
    )
    rfm_score = OptionalInteger(
        string="RFM",
        aggregator=None,
        help="The three scores side by side: 100 R + 10 F + M.",
    )
    rfm_invoice_count = fields.Integer(
        string="Invoices in RFM Window",
        help="What the frequency score is made of.",
    )
    rfm_revenue = fields.Monetary(
        string="Revenue in RFM Window", help="What the monetary score is made of."
    )
    credit_score = OptionalFloat(
        aggregator="avg",
        help="0 to 100, 100 is best, by the scorecard of the dimension Credit Level. "
        "Empty where it does not apply.",
    )

    @api.model
    def _is_metric(self, field):
        return bool(field and field.store and field.type != "many2one")
