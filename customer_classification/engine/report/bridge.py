"""Two days against each other: who moved, and what became of the revenue."""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from .asked import Asked
from .relation import customers

#: The parts of the bridge, in its order: as booked + the others = now.
PARTS = ("booked", "moved_in", "moved_out", "as_today", "growth", "new", "lost", "now")


def revenue_bridge(cr: BaseCursor, then: Asked, now: Asked, name: str) -> dict:
    """From the revenue then by the classes then to the revenue now by those of now.

    For each category: ``booked`` is the revenue then of who was in it then;
    ``moved_in`` and ``moved_out`` (negative) the same revenue of those who are in it
    only now, or no longer; their sum ``as_today`` is the revenue then by the classes
    of now. From there ``growth`` is the change of those who bought in both periods,
    ``new`` and ``lost`` (negative) the revenue of those who bought in one only, all by
    their classes of now; ``now`` is the sum.

    :param name: the class column
    :return: {category id or None: {part: amount}}
    """
    cr.execute(
        SQL(
            """
            WITH customer AS (%(both)s),
                 part AS (
                SELECT class_then AS category_id, then_revenue AS booked,
                       0 AS moved_in,
                       CASE WHEN class_then IS DISTINCT FROM class_now
                            THEN -then_revenue ELSE 0 END AS moved_out,
                       0 AS growth, 0 AS new, 0 AS lost, 0 AS now
                  FROM customer
             UNION ALL
                SELECT class_now, 0,
                       CASE WHEN class_then IS DISTINCT FROM class_now
                            THEN then_revenue ELSE 0 END,
                       0,
                       CASE WHEN then_revenue <> 0 AND now_revenue <> 0
                            THEN now_revenue - then_revenue ELSE 0 END,
                       CASE WHEN then_revenue = 0 THEN now_revenue ELSE 0 END,
                       CASE WHEN now_revenue = 0 THEN -then_revenue ELSE 0 END,
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


def movements(cr: BaseCursor, then: Asked, now: Asked, name: str) -> list[dict]:
    """Customers and revenue by the category then and the category now.

    :return: dicts of ``class_then``, ``class_now`` (category ids, None for none),
        ``customers``, ``then_revenue`` and ``now_revenue``; customers without a
        category on either day are left out
    """
    cr.execute(
        SQL(
            """
            SELECT class_then, class_now, COUNT(*) AS customers,
                   SUM(then_revenue) AS then_revenue, SUM(now_revenue) AS now_revenue
              FROM (%(both)s) customer
             WHERE class_then IS NOT NULL OR class_now IS NOT NULL
          GROUP BY class_then, class_now
            """,
            both=_both(then, now, name),
        )
    )
    return cr.dictfetchall()


def _both(then: Asked, now: Asked, name: str) -> SQL:
    """The customers of both days, with class and revenue on each."""
    return SQL(
        """
        SELECT past.%(name)s AS class_then, present.%(name)s AS class_now,
               COALESCE(past.revenue, 0) AS then_revenue,
               COALESCE(present.revenue, 0) AS now_revenue
          FROM (%(then)s) past FULL JOIN (%(now)s) present USING (profile_id)
        """,
        name=SQL.identifier(name),
        then=customers(then, [name]),
        now=customers(now, [name]),
    )
