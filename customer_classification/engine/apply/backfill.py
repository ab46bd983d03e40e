"""The history of days before the first recorded one, from month end to month end.

Called after :mod:`.snapshot` has computed a month end, oldest month first: a run of
the same category begins at the month end where a customer is first found in it, with
the reason of that day, and ends where the next one begins, or the record does. So each
month writes what changed in it and nothing else, and a second time nothing at all.

Where a run goes on when the record begins, it is one row with the recorded one. It is
taken apart again when the month end says something else than it did.
"""

from datetime import date

from odoo.models import BaseModel
from odoo.tools import SQL

from ..methods import Dimension
from .classes import ANALYZE_FROM
from .history import HISTORY, give_way
from .snapshot import CHANGES, DAY_TABLE

# Who changes at the month end: (profile_id, dimension_id, category_id, reason,
# recorded), the last one being the first day on record.
RUNS = SQL.identifier("customer_profile_as_of_runs")
# Recorded rows that what was rebuilt goes on in: (rebuilt_id, id, date_from, reason).
GOES_ON = SQL.identifier("customer_profile_as_of_goes_on")
# Conditions on rows of history: `line` is one on record, of the customer itself.
ON_RECORD = SQL("line.is_rebuilt IS NOT TRUE AND line.source <> 'merge'")
MERGED = SQL("old.source = 'merge'")
# The first day on record of `line`.
RECORDED = SQL("COALESCE(line.date_recorded, line.date_from)")
OWN = SQL("line.profile_id = old.profile_id AND line.source <> 'merge'")
OF_OLD = SQL(
    "line.profile_id = old.profile_id AND line.dimension_id = old.dimension_id"
)


def write_history(
    dimensions: Dimension,
    company: BaseModel,
    as_of: date,
    before: date,
    is_first: bool,
) -> None:
    """Write the rebuilt history of one month end.

    :param dimensions: the dimensions that were computed
    :param as_of: the month end
    :param before: the month end before it
    :param is_first: whether classes were computed against nothing
    """
    cr = dimensions.env.cr
    # A rebuilt row always has an end.
    rebuilt = SQL(
        "old.is_rebuilt AND old.company_id = %s AND old.dimension_id = ANY(%s)",
        company.id,
        dimensions.ids,
    )
    stays = _stays_first() if is_first else _stays()
    cr.execute(SQL("DROP TABLE IF EXISTS %s", RUNS))
    cr.execute(_make_runs(company))
    cr.execute(SQL("CREATE UNIQUE INDEX ON %s (profile_id, dimension_id)", RUNS))
    cr.execute(SQL("ANALYZE %s", RUNS))
    cr.execute(_take_apart(company, dimensions, stays, as_of))
    cr.execute(_close(rebuilt, stays, as_of, before))
    cr.execute(_extend(rebuilt, stays, as_of, before))
    cr.execute(_delete(rebuilt, as_of))
    cr.execute(_update(rebuilt, as_of))
    cr.execute(_update_joined(company, as_of))
    cr.execute(_insert(company, as_of))
    if is_first and cr.rowcount >= ANALYZE_FROM:
        cr.execute(SQL("ANALYZE %s", HISTORY))
    for statement in _join(company, before):
        cr.execute(statement)
    cr.execute(give_way(SQL("old.company_id = %s AND %s", company.id, MERGED), OWN))


def _make_runs(company: BaseModel) -> SQL:
    """Who changes, with the first day on record in the dimension."""
    return SQL(
        """
        CREATE TEMPORARY TABLE %(runs)s ON COMMIT DROP AS
        SELECT changed.*, recorded.day AS recorded
          FROM %(changes)s changed
          LEFT JOIN (SELECT profile_id, dimension_id, min(%(recorded)s) AS day
                       FROM %(history)s AS line
                      WHERE company_id = %(company)s AND %(on_record)s
                        AND profile_id IN (SELECT profile_id FROM %(changes)s)
                   GROUP BY profile_id, dimension_id) recorded
                 USING (profile_id, dimension_id)
        """,
        runs=RUNS,
        changes=CHANGES,
        history=HISTORY,
        company=company.id,
        on_record=ON_RECORD,
        recorded=RECORDED,
    )


def _stays() -> SQL:
    """Condition: the row `old` goes on at the month end.

    By IN, which PostgreSQL hashes: the rows are many, and most of them go on.
    """
    return SQL(
        """
        ((old.profile_id, old.dimension_id) NOT IN (
             SELECT profile_id, dimension_id FROM %s)
         AND old.profile_id IN (SELECT id FROM %s))
        """,
        RUNS,
        DAY_TABLE,
    )


