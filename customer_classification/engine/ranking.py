"""Ranks of customers among all customers of a company.

A group of equal size, such as an RFM score, is one plus the number of cut points
strictly below a value. The cut points are the inclusive percentiles (R type 7). With n
values in order, x(0) to x(n-1), the one between group k and k + 1 of g lies at
p = k (n - 1) / g, between x(floor p) and its successor: a value is above it exactly
when it is above x(floor p). So no point is ever interpolated, no float compared, and
each cut is one value of the books: g - 1 order statistics place everybody. Equal
values share a group, which NTILE would split. A single value gets the highest group.
"""

from odoo.models import BaseModel
from odoo.tools import SQL

#: Columns of :func:`rfm_scores`, 1 to 5 each with 5 best; score = 100 R + 10 F + M.
RFM_COLUMNS = ("rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_score")
SCORES = 5


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
        RFM window, each in five groups.
    """
    size = SQL("(SELECT n FROM counted)")
    days, count, revenue = map(SQL, ("recency_days", "rfm_invoice_count", "rfm_revenue"))
    return SQL(
        """
        WITH ranked AS MATERIALIZED (
                 SELECT %(key)s AS customer, recency_days, rfm_invoice_count, rfm_revenue
                   FROM %(relation)s AS profile
                  WHERE first_invoice_date IS NOT NULL AND %(in_company)s),
             counted AS (SELECT COUNT(*) AS n FROM ranked),
             cut AS (SELECT %(day_cuts)s AS days, %(count_cuts)s AS counts,
                            %(revenue_cuts)s AS revenues
                       FROM ranked)
        SELECT customer AS %(key)s, rfm_recency, rfm_frequency, rfm_monetary,
               100 * rfm_recency + 10 * rfm_frequency + rfm_monetary AS rfm_score
          FROM (SELECT customer,
                       CASE WHEN n = 1 THEN %(best)s
                            ELSE %(best)s + 1 - %(recency)s END AS rfm_recency,
                       %(frequency)s AS rfm_frequency,
                       %(monetary)s AS rfm_monetary
                  FROM ranked CROSS JOIN counted CROSS JOIN cut) score
        """,
        key=SQL.identifier(key),
        relation=relation,
        in_company=SQL("active AND company_id = %s", company.id)
        if company
        else SQL("TRUE"),
        day_cuts=cuts(days, size, SCORES),
        count_cuts=cuts(count, size, SCORES),
        revenue_cuts=cuts(revenue, size, SCORES),
        best=SCORES,
        recency=group(days, SQL("days"), SQL("n"), SCORES),
        frequency=group(count, SQL("counts"), SQL("n"), SCORES),
        monetary=group(revenue, SQL("revenues"), SQL("n"), SCORES),
    )


def cuts(value: SQL, size: SQL, groups: int) -> SQL:
    """Aggregate: the ``groups`` - 1 values that one must be above, as an array.

    :param size: how many values are not NULL, as an expression of no column
    """
    return _order_statistics(value, size, groups, 0)


def above_cuts(value: SQL, size: SQL, groups: int) -> SQL:
    """Aggregate: what a customer *below* each cut must be above to get past it.

    The next value after the cut, as whoever passes a cut makes room below it.
    """
    return _order_statistics(value, size, groups, 1)


def _order_statistics(value: SQL, size: SQL, groups: int, further: int) -> SQL:
    """``percentile_disc`` takes the value at place ceil(fraction * n), counting from 1.

    The middle of two places is asked for, so that no rounding error matters.
    """
    fractions = SQL(", ").join(
        SQL(
            "LEAST((%(cut)s * (%(size)s - 1) / %(groups)s + 0.5 + %(further)s)"
            " / NULLIF(%(size)s, 0), 1)::float8",
            cut=cut,
            size=size,
            groups=groups,
            further=further,
        )
        for cut in range(1, groups)
    )
    return SQL(
        "percentile_disc(ARRAY[%s]::float8[]) WITHIN GROUP (ORDER BY %s)",
        fractions,
        value,
    )


def group(value: SQL, cut_points: SQL, size: SQL, groups: int) -> SQL:
    """Expression (int4): the group 1 to ``groups`` of a value; NULL for NULL."""
    above = [
        SQL("(%s > %s[%s])::int4", value, cut_points, cut) for cut in range(1, groups)
    ]
    return SQL(
        "CASE WHEN %(value)s IS NULL THEN NULL WHEN %(size)s = 1 THEN %(groups)s "
        "ELSE %(group)s END::int4",
        value=value,
        size=size,
        groups=groups,
        group=SQL(" + ").join([SQL("1"), *above]),
    )
