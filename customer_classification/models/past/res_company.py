from odoo import api, fields, models
from odoo.exceptions import LockError, ValidationError
from odoo.tools.misc import format_date

from ...dates import month_end
from .customer_profile_snapshot import PAST


class ResCompany(models.Model):
    """How far back the past of a company is rebuilt, and how far that is."""

    _inherit = "res.company"

    customer_history_months = fields.Integer(
        string="Months to Rebuild",
        default=24,
        help="For so many months back the numbers and classes of each month end are "
        "rebuilt from the books. 0: only months from now on are kept.",
    )

    @api.constrains("customer_history_months")
    def _check_customer_history_months(self):
        for company in self:
            if not 0 <= company.customer_history_months <= 120:
                raise ValidationError(
                    self.env._(
                        "Months to rebuild of %(company)s: %(months)s is not between "
                        "0 and 120.",
                        company=company.name,
                        months=company.customer_history_months,
                    )
                )

    def write(self, vals):
        changed = self.browse()
        if "customer_history_months" in vals:
            months = vals["customer_history_months"]
            changed = self.filtered(lambda c: c.customer_history_months != months)
        res = super().write(vals)
        if changed:
            self.env["customer.profile.month"]._request(changed)
        return res

    def _claim_customer_past(self):
        """Keep the back-fill of these root companies out until this transaction ends.

        :raise LockError: when it takes longer than two seconds, naming the company
        """
        for company in self._wait_for_customer_lock(PAST):
            raise LockError(self.env["customer.profile.month"]._busy_text(company))

    def _customer_history_month_ends(self):
        """The month ends to rebuild, oldest first: those that are over."""
        self.ensure_one()
        today = self._customer_classification_today()
        months = range(self.customer_history_months, 0, -1)
        return [month_end(today, -back) for back in months]

    def _customer_history_progress(self):
        """How far the past is rebuilt, as a sentence."""
        self.ensure_one()
        months = (
            self.env["customer.profile.month"]
            .sudo()
            .search([("company_id", "=", self.root_id.id)])
        )
        if not months:
            return self.env._("No month is rebuilt.")
        done = len(months.filtered("is_done"))
        failed = months.filtered("error")
        if failed:
            return self.env._(
                "%(done)s of %(total)s months rebuilt. %(month)s failed: %(error)s",
                done=done,
                total=len(months),
                month=format_date(self.env, failed[0].date),
                error=failed[0].error,
            )
        return self.env._(
            "%(done)s of %(total)s months rebuilt.", done=done, total=len(months)
        )
