from odoo import api, models


class CustomerRuleMixin(models.AbstractModel):
    _inherit = "customer.rule.mixin"

    @api.model
    def _rule_paths(self):
        paths = super()._rule_paths()
        paths["res.partner"].add("property_account_position_id")
        paths["account.fiscal.position"] = {"id", "name", "display_name"}
        return paths
