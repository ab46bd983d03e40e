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
        path = self.parent_path
        return self.dimension_id.category_ids.filtered(
            lambda c: c.parent_path.startswith(path)
        )
