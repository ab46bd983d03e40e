"""Two days against each other: who moved, and what became of the revenue."""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from .relation import customers
from .scope import ReportScope

#: The parts of the bridge, in its order: as booked + the others = now.
PARTS = ("booked", "moved_in", "moved_out", "as_today", "growth", "new", "lost", "now")


def revenue_bridge(
    cr: BaseCursor, then: ReportScope, now: ReportScope, name: str
) -> dict:
    """From the revenue then by the classes then to the revenue now by those of now.

    For each category: ``booked`` is the revenue then of who was in it then;
    ``moved_in`` and ``moved_out`` (negative) the same revenue of those who are in it
    only now, or no longer; their sum ``as_today`` is the revenue then by the classes
    of now. From there the change of revenue, by the classes of now: ``new`` of those
    with an invoice in the later period only, ``lost`` (negative) in the earlier one
    only, ``growth`` of all others; ``now`` is the sum.

    :param name: the class column
    :return: {category id or None: {part: amount}}
    """
    cr.execute(
        SQL(
            """
            WITH customer AS (%(both)s),
                 -- Each customer twice: once in the class it was in, once in the one
                 -- it is in. Of who stays they are the same, and nothing is moved.
                 part AS (
                SELECT class_then AS category_id, then_revenue AS booked,
                       0 AS moved_in,
                       CASE WHEN class_then IS DISTINCT FROM class_now
                            THEN -then_revenue ELSE 0 END AS moved_out,
                       0 AS growth, 0 AS new, 0 AS lost, 0 AS now
                  FROM customer
             UNION ALL
                -- From here on by the class of today: whoever moved brought its
                -- revenue along, and what it buys more or less counts here.
                SELECT class_now, 0,
                       CASE WHEN class_then IS DISTINCT FROM class_now
                            THEN then_revenue ELSE 0 END,
                       0,
                       CASE WHEN bought_then = bought_now
                            THEN now_revenue - then_revenue ELSE 0 END,
                       CASE WHEN bought_now AND NOT bought_then
                            THEN now_revenue - then_revenue ELSE 0 END,
                       CASE WHEN bought_then AND NOT bought_now
                            THEN now_revenue - then_revenue ELSE 0 END,
                       now_revenue
                  FROM customer)
            SELECT category_id,
                   SUM(booked) AS booked, SUM(moved_in) AS moved_in,
                   SUM(moved_out) AS moved_out,
                   SUM(booked + moved_in + moved_out) AS as_today,
                   SUM(growth) AS growth, SUM(new) AS new, SUM(lost) AS lost,
                   SUM(now) AS now
              FROM part
          GROUP BY category_id
            """,
            both=_both(then, now, name),
        )
    )
    return {row.pop("category_id"): row for row in cr.dictfetchall()}


def movements(
    cr: BaseCursor, then: ReportScope, now: ReportScope, name: str
) -> list[dict]:
    """Customers and revenue by the category then and the category now.

    :return: dicts of ``class_then``, ``class_now`` (category ids, None for none),
        ``was_there`` and ``is_there`` (whether they were customers on the days),
        ``customers``, ``new`` and ``lost`` (who bought in one of the periods only),
        ``then_revenue`` and ``now_revenue``
    """
    cr.execute(
        SQL(
            """
            SELECT class_then, class_now, was_there, is_there, COUNT(*) AS customers,
                   COUNT(*) FILTER (WHERE bought_now AND NOT bought_then) AS new,
                   COUNT(*) FILTER (WHERE bought_then AND NOT bought_now) AS lost,
                   SUM(then_revenue) AS then_revenue, SUM(now_revenue) AS now_revenue
              FROM (%(both)s) customer
          GROUP BY class_then, class_now, was_there, is_there
            """,
            both=_both(then, now, name),
        )
    )
    return cr.dictfetchall()


def _both(then: ReportScope, now: ReportScope, name: str) -> SQL:
    """The customers of both days, with class and revenue on each."""
    return SQL(
        """
        SELECT past.%(name)s AS class_then, present.%(name)s AS class_now,
               past.partner_id IS NOT NULL AS was_there,
               present.partner_id IS NOT NULL AS is_there,
               COALESCE(past.revenue, 0) AS then_revenue,
               COALESCE(present.revenue, 0) AS now_revenue,
               COALESCE(past.invoices, 0) > 0 AS bought_then,
               COALESCE(present.invoices, 0) > 0 AS bought_now
          FROM (%(then)s) past FULL JOIN (%(now)s) present USING (profile_id)
        """,
        name=SQL.identifier(name),
        then=customers(then, [name]),
        now=customers(now, [name]),
    )
