"""Writing the history: the rows of a customer in a dimension never overlap.

A row holds from ``date_from`` up to the day before ``date_to``. Days do not only go
forward: a company may get another time zone, and a clock may be wrong. So whatever
begins on a day first takes that day and all later ones from the rows that are there:
what lasted longer ends on it, what began later is drawn back to it. A row that ends on
the day on which it begins held on no day; it still tells who decided what, and why.

A row is a change: what a rule gives again on the day on which it ended goes on, and
what was rebuilt goes on in the record (``date_recorded`` is the first day of that).
"""

from datetime import date

from odoo.tools import SQL

from ..tables import PROFILE

HISTORY = SQL.identifier("customer_classification_history")
# Rows of which one is left: (ids, date_from, reason, recorded,
# reason_recorded).
JOINED = SQL.identifier("customer_history_joined")


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
           SET date_from = LEAST(date_from, %(as_of)s), date_to = %(as_of)s,
               date_recorded = %(recorded)s
         WHERE (date_to IS NULL OR date_to > %(as_of)s) AND %(where)s
        """,
        history=HISTORY,
        as_of=as_of,
        recorded=_not_after(as_of),
        where=where,
    )


def _not_after(as_of: date) -> SQL:
    """Since when a row is on record, where nothing is told of days after `as_of`."""
    return SQL(
        "CASE WHEN date_recorded IS NOT NULL THEN LEAST(date_recorded, %s) END", as_of
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


def go_on_pending(as_of: date, pending: SQL) -> SQL:
    """UPDATE: what a rule gave until this day, and gives again, was never over.

    Unless a pin is over, which a line of its own has to tell.

    :param pending: the table of what changes, see :mod:`.classes`
    """
    return SQL(
        """
        UPDATE %(history)s history
           SET date_to = NULL, is_rebuilt = FALSE,
               date_recorded = CASE WHEN is_rebuilt THEN %(as_of)s
                                    ELSE date_recorded END,
               reason_recorded = CASE WHEN is_rebuilt THEN c.reason
                                      ELSE reason_recorded END
          FROM %(pending)s c
         WHERE history.profile_id = c.profile_id
           AND history.dimension_id = c.dimension_id
           AND history.category_id = c.category_id
           AND history.date_to = %(as_of)s AND history.date_from < %(as_of)s
           AND history.source = 'rule' AND c.source = 'rule'
           AND NOT COALESCE(c.reason ? 'released', FALSE)
        """,
        history=HISTORY,
        as_of=as_of,
        pending=pending,
    )


def begin_pending(as_of: date, pending: SQL) -> SQL:
    """INSERT: one row per new category, with the reason and who is behind it.

    After :func:`go_on_pending`.

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
           AND NOT EXISTS (SELECT FROM %s held
                            WHERE held.profile_id = c.profile_id
                              AND held.dimension_id = c.dimension_id
                              AND held.date_to IS NULL)
        """,
        HISTORY,
        as_of,
        pending,
        PROFILE,
        HISTORY,
    )


def draw_back(company_id: int, as_of: date) -> list[SQL]:
    """Statements: nothing begins or ends after a day that is today once more.

    What holds now holds from that day on, where it did not before; what was rebuilt for
    later days is forgotten.

    :param company_id: root company whose day went back
    """
    values = {
        "history": HISTORY,
        "as_of": as_of,
        "company": company_id,
        "recorded": _not_after(as_of),
    }
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
                   date_to = CASE WHEN date_to IS NOT NULL THEN %(as_of)s::date END,
                   date_recorded = %(recorded)s
             WHERE company_id = %(company)s
               AND (date_from > %(as_of)s OR date_to > %(as_of)s)
            """,
            **values,
        ),
        *join(SQL("company_id = %s", company_id)),
    ]


def join(where: SQL) -> list[SQL]:
    """Statements: of rows that go on with what a rule gave before, one is left.

    The last one, from the first day on and with the reason of that day. Rows that held
    on no day are nothing that could go on.

    :param where: condition on rows of the history; of a customer all or none
    """
    rows = SQL(
        """
        SELECT *, SUM(is_change) OVER customer AS run
          FROM (SELECT history.*,
                       CASE WHEN lag(date_to) OVER customer = date_from
                             AND lag(category_id) OVER customer = category_id
                             AND lag(source) OVER customer = 'rule' AND source = 'rule'
                             AND NOT COALESCE(reason ? 'released', FALSE)
                            THEN 0 ELSE 1 END AS is_change
                  FROM %s AS history
                 WHERE source <> 'merge' AND %s AND (%s)
                WINDOW customer AS (PARTITION BY profile_id, dimension_id
                                    ORDER BY date_from, id)) line
        WINDOW customer AS (PARTITION BY profile_id, dimension_id
                            ORDER BY date_from, id)
        """,
        HISTORY,
        holds("history"),
        where,
    )
    return [
        SQL("DROP TABLE IF EXISTS %s", JOINED),
        SQL(
            """
            CREATE TEMPORARY TABLE %(joined)s ON COMMIT DROP AS
            SELECT array_agg(id ORDER BY date_from, id) AS ids,
                   min(date_from) AS date_from,
                   (array_agg(reason ORDER BY date_from, id))[1] AS reason,
                   min(COALESCE(date_recorded, date_from))
                       FILTER (WHERE is_rebuilt IS NOT TRUE) AS recorded,
                   (array_agg(COALESCE(reason_recorded, reason) ORDER BY date_from, id)
                       FILTER (WHERE is_rebuilt IS NOT TRUE))[1] AS reason_recorded
              FROM (%(rows)s) line
          GROUP BY profile_id, dimension_id, run
            HAVING count(*) > 1
            """,
            joined=JOINED,
            rows=rows,
        ),
        SQL(
            """
            UPDATE %(history)s history
               SET date_from = line.date_from, reason = line.reason,
                   date_recorded = CASE WHEN line.recorded > line.date_from
                                        THEN line.recorded END,
                   reason_recorded = CASE WHEN line.recorded > line.date_from
                                          THEN line.reason_recorded END
              FROM %(joined)s line
             WHERE history.id = line.ids[array_upper(line.ids, 1)]
            """,
            history=HISTORY,
            joined=JOINED,
        ),
        SQL(
            """
            DELETE FROM %(history)s history USING %(joined)s line
             WHERE history.id = ANY(line.ids[:array_upper(line.ids, 1) - 1])
            """,
            history=HISTORY,
            joined=JOINED,
        ),
    ]


def forget_rebuilt(where: SQL) -> list[SQL]:
    """Statements: only what is on record is left.

    :param where: condition on rows of the history
    """
    return [
        SQL("DELETE FROM %s WHERE is_rebuilt AND %s", HISTORY, where),
        SQL(
            """
            UPDATE %s SET date_from = date_recorded, reason = reason_recorded,
                          date_recorded = NULL, reason_recorded = NULL
             WHERE date_recorded IS NOT NULL AND %s
            """,
            HISTORY,
            where,
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
