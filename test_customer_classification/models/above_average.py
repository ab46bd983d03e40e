"""A method of a bridge: a query, what it is, the hook, the sentence of its reason."""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_classification.engine.methods import Method, case

# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def above_average(rule):
    """The first category takes who is above the average, the second all the rest."""
    conditions = [SQL("value > average"), SQL("value <= average")]
    return SQL(
        """
        SELECT id, old_id, %(category)s AS category_id,
               jsonb_build_object('method', 'above_average', 'metric', %(metric)s::text,
                                  'value', value, 'average', average) AS reason
          FROM (SELECT *, AVG(value) OVER () AS average FROM (%(valued)s) valued) said
        """,
        category=case(zip(conditions, rule.categories.ids, strict=False)),
        metric=rule.dimension.metric_id.name,
        valued=rule.valued(),
    )


ABOVE_AVERAGE = Method(
    key="above_average",
    label=_lt("Above Average"),
    help=_lt("customers above the average of all, then the others."),
    text=_lt("The first category takes who is above the average of all customers."),
    query=above_average,
    needs_metric=True,
    ranks=True,
    compares=True,
)


class CustomerClassificationDimension(models.Model):
    _inherit = "customer.classification.dimension"

    @api.model
    def _get_method_objects(self):
        return [*super()._get_method_objects(), ABOVE_AVERAGE]


class CustomerClassificationReason(models.AbstractModel):
    _inherit = "customer.classification.reason"

    @api.model
    def _render_above_average(self, reason, profile):
        return self.env._(
            "%(metric)s is %(value)s, the average of all is %(average)s.",
            metric=self._label(reason["metric"]),
            value=self._format(reason["metric"], reason["value"], profile),
            average=self._format(reason["metric"], reason["average"], profile),
        )
