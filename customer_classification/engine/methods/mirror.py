"""Values of a field: one category for each value of a Many2one of the profile."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import ALIAS, Method, Rule, case_of

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

#: What the customer had a year before, where the profile knows.
BEFORE = {"main_product_category_id": "previous_product_category_id"}


def mirror(rule: Rule) -> SQL:
    """The category that stands for the customer's value; none for none.

    The categories are made before, see `_make_mirrored_categories`.
    """
    name = rule.dimension.source_field_id.name
    column = SQL.identifier(ALIAS, name)
    before = (
        SQL.identifier(ALIAS, BEFORE[name]) if name in BEFORE else SQL("NULL::int4")
    )
    reason = SQL(
        "jsonb_build_object('method', 'field', 'field', %s::text, 'value', %s, "
        "'before', %s)",
        name,
        column,
        before,
    )
    category = case_of(
        column, ((c.source_id, c.id) for c in rule.categories if c.source_id)
    )
    return rule.select(lambda conditions: category, reason)


FIELD = Method(
    key="field",
    label=_lt("Values of a Field"),
    help=_lt("one category for each value, such as a product category."),
    text=_lt(
        "Every value of the field is a category. New values are added at each refresh "
        "and keep their names; the colors are yours to change."
    ),
    query=mirror,
    needs_source=True,
)
