from odoo import api, models


class CustomerClassificationCategory(models.Model):
    """What of a category is a rule, and whom a rule of it is about."""

    _inherit = "customer.classification.category"

    @api.model
    def _get_plain_fields(self):
        """Fields that have no say in who belongs where."""
        return {"name", "code", "description", "color"}

    def _with_below(self):
        """The category and the active ones below it."""
        self.ensure_one()
        return self.union(*(child._with_below() for child in self.child_ids))
