from odoo import api, fields, models

from ..dates import month_end
from ..groups import MANAGER


class CustomerPastWizardMixin(models.AbstractModel):
    """Dialogs that ask for past days: what they offer, and what they open."""

    _name = "customer.past.wizard.mixin"
    _description = "Choice of Past Days"

    is_renewed = fields.Boolean(
        string="Compute Again",
        groups=MANAGER,
        help="The books and rules may have changed since the numbers were computed.",
    )

    @api.model
    def _month_end(self, months):
        """The last day of the month so many months from this one, -1 for the last."""
        return month_end(
            self.env.company.root_id._customer_classification_today(), months
        )

    def _is_renewed(self):
        """What only managers may ask for: others may not even read it."""
        return self.sudo().is_renewed

    @api.model
    def _titled_action(self, name, title, **values):
        """One of our actions for certain days, which stand in its title.

        The days are no part of the stored action: its address must not be used. The
        window is opened from the menu, where each opening begins anew.
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"customer_classification.{name}"
        )
        for key in ("id", "xml_id", "path", "display_name"):
            action.pop(key, None)
        return {**action, "name": title, "target": "main", **values}
