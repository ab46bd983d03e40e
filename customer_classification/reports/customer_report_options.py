from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerReportOptions(models.AbstractModel):
    """What a report can be asked for, once or every month."""

    _name = "customer.report.options"
    _description = "Customer Report Options"

    report = fields.Selection(
        [
            ("overview", "Classification Overview"),
            ("ranking", "Sales Ranking"),
            ("arrears", "Arrears"),
            ("trend", "Trend"),
            ("movement", "Movement"),
            ("bridge", "As Booked and As Today"),
            ("card", "Customer Card"),
        ],
        required=True,
        default="overview",
        help="What the report shows.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain=lambda self: [("id", "in", self.env.user.company_ids.root_id.ids)],
        help="The company of the books, together with its branches.",
    )
    period = fields.Selection(
        [
            ("year", "12 Months"),
            ("fiscal", "Fiscal Year to Date"),
            ("quarter", "3 Months"),
            ("month", "1 Month"),
        ],
        required=True,
        default="year",
        help="How far back from the as-of date revenue, invoices and margin are "
        "counted. The period before is as long.",
    )
    dimension_ids = fields.Many2many(
        "customer.classification.dimension",
        string="Dimensions",
        compute="_compute_dimension_ids",
        store=True,
        readonly=False,
        precompute=True,
        help="The classes to report by; a page for each of them.",
    )
    cross_dimension_id = fields.Many2one(
        "customer.classification.dimension",
        string="Crossed With",
        help="A second dimension: the table then has a line for every pair of classes.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Only Customers",
        context={"active_test": False},
        help="Only these customers; empty for all.",
    )
    category_ids = fields.Many2many(
        "customer.classification.category",
        string="Only Classes",
        help="Only customers who are in these classes today; of several dimensions, "
        "in one class of each.",
    )
    tag_ids = fields.Many2many(
        "res.partner.category",
        string="Only Tags",
        help="Only customers with one of these tags.",
    )

    @api.depends("company_id")
    def _compute_dimension_ids(self):
        for report in self:
            dimensions = report._get_dimensions()
            report.dimension_ids = dimensions.filtered("in_list") or dimensions[:1]

    @api.constrains("report", "partner_ids")
    def _check_card(self):
        for report in self:
            if report.report == "card" and not report.partner_ids:
                raise ValidationError(
                    self.env._("Customer card: choose at least one customer.")
                )

    @api.model
    def _today(self):
        company = self.company_id or self.env.company
        return company.sudo().root_id._customer_classification_today()

    def _get_dimensions(self):
        """The dimensions of the company, in their order."""
        company = self.company_id or self.env.company
        return self.env["customer.profile"].with_company(company)._get_dimensions()
