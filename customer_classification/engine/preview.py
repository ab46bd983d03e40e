"""What a rule would change, and for whom: into a temporary table, nothing else.

The rule of a dimension is evaluated once over any relation of profiles, pins on top,
beside the category that is stored. All that a screen tells about it, counts, flows,
movers and hints, are aggregates of that table; only those travel through Python.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from odoo.api import Environment
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL

from .apply.classes import pins_of
from .methods import Dimension, Rule, rule_query
from .methods.calm import calm
from .metrics import tune_planner
from .tables import PROFILE

# Who goes where: (id, partner_id, old_id, rule_id, calm_id, new_id, in_scope, value,
# revenue, overdue); rule_id is what the rule says, calm_id the same with those who are
# held where they are, new_id what comes of it with the pins.
TARGET = SQL.identifier("customer_profile_target")
# Share of a bound within which a customer is said to be close to it.
CLOSE = 0.05


def relation(dimension: Dimension) -> SQL:
    """The profiles to evaluate; a dimension that is not saved yet has no column."""
    field = dimension._field_name()
    if field in dimension.env["customer.profile"]._fields:
        return PROFILE
    return SQL("(SELECT *, NULL::int4 AS %s FROM %s)", SQL.identifier(field), PROFILE)


def start(dimension: Dimension, company: BaseModel, as_of: date, visible: SQL) -> None:
    """Fill the table of targets for one company.

    Ranks are those among all customers; only the visible ones are told of.

    :param dimension: customer.classification.dimension, as superuser, with the
        settings to try
    :param company: root res.company
    :param as_of: the date on which a pin must hold
    :param visible: SELECT of the contacts that the user may see
    """
    cr = dimension.env.cr
    rule = Rule(dimension, relation(dimension), company)
    compiled = rule.compile()
    said = rule_query(rule)
    held = calm(rule, said, as_of)
    tune_planner(cr)
    cr.execute(SQL("DROP TABLE IF EXISTS %s", TARGET))
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(target)s ON COMMIT DROP AS
            SELECT rule.id, p.partner_id, rule.old_id, rule.category_id AS rule_id,
                   %(calm_id)s AS calm_id,
                   COALESCE(pin.category_id, %(calm_id)s) AS new_id,
                   inside.id IS NOT NULL AS in_scope, %(value)s AS value,
                   COALESCE(p.revenue_12m, 0) AS revenue,
                   COALESCE(p.overdue, 0) AS overdue
              FROM (%(rule)s) rule %(held)s
              JOIN %(profile)s p
                ON p.id = rule.id AND p.active AND p.partner_id IN %(visible)s
              LEFT JOIN (SELECT profile.id FROM %(tables)s
                          WHERE %(where)s AND %(scope)s) inside
                ON inside.id = rule.id
              LEFT JOIN (%(pins)s) pin ON pin.profile_id = rule.id
            """,
            target=TARGET,
            calm_id=SQL("rule.category_id" if held is said else "held.category_id"),
            value=SQL("rule.value::numeric")
            if dimension._method_object().is_bounded
            else SQL("NULL::numeric"),
            rule=said,
            held=SQL()
            if held is said
            else SQL("JOIN (%s) held ON held.id = rule.id", held),
            profile=PROFILE,
            visible=visible,
            tables=compiled.tables,
            where=compiled.where,
            scope=compiled.scope,
            pins=pins_of(dimension, as_of),
        )
    )
    cr.execute(SQL("ANALYZE %s", TARGET))


def flows(env: Environment) -> list[tuple]:
    """[(old_id, new_id, customers, revenue, overdue)], also of those who stay."""
    return env.execute_query(
        SQL(
            """
            SELECT old_id, new_id, COUNT(*), SUM(revenue)::float8, SUM(overdue)::float8
              FROM %s GROUP BY old_id, new_id
            """,
            TARGET,
        )
    )


def movers(env: Environment, limit: int) -> list[tuple]:
    """[(partner_id, old_id, new_id, revenue, overdue)], largest revenue first."""
    return env.execute_query(
        SQL(
            """
            SELECT partner_id, old_id, new_id, revenue::float8, overdue::float8
              FROM %s WHERE old_id IS DISTINCT FROM new_id
             ORDER BY revenue DESC, id LIMIT %s
            """,
            TARGET,
            limit,
        )
    )


