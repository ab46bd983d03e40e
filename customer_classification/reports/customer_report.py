from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ..context import FROM_MENU, REPLACES
from ..dates import DAY, FIRST_DAY, LAST_DAY, month_end


class CustomerReport(models.TransientModel):
    """What somebody wants to see on the screen, on paper or in a workbook.

    `_get_document` makes the report as data; see reports/document.py. A module adds a
    report by a class of its own; see reports/kinds/base.py.
    """

    _name = "customer.report"
    _inherit = "customer.report.options"
    _description = "Customer Report"
    _rec_name = "report"

    date = fields.Date(
        string="As Of",
        compute="_compute_date",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="The last day of the period. Documents, payments and matchings after it "
        "do not count.",
    )
    period = fields.Selection(
        selection_add=[("custom", "Other")], ondelete={"custom": "set default"}
    )
    date_from = fields.Date(
        string="Period From",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="The first day of the period.",
    )
    date_then = fields.Date(
        string="Compared With",
        compute="_compute_date_then",
        store=True,
        readonly=False,
        precompute=True,
        help="The earlier day, with the classes and the revenue of the 12 months up "
        "to then.",
    )

    @api.depends("company_id", "report")
    def _compute_date(self):
        for report in self:
            today = report._today()
            past = report._kind_class().at_month_end
            report.date = month_end(today, -1) if past else today

    @api.depends("date", "period")
    def _compute_date_from(self):
        months = {"year": 12, "quarter": 3, "month": 1}
        for report in self:
            day = report.date
            if not day or (report.period == "custom" and report.date_from):
                continue
            if not FIRST_DAY <= day <= LAST_DAY:  # _check_dates has words for it
                report.date_from = day
                continue
            if report.period == "fiscal":
                company = report._books()
                report.date_from = company.compute_fiscalyear_dates(day)["date_from"]
            elif report.period in ("quarter", "month"):
                first = day + DAY - relativedelta(months=months[report.period])
                report.date_from = first
            else:
                report.date_from = day - relativedelta(months=12) + DAY

    @api.depends("date")
    def _compute_date_then(self):
        for report in self:
            day = report.date
            is_usual = day and FIRST_DAY <= day <= LAST_DAY
            report.date_then = month_end(day, -12) if is_usual else day

    @api.constrains("date", "date_from", "date_then", "report")
    def _check_dates(self):
        for report in self:
            report._check_day(report.date)
            report._check_order("date_from")
            if report.needs_two_days:
                report._check_order("date_then")

    def _check_day(self, day):
        if day < FIRST_DAY:
            self._refuse_too_early("date")
        if day > self._today():
            raise ValidationError(
                self.env._(
                    "As of %(date)s: the day has not come yet.",
                    date=format_date(self.env, day),
                )
            )

    def _check_order(self, name):
        """A day that has to be before the as-of date."""
        day = self[name]
        if day and day < FIRST_DAY:
            self._refuse_too_early(name)
        if not day or day > self.date or (name == "date_then" and day == self.date):
            raise ValidationError(
                self.env._(
                    "%(field)s %(date)s: not before the as-of date %(as_of)s.",
                    field=self._fields[name]._description_string(self.env),
                    date=format_date(self.env, day) or "-",
                    as_of=format_date(self.env, self.date),
                )
            )

    def _refuse_too_early(self, name):
        raise ValidationError(
            self.env._(
                "%(field)s %(date)s: too long ago, the first day is %(first)s.",
                field=self._fields[name]._description_string(self.env),
                date=format_date(self.env, self[name]),
                first=format_date(self.env, FIRST_DAY),
            )
        )

    def action_open(self):
        """Show the report on the screen, with links to customers.

        From the menu it begins anew, as any menu does; asked for once more from a
        report it takes that report's place.
        """
        self.ensure_one()
        self.check_access("read")
        replaces = self.env.context.get(REPLACES)
        from_menu = self.env.context.get(FROM_MENU)
        return {
            "type": "ir.actions.client",
            "tag": "customer_report_again" if replaces else "customer_report",
            "target": "main" if from_menu and not replaces else "current",
            "name": self._label(),
            "params": self._get_address(),
            # The page is not about what has been selected or asked with.
            "context": {"active_id": False, "active_ids": False, "active_model": False},
        }

    def action_print(self):
        """Download the report as PDF."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("customer_classification.action_customer_report_pdf")
        return report.report_action(self, config=False)

    def action_export(self):
        """Download the report as a workbook."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_classification/report/{self.id}/xlsx",
            "target": "download",
        }
