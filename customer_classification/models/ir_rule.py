from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    """The record rules of contacts hold for every row about a customer, too."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """As Odoo does it for models that inherit the fields of another one."""
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if self.env.su or not hasattr(model, "_visible_domain"):
            return domain
        contacts = self._compute_domain("res.partner", "read")
        if contacts.is_true():
            return domain
        return Domain.AND([domain, model._visible_domain(contacts)])

    def _get_failing(self, for_records, mode="read"):
        """Also name the rules by which the contacts behind the rows are hidden."""
        failing = super()._get_failing(for_records, mode)
        if not hasattr(for_records, "_visible_domain"):
            return failing
        customers = for_records.sudo()._customers()
        seen = customers.with_env(self.env(su=False))._filtered_access("read")
        hidden = customers - seen
        return failing | super()._get_failing(hidden) if hidden else failing
