from odoo import models

from ...fields import (
    Items,
    MetricInteger,
    MetricMonetary,
    MetricSelection,
    OptionalFloat,
    OptionalInteger,
)


class CustomerProfileMetrics(models.AbstractModel):
    """What customers owe and how they pay; the scores made of all that."""

    _inherit = "customer.profile.metrics"

    receivable = MetricMonetary(
        help="What the customer owes: the sum of all posted receivable items; it ties "
        "out to the general ledger.",
        better="less",
        step="pay",
        items=Items("open", total="customer_residual:sum"),
        on_card=True,
        added="receivable",
    )
    not_due = MetricMonetary(
        help="Open receivable items due on the as-of date or later.",
        items=Items("aging", total="customer_residual:sum"),
        added="not_due",
    )
    overdue_1_30 = MetricMonetary(
        string="Overdue 1-30",
        help="Open receivable items 1 to 30 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_1_30",
    )
    overdue_31_60 = MetricMonetary(
        string="Overdue 31-60",
        help="Open receivable items 31 to 60 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_31_60",
    )
    overdue_61_90 = MetricMonetary(
        string="Overdue 61-90",
        help="Open receivable items 61 to 90 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_61_90",
    )
    overdue_91 = MetricMonetary(
        string="Overdue 91+",
        help="Open receivable items more than 90 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_91",
    )
    overdue = MetricMonetary(
        help="Open receivable items that are past due.",
        better="less",
        step="pay",
        items=Items("overdue", total="customer_residual:sum"),
        on_card=True,
        added="overdue",
    )
    oldest_overdue_days = OptionalInteger(
        string="Oldest Overdue (Days)",
        aggregator="max",
        help="Days since the oldest open item fell due. Empty if nothing is overdue.",
        kind="days",
        better="less",
        step="pay_oldest",
        lowest=0,
        items=Items("overdue", total="customer_overdue_days:max"),
    )
    dso = OptionalFloat(
        string="DSO",
        aggregator="avg",
        help="Days sales outstanding: receivable divided by the taxed amount invoiced "
        "in the last 12 months, times 365. Empty without an invoice.",
        kind="days",
        better="less",
        step="pay_share",
        items=Items("open"),
        on_card=True,
    )

    average_days_to_pay = OptionalFloat(
        string="Days to Pay",
        aggregator="avg",
        help="Mean days from the invoice date to full payment, over the instalments "
        "that were fully paid in the last 12 months.",
        kind="days",
        better="less",
        step="at_once",
        items=Items("paid", "12m", "customer_days_to_pay:avg"),
        on_card=True,
    )
    average_days_late = OptionalFloat(
        string="Days Late",
        aggregator="avg",
        help="Mean days from the due date to full payment of the same instalments; "
        "paid in time counts as 0.",
        kind="days",
        better="less",
        step="in_time",
        lowest=0,
        items=Items("paid", "12m", "customer_days_late:avg"),
    )
    late_rate = OptionalFloat(
        string="Late Rate",
        aggregator="avg",
        help="Of the instalments due in the last 12 months, the share that was paid "
        "late or is open past its due date. Empty when nothing was due.",
        kind="rate",
        better="less",
        step="in_time",
        lowest=0,
        highest=1,
        items=Items("due", "12m", "customer_late:avg"),
        on_card=True,
    )
    due_count_12m = MetricInteger(
        string="Instalments Due 12 Months",
        help="Instalments of invoices that fell due in the last 12 months.",
        items=Items("due", "12m", "__count"),
        on_contact=False,
        added="due",
    )
    late_count_12m = MetricInteger(
        string="Late Instalments 12 Months",
        help="Of the instalments due in the last 12 months, how many were paid late or "
        "are open past their due date.",
        items=Items("due", "12m"),
        on_contact=False,
        added="late",
    )
    main_payment_journal_type = MetricSelection(
        [("bank", "Bank"), ("cash", "Cash"), ("credit", "Credit Card")],
        string="Pays By",
        help="The type of journal that took most of the customer's payments in the "
        "last 12 months.",
        items=Items("payments", "12m"),
    )
    credit_used_rate = OptionalFloat(
        string="Credit Limit Used",
        aggregator="avg",
        help="Receivable divided by the customer's credit limit. Empty without a "
        "limit.",
        kind="rate",
        better="less",
        step="pay_share",
        items=Items("open"),
        on_card=True,
    )

    rfm_recency = OptionalInteger(
        string="Recency (R)",
        aggregator="avg",
        help="Recency score 1 to 5, 5 bought last.",
        kind="count",
        lowest=1,
        highest=5,
        items=Items("sales"),
    )
    rfm_frequency = OptionalInteger(
        string="Frequency (F)",
        aggregator="avg",
        help="Frequency score 1 to 5, 5 buys most often.",
        kind="count",
        lowest=1,
        highest=5,
        items=Items("sales", "rfm"),
    )
    rfm_monetary = OptionalInteger(
        string="Monetary (M)",
        aggregator="avg",
        help="Monetary score 1 to 5, 5 spends most.",
        kind="count",
        lowest=1,
        highest=5,
        items=Items("documents", "rfm"),
    )
    rfm_score = OptionalInteger(
        string="RFM",
        aggregator=None,
        help="The three scores side by side: 100 R + 10 F + M.",
        kind="count",
        lowest=111,
        highest=555,
        items=Items("documents", "rfm"),
    )
    rfm_invoice_count = MetricInteger(
        string="Invoices in RFM Window",
        help="What the frequency score is made of.",
        better="more",
        step="count",
        lowest=0,
        items=Items("sales", "rfm", "__count"),
        on_contact=False,
    )
    rfm_revenue = MetricMonetary(
        string="Revenue in RFM Window",
        help="What the monetary score is made of.",
        better="more",
        step="amount",
        items=Items("documents", "rfm", "customer_revenue:sum"),
        on_contact=False,
    )
    credit_score = OptionalFloat(
        aggregator="avg",
        help="0 to 100, 100 is best, by the scorecard of the dimension Credit Level. "
        "Empty where it does not apply.",
        kind="number",
        lowest=0,
        highest=100,
        on_card=True,
    )
