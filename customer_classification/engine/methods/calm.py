"""Calm: a customer stays where it is for a while, and near a bound.

Only what the rule gave is held: whoever has no category gets one at once, and pins
and choices of people are not touched. Nor is anybody held whom the rule leaves without
a category, or whose category is archived.
"""

from datetime import date

from odoo.tools import SQL

from .base import Dimension, Rule, case


def calm(rule: Rule, query: SQL, as_of: date) -> SQL:
    """The SELECT of a rule, with those who are held in the category they have.

    :param rule: :class:`.base.Rule` over the stored profiles
    :param query: what :func:`.rule_query` says about it
    :param as_of: the day for which the minimum stay is counted
    :return: `query` itself where the dimension is not calm. Whoever is held has the
        old category and a reason ``{"method": "calm"}`` with ``held``, where it is,
        ``category`` and ``rule``, what the rule says and why, and either ``until`` and
        ``days`` or ``margin`` and ``bound``
    """
    dimension = rule.dimension
    is_bounded = dimension._method_object().is_bounded
    margin = dimension.calm_margin if is_bounded else 0
    if dimension.method == "manual" or not (margin or dimension.calm_days):
        return query
    return SQL(
        """
        SELECT id, old_id, CASE WHEN held IS NULL THEN category_id ELSE old_id
                           END AS category_id,
               CASE WHEN held IS NULL THEN reason
                    ELSE held || jsonb_build_object(
                        'method', 'calm', 'held', old_id, 'category', category_id,
                        'rule', reason)
               END AS reason
          FROM (SELECT said.*, CASE WHEN since.date_from IS NOT NULL
                                    THEN %(held)s END AS held
                  FROM (%(query)s) said
             -- Only those find a line here whom the rule moves from one category to
             -- another. In the ON, not in a WHERE: all the others pass as they are.
             LEFT JOIN (%(since)s) since
                    ON since.profile_id = said.id
                   AND since.category_id = said.old_id
                   AND said.category_id IS DISTINCT FROM said.old_id
                   AND said.category_id IS NOT NULL) calm
        """,
        held=case([*_stays(dimension.calm_days, as_of), *_near(margin)]),
        query=query,
        since=_since(dimension),
    )


def _since(dimension: Dimension) -> SQL:
    """SELECT since when the rule has held customers in active categories."""
    return SQL(
        """
        SELECT history.profile_id, history.category_id, history.date_from
          FROM customer_classification_history history
         WHERE history.dimension_id = %(dimension)s AND history.date_to IS NULL
           AND history.source = 'rule' AND history.category_id = ANY(%(active)s)
           -- A pin may have put the customer there, whatever the rule said since.
           AND NOT EXISTS (
               SELECT FROM customer_classification_pin pin
                WHERE pin.profile_id = history.profile_id
                  AND pin.dimension_id = %(dimension)s)
        """,
        dimension=dimension.id,
        active=dimension.category_ids.ids,
    )


def _stays(days: int, as_of: date) -> list[tuple[SQL, SQL]]:
    """The case, with its reason, of who is not long enough in the category yet."""
    if not days:
        return []
    until = SQL("since.date_from + %s", days)
    return [
        (
            SQL("%s > %s", until, as_of),
            SQL("jsonb_build_object('until', %s, 'days', %s)", until, days),
        )
    ]


def _near(margin: float) -> list[tuple[SQL, SQL]]:
    """The cases of who is past a bound of the category, but within the margin of it.

    The category changes, so the value is past one of the two.
    """
    if not margin:
        return []
    share = SQL("%s::numeric / 100", margin)
    reason = "jsonb_build_object('margin', %s::float8, 'bound', %s)"
    return [
        (
            SQL("value >= high AND value <= high + abs(high) * %s", share),
            SQL(reason, margin, SQL("high")),
        ),
        (
            SQL("value <= low AND value >= low - abs(low) * %s", share),
            SQL(reason, margin, SQL("low")),
        ),
    ]
