from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..dates import month_end
from ..groups import MANAGER


class CustomerProfileAsOfWizard(models.TransientModel):
    """Choose a past day and look at the customers as they were."""

    _name = "customer.profile.as.of.wizard"
    _description = "Customers As Of"

    date = fields.Date(
        string="As Of",
        required=True,
        default=lambda self: self._default_date(),
        help="Documents, payments and matchings after this day do not count.",
    )
    is_renewed = fields.Boolean(
        string="Compute Again",
        groups=MANAGER,
        help="The books and rules may have changed since the day was computed.",
    )

    @api.model
    def _default_date(self):
        """The end of the last month."""
        return month_end(self.env.company.root_id._customer_classification_today(), -1)

    def _is_renewed(self):
        """What only managers may ask for: others may not even read it."""
        return self.sudo().is_renewed

    def action_open(self):
        """Open the customers of the day, computing them if they are not there."""
        self.ensure_one()
        company = self.env.company.root_id
        self.env["customer.profile.snapshot"]._ensure_days(
            company, self.date, renew=self._is_renewed()
        )
        return self._titled_action(
            "action_snapshots",
            self.env._("Customers as of %s", format_date(self.env, self.date)),
            domain=[("company_id", "=", company.id), ("date", "=", self.date)],
            context={},
        )

    def action_open_history(self):
        """Open the record of who was in which category on that day."""
        self.ensure_one()
        return self._titled_action(
            "action_history",
            self.env._("Classes on %s", format_date(self.env, self.date)),
            domain=[
                ("company_id", "=", self.env.company.root_id.id),
                ("valid_on", "=", self.date),
            ],
        )

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
