"""RFM: named segments by ranges of the three scores."""

from odoo.tools import SQL

from .base import case

#: The column of customer.profile and the prefix of the category's bounds.
SCORES = (
    ("rfm_recency", "recency"),
    ("rfm_frequency", "frequency"),
    ("rfm_monetary", "monetary"),
)


def rfm(rule):
    """The first segment, as they are listed, whose three ranges hold the scores.

    The scores are metrics (see :mod:`..ranking`); without an invoice there are none,
    and no segment.
    """
    reason = SQL(
        """jsonb_build_object(
            'method', 'rfm', 'recency', rfm_recency, 'frequency', rfm_frequency,
            'monetary', rfm_monetary, 'days', recency_days,
            'invoices', rfm_invoice_count, 'revenue', rfm_revenue)"""
    )
    segments = case(
        SQL("WHEN %s THEN %s", _within(category), category.id)
        for category in rule.categories
    )
    return rule.select(lambda conditions: segments, reason)


def _within(category):
    """Whether the scores are within the ranges of a segment."""
    return SQL(" AND ").join(
        SQL(
            "%s BETWEEN %s AND %s",
            SQL.identifier(column),
            category[f"{name}_min"],
            category[f"{name}_max"],
        )
        for column, name in SCORES
    )
