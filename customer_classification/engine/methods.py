"""Classification methods: who belongs where, by rule.

Each function takes a :class:`Rule` and returns one SELECT of

    id           the profile
    category_id  the category the rule gives, NULL for none
    reason       jsonb: the numbers that led there, see `models/..._reason.py`

of the customers in the scope of the dimension. It reads `Rule.relation`, any
relation with the columns of customer.profile: the table itself, metrics as of a
past date, or a preview; nothing here knows which.
"""

import json
from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, Query

ALIAS = "profile"


@dataclass(frozen=True)
class Rule:
    """What a method works on.

    :param dimension: one customer.classification.dimension, as superuser
    :param relation: SQL identifier or subselect with the columns of customer.profile
    :param company: root res.company
    """

    dimension: object
    relation: SQL
    company: object

    @property
    def categories(self):
        """The active categories in the order in which they are tried."""
        return self.dimension.category_ids._in_order()

    @property
    def metric(self):
        """The column that bands and shares are made of."""
        return SQL.identifier(ALIAS, self.dimension.metric_id.name)

    def select(self, columns, condition=None):
        """SELECT `columns` of the customers in scope, as ``profile``."""
        scope, joins = self.compile(
            self.dimension._parse_domain(self.dimension.scope_domain, "")
        )
        return SQL(
            "SELECT %s FROM %s AS %s %s WHERE %s.company_id = %s AND %s.active AND %s %s",
            columns,
            self.relation,
            SQL.identifier(ALIAS),
            joins,
            SQL.identifier(ALIAS),
            self.company.id,
            SQL.identifier(ALIAS),
            scope,
            SQL("AND %s", condition) if condition else SQL(),
        )

    def compile(self, domain):
        """A domain on customer.profile as (condition, joins) on `relation`.

        Joined tables get the aliases that Odoo gives them, so the joins of several
        domains are only added once; see :meth:`compile_all`.
        """
        (condition,), joins = self.compile_all([domain])
        return condition, joins

    def compile_all(self, domains):
        """Several domains as ([condition, ...], joins they need together)."""
        model = self.dimension._get_domain_model().with_company(self.company)
        query = Query(model.env, ALIAS, self.relation)
        conditions = [
            Domain(domain).optimize_full(model)._to_sql(model, ALIAS, query)
            for domain in domains
        ]
        joins = SQL(" ").join(
            SQL("%s %s AS %s ON (%s)", kind, table, SQL.identifier(alias), condition)
            for alias, (kind, table, condition) in query._joins.items()
        )
        return conditions, joins


def manual(rule):
    """People choose: no rule gives anything."""
    return rule.select(
        SQL("%s.id, NULL::integer AS category_id, NULL::jsonb AS reason", _alias()),
        SQL("FALSE"),
    )


def domain(rule):
    """The first category, children before parents, whose rule matches."""
    ruled = [(c, d) for c in rule.categories if (d := c._rule_domain()) is not None]
    if not ruled:
        return manual(rule)
    scope = rule.dimension._parse_domain(rule.dimension.scope_domain, "")
    (in_scope, *conditions), joins = rule.compile_all([scope, *(d for _, d in ruled)])
    cases = [
        SQL("WHEN %s THEN %s", condition, category.id)
        for (category, _), condition in zip(ruled, conditions, strict=True)
    ]
    reasons = [
        SQL("WHEN %s THEN %s", category.id, _domain_reason(rule, category_domain))
        for category, category_domain in ruled
    ]
    return SQL(
        """
        SELECT %(alias)s.id, matched.category_id,
               CASE matched.category_id %(reasons)s END AS reason
          FROM %(relation)s AS %(alias)s %(joins)s
         CROSS JOIN LATERAL (SELECT CASE %(cases)s END AS category_id) matched
         WHERE %(alias)s.company_id = %(company)s
           AND %(alias)s.active
           AND %(in_scope)s
        """,
        alias=_alias(),
        reasons=SQL(" ").join(reasons),
        relation=rule.relation,
        joins=joins,
        cases=SQL(" ").join(cases),
        company=rule.company.id,
        in_scope=in_scope,
    )


