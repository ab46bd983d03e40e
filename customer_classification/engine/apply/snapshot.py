"""Customers as they were on a past day: metrics and classes, and what to keep of them.

The day is computed into a temporary table with the columns of customer.profile. Rules
are asked one dimension after the other, as :mod:`.classes` does, so that later ones see
the classes of earlier ones. Classes start from those of the month end before, if it
is there: only customers who change are written, and only their reasons computed.
"""

from collections.abc import Collection, Sequence
from datetime import date

from odoo.models import BaseModel
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..methods import Dimension, Rule, keep_score, rule_query
from ..tables import PROFILE, SNAPSHOT, columns_of
from . import classes
from .contained import Faults, Part
from .in_turn import in_turn

METRICS = SQL.identifier("customer_profile_as_of_metrics")
# The customers on the day, with the columns of customer.profile.
DAY_TABLE = SQL.identifier("customer_profile_as_of")
# What people had decided on the day: (profile_id, dimension_id, category_id).
DECIDED = SQL.identifier("customer_profile_as_of_decided")
# Who changes against the month end before, and against nothing where there is none:
# (profile_id, dimension_id, category_id, reason).
CHANGES = SQL.identifier("customer_profile_as_of_changes")


def start(cr: BaseCursor, metrics_query: SQL, company: BaseModel) -> None:
    """Compute the metrics of the day; make missing profiles, and queue them."""
    for table in (METRICS, DAY_TABLE, DECIDED, CHANGES):
        cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
    cr.execute(
        SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", METRICS, metrics_query)
    )
    cr.execute(
        SQL(
            """
            WITH made AS (
                INSERT INTO %(profile)s (partner_id, company_id, currency_id, active)
                SELECT m.partner_id, %(company)s, %(currency)s, TRUE FROM %(metrics)s m
                 WHERE NOT EXISTS (
                       SELECT FROM %(profile)s p
                        WHERE p.partner_id = m.partner_id
                          AND p.company_id = %(company)s)
             RETURNING partner_id, company_id)
            INSERT INTO customer_profile_queue (partner_id, company_id)
            SELECT partner_id, company_id FROM made
            """,
            profile=PROFILE,
            company=company.id,
            currency=company.currency_id.id,
            metrics=METRICS,
        )
    )


