"""Month ends by category."""

from datetime import date

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from .scope import ReportScope

#: Amounts that a month end shows: {name: column}.
SHOWN = {"revenue": "revenue_12m", "margin": "margin_12m", "overdue": "overdue"}


def by_month(
    cr: BaseCursor, scope: ReportScope, name: str, days: list[date]
) -> list[dict]:
    """Sums of the customers of each month end by their class on that day.

    :param name: the class column
    :return: dicts of ``date``, ``category_id`` (None for none), ``customers`` and the
        names of `SHOWN`; days that are not kept are missing
    """
    cr.execute(
        SQL(
            """
            SELECT c.date, c.%(name)s AS category_id, COUNT(*) AS customers, %(sums)s
              FROM customer_profile_snapshot c
              JOIN customer_profile p ON p.id = c.profile_id
             WHERE c.company_id = %(company)s AND c.date = ANY(%(days)s)
               AND %(chosen)s
          GROUP BY c.date, c.%(name)s
            """,
            name=SQL.identifier(name),
            sums=SQL(", ").join(
                SQL(
                    "COALESCE(SUM(c.%s), 0) AS %s",
                    SQL.identifier(column),
                    SQL.identifier(label),
                )
                for label, column in SHOWN.items()
            ),
            company=scope.company.id,
            days=days,
            chosen=scope.chosen,
        )
    )
    return cr.dictfetchall()