def _domain_reason(rule, category_domain):
    """The values of the profile's own columns that a rule looks at, as jsonb."""
    model_fields = rule.dimension._get_domain_model()._fields
    paths = dict.fromkeys(c.field_expr for c in category_domain.iter_conditions())
    values = [
        SQL("%s, %s", path, SQL.identifier(ALIAS, path))
        for path in paths
        if path in model_fields and model_fields[path].store
    ]
    return SQL(
        "jsonb_build_object('method', 'domain', 'paths', %s::jsonb, "
        "'values', jsonb_build_object(%s))",
        json.dumps(list(paths)),
        SQL(", ").join(values),
    )


def band(rule):
    """The category with the highest lower bound that the metric reaches."""
    bands = rule.categories.sorted(_bound, reverse=True)
    if not bands:
        return manual(rule)
    condition = SQL("%s IS NOT NULL", rule.metric)
    category, bound, upper = [], [], []
    above = None
    for item in bands:
        reached = (
            SQL("TRUE")
            if item.lower_bound is False
            else SQL("%s >= %s", rule.metric, item.lower_bound)
        )
        category.append(SQL("WHEN %s THEN %s", reached, item.id))
        bound.append(SQL("WHEN %s THEN %s", reached, _number(item.lower_bound)))
        upper.append(SQL("WHEN %s THEN %s", reached, _number(above)))
        above = item.lower_bound
    columns = SQL(
        """%(alias)s.id, CASE %(category)s END AS category_id, jsonb_build_object(
            'method', 'band', 'metric', %(name)s, 'value', %(metric)s,
            'bound', CASE %(bound)s END, 'next', CASE %(upper)s END) AS reason""",
        alias=_alias(),
        category=SQL(" ").join(category),
        name=rule.dimension.metric_id.name,
        metric=rule.metric,
        bound=SQL(" ").join(bound),
        upper=SQL(" ").join(upper),
    )
    return rule.select(columns, condition)


def share(rule):
    """ABC: the first category whose bound exceeds the cumulative share before.

    Customers with a positive value, largest first; equal values together. The
    rest, and values of zero and less, fall in the last category. Shares are in
    percent of the total of the positive values.
    """
    classes = rule.dimension.category_ids.sorted(lambda c: (c.sequence, c.id))
    if not classes:
        return manual(rule)
    cases = [
        SQL("WHEN positive AND before < %s THEN %s", item.share, item.id)
        for item in classes
        if item.share is not False
    ]
    columns = SQL(
        """%(alias)s.id, %(metric)s AS value, %(metric)s > 0 AS positive,
           SUM(%(metric)s) FILTER (WHERE %(metric)s > 0) OVER () AS total,
           COALESCE(100.0 * SUM(%(metric)s) FILTER (WHERE %(metric)s > 0) OVER (
               ORDER BY %(metric)s DESC
               GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) / SUM(%(metric)s) FILTER (WHERE %(metric)s > 0) OVER (), 0) AS before,
           RANK() OVER (ORDER BY %(metric)s DESC) AS rank""",
        alias=_alias(),
        metric=rule.metric,
    )
    return SQL(
        """
        SELECT id, CASE %(cases)s ELSE %(last)s END AS category_id,
               jsonb_build_object(
                   'method', 'share', 'metric', %(name)s::text, 'value', value,
                   'rank', rank, 'before', round(before::numeric, 2),
                   'total', total) AS reason
          FROM (%(ranked)s) ranked
        """,
        cases=SQL(" ").join(cases) if cases else SQL("WHEN FALSE THEN NULL"),
        last=classes[-1].id,
        name=rule.dimension.metric_id.name,
        ranked=rule.select(columns, SQL("%s IS NOT NULL", rule.metric)),
    )


METHODS = {"manual": manual, "domain": domain, "band": band, "share": share}


def rule_query(rule):
    """The SELECT of (id, category_id, reason) of the dimension's own method."""
    return METHODS[rule.dimension.method](rule)


def _alias():
    return SQL.identifier(ALIAS)


def _bound(category):
    return float("-inf") if category.lower_bound is False else category.lower_bound


def _number(value):
    missing = value is None or value is False
    return SQL("NULL::float8") if missing else SQL("%s::float8", value)
