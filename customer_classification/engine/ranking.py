"""Ranks of customers among all customers of a company."""

from odoo.models import BaseModel
from odoo.tools import SQL

#: Columns of :func:`rfm_scores`, 1 to 5 each with 5 best; score = 100 R + 10 F + M.
RFM_COLUMNS = ("rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_score")


def rfm_scores(
    relation: SQL, company: BaseModel | None = None, key: str = "partner_id"
) -> SQL:
    """SELECT ``key`` and the four RFM columns (int4) from a relation of profiles.

    :param relation: anything that may stand in FROM with the columns of
        customer.profile: a table's identifier, a sub-select in brackets
    :param company: root company to rank within; ``None`` where the relation holds
        one company only
    :param key: the identifying column, e.g. ``id`` or ``partner_id``
    :return: a row for each customer with an invoice (``first_invoice_date``). R is
        of the days since the last invoice, F and M of count and net revenue in the
        RFM window, each by :func:`quantile` with five groups.
    """
    return SQL(
        """
        SELECT %(key)s, rfm_recency, rfm_frequency, rfm_monetary,
               100 * rfm_recency + 10 * rfm_frequency + rfm_monetary AS rfm_score
          FROM (SELECT %(key)s,
                       CASE WHEN COUNT(*) OVER () = 1 THEN 5
                            ELSE 6 - %(recency)s END AS rfm_recency,
                       %(frequency)s AS rfm_frequency,
                       %(monetary)s AS rfm_monetary
                  FROM %(relation)s AS profile
                 WHERE first_invoice_date IS NOT NULL AND %(in_company)s) score
        """,
        key=SQL.identifier(key),
        relation=relation,
        recency=quantile(SQL("recency_days")),
        frequency=quantile(SQL("rfm_invoice_count")),
        monetary=quantile(SQL("rfm_revenue")),
        in_company=SQL("active AND company_id = %s", company.id)
        if company
        else SQL("TRUE"),
    )


def quantile(value: SQL, groups: int = 5) -> SQL:
    """Expression (int4): the group 1 to ``groups`` of a value among all rows.

    One plus the number of inclusive percentiles (R type 7) strictly below the value,
    in integers: ``greatest(1, ceil(groups * L / (n - 1)))`` with L the rows with a
    strictly smaller value and n all rows. Equal values share a group, which NTILE
    would split. A single row gets the highest.
    """
    return SQL(
        """
        (CASE WHEN COUNT(*) OVER () = 1 THEN %(groups)s
              ELSE GREATEST(1, (%(groups)s * (RANK() OVER (ORDER BY %(value)s) - 1)
                                + COUNT(*) OVER () - 2) / (COUNT(*) OVER () - 1))
         END)::int4
        """,
        groups=groups,
        value=value,
    )
