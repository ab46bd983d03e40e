from odoo import models

from ..patience import patient


class CustomerClassificationCategory(models.Model):
    """A category that goes leaves the past days; nobody waits for a job meanwhile."""

    _inherit = "customer.classification.category"

    def write(self, vals):
        """A code is unique, so changing it waits for whoever refers to the category."""
        if "code" in vals and any(c.code != vals["code"] for c in self):
            with patient(self.env):
                return super().write(vals)
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")
        with patient(self.env):
            self.env["customer.profile.snapshot"].sudo()._forget_categories(self)
            return super().unlink()
