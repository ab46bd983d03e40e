from odoo import api, models


class CustomerProfile(models.Model):
    """The past follows the present: late postings reach the last months."""

    _inherit = "customer.profile"

    @api.model
    def _after_refresh(self, companies):
        res = super()._after_refresh(companies)
        self.env["customer.profile.month"]._request_last(companies)
        return res
