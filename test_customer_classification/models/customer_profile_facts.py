from odoo import models
from odoo.tools import formatLang


class CustomerProfile(models.Model):
    """A line on the card of a customer and on its page."""

    _inherit = "customer.profile"

    def _get_facts(self):
        facts, largest = super()._get_facts(), self.test_largest_invoice_12m
        if largest is False:
            return facts
        text = formatLang(self.env, largest, currency_obj=self.currency_id)
        return [*facts, (self.env._("Largest Invoice"), text)]
