"""A method of a bridge that looks at its own result, which no check can know."""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_classification.engine.methods import Method

# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def flip(rule):
    """The second category takes who is in the first, the first all the rest."""
    first, second = rule.categories.ids[:2]
    compiled = rule.compile()
    return SQL(
        """
        SELECT profile.id, profile.%(field)s AS old_id,
               CASE WHEN NOT %(scope)s THEN NULL
                    WHEN profile.%(field)s = %(first)s THEN %(second)s
                    ELSE %(first)s END AS category_id,
               jsonb_build_object('method', 'test_flip') AS reason
          FROM %(tables)s WHERE %(where)s
        """,
        field=rule.field,
        first=first,
        second=second,
        scope=compiled.scope,
        tables=compiled.tables,
        where=compiled.where,
    )


FLIP = Method(
    key="test_flip",
    label=_lt("Flip"),
    help=_lt("the class that the customer does not have."),
    text=_lt("Customers change their class with every refresh."),
    query=flip,
)


class CustomerClassificationDimension(models.Model):
    _inherit = "customer.classification.dimension"

    @api.model
    def _get_method_objects(self):
        return [*super()._get_method_objects(), FLIP]


class CustomerClassificationReason(models.AbstractModel):
    _inherit = "customer.classification.reason"

    @api.model
    def _render_test_flip(self, reason, profile):
        return self.env._("It was the other one.")