def fill(
    cr: BaseCursor,
    columns: dict[str, str],
    classes: Collection[str],
    company: BaseModel,
    before: date | None,
) -> None:
    """Make the table of the day, with the classes of the month end before.

    :param columns: {name: type} of the columns of customer.profile
    :param classes: names of the columns that are classes
    :param before: date of the month end before, None to start from nothing
    """
    cr.execute(SQL("SELECT * FROM %s LIMIT 0", METRICS))
    metrics = {column.name for column in cr.description}
    own = {
        name: SQL.identifier("p", name)
        for name in ("id", "partner_id", "company_id", "currency_id")
    }
    own["active"] = SQL("TRUE")
    values = [
        SQL("%s AS %s", _value(name, kind, own, metrics, classes), SQL.identifier(name))
        for name, kind in columns.items()
    ]
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(as_of)s ON COMMIT DROP AS
            SELECT %(values)s
              FROM %(metrics)s m
              JOIN %(profile)s p
                ON p.partner_id = m.partner_id AND p.company_id = %(company)s
         LEFT JOIN %(snapshot)s s ON s.profile_id = p.id AND s.date = %(before)s::date
            """,
            as_of=DAY_TABLE,
            values=SQL(", ").join(values),
            metrics=METRICS,
            profile=PROFILE,
            company=company.id,
            snapshot=SNAPSHOT,
            before=before,
        )
    )
    # Whatever the planner thinks of a new table, customers are found by their id.
    cr.execute(SQL("CREATE UNIQUE INDEX ON %s (id)", DAY_TABLE))
    cr.execute(SQL("ANALYZE %s (id, company_id)", DAY_TABLE))


def _value(
    name: str,
    kind: str,
    own: dict[str, SQL],
    metrics: Collection[str],
    classes: Collection[str],
) -> SQL:
    """Where the column `name` of the day comes from."""
    if name in own:
        return own[name]
    if name in metrics:
        return SQL.identifier("m", name)
    if name in classes:
        return SQL.identifier("s", name)
    return SQL("NULL::%s", SQL(kind))


def classify(dimensions: Dimension, company: BaseModel, as_of: date) -> Faults:
    """Give the customers of the day their categories.

    :param dimensions: customer.classification.dimension, as superuser, in their order
    :return: what failed; there the classes are those of the month end before
    """
    errors = dimensions._make_mirrored_categories(company, relation=DAY_TABLE)
    _decide(dimensions, company, as_of)
    _found, faults = in_turn(
        dimensions,
        lambda dimension, part: _collect(dimension, company, part),
        _write,
        lambda: _ids(dimensions.env.cr),
    )
    faults.dimensions.update(errors)
    dimensions.env.cr.execute(SQL("ANALYZE %s", CHANGES))
    return faults


def _ids(cr: BaseCursor) -> list[int]:
    """Ids of the profiles of all customers of the day."""
    cr.execute(SQL("SELECT id FROM %s", DAY_TABLE))
    return [id_ for (id_,) in cr.fetchall()]


def _decide(dimensions: Dimension, company: BaseModel, as_of: date) -> None:
    """Find what people had decided, or an import had brought, on the day.

    The history says so; a pin that chose what the rule said anyway left no line there.
    """
    cr = dimensions.env.cr
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(decided)s ON COMMIT DROP AS
            -- One decision for each customer and dimension, by the order at the end:
            -- a line of history before a pin, the latest line before earlier ones.
            SELECT DISTINCT ON (profile_id, dimension_id)
                   profile_id, dimension_id, category_id
              FROM (SELECT profile_id, dimension_id, category_id, 1 AS place,
                           date_from, id
                      FROM customer_classification_history
                     -- Of a manual dimension a rule's line is a decision, too: it
                     -- was ruled before, and people left the category there.
                     WHERE company_id = %(company)s AND is_rebuilt IS NOT TRUE
                       AND (source IN ('manual', 'import')
                            OR source = 'rule' AND dimension_id = ANY(%(manual)s))
                       AND COALESCE(date_recorded, date_from) <= %(as_of)s
                       AND (date_to IS NULL OR date_to > %(as_of)s)
                 UNION ALL
                    -- Pinned on the day of the last write, in the company's days.
                    SELECT profile_id, dimension_id, category_id, 2,
                           %(pinned_on)s, id
                      FROM customer_classification_pin
                     WHERE company_id = %(company)s AND %(pinned_on)s <= %(as_of)s
                       AND (date_end IS NULL OR date_end >= %(as_of)s)) said
             ORDER BY profile_id, dimension_id, place, date_from DESC, id DESC
            """,
            decided=DECIDED,
            company=company.id,
            manual=dimensions.filtered(lambda d: d.method == "manual").ids,
            as_of=as_of,
            pinned_on=SQL(
                "(write_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                company._customer_classification_tz(),
            ),
        )
    )
    cr.execute(SQL("ANALYZE %s", DECIDED))
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE %s (profile_id integer, dimension_id integer, "
            "category_id integer, reason jsonb) ON COMMIT DROP",
            CHANGES,
        )
    )


