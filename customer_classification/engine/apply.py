"""Writing classes: what the rules say, pins on top, differences only.

Customers whose class stays are not touched. What changes is collected in a
temporary table, so that not even the ids travel through Python.
"""

from odoo.tools import SQL

from .methods import Rule, rule_query

PROFILE = SQL.identifier("customer_profile")
# (profile_id, dimension_id) of this refresh; NULL dimension: the metrics changed.
CHANGED = SQL.identifier("customer_profile_changed")
LOOKED_AT = 0  # instead of a dimension: asked for, whether anything changes or not


def start(cr, partner_ids=None, company=None):
    """Make the temporary table of changes; it goes with the transaction.

    :param partner_ids: customers to look at even if none of their metrics change
    """
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE IF NOT EXISTS %s "
            "(profile_id integer, dimension_id integer) ON COMMIT DROP",
            CHANGED,
        )
    )
    cr.execute(SQL("TRUNCATE %s", CHANGED))
    if partner_ids is not None:
        cr.execute(
            SQL(
                "INSERT INTO %s SELECT id, %s FROM %s "
                "WHERE partner_id = ANY(%s) AND company_id = %s",
                CHANGED,
                LOOKED_AT,
                PROFILE,
                list(partner_ids),
                company.id,
            )
        )
        cr.execute(SQL("ANALYZE %s", CHANGED))  # the planner must know it is small


def count(cr):
    """How many customers changed since :func:`start`."""
    cr.execute(
        SQL(
            "SELECT count(DISTINCT profile_id) FROM %s "
            "WHERE dimension_id IS DISTINCT FROM %s",
            CHANGED,
            LOOKED_AT,
        )
    )
    return cr.fetchone()[0]


def apply_dimension(dimension, company, as_of, only_changed=False):
    """Give the customers of a company their category in one dimension.

    :param dimension: customer.classification.dimension, as superuser
    :param company: root res.company
    :param as_of: the date from which a new category holds
    :param only_changed: look only at customers in the table of changes
    :return: how many customers changed
    """
    cr = dimension.env.cr
    rule = rule_query(Rule(dimension, PROFILE, company))
    pins = _pins(dimension, as_of)
    target = _target(rule, pins, only_changed)
    if pins:
        cr.execute(_tell_pins(target))
    cr.execute(_write_classes(dimension, target))
    changed = cr.rowcount
    if changed:
        cr.execute(_close_history(dimension, as_of))
        cr.execute(_open_history(dimension, as_of, rule, pins))
    return changed


def _pins(dimension, as_of):
    """SELECT of the pins that hold in a dimension; None where there are none."""
    Pin = dimension.env["customer.classification.pin"].sudo()
    if not Pin.search_count([("dimension_id", "=", dimension.id)], limit=1):
        return None
    return SQL(
        """
        SELECT * FROM customer_classification_pin
         WHERE dimension_id = %s AND (date_end IS NULL OR date_end >= %s)
        """,
        dimension.id,
        as_of,
    )


def _target(rule, pins, only_changed):
    """SELECT of each customer's old, ruled and new category."""
    only = (
        SQL("WHERE rule.id IN (SELECT profile_id FROM %s)", CHANGED)
        if only_changed
        else SQL()
    )
    if not pins:
        return SQL(
            "SELECT id, old_id, category_id AS new_id FROM (%s) rule %s", rule, only
        )
    return SQL(
        """
        SELECT rule.id, rule.old_id, rule.category_id AS rule_id, pin.id AS pin_id,
               CASE WHEN p.active THEN COALESCE(pin.category_id, rule.category_id)
               END AS new_id
          FROM (%s) rule
          JOIN %s p ON p.id = rule.id
          LEFT JOIN (%s) pin ON pin.profile_id = rule.id
          %s
        """,
        rule,
        PROFILE,
        pins,
        only,
    )


def _tell_pins(target):
    """Write on each pin what the rule would say."""
    return SQL(
        """
        UPDATE customer_classification_pin pin SET rule_category_id = t.rule_id
          FROM (%s) t
         WHERE pin.id = t.pin_id AND pin.rule_category_id IS DISTINCT FROM t.rule_id
        """,
        target,
    )


def _write_classes(dimension, target):
    """Write the categories that differ; remember whose they are."""
    return SQL(
        """
        WITH written AS (
            UPDATE %(profile)s profile SET %(field)s = t.new_id
              FROM (%(target)s) t
             WHERE profile.id = t.id AND t.new_id IS DISTINCT FROM t.old_id
         RETURNING profile.id)
        INSERT INTO %(changed)s (profile_id, dimension_id)
        SELECT id, %(dimension)s FROM written
        """,
        profile=PROFILE,
        field=SQL.identifier(dimension._field_name()),
        target=target,
        changed=CHANGED,
        dimension=dimension.id,
    )


def _close_history(dimension, as_of):
    """The day of the change is the first on which the old category is over."""
    return SQL(
        """
        UPDATE customer_classification_history history SET date_to = %(as_of)s
         WHERE dimension_id = %(dimension)s AND date_to IS NULL
           AND profile_id IN (SELECT profile_id FROM %(changed)s
                               WHERE dimension_id = %(dimension)s)
        """,
        as_of=as_of,
        dimension=dimension.id,
        changed=CHANGED,
    )


def _open_history(dimension, as_of, rule, pins):
    """One row per new category, with the reason and who is behind it."""
    return SQL(
        """
        INSERT INTO customer_classification_history
            (profile_id, company_id, dimension_id, category_id, date_from, source,
             user_id, reason)
        SELECT p.id, p.company_id, %(dimension)s, p.%(field)s, %(as_of)s,
               %(source)s, %(user)s, %(reason)s
          FROM %(changed)s changed
          JOIN %(profile)s p ON p.id = changed.profile_id
          JOIN (%(rule)s) rule ON rule.id = p.id
          %(pin)s
         WHERE changed.dimension_id = %(dimension)s AND p.%(field)s IS NOT NULL
        """,
        dimension=dimension.id,
        field=SQL.identifier(dimension._field_name()),
        as_of=as_of,
        source=SQL("CASE WHEN pin.id IS NULL THEN 'rule' ELSE 'manual' END")
        if pins
        else SQL("'rule'"),
        user=SQL("pin.user_id") if pins else SQL("NULL::integer"),
        reason=SQL(
            """CASE WHEN pin.id IS NULL THEN rule.reason ELSE jsonb_build_object(
                'method', 'pin', 'text', pin.reason, 'until', pin.date_end) END"""
        )
        if pins
        else SQL("rule.reason"),
        changed=CHANGED,
        profile=PROFILE,
        rule=rule,
        pin=SQL("LEFT JOIN (%s) pin ON pin.profile_id = p.id", pins) if pins else SQL(),
    )
