"""Writing classes: what the rules say, pins on top, differences only.

Customers whose class stays are not touched. What changes is collected in a
temporary table, so that not even the ids travel through Python.
"""

from odoo.tools import SQL

from .methods import Rule, rule_query

PROFILE = SQL.identifier("customer_profile")
# (profile_id, dimension_id) of this refresh; NULL dimension: the metrics changed.
CHANGED = SQL.identifier("customer_profile_changed")


def start(cr):
    """Make the temporary table of changes; it goes with the transaction."""
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE IF NOT EXISTS %s "
            "(profile_id integer, dimension_id integer) ON COMMIT DROP",
            CHANGED,
        )
    )
    cr.execute(SQL("TRUNCATE %s", CHANGED))


def apply_dimension(dimension, company, as_of, only_changed=False):
    """Give the customers of a company their category in one dimension.

    :param dimension: customer.classification.dimension, as superuser
    :param company: root res.company
    :param as_of: the date from which a new category holds
    :param only_changed: look only at customers in the table of changes
    :return: how many customers changed
    """
    cr = dimension.env.cr
    target = _target(dimension, company, as_of, only_changed)
    if dimension.env["customer.classification.pin"].sudo().search_count(
        [("dimension_id", "=", dimension.id)], limit=1
    ):
        cr.execute(_tell_pins(target))
    cr.execute(_write_classes(dimension, target))
    count = cr.rowcount
    if count:
        cr.execute(_close_history(dimension, as_of))
        cr.execute(_open_history(dimension, company, as_of))
    return count


def _rule(dimension, company):
    """SELECT of (id, category_id, reason), whatever the method."""
    if dimension.method == "manual":
        # The rule of a manual dimension is to leave everybody where they are.
        return SQL(
            "SELECT id, %s AS category_id, NULL::jsonb AS reason FROM %s",
            SQL.identifier(dimension._field_name()),
            PROFILE,
        )
    return rule_query(Rule(dimension, PROFILE, company))


def _target(dimension, company, as_of, only_changed):
    """SELECT of each customer's old, ruled and new category."""
    return SQL(
        """
        SELECT p.id, p.%(field)s AS old_id, rule.category_id AS rule_id,
               pin.id AS pin_id,
               CASE WHEN p.active THEN COALESCE(pin.category_id, rule.category_id)
               END AS new_id
          FROM %(profile)s p
          LEFT JOIN (%(rule)s) rule ON rule.id = p.id
          LEFT JOIN customer_classification_pin pin
                 ON pin.profile_id = p.id AND pin.dimension_id = %(dimension)s
                AND (pin.date_end IS NULL OR pin.date_end >= %(as_of)s)
         WHERE p.company_id = %(company)s %(only)s
        """,
        field=SQL.identifier(dimension._field_name()),
        profile=PROFILE,
        rule=_rule(dimension, company),
        dimension=dimension.id,
        as_of=as_of,
        company=company.id,
        only=SQL("AND p.id IN (SELECT profile_id FROM %s)", CHANGED)
        if only_changed
        else SQL(),
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


def _open_history(dimension, company, as_of):
    """One row per new category, with the reason and who is behind it."""
    return SQL(
        """
        INSERT INTO customer_classification_history
            (profile_id, company_id, dimension_id, category_id, date_from, source,
             user_id, reason)
        SELECT p.id, p.company_id, %(dimension)s, p.%(field)s, %(as_of)s,
               CASE WHEN pin.id IS NULL THEN 'rule' ELSE 'manual' END, pin.user_id,
               CASE WHEN pin.id IS NULL THEN rule.reason ELSE jsonb_build_object(
                   'method', 'pin', 'text', pin.reason, 'until', pin.date_end) END
          FROM %(changed)s changed
          JOIN %(profile)s p ON p.id = changed.profile_id
          LEFT JOIN customer_classification_pin pin
                 ON pin.profile_id = p.id AND pin.dimension_id = %(dimension)s
                AND (pin.date_end IS NULL OR pin.date_end >= %(as_of)s)
          LEFT JOIN (%(rule)s) rule ON rule.id = p.id AND pin.id IS NULL
         WHERE changed.dimension_id = %(dimension)s AND p.%(field)s IS NOT NULL
        """,
        dimension=dimension.id,
        field=SQL.identifier(dimension._field_name()),
        as_of=as_of,
        changed=CHANGED,
        profile=PROFILE,
        rule=_rule(dimension, company),
    )