def _stays_first() -> SQL:
    """The same where everybody with a category is among those who change."""
    return SQL(
        """
        (old.profile_id, old.dimension_id, old.category_id) IN (
            SELECT profile_id, dimension_id, category_id FROM %s
             WHERE category_id IS NOT NULL)
        """,
        RUNS,
    )


def _take_apart(
    company: BaseModel, dimensions: Dimension, stays: SQL, as_of: date
) -> SQL:
    """Part what was rebuilt from what is on record, where the month end says so.

    The recorded row begins where the record does; what was rebuilt before is a row of
    its own once more, for the statements after this one.
    """
    return SQL(
        """
        WITH parted AS (
            UPDATE %(history)s history
               SET date_from = old.date_recorded, reason = old.reason_recorded,
                   date_recorded = NULL, reason_recorded = NULL
              FROM %(history)s AS old
             WHERE old.id = history.id AND old.company_id = %(company)s
               AND old.dimension_id = ANY(%(dimensions)s)
               AND old.date_from <= %(as_of)s AND old.date_recorded > %(as_of)s
               AND CASE WHEN old.date_from < %(as_of)s THEN NOT %(stays)s
                        ELSE NOT EXISTS (
                            SELECT FROM %(runs)s AS line
                             WHERE %(of_old)s AND line.category_id = old.category_id)
                   END
         RETURNING history.profile_id, history.company_id, history.dimension_id,
                   history.category_id, old.date_from, history.date_from AS date_to,
                   old.reason)
        INSERT INTO %(history)s
            (profile_id, company_id, dimension_id, category_id, date_from, date_to,
             reason, source, is_rebuilt)
        SELECT parted.*, 'rule', TRUE FROM parted
        """,
        history=HISTORY,
        company=company.id,
        dimensions=dimensions.ids,
        as_of=as_of,
        stays=stays,
        runs=RUNS,
        of_old=OF_OLD,
    )


def _close(rebuilt: SQL, stays: SQL, as_of: date, before: date) -> SQL:
    """End what does not go on, also what was known up to the month before only."""
    return SQL(
        """
        UPDATE %(history)s old SET date_to = LEAST(%(as_of)s, %(recorded)s)
         WHERE %(rebuilt)s AND old.date_from < %(as_of)s AND NOT %(stays)s
           -- Either it was thought to go on beyond this day,
           AND (old.date_to > %(as_of)s
                -- or it was known up to the month end before and no further, which is
                -- the day after that one: then it lasted until today, or until the
                -- record began meanwhile, unless that is what ended it there.
                OR old.date_to > %(before)s AND old.date_to < %(as_of)s
                   AND NOT %(ends_on_record)s)
        """,
        history=HISTORY,
        rebuilt=rebuilt,
        as_of=as_of,
        before=before,
        stays=stays,
        recorded=_recorded(),
        ends_on_record=_ends_on_record(),
    )


def _recorded() -> SQL:
    """The first day on record of the row `old`: nothing rebuilt lies beyond it."""
    return SQL(
        "(SELECT min(%s) FROM %s AS line WHERE %s AND %s)",
        RECORDED,
        HISTORY,
        OF_OLD,
        ON_RECORD,
    )


def _ends_on_record() -> SQL:
    """Condition: the row `old` ends where the record begins."""
    return SQL(
        """
        EXISTS (SELECT FROM %s AS line
                 WHERE %s AND %s AND %s <= old.date_to)
        """,
        HISTORY,
        OF_OLD,
        ON_RECORD,
        RECORDED,
    )


def _extend(rebuilt: SQL, stays: SQL, as_of: date, before: date) -> SQL:
    """What goes on holds up to the record; without one, it is known up to this day."""
    return SQL(
        """
        UPDATE %(history)s old SET date_to = COALESCE(%(recorded)s, %(as_of)s::date + 1)
         WHERE %(rebuilt)s AND old.date_from < %(as_of)s
           -- Not known beyond this day yet; a run that ended before the month end
           -- before is over, whoever is in the category again today begins anew.
           AND old.date_to > %(before)s AND old.date_to <= %(as_of)s AND %(stays)s
           AND NOT %(ends_on_record)s
        """,
        history=HISTORY,
        recorded=_recorded(),
        as_of=as_of,
        before=before,
        rebuilt=rebuilt,
        stays=stays,
        ends_on_record=_ends_on_record(),
    )


