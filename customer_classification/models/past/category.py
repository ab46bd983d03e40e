from odoo import models


class CustomerClassificationCategory(models.Model):
    """A category that goes leaves the past days on which somebody was in it."""

    _inherit = "customer.classification.category"

    def unlink(self):
        self.check_access("unlink")
        self.env["customer.profile.snapshot"].sudo()._forget_categories(self)
        return super().unlink()
