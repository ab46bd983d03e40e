from odoo import api, fields, models

from ..engine import metrics
from ..engine.scope import Scope
from ..fields import OptionalFloat, OptionalInteger, OptionalMonetary

CATEGORY = "product.category"


class CustomerProfile(models.Model):
    """One customer (commercial partner) in one company (root of its branches).

    Holds every metric as a plain column, and one ``x_class_<code>`` per dimension.
    Only the refresh writes metrics; see models/customer_profile_refresh.py. The
    definition of every metric stands in its help; amounts are in the company's
    currency; "12 months" are the twelve months up to and with the metrics' date.
    """

    _name = "customer.profile"
    _inherit = ["customer.classification.fields.mixin"]
    _description = "Customer Profile"
    _order = "revenue_12m desc, id"
    _rec_name = "partner_id"
    # Every refresh writes all metrics anyway; who and when would be noise.
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        help="The company or person that is invoiced, not one of its contacts.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company of the books, together with its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    active = fields.Boolean(default=True)
    metrics_date = fields.Date(
        string="As Of", help="The day up to which the numbers are computed."
    )

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
        help="0 to 100, 100 is best. Empty until a scorecard is set up.",
    )

    history_ids = fields.One2many(
        "customer.classification.history",
        "profile_id",
        string="History",
        help="Which categories the customer had from when to when, and why.",
    )
    pin_ids = fields.One2many(
        "customer.classification.pin",
        "profile_id",
        string="Pinned",
        help="Categories that a person fixed and rules leave alone.",
    )

    _partner_company_unique = models.UniqueIndex(
        "(partner_id, company_id)", "The customer has a profile in the company already."
    )
    _company_revenue_idx = models.Index("(company_id, revenue_12m DESC NULLS LAST)")
    _company_overdue_idx = models.Index("(company_id, overdue DESC NULLS LAST)")

    def init(self):
        """Leave room in each page: most rows change every night."""
        self.env.cr.execute("ALTER TABLE customer_profile SET (fillfactor = 75)")

    @api.model
    def _is_metric(self, field):
        return bool(field and field.store and field.type != "many2one")

    @api.model
    def _metric_families(self):
        """The families of metrics, each one SELECT.

        A module adds its own by extending the list and declaring the columns by
        ``_inherit``; the columns are then refreshed, shown and available to rules.

        :return: list of (name, function); the function takes a
            :class:`~..engine.scope.Scope` and returns a
            :class:`~..engine.metrics.Family`
        """
        return list(metrics.FAMILIES)

    @api.model
    def _metrics_query(self, company, as_of, partner_ids=None):
        """All metrics of the customers of a company as of a date; writes nothing.

        :param company: res.company; its root with all branches is meant
        :param as_of: the date D; documents and matchings after it do not count
        :param partner_ids: ids of commercial partners, None for everybody
        :return: SQL of one row per customer: ``partner_id`` and every metric. The
            rfm scores rank a customer among all: they are there for everybody only
        """
        self.env.flush_all()
        scope = self._get_scope(company, as_of, partner_ids)
        return metrics.metrics_query(scope, self._metric_families())

    @api.model
    def _get_scope(self, company, as_of, partner_ids=None):
        """What the engine needs to know to compute metrics."""
        return Scope(
            env=self.env(su=True),
            company=company.sudo().root_id,
            as_of=as_of,
            partner_ids=None if partner_ids is None else tuple(partner_ids),
            rfm_months=self.env["customer.classification.dimension"]._rfm_window(),
        )
