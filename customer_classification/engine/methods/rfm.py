"""RFM: named segments by ranges of the three scores."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Method, Rule, case

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

#: The column of customer.profile and the prefix of the category's bounds.
SCORE_COLUMNS = (
    ("rfm_recency", "recency"),
    ("rfm_frequency", "frequency"),
    ("rfm_monetary", "monetary"),
)


def rfm(rule: Rule) -> SQL:
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
    segments = case((_within(c), c.id) for c in rule.categories)
    return rule.select(lambda conditions: segments, reason)


def _within(category) -> SQL:
    """Whether the scores are within the ranges of a segment."""
    return SQL(" AND ").join(
        SQL(
            "%s BETWEEN %s AND %s",
            SQL.identifier(column),
            category[f"{name}_min"],
            category[f"{name}_max"],
        )
        for column, name in SCORE_COLUMNS
    )


RFM = Method(
    key="rfm",
    label=_lt("RFM Segments"),
    help=_lt("the first category whose ranges hold the three scores."),
    text=_lt(
        "Every customer has three scores from 1 to 5: how recently (R), how often (F) "
        "and for how much (M) it bought, 5 being the best fifth. The first segment "
        "whose three ranges hold the scores is the customer's."
    ),
    query=rfm,
    # The scores are ranked with the metrics, before any rule is asked: no `ranks`.
    compares=True,
)
