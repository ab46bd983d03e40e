from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Users inherit the dimensions of contacts, and what is hidden of them."""
        res = super().fields_get(allfields, attributes)
        return self.env["res.partner"]._leave_out_dimensions(res)
