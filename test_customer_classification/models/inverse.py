"""A method of a bridge that one customer's number may break: it divides."""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_classification.engine.methods import Method, case

# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

#: The number of a customer by which nobody can divide.
POISON_NUMBER = 666


def inverse(rule):
    """The first category takes who is above the poison, the second who is below."""
    share = SQL("1 / (value - %s)", POISON_NUMBER)
    conditions = [SQL("%s > 0", share), SQL("%s < 0", share)]
    return SQL(
        """
        SELECT id, old_id, %(category)s AS category_id,
               jsonb_build_object('method', 'test_inverse') AS reason
          FROM (%(valued)s) valued
        """,
        category=case(zip(conditions, rule.categories.ids, strict=False)),
        valued=rule.valued(),
    )


INVERSE = Method(
    key="test_inverse",
    label=_lt("Inverse"),
    help=_lt("customers above a number, then those below it."),
    text=_lt("The first category takes who is above a number."),
    query=inverse,
    needs_metric=True,
)


class CustomerClassificationDimension(models.Model):
    _inherit = "customer.classification.dimension"

    @api.model
    def _get_method_objects(self):
        return [*super()._get_method_objects(), INVERSE]


class CustomerClassificationReason(models.AbstractModel):
    _inherit = "customer.classification.reason"

    @api.model
    def _render_test_inverse(self, reason, profile):
        return self.env._("By its inverse.")
