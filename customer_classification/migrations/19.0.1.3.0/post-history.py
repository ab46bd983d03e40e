"""Rows of the history that overlap since a day went back, or contacts were merged."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.customer_classification.engine.apply import backfill, history


def migrate(cr, version):
    """Let on each day at most one row of a customer and dimension hold."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for company in env["res.company"]._customer_roots():
        today = company._customer_classification_today()
        for statement in history.draw_back(company.id, today):
            cr.execute(statement)
    # What holds now stays as it is; what lasts beyond its beginning ends there.
    cr.execute(
        """
        UPDATE customer_classification_history old
           SET date_from = LEAST(old.date_from, now.date_from), date_to = now.date_from
          FROM customer_classification_history now
         WHERE now.profile_id = old.profile_id AND now.dimension_id = old.dimension_id
           AND now.date_to IS NULL AND old.date_to > now.date_from
           AND old.source <> 'merge'
        """
    )
    # Of the rest each row ends where the next one begins.
    cr.execute(
        """
        UPDATE customer_classification_history old SET date_to = line.next
          FROM (SELECT id, lead(date_from) OVER (
                           PARTITION BY profile_id, dimension_id
                           ORDER BY date_from, id) AS next
                  FROM customer_classification_history
                 WHERE source <> 'merge'
                   AND (date_to IS NULL OR date_to > date_from)) line
         WHERE line.id = old.id AND old.date_to > line.next
        """
    )
    cr.execute(history.give_way(backfill.MERGED, backfill.OWN))
    cr.execute(_among_merged())


def _among_merged():
    """Of two merged customers the row that came first gives way to the later one."""
    return history.give_way(
        backfill.MERGED,
        SQL(
            "line.profile_id = old.profile_id AND line.source = 'merge' "
            "AND (line.date_from, line.id) > (old.date_from, old.id)"
        ),
    )
