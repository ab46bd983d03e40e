"""The customers of a report with the numbers of its period, one row each."""

from collections.abc import Iterable

from odoo.tools import SQL

from .asked import Asked

PROFILE = SQL.identifier("customer_profile")
SNAPSHOT = SQL.identifier("customer_profile_snapshot")
#: The numbers of a period that is not stored.
PERIOD = SQL.identifier("customer_report_period")

#: What else a line of a single customer shows: {name: column}.
OWN = {"oldest_days": "oldest_overdue_days", "last_invoice": "last_invoice_date"}


def customers(asked: Asked, classes: Iterable[str] = ()) -> SQL:
    """SELECT of the customers of the day whom the report is about.

    :param classes: names of the class columns to have with them
    :return: columns ``profile_id``, ``partner_id``, those of ``asked.added`` and `OWN`,
        and the classes under their own names
    """
    profile_id = "id" if asked.is_today else "profile_id"
    numbers = "n" if asked.relation else "c"
    columns = [
        SQL("c.%s AS profile_id", SQL.identifier(profile_id)),
        SQL("p.partner_id"),
        *(
            SQL("COALESCE(%s, 0) AS %s", SQL.identifier(numbers, column), _as(name))
            for name, column in asked.added.items()
        ),
        *(
            SQL("%s AS %s", SQL.identifier(numbers, column), _as(name))
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
        source=PROFILE if asked.is_today else SNAPSHOT,
        profile_id=SQL.identifier(profile_id),
        numbers=SQL("JOIN %s n ON n.partner_id = p.partner_id", asked.relation)
        if asked.relation
        else SQL(),
        company=asked.company.id,
        day=SQL("c.active") if asked.is_today else SQL("c.date = %s", asked.as_of),
        chosen=asked.chosen,
    )


def make_period(cr, metrics_query: SQL) -> SQL:
    """Compute the numbers of a period that is not stored, until the transaction ends.

    :param metrics_query: of a :class:`~.asked.PeriodScope`
    :return: the table
    """
    cr.execute(SQL("DROP TABLE IF EXISTS %s", PERIOD))
    cr.execute(
        SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", PERIOD, metrics_query)
    )
    cr.execute(SQL("ANALYZE %s (partner_id)", PERIOD))
    return PERIOD


def _as(name: str) -> SQL:
    return SQL.identifier(name)
