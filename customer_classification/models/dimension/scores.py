from odoo import api, fields, models
from odoo.exceptions import ValidationError

CREDIT = "credit"  # the dimension whose score is kept on the profile
CREDIT_SCORE = "credit_score"


class CustomerClassificationDimension(models.Model):
    """Scorecards and RFM: what these two methods are made of."""

    _inherit = "customer.classification.dimension"

    criterion_ids = fields.One2many(
        "customer.classification.criterion",
        "dimension_id",
        string="Criteria",
        copy=True,
        help="The score is the mean of the points of all criteria, by their weights, "
        "and at most the points of those that cap it.",
    )

    @api.constrains("method", "criterion_ids")
    def _check_criteria(self):
        for dimension in self:
            if dimension.has_criteria and all(dimension.criterion_ids.mapped("is_cap")):
                dimension._raise_no_criteria()

    def _raise_no_criteria(self):
        raise ValidationError(
            self.env._(
                "Criteria of dimension “%(dimension)s”: a scorecard needs at least "
                "one that does not only cap the score.",
                dimension=self.name,
            )
        )

    @api.constrains("method", "metric_id", "criterion_ids", "sequence", "active")
    def _check_scores(self):
        """A number that a scorecard makes is no metric of itself or of earlier ones."""
        scorecard = self.search([("code", "=", CREDIT), ("method", "=", "score")])
        for dimension in self.search([]) if scorecard else self.browse():
            used = dimension.sudo().metric_id | dimension.sudo().criterion_ids.metric_id
            if CREDIT_SCORE in used.mapped("name") and dimension <= (
                scorecard | scorecard._earlier()
            ):
                raise ValidationError(
                    self.env._(
                        "Metric of dimension “%(dimension)s”: “%(field)s” is made by "
                        "“%(scorecard)s”, which is not evaluated before it.",
                        dimension=dimension.name,
                        field=self.env["customer.profile"]
                        ._fields[CREDIT_SCORE]
                        ._description_string(self.env),
                        scorecard=scorecard.name,
                    )
                )

    @api.constrains("method", "window_months", "active")
    def _check_rfm_window(self):
        """The scores stand on the customer, once: two windows can't both be right."""
        segments = self.search([("method", "=", "rfm")])
        for dimension in segments & self:
            for other in segments - dimension:
                if other.window_months != dimension.window_months:
                    raise ValidationError(
                        self.env._(
                            "Window of dimension “%(dimension)s”: %(months)s months, "
                            "but “%(other)s” has %(others)s. RFM scores have one "
                            "window.",
                            dimension=dimension.name,
                            months=dimension.window_months,
                            other=other.name,
                            others=other.window_months,
                        )
                    )

    def _score_column(self):
        """The column of customer.profile that keeps one of these scores, or None."""
        found = self.filtered(lambda d: d.code == CREDIT and d.method == "score")
        return CREDIT_SCORE if found else None

    @api.model
    def _rfm_window(self):
        """Length of the window of the RFM scores in months, 0 for all history."""
        rfm = self.sudo().search([("method", "=", "rfm")], limit=1)
        return rfm.window_months if rfm else 12
