from odoo import api, models


class CustomerProfile(models.Model):
    """The past follows the present: late postings reach the last months."""

    _inherit = "customer.profile"

    @api.model
    def _get_followers(self):
        last = self.env["customer.profile.month"]._request_last
        return [*super()._get_followers(), last]
