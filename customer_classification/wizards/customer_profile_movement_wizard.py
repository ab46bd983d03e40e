from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ..context import MOVEMENT


class CustomerProfileMovementWizard(models.TransientModel):
    """Choose two days and a dimension: who moved from which category to which."""

    _name = "customer.profile.movement.wizard"
    _inherit = "customer.past.wizard.mixin"
    _description = "Customer Movements"

    dimension_id = fields.Many2one(
        "customer.classification.dimension",
        required=True,
        default=lambda self: self._default_dimension_id(),
        domain=lambda self: [("id", "in", self._get_dimensions().ids)],
        help="The dimension whose categories are compared.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._month_end(-13),
        help="The first day that is compared.",
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: self._month_end(-1),
        help="The second day that is compared.",
    )

    @api.model
    def _default_dimension_id(self):
        """The first of those that lists show."""
        dimensions = self._get_dimensions()
        return (dimensions.filtered("in_list") or dimensions)[:1]

    @api.model
    def _get_dimensions(self):
        """The dimensions of the current company."""
        return self.env["customer.profile.snapshot"]._get_dimensions()

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_from >= wizard.date_to:
                raise ValidationError(
                    self.env._(
                        "From %(date_from)s to %(date_to)s: the second day must be "
                        "after the first.",
                        date_from=format_date(self.env, wizard.date_from),
                        date_to=format_date(self.env, wizard.date_to),
                    )
                )

    def _empty_days(self):
        """The days, just computed, on which the company had no customer at all."""
        Snapshot = self.env["customer.profile.snapshot"]
        company = self.env.company.sudo()
        return [
            fields.Date.to_string(day)
            for day in (self.date_from, self.date_to)
            if not Snapshot._is_taken(company, day)
        ]

    def action_open(self):
        """Open the movements, computing the days that are not there."""
        self.ensure_one()
        self.dimension_id.check_access("read")
        self.env["customer.profile.snapshot"]._ensure_days(
            self.env.company, self.date_from, self.date_to, renew=self._is_renewed()
        )
        title = self.env._(
            "%(dimension)s from %(date_from)s to %(date_to)s",
            dimension=self.dimension_id.name,
            date_from=format_date(self.env, self.date_from),
            date_to=format_date(self.env, self.date_to),
        )
        asked = {
            "dimension_id": self.dimension_id.id,
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "empty": self._empty_days(),
        }
        return self._titled_action("action_movements", title, context={MOVEMENT: asked})
