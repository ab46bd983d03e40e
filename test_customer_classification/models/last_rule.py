"""A method of a bridge that is made of rules, as the one of this add-on is."""

from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_classification.engine.methods import case
from odoo.addons.customer_classification.engine.methods.domain import DOMAIN

# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def last_rule(rule):
    """The last category whose rule matches."""
    ordered = reversed(rule.dimension.category_ids._in_order())
    ruled = {c.id: d for c in ordered if (d := c._rule_domain()) is not None}
    return rule.select(
        lambda conditions: case(zip(conditions, ruled, strict=True)),
        SQL("jsonb_build_object('method', 'test_last_rule')"),
        ruled.values(),
    )


LAST_RULE = replace(
    DOMAIN,
    key="test_last_rule",
    label=_lt("Last Rule"),
    help=_lt("the last category whose rule matches the customer."),
    text=_lt("The last category whose rule matches is the customer's."),
    query=last_rule,
    has_tree=False,
)


class CustomerClassificationDimension(models.Model):
    _inherit = "customer.classification.dimension"

    @api.model
    def _get_method_objects(self):
        return [*super()._get_method_objects(), LAST_RULE]


class CustomerClassificationReason(models.AbstractModel):
    _inherit = "customer.classification.reason"

    @api.model
    def _render_test_last_rule(self, reason, profile):
        return self.env._("No later rule matches.")
