from odoo import api, fields, models
from odoo.exceptions import ValidationError

SCORE_NAMES = ("recency", "frequency", "monetary")


class CustomerClassificationCategory(models.Model):
    """RFM segments: a category is a range of each of the three scores."""

    _inherit = "customer.classification.category"

    recency_min = fields.Integer(
        string="R From", default=1, aggregator=None, help="Lowest recency score, 1-5."
    )
    recency_max = fields.Integer(
        string="R To", default=5, aggregator=None, help="Highest recency score, 1-5."
    )
    frequency_min = fields.Integer(
        string="F From", default=1, aggregator=None, help="Lowest frequency score, 1-5."
    )
    frequency_max = fields.Integer(
        string="F To", default=5, aggregator=None, help="Highest frequency score, 1-5."
    )
    monetary_min = fields.Integer(
        string="M From", default=1, aggregator=None, help="Lowest monetary score, 1-5."
    )
    monetary_max = fields.Integer(
        string="M To", default=5, aggregator=None, help="Highest monetary score, 1-5."
    )

    @api.constrains(
        *(f"{name}_{end}" for name in SCORE_NAMES for end in ("min", "max"))
    )
    def _check_segment(self):
        for category in self:
            for name in SCORE_NAMES:
                low, high = category[f"{name}_min"], category[f"{name}_max"]
                if not 1 <= low <= high <= 5:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of category “%(category)s”: %(low)s to %(high)s "
                            "is not a range of scores between 1 and 5.",
                            field=self._fields[f"{name}_min"]._description_string(
                                self.env
                            ),
                            category=category.name,
                            low=low,
                            high=high,
                        )
                    )
