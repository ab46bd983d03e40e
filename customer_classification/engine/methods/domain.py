"""Rules: the first category whose domain matches."""

import json

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Method, Rule, case, case_of

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def domain(rule: Rule) -> SQL:
    """The first category, children before parents, whose rule matches."""
    ordered = rule.dimension.category_ids._in_order()
    ruled = {c: d for c in ordered if (d := c._rule_domain()) is not None}

    def category(conditions: list[SQL]) -> SQL:
        return case(
            (condition, category.id)
            for category, condition in zip(ruled, conditions, strict=True)
        )

    reasons = [(c.id, _domain_reason(rule, domain)) for c, domain in ruled.items()]
    return rule.select(
        category,
        case_of(SQL("category_id"), reasons) if ruled else SQL("NULL::jsonb"),
        ruled.values(),
    )


def _domain_reason(rule: Rule, category_domain: Domain) -> SQL:
    """The values of the profile's own columns that a rule looks at, as jsonb."""
    fields = rule._model._fields
    paths = dict.fromkeys(c.field_expr for c in category_domain.iter_conditions())
    values = [
        SQL("%s, %s", path, SQL.identifier(path))
        for path in paths
        if path in fields and fields[path].store and fields[path].column_type
    ]
    return SQL(
        "jsonb_build_object('method', 'domain', 'paths', %s::jsonb, "
        "'values', jsonb_build_object(%s))",
        json.dumps(list(paths)),
        SQL(", ").join(values),
    )


DOMAIN = Method(
    key="domain",
    label=_lt("Rules"),
    help=_lt("the first category whose rule matches the customer."),
    text=_lt(
        "The first category whose rule matches is the customer's, from the top down; "
        "the categories below a parent come before the parent itself."
    ),
    query=domain,
    has_tree=True,
    has_rules=True,
)
