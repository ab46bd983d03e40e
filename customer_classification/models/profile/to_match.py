from odoo import models
from odoo.tools.misc import format_amount


class CustomerProfile(models.Model):
    """Money on account: what is open on both sides waits for somebody to match it."""

    _inherit = "customer.profile"

    def _get_facts(self):
        facts = super()._get_facts()
        debts = self.not_due + self.overdue
        if self.credits_open < 0 < debts:
            text = self.env._(
                "%(credits)s of payments and credit notes are not matched, beside "
                "%(debts)s of open debts: match them on an invoice.",
                credits=format_amount(self.env, -self.credits_open, self.currency_id),
                debts=format_amount(self.env, debts, self.currency_id),
            )
            facts.append((self.env._("Credits to Match"), text))
        return facts
