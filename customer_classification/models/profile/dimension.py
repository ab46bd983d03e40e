from odoo import models


class CustomerClassificationDimension(models.Model):
    """What settings of a dimension mean for the customers who have classes in it."""

    _inherit = "customer.classification.dimension"

    def write(self, vals):
        res = super().write(vals)
        if "window_months" in vals:
            self._queue_everybody()
        return res

    def action_refresh(self):
        """Classify all customers of the user's companies now."""
        return self.env["customer.profile"].action_refresh_now()

    def _queue_everybody(self):
        """Scores of two windows cannot be ranked together: refresh all soon."""
        companies = (
            self.company_id.sudo().root_id or self.env["res.company"]._customer_roots()
        )
        for company in companies:
            self.env["customer.profile"].sudo()._queue_everybody(company)
