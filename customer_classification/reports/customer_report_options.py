from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .kinds import FLAGS, KINDS, Kind


class CustomerReportOptions(models.AbstractModel):
    """What a report can be asked for, once or every month."""

    _name = "customer.report.options"
    _description = "Customer Report Options"

    report = fields.Selection(
        lambda self: self._report_selection(),
        required=True,
        default=lambda self: self._get_kinds()[0].key,
        help="What the report shows.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
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

    # What the forms ask of the kind of report; see reports/kinds/base.py.
    of_today = fields.Boolean(
        string="As of Today",
        compute="_compute_flags",
        help="Whatever date is asked for, the numbers are those of today.",
    )
    needs_two_days = fields.Boolean(
        string="Of Two Days",
        compute="_compute_flags",
        help="The report compares the as-of date with an earlier one.",
    )
    has_period = fields.Boolean(
        string="Of a Period",
        compute="_compute_flags",
        help="The report counts what happened in a period.",
    )
    has_dimensions = fields.Boolean(
        string="By Dimensions",
        compute="_compute_flags",
        help="The report shows classes.",
    )
    needs_dimensions = fields.Boolean(
        compute="_compute_flags",
        help="The report shows nothing without a dimension.",
    )
    can_cross = fields.Boolean(
        string="Can Be Crossed",
        compute="_compute_flags",
        help="The report can show two dimensions side by side.",
    )
    needs_customers = fields.Boolean(
        compute="_compute_flags",
        help="The report is of customers who are named.",
    )
    has_filters = fields.Boolean(
        string="Of Some Customers",
        compute="_compute_flags",
        help="Classes and tags can choose the customers of the report.",
    )

    @api.model
    def _get_kinds(self):
        """The reports in the order of the choice; a module adds its own.

        :return: list of classes, see :class:`.kinds.Kind`
        """
        return list(KINDS)

    @api.model
    def _report_selection(self):
        """(value, label) of the reports that there are."""
        return [(kind.key, kind.label(self.env)) for kind in self._get_kinds()]

    def _kind_class(self):
        """The class of the report; `Kind` itself for one whose module is gone."""
        kinds = (kind for kind in self._get_kinds() if kind.key == self.report)
        return next(kinds, Kind)

    def _get_kind(self):
        """The report at work, see :class:`.kinds.Kind`.

        :raise UserError: for one whose module is gone
        """
        kind = self._kind_class()
        if kind is Kind:
            raise UserError(
                self.env._("There is no report “%s” any longer.", self.report)
            )
        return kind(self)

    @api.depends("report")
    def _compute_flags(self):
        for report in self:
            kind = report._kind_class()
            report.update({name: getattr(kind, name) for name in FLAGS})

    @api.depends("company_id")
    def _compute_dimension_ids(self):
        for report in self:
            dimensions = report._get_dimensions()
            report.dimension_ids = dimensions.filtered("in_list") or dimensions[:1]

    @api.constrains("report", "partner_ids")
    def _check_customers(self):
        for report in self:
            if report.needs_customers and not report.partner_ids:
                raise ValidationError(
                    self.env._(
                        "%(report)s: choose at least one customer.",
                        report=report._get_kind().title,
                    )
                )

    @api.model
    def _today(self):
        return self._books().root_id._customer_classification_today()

    def _books(self):
        """The company of the books, as superuser: its name, tree and currency.

        Who asks works in one of its branches, and may not see the root. Whoever makes a
        report is asked for more, see `_at_work`.
        """
        return (self.company_id or self.env.company).sudo()

    def _get_dimensions(self):
        """The dimensions of the company, in their order."""
        Profile = self.env["customer.profile"]
        return Profile.with_company(self._workplace())._get_dimensions()

    def _workplace(self):
        """Where the user is at work in these books: the company, or a branch of it."""
        company = self.company_id or self.env.company
        own = self.env.user.company_ids
        if self.env.su or company in own:
            return company
        return own.filtered(lambda c: c.root_id == company.sudo().root_id)[:1]
