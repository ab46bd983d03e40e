from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_classification_prospects = fields.Boolean(
        related="company_id.root_id.customer_classification_prospects", readonly=False
    )
    customer_classification_date = fields.Date(
        related="company_id.root_id.customer_classification_date"
    )

    def action_customer_refresh(self):
        """Refresh the customers of the user's companies now."""
        return self.env["customer.profile"].action_refresh_now()
