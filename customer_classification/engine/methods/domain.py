"""Rules: the first category whose domain matches."""

import json

from odoo.tools import SQL

from .base import case


def domain(rule):
    """The first category, children before parents, whose rule matches."""
    ordered = rule.dimension.category_ids._in_order()
    ruled = {c: d for c in ordered if (d := c._rule_domain()) is not None}

    def category(conditions):
        return case(
            SQL("WHEN %s THEN %s", condition, category.id)
            for category, condition in zip(ruled, conditions, strict=True)
        )

    reason = SQL(
        "CASE category_id %s END",
        SQL(" ").join(
            SQL("WHEN %s THEN %s", category.id, _domain_reason(rule, domain))
            for category, domain in ruled.items()
        )
        or SQL("WHEN NULL THEN NULL::jsonb"),
    )
    return rule.select(category, reason, ruled.values())


def _domain_reason(rule, category_domain):
    """The values of the profile's own columns that a rule looks at, as jsonb."""
    fields = rule._model._fields
    paths = dict.fromkeys(c.field_expr for c in category_domain.iter_conditions())
    values = [
        SQL("%s, %s", path, SQL.identifier(path))
        for path in paths
        if path in fields and fields[path].store
    ]
    return SQL(
        "jsonb_build_object('method', 'domain', 'paths', %s::jsonb, "
        "'values', jsonb_build_object(%s))",
        json.dumps(list(paths)),
        SQL(", ").join(values),
    )