def _delete(rebuilt: SQL, as_of: date) -> SQL:
    """Take away what an earlier back-fill let begin here and this one does not."""
    return SQL(
        """
        DELETE FROM %(history)s old
         WHERE %(rebuilt)s AND old.date_from = %(as_of)s
           AND NOT EXISTS (SELECT FROM %(runs)s AS line
                            WHERE %(of_old)s AND line.category_id = old.category_id
                              AND COALESCE(line.recorded > %(as_of)s, TRUE))
        """,
        history=HISTORY,
        rebuilt=rebuilt,
        as_of=as_of,
        runs=RUNS,
        of_old=OF_OLD,
    )


def _update(rebuilt: SQL, as_of: date) -> SQL:
    """The numbers behind a category may be others now."""
    return SQL(
        """
        UPDATE %(history)s old SET reason = line.reason
          FROM %(runs)s AS line
         WHERE %(rebuilt)s AND old.date_from = %(as_of)s AND %(of_old)s
           AND old.reason IS DISTINCT FROM line.reason
        """,
        history=HISTORY,
        runs=RUNS,
        rebuilt=rebuilt,
        as_of=as_of,
        of_old=OF_OLD,
    )


def _update_joined(company: BaseModel, as_of: date) -> SQL:
    """The same where what was rebuilt is one row with what is on record."""
    return SQL(
        """
        UPDATE %(history)s old SET reason = line.reason
          FROM %(runs)s AS line
         WHERE old.company_id = %(company)s AND old.date_from = %(as_of)s
           AND old.date_recorded > %(as_of)s AND %(of_old)s
           AND line.category_id = old.category_id
           AND old.reason IS DISTINCT FROM line.reason
        """,
        history=HISTORY,
        runs=RUNS,
        company=company.id,
        as_of=as_of,
        of_old=OF_OLD,
    )


def _insert(company: BaseModel, as_of: date) -> SQL:
    """Let the runs begin that are not there yet."""
    return SQL(
        """
        INSERT INTO %(history)s
            (profile_id, company_id, dimension_id, category_id, date_from, date_to,
             source, is_rebuilt, reason)
        SELECT line.profile_id, %(company)s, line.dimension_id, line.category_id,
               %(as_of)s, COALESCE(line.recorded, %(as_of)s::date + 1), 'rule', TRUE,
               line.reason
          FROM %(runs)s AS line
         WHERE line.category_id IS NOT NULL
           AND COALESCE(line.recorded > %(as_of)s, TRUE)
           AND NOT EXISTS (SELECT FROM %(history)s old
                            WHERE %(of_old)s AND old.date_from <= %(as_of)s
                              AND CASE WHEN old.is_rebuilt THEN old.date_to
                                       ELSE old.date_recorded END > %(as_of)s)
        """,
        history=HISTORY,
        company=company.id,
        as_of=as_of,
        runs=RUNS,
        of_old=OF_OLD,
    )


def _join(company: BaseModel, before: date) -> list[SQL]:
    """Make one row of what was rebuilt and the record that begins with the same.

    Where several begin on that day, the one that held longer.

    :param before: the month end before: what ended until then has been seen to
    """
    values = {
        "history": HISTORY,
        "goes_on": GOES_ON,
        "company": company.id,
        "before": before,
        "of_old": OF_OLD,
        "on_record": ON_RECORD,
    }
    return [
        SQL("DROP TABLE IF EXISTS %(goes_on)s", **values),
        SQL(
            """
            CREATE TEMPORARY TABLE %(goes_on)s ON COMMIT DROP AS
            SELECT DISTINCT ON (old.id)
                   old.id AS rebuilt_id, line.id, old.date_from, old.reason
              FROM %(history)s AS old
              JOIN %(history)s AS line
                ON %(of_old)s AND %(on_record)s
               AND line.category_id = old.category_id
               AND line.date_from = old.date_to AND line.source = 'rule'
               AND NOT COALESCE(line.reason ? 'released', FALSE)
             WHERE old.is_rebuilt AND old.company_id = %(company)s
               AND old.date_to > %(before)s AND old.date_to > old.date_from
          ORDER BY old.id, line.date_to DESC NULLS FIRST, line.id
            """,
            **values,
        ),
        SQL(
            """
            UPDATE %(history)s line
               SET date_recorded = line.date_from, reason_recorded = line.reason,
                   date_from = goes_on.date_from, reason = goes_on.reason
              FROM %(goes_on)s goes_on WHERE line.id = goes_on.id
            """,
            **values,
        ),
        SQL(
            """
            DELETE FROM %(history)s old USING %(goes_on)s goes_on
             WHERE old.id = goes_on.rebuilt_id
            """,
            **values,
        ),
    ]
