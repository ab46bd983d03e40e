from odoo import api, fields, models


class CustomerSelectionMixin(models.AbstractModel):
    """A dialog about the contacts or profiles that are selected in a list."""

    _name = "customer.selection.mixin"
    _description = "Dialog about Selected Customers"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        readonly=True,
        help="The customers it is about.",
    )
    partner_count = fields.Integer(
        compute="_compute_partner_count", help="How many customers are selected."
    )

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    @api.model
    def default_get(self, fields_list):
        """The contacts or profiles that were selected."""
        values = super().default_get(fields_list)
        partners = self.env["res.partner"]._selected_customers()
        if partners and "partner_ids" in fields_list:
            values["partner_ids"] = [fields.Command.set(partners.ids)]
        return values
