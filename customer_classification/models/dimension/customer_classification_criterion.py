import math
from itertools import zip_longest

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ...fields import fact


def _plain(env, number):
    """A number with at most four decimals and no zeros behind them."""
    text = formatLang(env, number, digits=4).rstrip("0")
    # What is left behind the number is the decimal point of the language.
    return text if text[-1].isdigit() else text[:-1]


class CustomerClassificationCriterion(models.Model):
    """One line of a scorecard: a metric, how much it weighs, and points by bands."""

    _name = "customer.classification.criterion"
    _description = "Scorecard Criterion"
    _order = "dimension_id, sequence, id"
    _rec_name = "metric_id"

    dimension_id = fields.Many2one(
        "customer.classification.dimension",
        required=True,
        ondelete="cascade",
        index=True,
        help="The dimension whose score it is a part of.",
    )
    company_id = fields.Many2one(related="dimension_id.company_id", store=True)
    sequence = fields.Integer(default=10, help="Order of the criteria.")
    metric_id = fields.Many2one(
        "ir.model.fields",
        string="Metric",
        required=True,
        ondelete="cascade",
        domain=[
            ("model", "=", "customer.profile"),
            ("ttype", "in", ("integer", "float", "monetary")),
            ("store", "=", True),
            ("name", "!=", "id"),
        ],
        help="The number of the customer that is judged.",
    )
    weight = fields.Float(
        default=1,
        help="How much it counts against the other criteria, such as 3 against 1.",
    )
    is_cap = fields.Boolean(
        string="Caps the Score",
        help="The score is at most the points of this criterion, whatever the others "
        "say; it has no part in the mean. It does not cap where the number is empty.",
    )
    unknown_points = fields.Float(
        string="If Empty",
        help="Points for customers who do not have the number, from 0 to 100. Not "
        "knowing is not the same as good.",
    )
    band_ids = fields.One2many(
        "customer.classification.criterion.band",
        "criterion_id",
        string="Points",
        copy=True,
        help="The points of a customer are those of the highest bound that is reached.",
    )
    bands_text = fields.Char(
        string="Points By Value",
        compute="_compute_bands_text",
        compute_sudo=True,
        help="The points from each bound on; below the lowest bound there are none.",
    )

    @api.depends("metric_id")
    def _compute_display_name(self):
        """Whoever may see a scorecard may read the names of what it counts."""
        for criterion in self:
            criterion.display_name = criterion.sudo().metric_id.display_name

    @api.depends("band_ids.lower_bound", "band_ids.points", "metric_id")
    @api.depends_context("lang")
    def _compute_bands_text(self):
        for criterion in self:
            bands = criterion.band_ids._by_bound()
            criterion.bands_text = "; ".join(
                self.env._("%(points)s below %(bound)s", points=points, bound=bound)
                if below
                else self.env._("%(points)s from %(bound)s", points=points, bound=bound)
                for points, bound, below in criterion._spelled(bands)
            )

    def _spelled(self, bands):
        """(points, bound, whether below it) of bands from the lowest, as texts."""
        Profile = self.env["customer.profile"]
        # A criterion that is being made has no band yet.
        for band, above in zip_longest(bands, bands[1:], fillvalue=bands[:0]):
            below = band.lower_bound is False
            bound = above.lower_bound if below and above else band.lower_bound
            points = _plain(self.env, band.points)
            if bound is False:
                yield points, "…", below
            elif fact(Profile, self.metric_id.name, "kind") == "rate":
                yield points, f"{_plain(self.env, 100 * bound)}%", below
            else:
                yield points, _plain(self.env, bound), below

    @api.constrains("weight", "unknown_points")
    def _check_numbers(self):
        for criterion in self:
            if not (math.isfinite(criterion.weight) and 0 < criterion.weight <= 1000):
                raise ValidationError(
                    self.env._(
                        "Weight of criterion “%(criterion)s”: %(value)s is not above 0 "
                        "and at most 1000.",
                        criterion=criterion.metric_id.field_description,
                        value=criterion.weight,
                    )
                )
            if not 0 <= criterion.unknown_points <= 100:
                raise ValidationError(
                    self.env._(
                        "Points if empty of criterion “%(criterion)s”: %(value)s is "
                        "not between 0 and 100.",
                        criterion=criterion.metric_id.field_description,
                        value=criterion.unknown_points,
                    )
                )

    @api.constrains("band_ids")
    def _check_bands(self):
        for criterion in self:
            if not criterion.band_ids:
                raise ValidationError(
                    self.env._(
                        "Points of criterion “%(criterion)s”: there is no line, so "
                        "everybody would have none.",
                        criterion=criterion.metric_id.field_description,
                    )
                )

    @api.constrains("is_cap")
    def _check_cap(self):
        self.dimension_id._check_criteria()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_last(self):
        """A scorecard without criteria would leave everybody without a category."""
        for dimension in self.dimension_id.filtered("has_criteria"):
            if dimension.criterion_ids.filtered(lambda c: not c.is_cap) <= self:
                dimension._raise_no_criteria()

    @api.constrains("metric_id", "dimension_id")
    def _check_metric(self):
        self.dimension_id._check_scores()
        self.dimension_id._check_number_access()
        for criterion in self:
            dimension, metric = criterion.dimension_id, criterion.metric_id
            if not dimension._is_metric(metric):
                raise ValidationError(
                    self.env._(
                        "Metric of a criterion of “%(dimension)s”: “%(field)s” is not "
                        "a number of the customer profile.",
                        dimension=dimension.name,
                        field=metric.display_name,
                    )
                )
            if len(dimension.criterion_ids.metric_id) < len(dimension.criterion_ids):
                raise ValidationError(
                    self.env._(
                        "Metric of a criterion of “%(dimension)s”: “%(field)s” is "
                        "there twice.",
                        dimension=dimension.name,
                        field=metric.field_description,
                    )
                )
