from odoo import fields, models
from odoo.tools.misc import format_date


class CustomerProfileAsOfWizard(models.TransientModel):
    """Choose a past day and look at the customers as they were."""

    _name = "customer.profile.as.of.wizard"
    _inherit = "customer.past.wizard.mixin"
    _description = "Customers As Of"

    date = fields.Date(
        string="As Of",
        required=True,
        default=lambda self: self._month_end(-1),
        help="Documents, payments and matchings after this day do not count.",
    )

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
