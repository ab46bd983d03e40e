"""Calm: a customer stays where it is for a while, and near a bound.

Only what the rule gave is held: whoever has no category gets one at once, and pins
and choices of people are not touched. Nor is anybody held whom the rule leaves without
a category, or whose category is archived.
"""

from odoo.tools import SQL

from . import BOUNDED


def calm(rule, query, as_of):
    """The SELECT of a rule, with those who are held in the category they have.

    :param rule: :class:`.methods.Rule` over the stored profiles
    :param query: what :func:`.methods.rule_query` says about it
    :param as_of: the day for which the minimum stay is counted
    :return: `query` itself where the dimension is not calm. Whoever is held has the
        old category and a reason ``{"method": "calm"}`` with ``held``, where it is,
        ``category`` and ``rule``, what the rule says and why, and either ``until`` and
        ``days`` or ``margin`` and ``bound``
    """
    dimension = rule.dimension
    margin = dimension.calm_margin if dimension.method in BOUNDED else 0
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
          FROM (SELECT said.*, CASE WHEN since.date_from IS NULL THEN NULL
                                    %(stays)s %(near)s END AS held
                  FROM (%(query)s) said
             LEFT JOIN (%(since)s) since
                    ON since.profile_id = said.id
                   AND since.category_id = said.old_id
                   AND said.category_id IS DISTINCT FROM said.old_id
                   AND said.category_id IS NOT NULL) calm
        """,
        stays=_stays(dimension.calm_days, as_of),
        near=_near(margin) if margin else SQL(),
        query=query,
        since=_since(dimension),
    )


def _since(dimension):
    """SELECT since when the rule has held customers in active categories.

    What was rebuilt from the books before the first line on record counts, too.
    """
    return SQL(
        """
        SELECT history.profile_id, history.category_id,
               COALESCE(rebuilt.date_from, history.date_from) AS date_from
          FROM customer_classification_history history
     LEFT JOIN customer_classification_history rebuilt
            ON rebuilt.is_rebuilt
           AND rebuilt.profile_id = history.profile_id
           AND rebuilt.dimension_id = history.dimension_id
           AND rebuilt.category_id = history.category_id
           AND rebuilt.date_to = history.date_from
         WHERE history.dimension_id = %(dimension)s AND history.date_to IS NULL
           AND history.source = 'rule' AND history.category_id = ANY(%(active)s)
           AND NOT EXISTS (
               SELECT FROM customer_classification_pin pin
                WHERE pin.profile_id = history.profile_id
                  AND pin.dimension_id = %(dimension)s)
        """,
        dimension=dimension.id,
        active=dimension.category_ids.ids,
    )


def _stays(days, as_of):
    """WHEN ... THEN: not long enough in the category yet."""
    if not days:
        return SQL()
    return SQL(
        "WHEN since.date_from + %(days)s > %(as_of)s THEN jsonb_build_object("
        "'until', since.date_from + %(days)s, 'days', %(days)s)",
        days=days,
        as_of=as_of,
    )


def _near(margin):
    """WHEN ... THEN: past a bound of the category, but within the margin of it.

    The category changes, so the value is past one of the two.
    """
    return SQL(
        """
        WHEN value >= high AND value <= high + abs(high) * %(share)s
        THEN jsonb_build_object('margin', %(margin)s, 'bound', high)
        WHEN value <= low AND value >= low - abs(low) * %(share)s
        THEN jsonb_build_object('margin', %(margin)s, 'bound', low)
        """,
        share=SQL("%s::numeric / 100", margin),
        margin=SQL("%s::float8", margin),
    )
