"""Classification methods: who belongs where, by rule; one file a method.

Each method takes a :class:`Rule` and returns one SELECT with a row for every
customer of the company:

    id           the profile
    old_id       the category it has now
    category_id  the category the rule gives; NULL for none, and outside the scope
    reason       jsonb: the numbers that led there, see `models/..._reason.py`

Methods by one number add ``value, low, high``, see :func:`.base.limits`.

It reads `Rule.relation`, any relation with the columns of customer.profile: the
table itself, metrics as of a past date, or a preview; nothing here knows which.
Whoever asks for ids and categories only does not pay for the reasons: PostgreSQL
leaves out columns that nobody reads.
"""

from .band import band
from .base import Rule
from .domain import domain
from .manual import manual
from .mirror import mirror
from .quantile import quantile
from .rfm import rfm
from .score import keep_score, score, score_query
from .share import share

METHODS = {
    "manual": manual,
    "domain": domain,
    "band": band,
    "share": share,
    "quantile": quantile,
    "rfm": rfm,
    "score": score,
    "field": mirror,
}

#: Methods by one number, whose bounds may have a margin.
BOUNDED = ("band", "share", "quantile", "score")

__all__ = ["BOUNDED", "METHODS", "Rule", "keep_score", "rule_query", "score_query"]


def rule_query(rule):
    """The SELECT of (id, old_id, category_id, reason) of the dimension's method."""
    return METHODS[rule.dimension.method](rule)
