from odoo import fields, models

from ...fields import (
    MEAN,
    Items,
    MetricInteger,
    MetricMonetary,
    MetricSelection,
    OptionalFloat,
    OptionalInteger,
    part,
)
from ...ratio import Ratio


class CustomerProfileMetrics(models.AbstractModel):
    """What customers owe and how they pay; the scores made of all that."""

    _inherit = "customer.profile.metrics"

    receivable = MetricMonetary(
        help="What the customer owes, less its open credits: the sum of all that is "
        "open of posted receivable items; it ties out to the general ledger.",
        better="less",
        step="pay",
        items=Items("open", total="customer_residual:sum"),
        on_card=True,
        added="receivable",
        formula="sum of what is open at D of posted receivable items dated up to D",
    )
    not_due = MetricMonetary(
        help="Open debts due on the as-of date or later.",
        items=Items("aging", total="customer_residual:sum"),
        added="not_due",
        formula="sum of open debts that are due on D or later",
    )
    overdue_1_30 = MetricMonetary(
        string="Overdue 1-30",
        help="Open debts 1 to 30 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_1_30",
        formula="sum of open debts that fell due 1 to 30 days before D",
    )
    overdue_31_60 = MetricMonetary(
        string="Overdue 31-60",
        help="Open debts 31 to 60 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_31_60",
        formula="sum of open debts that fell due 31 to 60 days before D",
    )
    overdue_61_90 = MetricMonetary(
        string="Overdue 61-90",
        help="Open debts 61 to 90 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_61_90",
        formula="sum of open debts that fell due 61 to 90 days before D",
    )
    overdue_91 = MetricMonetary(
        string="Overdue 91+",
        help="Open debts more than 90 days past due.",
        better="less",
        step="pay",
        items=Items("aging", total="customer_residual:sum"),
        added="overdue_91",
        formula="sum of open debts that fell due more than 90 days before D",
    )
    credits_open = MetricMonetary(
        string="Open Credits",
        help="What we owe the customer: posted payments and credit notes that are not "
        "matched yet, as a negative amount. Not due, the four parts of overdue and "
        "this add up to the receivable.",
        items=Items("credits", total="customer_residual:sum"),
        added="credits_open",
        formula="sum of what is open of posted receivable credits dated up to D, "
        "negative",
    )
    overdue = MetricMonetary(
        help="Open debts that are past due; credits that are not matched yet lower "
        "nothing.",
        better="less",
        step="pay",
        items=Items("overdue", total="customer_residual:sum"),
        on_card=True,
        added="overdue",
        formula="overdue_1_30 + overdue_31_60 + overdue_61_90 + overdue_91",
    )
    disputed = MetricMonetary(
        help="The part of the overdue debts that is marked No Follow-Up. Entries in "
        "miscellaneous journals, which Odoo marks by itself, are not part of it.",
        items=Items("disputed", total="customer_residual:sum"),
        added="disputed",
        formula="sum of open debts that fell due before D and are marked No Follow-Up, "
        "outside of miscellaneous journals",
    )
    oldest_overdue_days = OptionalInteger(
        string="Oldest Overdue (Days)",
        aggregator="max",
        help="Days since the oldest open item fell due. Items that unmatched credits "
        "of the customer cover, of which next to nothing is open and which are "
        "disputed do not count. Empty if nothing is overdue.",
        kind="days",
        better="less",
        step="pay_oldest",
        lowest=0,
        items=Items("overdue", total="customer_overdue_days:max"),
        formula="D - the earliest due date of positive items that are open, overdue, "
        "worth attention, not disputed and not covered by unmatched credits",
        empty="nothing is overdue",
    )
    written_off_12m = MetricMonetary(
        string="Written Off 12 Months",
        help="What was written off of the customer's debts in the last 12 months: "
        "entries against income, expense or equity, without money.",
        better="less",
        items=Items("written_off", "12m", "customer_written_off:sum"),
        added="written_off_12m",
        formula="sum of what entries dated in the window wrote off",
    )
    written_off_total = MetricMonetary(
        string="Written Off",
        help="What was written off of the customer's debts: entries against income, "
        "expense or equity, without money.",
        better="less",
        items=Items("written_off", total="customer_written_off:sum"),
        added="written_off_total",
        formula="sum of what entries wrote off up to D",
    )
    dso = OptionalFloat(
        string="DSO",
        help="Days sales outstanding: receivable divided by the taxed amount invoiced "
        "in the last 12 months, times 365. Empty without an invoice.",
        kind="days",
        better="less",
        step="pay_share",
        items=Items("open"),
        on_card=True,
        formula="receivable / taxed_12m * 365",
        empty="nothing invoiced in the window",
        parts=Ratio("receivable", "taxed_12m", 365),
    )

    average_days_to_pay = OptionalFloat(
        string="Days to Pay",
        help="Mean days from the invoice date to full payment, over the instalments "
        "that were fully paid in the last 12 months.",
        kind="days",
        better="less",
        step="at_once",
        items=Items("paid", "12m", "customer_days_to_pay:avg"),
        on_card=True,
        formula="mean of (day of the last payment, credit note or netting - invoice "
        "date) of instalments paid in full in the window",
        empty="none was",
        parts=Ratio("days_to_pay_12m", "paid_count_12m"),
    )
    average_days_late = OptionalFloat(
        string="Days Late",
        help="Mean days from the due date to full payment of the same instalments; "
        "paid in time counts as 0.",
        kind="days",
        better="less",
        step="in_time",
        lowest=0,
        items=Items("paid", "12m", "customer_days_late:avg"),
        formula="mean of max(0, day of the last payment - due date) of the same "
        "instalments",
        empty="none was paid in the window",
        parts=Ratio("days_late_12m", "paid_count_12m"),
    )
    paid_count_12m = part(
        fields.Integer,
        help="Instalments that were fully paid in the last 12 months.",
    )
    days_to_pay_12m = part(
        fields.Integer,
        help="Days from the invoice date to full payment of all these instalments.",
    )
    days_late_12m = part(
        fields.Integer,
        help="Days from the due date to full payment of those paid late.",
    )
    late_rate = OptionalFloat(
        string="Late Rate",
        help="Of the instalments due in the last 12 months, the share that was paid "
        "late, written off or is open past its due date. Empty when nothing was due.",
        kind="rate",
        better="less",
        step="in_time",
        lowest=0,
        highest=1,
        items=Items("due", "12m", "customer_late:avg"),
        on_card=True,
        formula="late_count_12m / due_count_12m",
        empty="nothing fell due in the window",
        parts=Ratio("late_count_12m", "due_count_12m"),
    )
    due_count_12m = MetricInteger(
        string="Instalments Due 12 Months",
        help="Instalments of invoices that fell due in the last 12 months.",
        items=Items("due", "12m", "__count"),
        on_contact=False,
        added="due",
        formula="number of instalments of invoices due in the window",
    )
    late_count_12m = MetricInteger(
        string="Late Instalments 12 Months",
        help="Of the instalments due in the last 12 months, how many were paid late, "
        "written off or are open past their due date.",
        items=Items("due", "12m"),
        on_contact=False,
        added="late",
        formula="those of them paid after the due date, lost, or open past it at D",
    )
    payment_record_days = OptionalFloat(
        string="Payment Record (Days)",
        aggregator=None,
        help="Days from the due date to full payment over all instalments, older ones "
        "counting less: negative for those who pay early. What is open past its due "
        "date, or was written off, counts with the days until now. Empty when nothing "
        "was ever due.",
        kind="days",
        better="less",
        step="in_time",
        items=Items("record"),
        on_card=True,
        formula="mean of (day of the last payment, or D where there is none, less due "
        "date), at most 90 either way, over all instalments paid or late, weighted by "
        "0.5 ^ (months since it fell due or was paid before / half-life)",
        empty="nothing was ever paid or late",
    )
    payment_record_late_rate = OptionalFloat(
        string="Payment Record: Late",
        aggregator=None,
        help="The share of all instalments that were late, older ones counting less. "
        "Empty when nothing was ever due.",
        kind="rate",
        better="less",
        step="in_time",
        lowest=0,
        highest=1,
        items=Items("record"),
        on_contact=False,
        formula="share of the late ones of the same instalments, weighted alike",
        empty="nothing was ever paid or late",
    )
    payment_record_age = OptionalInteger(
        string="Payment Record: Age",
        aggregator=None,
        help="Days since the last instalment of the payment record fell due, or was "
        "paid before: how old the record is.",
        kind="days",
        items=Items("record"),
        on_contact=False,
        formula="D - the last day on which one of the same instalments fell due or was "
        "paid before",
        empty="nothing was ever paid or late",
    )
    main_payment_journal_type = MetricSelection(
        [("bank", "Bank"), ("cash", "Cash"), ("credit", "Credit Card")],
        string="Pays By",
        help="The type of journal that took most of the customer's payments in the "
        "last 12 months.",
        items=Items("payments", "12m"),
        formula="cash, bank or credit: the type of journal through which "
        "most was paid in the window",
        empty="nothing was paid",
    )
    credit_used_rate = OptionalFloat(
        string="Credit Limit Used",
        help="Receivable divided by the customer's credit limit. Empty without a "
        "limit.",
        kind="rate",
        better="less",
        step="pay_share",
        items=Items("open"),
        on_card=True,
        formula="receivable / credit limit of the contact",
        empty="no credit limit",
        parts=Ratio("receivable", "credit_limit", own=True),
    )
    credit_limit = part(
        fields.Monetary,
        aggregator=None,
        help="The credit limit that the rate is made of; empty without one.",
    )

    rfm_recency = OptionalInteger(
        string="Recency (R)",
        help="Recency score 1 to 5, 5 bought last.",
        kind="count",
        lowest=1,
        highest=5,
        items=Items("sales"),
        formula="6 - quintile of recency_days among all buyers",
        empty="never invoiced",
        parts=MEAN,
    )
    rfm_frequency = OptionalInteger(
        string="Frequency (F)",
        help="Frequency score 1 to 5, 5 buys most often.",
        kind="count",
        lowest=1,
        highest=5,
        items=Items("sales", "rfm"),
        formula="quintile of rfm_invoice_count among all buyers",
        empty="never invoiced",
        parts=MEAN,
    )
    rfm_monetary = OptionalInteger(
        string="Monetary (M)",
        help="Monetary score 1 to 5, 5 spends most.",
        kind="count",
        lowest=1,
        highest=5,
        items=Items("documents", "rfm"),
        formula="quintile of rfm_revenue among all buyers",
        empty="never invoiced",
        parts=MEAN,
    )
    rfm_score = OptionalInteger(
        string="RFM",
        aggregator=None,
        help="The three scores side by side: 100 R + 10 F + M.",
        kind="count",
        lowest=111,
        highest=555,
        items=Items("documents", "rfm"),
        formula="100 * rfm_recency + 10 * rfm_frequency + rfm_monetary",
        empty="never invoiced",
    )
    rfm_invoice_count = MetricInteger(
        string="Invoices in RFM Window",
        help="What the frequency score is made of.",
        better="more",
        step="count",
        lowest=0,
        items=Items("sales", "rfm", "__count"),
        on_contact=False,
        formula="number of invoices in the window of the RFM dimension",
    )
    rfm_revenue = MetricMonetary(
        string="Revenue in RFM Window",
        help="What the monetary score is made of.",
        better="more",
        step="revenue",
        items=Items("documents", "rfm", "customer_revenue:sum"),
        on_contact=False,
        formula="net revenue in the window of the RFM dimension",
    )
    credit_score = OptionalFloat(
        help="0 to 100, 100 is best, by the scorecard of the dimension Credit Level. "
        "Empty where it does not apply.",
        kind="number",
        lowest=0,
        highest=100,
        on_card=True,
        formula="weighted mean of the points of the scorecard Credit Level",
        empty="no criterion has a value",
        parts=MEAN,
    )
