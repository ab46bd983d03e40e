import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LONGEST = 3650


class CustomerClassificationDimension(models.Model):
    """Calm: categories that do not flip from one night to the next; off by default."""

    _inherit = "customer.classification.dimension"

    calm_margin = fields.Float(
        string="Tolerance (%)",
        help="A customer who passes a bound of its category by no more than this "
        "percentage of the bound stays where it is. 0: every bound counts at once. "
        "Also holds customers back when a bound is changed a little.",
    )
    calm_days = fields.Integer(
        string="Minimum Stay (Days)",
        help="A customer to whom the rule gave a category keeps it for at least so "
        "many days. 0: no minimum. Whoever has no category gets one at once, and "
        "pins are not affected.",
    )

    @api.constrains("calm_margin", "calm_days")
    def _check_calm(self):
        for dimension in self:
            dimension._check_calm_number("calm_margin", 100)
            dimension._check_calm_number("calm_days", LONGEST)

    def _check_calm_number(self, name, highest):
        """Refuse what is not a number from 0 to a limit."""
        value = self[name]
        if math.isfinite(value) and 0 <= value <= highest:
            return
        raise ValidationError(
            self.env._(
                "%(field)s of dimension “%(dimension)s”: %(value)s is not a number "
                "between 0 and %(highest)s.",
                field=self._fields[name]._description_string(self.env),
                dimension=self.name,
                value=value,
                highest=highest,
            )
        )
