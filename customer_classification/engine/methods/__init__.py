"""Classification methods: who belongs where, by rule; one :class:`Method` a file.

The query of a method takes a :class:`Rule` and returns one SELECT with a row for every
customer of the company:

    id           the profile
    old_id       the category it has now
    category_id  the category the rule gives; NULL for none, and outside the scope
    reason       jsonb: the numbers that led there; an example of each method, with
                 its sentence, stands in models/reason/

Bounded methods, those by one number, add ``value, low, high``, see
:func:`.base.limits`.

It reads `Rule.relation`, any relation with the columns of customer.profile: the
table itself, metrics as of a past date, or a preview; nothing here knows which.
Whoever asks for ids and categories only does not pay for the reasons: PostgreSQL
leaves out columns that nobody reads.

How to add a method: write a file like :mod:`.band` in your own add-on, append its
object to ``customer.classification.dimension._get_method_objects()`` and give
``customer.classification.reason`` a ``_render_<key>``. test_customer_classification
does so in one file, models/above_average.py.
"""

from odoo.tools import SQL

from .band import BAND
from .base import Dimension, Method, Rule, case
from .domain import DOMAIN
from .manual import MANUAL
from .mirror import FIELD
from .quantile import QUANTILE
from .rfm import RFM
from .score import SCORE, keep_score, score_query
from .share import SHARE

#: The methods of this add-on, in the order in which people choose from them.
METHODS = [MANUAL, DOMAIN, BAND, SHARE, QUANTILE, RFM, SCORE, FIELD]

__all__ = [
    "METHODS",
    "Dimension",
    "Method",
    "Rule",
    "case",
    "keep_score",
    "rule_query",
    "score_query",
]


def rule_query(rule: Rule) -> SQL:
    """The SELECT of (id, old_id, category_id, reason) of the dimension's method.

    :raise KeyError: where the add-on of the method is gone
    """
    return rule.dimension._method_object().query(rule)
