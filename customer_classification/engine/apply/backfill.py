"""The history of days before the first recorded one, from month end to month end.

Called after :mod:`.snapshot` has computed a month end, oldest month first: a run of
the same category begins at the month end where a customer is first found in it, with
the reason of that day, and ends where the next one begins, or the record does. So each
month writes what changed in it and nothing else, and a second time nothing at all.
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
# Conditions on rows of history: `line` is one on record, of the customer itself.
ON_RECORD = SQL("line.is_rebuilt IS NOT TRUE AND line.source <> 'merge'")
MERGED = SQL("old.source = 'merge'")
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
    cr.execute(_close(rebuilt, stays, as_of, before))
    cr.execute(_extend(rebuilt, stays, as_of, before))
    cr.execute(_delete(rebuilt, as_of))
    cr.execute(_update(rebuilt, as_of))
    cr.execute(_insert(company, as_of))
    if is_first and cr.rowcount >= ANALYZE_FROM:
        cr.execute(SQL("ANALYZE %s", HISTORY))
    cr.execute(give_way(SQL("old.company_id = %s AND %s", company.id, MERGED), OWN))


def _make_runs(company: BaseModel) -> SQL:
    """Who changes, with the first day on record in the dimension."""
    return SQL(
        """
        CREATE TEMPORARY TABLE %(runs)s ON COMMIT DROP AS
        SELECT changed.*, recorded.day AS recorded
          FROM %(changes)s changed
          LEFT JOIN (SELECT profile_id, dimension_id, min(date_from) AS day
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
        "(SELECT min(line.date_from) FROM %s AS line WHERE %s AND %s)",
        HISTORY,
        OF_OLD,
        ON_RECORD,
    )


def _ends_on_record() -> SQL:
    """Condition: the row `old` ends where the record begins."""
    return SQL(
        """
        EXISTS (SELECT FROM %s AS line
                 WHERE %s AND %s AND line.date_from <= old.date_to)
        """,
        HISTORY,
        OF_OLD,
        ON_RECORD,
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
                            WHERE %(of_old)s AND old.is_rebuilt
                              AND old.date_from <= %(as_of)s
                              AND old.date_to > %(as_of)s)
        """,
        history=HISTORY,
        company=company.id,
        as_of=as_of,
        runs=RUNS,
        of_old=OF_OLD,
    )
