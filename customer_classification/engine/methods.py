"""Classification methods: who belongs where, by rule.

Each function takes a :class:`Rule` and returns one SELECT with a row for every
customer of the company:

    id           the profile
    old_id       the category it has now
    category_id  the category the rule gives; NULL for none, and outside the scope
    reason       jsonb: the numbers that led there, see `models/..._reason.py`

It reads `Rule.relation`, any relation with the columns of customer.profile: the
table itself, metrics as of a past date, or a preview; nothing here knows which.
Whoever asks for ids and categories only does not pay for the reasons: PostgreSQL
leaves out columns that nobody reads.
"""

import json
from dataclasses import dataclass
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL, Query

ALIAS = "profile"
PROFILE = SQL.identifier(ALIAS)


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
        """The active categories as they are listed."""
        return self.dimension.category_ids.sorted(lambda c: (c.sequence, c.id))

    @property
    def metric(self):
        """The column that bands and shares are made of."""
        return SQL.identifier(ALIAS, self.dimension.metric_id.name)

    @cached_property
    def _model(self):
        return self.dimension._get_domain_model().with_company(self.company)

    def select(self, category, reason, domains=()):
        """SELECT id, old_id, category_id and reason of all customers.

        :param category: function of the conditions of `domains`: SQL expression of
            the category of a customer in the scope
        :param reason: SQL expression; may use ``profile`` and ``category_id``
        """
        (scope, *conditions), source = self.compile(domains)
        return SQL(
            """
            SELECT id, old_id, category_id, %(reason)s AS reason
              FROM (SELECT %(profile)s.*, %(profile)s.%(field)s AS old_id,
                           CASE WHEN %(scope)s THEN %(category)s END AS category_id
                      FROM %(source)s) AS %(profile)s
            """,
            reason=reason,
            profile=PROFILE,
            field=self.field,
            scope=scope,
            category=category(conditions),
            source=source,
        )

    @property
    def field(self):
        """The column that holds the category."""
        return SQL.identifier(self.dimension._field_name())

    def compile(self, domains=()):
        """Domains on customer.profile as SQL on `relation`.

        :return: ([scope, condition, ...], source): whether a customer may be
            classified, a condition per domain, and FROM ... WHERE without its FROM
        """
        query = Query(self._model.env, ALIAS, self.relation)
        scope = self.dimension._read_domain(self.dimension.scope_domain)
        conditions = [
            Domain(domain).optimize_full(self._model)._to_sql(self._model, ALIAS, query)
            for domain in (scope, *domains)
        ]
        joins = SQL(" ").join(
            SQL("%s %s AS %s ON (%s)", kind, table, SQL.identifier(alias), condition)
            for alias, (kind, table, condition) in query._joins.items()
        )
        source = SQL(
            "%s AS %s %s WHERE %s = %s",
            self.relation,
            PROFILE,
            joins,
            SQL.identifier(ALIAS, "company_id"),
            self.company.id,
        )
        conditions[0] = SQL("%s AND %s", SQL.identifier(ALIAS, "active"), conditions[0])
        return conditions, source


def manual(rule):
    """People choose: the rule is to leave everybody where they are."""
    return SQL(
        "SELECT id, %(field)s AS old_id, %(field)s AS category_id, "
        "NULL::jsonb AS reason FROM %(relation)s AS profile "
        "WHERE company_id = %(company)s",
        field=rule.field,
        relation=rule.relation,
        company=rule.company.id,
    )


def domain(rule):
    """The first category, children before parents, whose rule matches."""
    ordered = rule.dimension.category_ids._in_order()
    ruled = {c: d for c in ordered if (d := c._rule_domain()) is not None}

    def category(conditions):
        return _case(
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


def band(rule):
    """The category with the highest lower bound that the metric reaches."""
    bands = rule.categories.sorted(_bound, reverse=True)
    category, bound, upper, above = [], [], [], None
    for item in bands:
        reached = _reached(rule, item)
        category.append(SQL("WHEN %s THEN %s", reached, item.id))
        bound.append(SQL("WHEN %s THEN %s", item.id, _number(item.lower_bound)))
        upper.append(SQL("WHEN %s THEN %s", item.id, _number(above)))
        above = item.lower_bound
    reason = SQL(
        """jsonb_build_object(
            'method', 'band', 'metric', %(name)s::text, 'value', %(metric)s,
            'bound', CASE category_id %(bound)s END,
            'next', CASE category_id %(upper)s END)""",
        name=rule.dimension.metric_id.name,
        metric=rule.metric,
        bound=SQL(" ").join(bound) or SQL("WHEN NULL THEN NULL"),
        upper=SQL(" ").join(upper) or SQL("WHEN NULL THEN NULL"),
    )
    return rule.select(lambda conditions: _case(category), reason)


def _reached(rule, category):
    """Whether the metric reaches a band; an empty metric reaches none."""
    if category.lower_bound is False:
        return SQL("%s IS NOT NULL", rule.metric)
    return SQL("%s >= %s", rule.metric, category.lower_bound)


def share(rule):
    """ABC: the first category whose bound exceeds the cumulative share before.

    Customers with a positive value, largest first; equal values together. The
    rest, and values of zero and less, fall in the category without a share, else in
    the last. Shares are in
    percent of the total of the positive values.
    """
    (scope,), source = rule.compile()
    categories = rule.categories
    cases = [
        SQL("WHEN value > 0 AND before < %s THEN %s", item.share, item.id)
        for item in categories
        if item.share is not False
    ]
    if categories:
        rest = categories.filtered(lambda c: c.share is False) or categories[-1]
        cases.append(SQL("WHEN value IS NOT NULL THEN %s", rest.id))
    return SQL(
        """
        SELECT id, old_id, %(category)s AS category_id,
               jsonb_build_object(
                   'method', 'share', 'metric', %(name)s::text, 'value', value,
                   'rank', rank, 'before', round(before::numeric, 2),
                   'total', total) AS reason
          FROM (SELECT id, old_id, value,
                       SUM(value) FILTER (WHERE value > 0) OVER () AS total,
                       RANK() OVER by_size AS rank,
                       100.0 * COALESCE(SUM(value) FILTER (WHERE value > 0) OVER (
                           by_size GROUPS BETWEEN UNBOUNDED PRECEDING
                                              AND 1 PRECEDING), 0)
                       / SUM(value) FILTER (WHERE value > 0) OVER () AS before
                  FROM (SELECT %(profile)s.id, %(profile)s.%(field)s AS old_id,
                               CASE WHEN %(scope)s THEN %(metric)s END AS value
                          FROM %(source)s) valued
                WINDOW by_size AS (ORDER BY value DESC NULLS LAST)) ranked
        """,
        category=_case(cases),
        name=rule.dimension.metric_id.name,
        profile=PROFILE,
        field=rule.field,
        scope=scope,
        metric=rule.metric,
        source=source,
    )


METHODS = {"manual": manual, "domain": domain, "band": band, "share": share}


def rule_query(rule):
    """The SELECT of (id, old_id, category_id, reason) of the dimension's method."""
    return METHODS[rule.dimension.method](rule)


def _case(cases):
    """CASE ... END of `cases`, NULL where there are none."""
    return SQL("CASE %s END", SQL(" ").join(cases) or SQL("WHEN FALSE THEN 0"))


def _bound(category):
    return float("-inf") if category.lower_bound is False else category.lower_bound


def _number(value):
    missing = value is None or value is False
    return SQL("NULL::float8") if missing else SQL("%s::float8", value)
