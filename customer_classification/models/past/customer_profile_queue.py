from odoo import models


class CustomerProfileQueue(models.Model):
    """News of earlier days reaches the past days that are kept."""

    _inherit = "customer.profile.queue"

    def unlink(self):
        self.env["customer.profile.stale"].sudo()._note(self)
        return super().unlink()