def ruled(env: Environment) -> dict[int | None, int]:
    """{category id or None: customers in the scope, by the rule alone}"""
    return dict(
        env.execute_query(
            SQL("SELECT rule_id, COUNT(*) FROM %s WHERE in_scope GROUP BY 1", TARGET)
        )
    )


def without_value(env: Environment) -> int:
    """How many customers in the scope have no value in the metric."""
    query = SQL("SELECT COUNT(*) FROM %s WHERE in_scope AND value IS NULL", TARGET)
    return env.execute_query(query)[0][0]


def held(env: Environment) -> int:
    """How many customers stay where they are although the rule says otherwise."""
    query = SQL(
        "SELECT COUNT(*) FROM %s WHERE calm_id IS DISTINCT FROM rule_id "
        "AND new_id IS NOT DISTINCT FROM calm_id",
        TARGET,
    )
    return env.execute_query(query)[0][0]


def lowest_values(env: Environment) -> dict[int, float]:
    """{category id: the smallest value of the customers whom the rule puts there}"""
    return dict(
        env.execute_query(
            SQL(
                "SELECT rule_id, MIN(value) FROM %s WHERE rule_id IS NOT NULL "
                "GROUP BY rule_id",
                TARGET,
            )
        )
    )


def close_to(env: Environment, bounds: Sequence[float]) -> Sequence[int]:
    """How many customers are close to each of some values of the metric.

    :param bounds: numbers; zero has nobody close to it but itself, and counts none
    :return: list of counts
    """
    if not bounds:
        return []
    rows = env.execute_query(
        SQL(
            """
            SELECT COUNT(target.id)
              FROM unnest(%(bounds)s::numeric[])
                   WITH ORDINALITY AS bounds (bound, place)
              LEFT JOIN %(target)s AS target
                ON in_scope AND bound <> 0
               AND value BETWEEN bound - %(close)s * ABS(bound)
                             AND bound + %(close)s * ABS(bound)
             GROUP BY place ORDER BY place
            """,
            bounds=list(bounds),
            target=TARGET,
            close=SQL("%s::numeric", CLOSE),
        )
    )
    return [count for (count,) in rows]


def matches(
    dimension: Dimension,
    company: BaseModel,
    domains: Mapping[BaseModel, Domain],
    below: Mapping[BaseModel, Sequence[BaseModel]],
) -> tuple[dict[int, dict[int | None, int]], int]:
    """Who matches which rule, whoever takes the customer in the end.

    :param domains: {category: its domain}
    :param below: {category: the categories below it}, whose customers match a parent
        without any overlap
    :return: ({category id: {category id that takes them: customers}}, customers who
        match several rules)
    """
    env = dimension.env
    targets = SQL(
        "(SELECT p.*, t.rule_id FROM %s AS p JOIN %s t ON t.id = p.id AND t.in_scope)",
        relation(dimension),
        TARGET,
    )
    compiled = Rule(dimension, targets, company).compile(domains.values())
    # An array, not columns: a query has 1,664 at most, and classes may be more.
    hits = {c: SQL("hits[%s]", place) for place, c in enumerate(domains, 1)}
    alone = [
        SQL("(%s)", SQL(" AND NOT ").join(map(hits.get, (c, *below[c]))))
        for c in domains
        if not domains[c].is_true()
    ]
    rows = env.execute_query(
        SQL(
            """
            -- Materialized: every condition is tried once, however often it is
            -- counted below.
            WITH matched AS MATERIALIZED (
                 SELECT profile.rule_id, ARRAY[%s]::boolean[] AS hits FROM %s WHERE %s)
            SELECT rule_id, place, COUNT(*)
              FROM matched, unnest(hits) WITH ORDINALITY AS hit (matches, place)
             WHERE matches GROUP BY rule_id, place
             UNION ALL
            SELECT NULL, 0, COUNT(*) FROM matched
             WHERE (SELECT COUNT(*) FROM unnest(ARRAY[%s]::boolean[]) AS alone
                     WHERE alone) > 1
            """,
            SQL(", ").join(SQL("(%s) IS TRUE", c) for c in compiled.conditions),
            compiled.tables,
            compiled.where,
            SQL(", ").join(alone),
        )
    )
    categories, several = list(domains), 0
    found = {category.id: {} for category in domains}
    for taker, place, count in rows:
        if place:
            found[categories[place - 1].id][taker] = count
        else:
            several = count
    return found, several