def _collect(dimension: Dimension, company: BaseModel, part: Part) -> int:
    """Find who changes in one dimension.

    :param part: of these customers
    :return: how many customers
    """
    cr = dimension.env.cr
    of_day = Rule(dimension, part.of(DAY_TABLE), company)
    rule = rule_query(of_day)
    if column := dimension._score_column():
        cr.execute(keep_score(of_day, column, SQL("TRUE"), DAY_TABLE))
    nobody = dimension.method == "manual"
    cr.execute(
        SQL(
            """
            INSERT INTO %(changes)s
            SELECT id, %(dimension)s, new_id, reason
              FROM (SELECT rule.id, rule.old_id,
                           CASE WHEN decided.profile_id IS NOT NULL
                                THEN decided.category_id
                                ELSE %(category)s END AS new_id,
                           CASE WHEN decided.profile_id IS NULL
                                THEN rule.reason END AS reason
                      FROM (%(rule)s) rule
                      LEFT JOIN %(decided)s decided
                             ON decided.profile_id = rule.id
                            AND decided.dimension_id = %(dimension)s) target
             WHERE new_id IS DISTINCT FROM old_id
            """,
            changes=CHANGES,
            dimension=dimension.id,
            category=SQL("NULL::int4") if nobody else SQL("rule.category_id"),
            rule=rule,
            decided=DECIDED,
        )
    )
    return cr.rowcount


def _write(dimensions: Dimension) -> None:
    """Write the categories that change in `dimensions` into the table of the day."""
    cr = dimensions.env.cr
    cr.execute(SQL("ANALYZE %s", CHANGES))
    cr.execute(classes.write_classes(dimensions, DAY_TABLE, CHANGES))


def store(
    cr: BaseCursor,
    names: Sequence[str],
    company: BaseModel,
    as_of: date,
    is_month_end: bool,
) -> int:
    """Write the snapshot of the day: differences only.

    :param names: columns that customers of the day and the snapshots both have
    :return: how many rows were written
    """
    written = 0
    for statement in (
        _delete_gone(company, as_of),
        _update_changed(names, company, as_of, is_month_end),
        _insert_missing(names, as_of, is_month_end),
    ):
        cr.execute(statement)
        written += cr.rowcount
    return written


def _delete_gone(company: BaseModel, as_of: date) -> SQL:
    """Forget who is no customer of the day any more."""
    return SQL(
        """
        DELETE FROM %(snapshot)s s
         WHERE s.company_id = %(company)s AND s.date = %(date)s
           AND NOT EXISTS (SELECT FROM %(as_of)s a WHERE a.id = s.profile_id)
        """,
        snapshot=SNAPSHOT,
        company=company.id,
        date=as_of,
        as_of=DAY_TABLE,
    )


def _update_changed(
    names: Sequence[str], company: BaseModel, as_of: date, is_month_end: bool
) -> SQL:
    """Overwrite the rows of the day that differ."""
    return SQL(
        """
        UPDATE %(snapshot)s s SET %(assign)s, is_month_end = %(is_month_end)s
          FROM %(as_of)s a
         WHERE s.profile_id = a.id AND s.company_id = %(company)s AND s.date = %(date)s
           AND (%(old)s, s.is_month_end) IS DISTINCT FROM (%(new)s, %(is_month_end)s)
        """,
        snapshot=SNAPSHOT,
        assign=SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), SQL.identifier("a", name))
            for name in names
        ),
        as_of=DAY_TABLE,
        company=company.id,
        date=as_of,
        is_month_end=is_month_end,
        old=columns_of("s", names),
        new=columns_of("a", names),
    )


def _insert_missing(names: Sequence[str], as_of: date, is_month_end: bool) -> SQL:
    """Make the rows of the day that are not there yet."""
    return SQL(
        """
        INSERT INTO %(snapshot)s
            (profile_id, company_id, currency_id, date, is_month_end, %(names)s)
        SELECT a.id, a.company_id, a.currency_id, %(date)s, %(is_month_end)s, %(new)s
          FROM %(as_of)s a
         WHERE NOT EXISTS (SELECT FROM %(snapshot)s s
                            WHERE s.profile_id = a.id AND s.date = %(date)s)
        """,
        snapshot=SNAPSHOT,
        names=SQL(", ").join(map(SQL.identifier, names)),
        date=as_of,
        is_month_end=is_month_end,
        new=columns_of("a", names),
        as_of=DAY_TABLE,
    )
