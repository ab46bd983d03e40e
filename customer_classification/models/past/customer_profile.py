from odoo import api, models


class CustomerProfile(models.Model):
    """The past follows the present: late postings reach the last months."""

    _inherit = "customer.profile"

    @api.model
    def _get_followers(self):
        last = self.env["customer.profile.month"]._request_last
        return [*super()._get_followers(), last]

    @api.model
    def _forget_days_after(self, company, day):
        """Their numbers would be taken for those of the days, once these have come."""
        company._claim_customer_past()
        domain = [("company_id", "=", company.id), ("date", ">", day)]
        for model in (
            "customer.profile.snapshot",
            "customer.profile.month",
            "customer.profile.stale",
        ):
            self.env[model].sudo().search(domain).unlink()
        return super()._forget_days_after(company, day)
