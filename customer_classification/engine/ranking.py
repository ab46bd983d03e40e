"""Ranks of customers among all customers of a company.

A group of equal size, such as an RFM score, is one plus the number of cut points
strictly below a value. The cut points are the inclusive percentiles (R type 7). With n
values in order, x(0) to x(n-1), the one between group k and k + 1 of g lies at
p = k (n - 1) / g, between x(floor p) and its successor: a value is above it exactly
when it is above x(floor p). So no point is ever interpolated, no float compared, and
each cut is one value of the books: g - 1 order statistics place everybody. Equal
values share a group, which NTILE would split. A single value gets the highest group.
"""

from odoo.tools import SQL

#: Columns of :func:`rfm_scores`, 1 to 5 each with 5 best; score = 100 R + 10 F + M.
RFM_COLUMNS = ("rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_score")
SCORE_COUNT = 5
#: What they are made of, in the same order.
RFM_VALUES = ("recency_days", "rfm_invoice_count", "rfm_revenue")
HAS_SCORES = SQL("first_invoice_date IS NOT NULL")
ALL = SQL("TRUE")


def rfm_scores(relation: SQL, key: str = "partner_id") -> SQL:
    """SELECT ``key`` and the four RFM columns (int4) from a relation of profiles.

    :param relation: anything that may stand in FROM with the columns of
        customer.profile, of one company: a table's identifier, a sub-select in brackets
    :param key: the identifying column, e.g. ``id`` or ``partner_id``
    :return: a row for each customer with an invoice, see :func:`rfm_columns`
    """
    return SQL(
        "SELECT profile.%s, %s FROM %s AS profile CROSS JOIN (%s) cut WHERE %s",
        SQL.identifier(key),
        SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in zip(RFM_COLUMNS, rfm_columns("profile"), strict=True)
        ),
        relation,
        rfm_cuts(relation),
        HAS_SCORES,
    )


def rfm_cuts(relation: SQL, condition: SQL = ALL) -> SQL:
    """SELECT of one row: how many customers are ranked, and the cuts of each score.

    R is of the days since the last invoice, F and M of count and net revenue in the
    RFM window, each in five groups, over the customers with an invoice.

    :param condition: which rows of the relation are ranked together
    """
    size = SQL("(SELECT n FROM counted)")
    return SQL(
        """
        WITH ranked AS MATERIALIZED (
                 SELECT recency_days, rfm_invoice_count, rfm_revenue
                   FROM %(relation)s AS profile
                  WHERE %(has_scores)s AND %(condition)s),
             counted AS (SELECT COUNT(*) AS n FROM ranked),
             cut AS (SELECT COUNT(*) AS n, %(cuts)s FROM ranked)
        SELECT n, %(columns)s FROM cut
        """,
        relation=relation,
        has_scores=HAS_SCORES,
        condition=condition,
        cuts=SQL(", ").join(
            SQL(
                "%s AS %s",
                cuts(SQL.identifier(value), size, SCORE_COUNT),
                SQL.identifier(value),
            )
            for value in RFM_VALUES
        ),
        # Plain columns: taking numbers out of an array again and again is slow.
        columns=SQL(", ").join(
            SQL("%s[%s] AS %s", SQL.identifier(value), cut, _cut_column(value, cut))
            for value in RFM_VALUES
            for cut in range(1, SCORE_COUNT)
        ),
    )


def _cut_column(value: str, cut: int) -> SQL:
    return SQL.identifier(f"{value}_{cut}")


def rfm_columns(alias: str) -> list[SQL]:
    """The values of ``RFM_COLUMNS`` of the row ``alias``, beside :func:`rfm_cuts`.

    The relation of the cuts is called ``cut``. NULL without an invoice.
    """
    days, count, revenue = (
        SQL(
            "CASE WHEN %s THEN %s END",
            HAS_SCORES,
            group(
                SQL.identifier(alias, value),
                [_cut_column(value, cut) for cut in range(1, SCORE_COUNT)],
                SQL("cut.n"),
            ),
        )
        for value in RFM_VALUES
    )
    recency = SQL(
        "CASE WHEN cut.n = 1 THEN %s ELSE %s + 1 - %s END", days, SCORE_COUNT, days
    )
    score = SQL("100 * (%s) + 10 * %s + %s", recency, count, revenue)
    return [recency, count, revenue, score]


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


def group(value: SQL, cut_points: list[SQL], size: SQL) -> SQL:
    """Expression (int4): the group of a value, 1 to one more than cuts; NULL for NULL.

    :param cut_points: expressions of the values of :func:`cuts`
    """
    above = [SQL("(%s > %s)::int4", value, cut) for cut in cut_points]
    return SQL(
        "CASE WHEN %(value)s IS NULL THEN NULL WHEN %(size)s = 1 THEN %(groups)s "
        "ELSE %(group)s END",
        value=value,
        size=size,
        groups=len(cut_points) + 1,
        group=SQL(" + ").join([SQL("1"), *above]),
    )
