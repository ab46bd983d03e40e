"""Writing classes: what the rules say, pins on top, differences only.

Each dimension is one SELECT into a temporary table of what changes, with the
reason; profiles and history are then written from that table for as many
dimensions at once as do not use each other's classes. Customers whose class stays
are not touched, and not even the ids travel through Python.
"""

from collections.abc import Iterable
from datetime import date

from odoo.models import BaseModel
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..methods import Dimension, Rule, keep_score, rule_query
from ..methods.calm import calm
from ..tables import PROFILE
from . import history
from .changed import Changed
from .contained import Faults, Part
from .in_turn import in_turn

# Categories to be written: (profile_id, dimension_id, category_id, source, user_id,
# reason).
PENDING_CLASSES = SQL.identifier("customer_profile_pending")
ANALYZE_FROM = 1000  # rows after which the planner must be told


def start(
    cr: BaseCursor, company: BaseModel, partner_ids: Iterable[int] | None = None
) -> None:
    """Make the temporary tables; they go with the transaction.

    :param company: root res.company
    :param partner_ids: customers to look at even if none of their metrics change
    """
    Changed(cr, company).start(partner_ids)
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE IF NOT EXISTS %(pending)s
                (profile_id integer, dimension_id integer, category_id integer,
                 source varchar, user_id integer, reason jsonb) ON COMMIT DROP;
            TRUNCATE %(pending)s
            """,
            pending=PENDING_CLASSES,
        )
    )


def apply_dimensions(
    dimensions: Dimension, company: BaseModel, as_of: date, whole: Dimension
) -> tuple[dict[int, int], Faults]:
    """Give the customers of a company their categories.

    A dimension that fails keeps its classes as they stand, and those after it go on
    with them.

    :param dimensions: customer.classification.dimension, as superuser, in their order
    :param company: root res.company
    :param as_of: the date from which a new category holds
    :param whole: the dimensions in which everybody is looked at; in the others only
        the customers who changed
    :return: {dimension id: how many customers changed}, and what failed
    """
    changed = Changed(dimensions.env.cr, company)
    pinned = _pinned_dimensions(dimensions)
    return in_turn(
        dimensions,
        lambda d, part: _collect(d, changed, as_of, d in whole, d in pinned, part),
        lambda pending: _write(pending, changed, as_of),
        lambda: _ids_of(company),
    )


def _ids_of(company: BaseModel) -> list[int]:
    """Ids of all profiles of a root company."""
    query = SQL("SELECT id FROM %s WHERE company_id = %s", PROFILE, company.id)
    return [id_ for (id_,) in company.env.execute_query(query)]


def _pinned_dimensions(dimensions: Dimension) -> Dimension:
    """The dimensions in which some customer is pinned."""
    Pin = dimensions.env["customer.classification.pin"].sudo()
    groups = Pin._read_group([("dimension_id", "in", dimensions.ids)], ["dimension_id"])
    return dimensions.browse().union(*(dimension for (dimension,) in groups))


def calmed(rule: Rule, as_of: date) -> SQL:
    """What a rule says of the stored profiles, calm included."""
    return calm(rule, rule_query(rule), as_of)


def unrest(dimension: Dimension, company: BaseModel, as_of: date) -> int:
    """How many customers a rule would move that has just been applied.

    Nothing has happened since, so a rule that looks at anything but its own doings
    moves nobody.
    """
    query = SQL(
        "SELECT count(*) FROM (%s) rule WHERE category_id IS DISTINCT FROM old_id "
        "AND id NOT IN (SELECT profile_id FROM (%s) pin)",
        calmed(Rule(dimension, PROFILE, company), as_of),
        pins_of(dimension, as_of),
    )
    [[count]] = dimension.env.execute_query(query)
    return count


def _collect(
    dimension: Dimension,
    changed: Changed,
    as_of: date,
    everybody: bool,
    pinned: bool,
    part: Part,
) -> int:
    """Find who changes in one dimension.

    :param everybody: look at all customers; else at those who changed
    :param pinned: whether somebody is pinned in it
    :param part: of these customers; all of them where it is about some by name
    :return: how many customers
    """
    cr = dimension.env.cr
    of_profiles = Rule(dimension, part.of(PROFILE), changed.company)
    rule = calmed(of_profiles, as_of)
    everybody = everybody or part.only is not None
    only = SQL("TRUE") if everybody else changed.only(SQL("rule.id"))
    if column := dimension._score_column():
        # Rules after this one may ask for the score: those of whom it changed are
        # looked at there, even if their class here stays.
        changed.note(keep_score(of_profiles, column, only, PROFILE))
    if pinned:
        pins = pins_of(dimension, as_of)
        cr.execute(_tell_pins(rule, pins, only))
        cr.execute(_collect_pinned(dimension, rule, pins, only, as_of))
    else:
        cr.execute(_collect_ruled(dimension, rule, only))
    return cr.rowcount


def _collect_ruled(dimension: Dimension, rule: SQL, only: SQL) -> SQL:
    """Keep what the rule changes."""
    return SQL(
        """
        INSERT INTO %s
        SELECT id, %s, category_id, 'rule', NULL, reason FROM (%s) rule
         WHERE category_id IS DISTINCT FROM old_id AND %s
        """,
        PENDING_CLASSES,
        dimension.id,
        rule,
        only,
    )


def _collect_pinned(
    dimension: Dimension, rule: SQL, pins: SQL, only: SQL, as_of: date
) -> SQL:
    """Keep what the rule and the pins change.

    A pin that is over ends with a line of history that says so.
    """
    return SQL(
        """
        INSERT INTO %(pending)s
        SELECT id, %(dimension)s, new_id,
               CASE WHEN pin_id IS NULL THEN 'rule' ELSE pin_source END, pin_user_id,
               CASE WHEN pin_id IS NOT NULL THEN jsonb_build_object(
                         'method', 'pin', 'text', pin_reason, 'until', date_end)
                    WHEN released IS NOT NULL THEN
                         COALESCE(reason, '{}') || jsonb_build_object(
                             'released', released)
                    ELSE reason END
          FROM (SELECT rule.*, pin.id AS pin_id, pin.user_id AS pin_user_id,
                       pin.source AS pin_source, pin.reason AS pin_reason, pin.date_end,
                       gone.released,
                       CASE WHEN p.active THEN
                           COALESCE(pin.category_id, rule.category_id) END AS new_id
                  FROM (%(rule)s) rule
                  -- Whoever is no customer any more has no category, pinned or not.
                  JOIN %(profile)s p ON p.id = rule.id
                  LEFT JOIN (%(pins)s) pin ON pin.profile_id = rule.id
                  LEFT JOIN (%(gone)s) gone ON gone.profile_id = rule.id
                 WHERE %(only)s) target
         -- A pin that is over is told even where the rule gives the same category.
         WHERE new_id IS DISTINCT FROM old_id OR released IS NOT NULL
        """,
        pending=PENDING_CLASSES,
        dimension=dimension.id,
        rule=rule,
        profile=PROFILE,
        pins=pins,
        gone=_released(dimension, as_of),
        only=only,
    )


def _released(dimension: Dimension, as_of: date) -> SQL:
    """SELECT of the pins in a dimension that are over, for the line that follows."""
    return SQL(
        """
        SELECT profile_id, jsonb_build_object(
                   'category', category_id, 'user', user_id, 'date', date_end
               ) AS released
          FROM customer_classification_pin
         WHERE dimension_id = %s AND date_end < %s
        """,
        dimension.id,
        as_of,
    )


def pins_of(dimension: Dimension, as_of: date) -> SQL:
    """SELECT of the pins that hold in a dimension."""
    return SQL(
        """
        SELECT * FROM customer_classification_pin
         WHERE dimension_id = %s AND (date_end IS NULL OR date_end >= %s)
        """,
        dimension.id,
        as_of,
    )


def _tell_pins(rule: SQL, pins: SQL, only: SQL) -> SQL:
    """Write on each pin what the rule would say."""
    return SQL(
        """
        UPDATE customer_classification_pin pin SET rule_category_id = rule.category_id
          FROM (%s) rule, (%s) holds
         WHERE pin.id = holds.id AND rule.id = holds.profile_id
           AND pin.rule_category_id IS DISTINCT FROM rule.category_id AND %s
        """,
        rule,
        pins,
        only,
    )


def _write(dimensions: Dimension, changed: Changed, as_of: date) -> None:
    """Write what is pending in `dimensions`: each profile once, then the history."""
    cr = dimensions.env.cr
    cr.execute(SQL("SELECT count(*) FROM %s", PENDING_CLASSES))
    if cr.fetchone()[0] >= ANALYZE_FROM:
        cr.execute(SQL("ANALYZE %s", PENDING_CLASSES))
    cr.execute(write_classes(dimensions))
    cr.execute(history.end_pending(as_of, PENDING_CLASSES))
    cr.execute(history.go_on_pending(as_of, PENDING_CLASSES))
    cr.execute(history.begin_pending(as_of, PENDING_CLASSES))
    changed.note(SQL("SELECT DISTINCT profile_id AS id FROM %s", PENDING_CLASSES))
    cr.execute(SQL("TRUNCATE %s", PENDING_CLASSES))


def write_classes(
    dimensions: Dimension, relation: SQL = PROFILE, pending: SQL = PENDING_CLASSES
) -> SQL:
    """Write the categories of all `dimensions` that change, in one go.

    :param relation: the table with the columns of customer.profile to write
    :param pending: the table of what changes: profile_id, dimension_id, category_id
    """
    columns = [(d.id, SQL.identifier(d._field_name())) for d in dimensions]
    return SQL(
        """
        UPDATE %(profile)s p SET %(assign)s
          FROM (SELECT profile_id, array_agg(dimension_id) AS changed, %(classes)s
                  FROM %(pending)s WHERE dimension_id = ANY(%(dimensions)s)
                 GROUP BY profile_id) c
         WHERE p.id = c.profile_id
        """,
        profile=relation,
        dimensions=dimensions.ids,
        assign=SQL(", ").join(
            SQL(
                "%(name)s = CASE WHEN %(id)s = ANY(c.changed) THEN c.%(name)s "
                "ELSE p.%(name)s END",
                name=name,
                id=dimension_id,
            )
            for dimension_id, name in columns
        ),
        classes=SQL(", ").join(
            SQL("max(category_id) FILTER (WHERE dimension_id = %s) AS %s", *column)
            for column in columns
        ),
        pending=pending,
    )
