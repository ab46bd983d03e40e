"""The customers of a report with the numbers of its period, one row each."""

from collections.abc import Iterable

from odoo.tools import SQL

from ..tables import PROFILE, SNAPSHOT
from .scope import ReportScope

#: The numbers of a period that is not stored.
PERIOD = SQL.identifier("customer_report_period")

#: What else a line of a single customer shows: {name: column}.
OWN = {"oldest_days": "oldest_overdue_days", "last_invoice": "last_invoice_date"}


def customers(scope: ReportScope, classes: Iterable[str] = ()) -> SQL:
    """SELECT of the customers of the day whom the report is about.

    :param classes: names of the class columns to have with them
    :return: columns ``profile_id``, ``partner_id``, those of ``scope.added`` and `OWN`,
        and the classes under their own names
    """
    profile_id = "id" if scope.is_today else "profile_id"
    numbers = "n" if scope.relation else "c"
    columns = [
        SQL("c.%s AS profile_id", SQL.identifier(profile_id)),
        SQL("p.partner_id"),
        *(
            SQL(
                "COALESCE(%s, 0) AS %s",
                SQL.identifier(numbers, column),
                SQL.identifier(name),
            )
            for name, column in scope.added.items()
        ),
        *(
            SQL("%s AS %s", SQL.identifier(numbers, column), SQL.identifier(name))
            for name, column in OWN.items()
        ),
        *(SQL("c.%s", SQL.identifier(name)) for name in classes),
    ]
    return SQL(
        """
        SELECT %(columns)s
          FROM %(source)s c
          JOIN customer_profile p ON p.id = c.%(profile_id)s
          %(numbers)s
         WHERE c.company_id = %(company)s AND %(day)s AND %(chosen)s
        """,
        columns=SQL(", ").join(columns),
        source=PROFILE if scope.is_today else SNAPSHOT,
        profile_id=SQL.identifier(profile_id),
        numbers=SQL("JOIN %s n ON n.partner_id = p.partner_id", scope.relation)
        if scope.relation
        else SQL(),
        company=scope.company.id,
        day=SQL("c.active") if scope.is_today else SQL("c.date = %s", scope.as_of),
        chosen=scope.chosen,
    )


def make_period(cr, metrics_query: SQL) -> SQL:
    """Compute the numbers of a period that is not stored, until the transaction ends.

    :param metrics_query: of a :class:`~.scope.PeriodScope`
    :return: the table
    """
    cr.execute(SQL("DROP TABLE IF EXISTS %s", PERIOD))
    cr.execute(
        SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", PERIOD, metrics_query)
    )
    cr.execute(SQL("ANALYZE %s (partner_id)", PERIOD))
    return PERIOD
