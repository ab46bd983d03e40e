from odoo import models


class CustomerProfile(models.Model):
    """Advice beside each reason."""

    _inherit = "customer.profile"

    def _advise_on(self, reason, category):
        Reason = self.env["customer.classification.reason"]
        return Reason._advise(reason, self, category)
