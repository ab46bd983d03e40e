from odoo import api, models


class ResCompany(models.Model):
    """The contact of a company is no customer; without the company it may be one."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # Some are made for a contact that is there already.
        companies.partner_id._queue_customers()
        return companies

    def unlink(self):
        everybody = self.env["res.partner"].sudo().with_context(active_test=False)
        # Nobody is limited to the company any more.
        own = everybody.search([("company_id", "in", self.ids)])
        partners = own.commercial_partner_id | self.sudo().partner_id
        res = super().unlink()
        partners.exists()._queue_customers()
        return res
