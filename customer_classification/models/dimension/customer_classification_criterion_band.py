import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import OptionalFloat
from .category_checks import LARGEST_BOUND


class CustomerClassificationCriterionBand(models.Model):
    """Points of a scorecard criterion from a lower bound on."""

    _name = "customer.classification.criterion.band"
    _description = "Points of a Scorecard Criterion"
    _order = "criterion_id, lower_bound nulls first, id"
    _rec_name = "points"

    criterion_id = fields.Many2one(
        "customer.classification.criterion",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="criterion_id.company_id", store=True)
    lower_bound = OptionalFloat(
        string="From",
        help="The smallest value that gets these points; rates are written as 0.2 for "
        "20 %. Empty: everything below the other bounds.",
    )
    points = fields.Float(required=True, help="0 is worst, 100 is best.")

    @api.constrains("lower_bound", "points", "criterion_id")
    def _check_numbers(self):
        for band in self:
            bound, name = band.lower_bound, band.criterion_id.metric_id
            if bound is not False and not (
                math.isfinite(bound) and abs(bound) <= LARGEST_BOUND
            ):
                raise ValidationError(
                    self.env._(
                        "Bound of criterion “%(criterion)s”: %(value)s is not a "
                        "usable number.",
                        criterion=name.field_description,
                        value=bound,
                    )
                )
            if not 0 <= band.points <= 100:
                raise ValidationError(
                    self.env._(
                        "Points of criterion “%(criterion)s”: %(value)s is not "
                        "between 0 and 100.",
                        criterion=name.field_description,
                        value=band.points,
                    )
                )
            same = band.criterion_id.band_ids - band
            if any(bound_of(other) == bound_of(band) for other in same):
                raise ValidationError(
                    self.env._(
                        "Bound of criterion “%(criterion)s”: %(value)s is there twice.",
                        criterion=name.field_description,
                        value=self.env._("empty") if bound is False else bound,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_last(self):
        for criterion in self.criterion_id:
            if criterion.band_ids <= self:
                raise ValidationError(
                    self.env._(
                        "Points of criterion “%(criterion)s”: the last line cannot be "
                        "deleted.",
                        criterion=criterion.metric_id.field_description,
                    )
                )


def bound_of(record):
    """The lower bound as a number: none is below all, also below 0."""
    return float("-inf") if record.lower_bound is False else record.lower_bound
