import math

from odoo import api, models


class CustomerClassificationReason(models.AbstractModel):
    _inherit = "customer.classification.reason"

    @api.model
    def _step_large_invoice(self, name, profile, value, bound):
        """So many large invoices that the share of small ones is below the bound."""
        [(count,)] = self._items(name, profile, ["__count"])
        if not value or bound <= 0:
            return ""
        more = math.floor(value * count / bound) - count + 1
        return self.env._("%(count)s more invoices of 1,000 and more", count=more)
