"""Writing the history: the rows of a customer in a dimension never overlap.

A row holds from ``date_from`` up to the day before ``date_to``. Days do not only go
forward: a company may get another time zone, and a clock may be wrong. So whatever
begins on a day first takes that day and all later ones from the rows that are there:
what lasted longer ends on it, what began later is drawn back to it. A row that ends on
the day on which it begins held on no day; it still tells who decided what, and why.
"""

from datetime import date

from odoo.tools import SQL

from ..tables import PROFILE

HISTORY = SQL.identifier("customer_classification_history")


def holds(row: str) -> SQL:
    """Condition: a row of history held on some day.

    :param row: its name in the statement
    """
    end, start = SQL.identifier(row, "date_to"), SQL.identifier(row, "date_from")
    return SQL("(%s IS NULL OR %s > %s)", end, end, start)


def end(as_of: date, where: SQL) -> SQL:
    """UPDATE: from a day on, nothing holds.

    :param as_of: the first day on which nothing holds
    :param where: condition on ``history``: of which customers and dimensions
    """
    return SQL(
        """
        UPDATE %(history)s history
           SET date_from = LEAST(date_from, %(as_of)s), date_to = %(as_of)s
         WHERE (date_to IS NULL OR date_to > %(as_of)s) AND %(where)s
        """,
        history=HISTORY,
        as_of=as_of,
        where=where,
    )


def end_pending(as_of: date, pending: SQL) -> SQL:
    """UPDATE: the day of a change is the first on which the old category is over.

    :param pending: the table of what changes, see :mod:`.classes`
    """
    where = SQL(
        "(profile_id, dimension_id) IN (SELECT profile_id, dimension_id FROM %s)",
        pending,
    )
    return end(as_of, where)


def begin_pending(as_of: date, pending: SQL) -> SQL:
    """INSERT: one row per new category, with the reason and who is behind it.

    :param pending: the table of what changes, see :mod:`.classes`
    """
    return SQL(
        """
        INSERT INTO %s
            (profile_id, company_id, dimension_id, category_id, date_from, source,
             user_id, reason)
        SELECT c.profile_id, p.company_id, c.dimension_id, c.category_id, %s,
               c.source, c.user_id, c.reason
          FROM %s c JOIN %s p ON p.id = c.profile_id
         WHERE c.category_id IS NOT NULL
        """,
        HISTORY,
        as_of,
        pending,
        PROFILE,
    )


def draw_back(company_id: int, as_of: date) -> list[SQL]:
    """Statements: nothing begins or ends after a day that is today once more.

    What holds now holds from that day on, where it did not before; what was rebuilt for
    later days is forgotten.

    :param company_id: root company whose day went back
    """
    values = {"history": HISTORY, "as_of": as_of, "company": company_id}
    return [
        SQL(
            """
            DELETE FROM %(history)s
             WHERE company_id = %(company)s AND is_rebuilt AND date_from > %(as_of)s
            """,
            **values,
        ),
        SQL(
            """
            UPDATE %(history)s
               SET date_from = LEAST(date_from, %(as_of)s),
                   date_to = CASE WHEN date_to IS NOT NULL THEN %(as_of)s::date END
             WHERE company_id = %(company)s
               AND (date_from > %(as_of)s OR date_to > %(as_of)s)
            """,
            **values,
        ),
    ]


def give_way(row: SQL, others: SQL) -> SQL:
    """UPDATE: rows end where another one of the same customer begins.

    What is left is what came before it; a row that began within it holds on no day.

    :param row: condition on ``old``: the rows that give way, all of which have an end
    :param others: condition on ``line``, which may mention ``old``: rows that stay
    """
    return SQL(
        """
        UPDATE %(history)s history SET date_to = cut.day
          FROM (SELECT old.id, GREATEST(old.date_from, min(line.date_from)) AS day
                  FROM %(history)s AS old
                  JOIN %(history)s AS line
                    ON line.dimension_id = old.dimension_id AND %(others)s
                   AND line.date_from < old.date_to
                   AND (line.date_to IS NULL OR line.date_to > old.date_from)
                   AND %(holds)s
                 WHERE %(row)s AND old.date_to > old.date_from
              GROUP BY old.id) cut
         WHERE history.id = cut.id
        """,
        history=HISTORY,
        row=row,
        others=others,
        holds=holds("line"),
    )
