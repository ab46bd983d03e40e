"""A past day on which the books of a few customers have changed since it was computed.

The few are computed anew and stand among all others as they are kept. Whatever compares
customers with each other, scores and shares, is then asked of everybody as usual.
"""

from collections.abc import Collection, Iterable
from datetime import date

from odoo.models import BaseModel
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..ranking import RFM_COLUMNS, rfm_scores
from ..tables import PROFILE, SNAPSHOT

# The metrics of the few.
FEW = SQL.identifier("customer_profile_as_of_few")


def metrics_with_kept(
    cr: BaseCursor,
    few: SQL,
    partner_ids: Iterable[int],
    kept: Collection[str],
    company: BaseModel,
    as_of: date,
) -> SQL:
    """SELECT of the metrics of everybody on a day, of which some are computed now.

    :param few: SELECT of the metrics of the customers `partner_ids`
    :param kept: columns of the kept day
    :return: the columns that a query of everybody has, where they are kept
    """
    cr.execute(SQL("DROP TABLE IF EXISTS %s", FEW))
    cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", FEW, few))
    cr.execute(SQL("SELECT * FROM %s LIMIT 0", FEW))
    names = [column.name for column in cr.description]
    names = [name for name in names if name in kept and name != "partner_id"]
    columns = [SQL.identifier(name) for name in names]
    return SQL(
        """
        WITH metrics AS MATERIALIZED (
            SELECT partner_id, %(few)s FROM %(table)s
         UNION ALL
            SELECT p.partner_id, %(kept)s
              FROM %(snapshot)s s
              JOIN %(profile)s p ON p.id = s.profile_id
             WHERE s.company_id = %(company)s AND s.date = %(as_of)s
               AND NOT p.partner_id = ANY(%(partners)s))
        SELECT metrics.*, %(ranks)s
          FROM metrics LEFT JOIN (%(scores)s) rfm USING (partner_id)
        """,
        few=SQL(", ").join(columns),
        table=FEW,
        kept=SQL(", ").join(SQL("s.%s", column) for column in columns),
        snapshot=SNAPSHOT,
        profile=PROFILE,
        company=company.id,
        as_of=as_of,
        partners=list(partner_ids),
        ranks=SQL(", ").join(SQL.identifier("rfm", name) for name in RFM_COLUMNS),
        scores=rfm_scores(SQL("metrics")),
    )
