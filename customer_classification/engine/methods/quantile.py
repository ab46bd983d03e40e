"""Quantile: equal-sized groups by one metric."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..ranking import above_cuts, cuts, group
from .base import Categories, Method, Rule, case_of, limits

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def quantile(rule: Rule) -> SQL:
    """As many groups as categories, the first listed has the largest values.

    The cut points are those of the RFM scores, see :mod:`..ranking`.
    """
    categories = rule.categories
    groups = len(categories)
    return SQL(
        """
        WITH valued AS MATERIALIZED (%(valued)s),
             counted AS (SELECT COUNT(value) AS n FROM valued),
             cut AS (SELECT %(cuts)s AS at, %(above)s AS above FROM valued)
        SELECT id, old_id, %(category)s AS category_id,
               jsonb_build_object(
                   'method', 'quantile', 'metric', %(name)s::text, 'value', value,
                   'group', rank, 'groups', %(groups)s, 'bound', at[rank - 1],
                   'next', above[rank]) AS reason, %(limits)s
          FROM (SELECT valued.*, cut.*, %(group)s AS rank
                  FROM valued CROSS JOIN counted CROSS JOIN cut) said
        """,
        valued=rule.valued(),
        cuts=cuts(SQL("value"), SQL("(SELECT n FROM counted)"), groups),
        above=above_cuts(SQL("value"), SQL("(SELECT n FROM counted)"), groups),
        category=case_of(
            SQL("rank"),
            (
                (groups - place, category.id)
                for place, category in enumerate(categories)
            ),
        ),
        limits=_limits(categories),
        name=rule.dimension.metric_id.name,
        groups=groups,
        group=group(
            SQL("value"), [SQL("at[%s]", cut) for cut in range(1, groups)], SQL("n")
        ),
    )


def _limits(categories: Categories) -> SQL:
    """The cuts around the group a customer is in now, see :func:`.base.limits`."""
    groups = len(categories)
    ranks = [(c.id, groups - place) for place, c in enumerate(categories)]
    return limits(
        SQL("value"),
        case_of(SQL("old_id"), ((id_, SQL("at[%s]", r - 1)) for id_, r in ranks)),
        case_of(SQL("old_id"), ((id_, SQL("at[%s]", r)) for id_, r in ranks)),
    )


QUANTILE = Method(
    key="quantile",
    label=_lt("Equal Groups"),
    help=_lt(
        "as many groups of equal size as there are categories, the largest values in "
        "the first."
    ),
    text=_lt(
        "Customers are divided into as many groups of equal size as there are "
        "categories, the largest values in the first one. Equal values always stay "
        "together."
    ),
    query=quantile,
    needs_metric=True,
    ranks=True,
    compares=True,
    is_bounded=True,
)
