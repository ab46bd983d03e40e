from odoo import models

from ..patience import patient


class ResPartner(models.Model):
    """What becomes of customers when a contact is deleted."""

    _inherit = "res.partner"

    def unlink(self):
        """The profiles go along; who hung below the contact is a customer of its own.

        Whoever stays is ranked again.

        :raise LockError: while the customers of a company are being refreshed
        """
        self.check_access("unlink")
        everybody = self.sudo().with_context(active_test=False)
        below = everybody.search([("id", "child_of", self.ids)]) - self
        profiles = self.env["customer.profile"].sudo().with_context(active_test=False)
        profiles = profiles.search([("partner_id", "in", self.ids)])
        profiles.company_id._claim_customers()
        profiles.company_id._claim_customer_past()
        ranked = profiles.filtered("active").company_id
        profiles.env["customer.profile.queue"]._add_ranking(ranked)
        with patient(self.env):
            res = super().unlink()
        below.exists()._queue_customers(whole_past=True)
        return res
