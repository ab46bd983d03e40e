from odoo import api, fields, models

from ..context import own_ids


class CustomerClassificationPinWizard(models.TransientModel):
    """Fix a category for one customer or for a selection."""

    _name = "customer.classification.pin.wizard"
    _inherit = "customer.selection.mixin"
    _description = "Set Category"

    partner_ids = fields.Many2many(help="The customers who are given the category.")
    dimension_id = fields.Many2one(
        "customer.classification.dimension",
        required=True,
        help="The dimension in which the category is set.",
    )
    method = fields.Selection(related="dimension_id.method")
    category_id = fields.Many2one(
        "customer.classification.category",
        domain="[('dimension_id', '=', dimension_id)]",
        help="Empty: take the category away and let the rule decide again.",
    )
    reason = fields.Char(help="Shown wherever somebody asks why.")
    date_end = fields.Date(
        string="Until", help="The last day. Empty: until somebody releases it."
    )

    @api.onchange("dimension_id")
    def _onchange_dimension_id(self):
        if self.category_id.dimension_id != self.dimension_id:
            self.category_id = False

    def action_apply(self):
        """Set or pin the category; the rule decides again where it is empty."""
        self.ensure_one()
        partners = self.partner_ids.commercial_partner_id
        partners._check_customer_access()
        partners.check_access("write")
        profiles = self._selected_profiles()
        if not profiles and self.category_id:
            profiles = partners.sudo()._ensure_customer_profiles()
        elif not profiles:
            # To take a category away is no reason to make anybody a customer.
            profiles = partners.sudo()._existing_customer_profiles()
        profiles._set_classes(
            {self.dimension_id.sudo()._field_name(): self.category_id.id},
            reason=self.reason,
            date_end=self.date_end,
            force=True,
        )
        return {"type": "ir.actions.client", "tag": "customer_classes_changed"}

    def _selected_profiles(self):
        """The selected profiles, of whatever company; none where contacts were."""
        Profile = self.env["customer.profile"]
        if self.env.context.get("active_model") != Profile._name:
            return Profile
        profiles = Profile.browse(own_ids(self.env.context.get("active_ids")))
        profiles.check_access("write")
        return profiles.filtered(lambda p: p.partner_id in self.partner_ids).sudo()
