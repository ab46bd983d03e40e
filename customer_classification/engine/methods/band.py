"""Bands: lower bounds on one metric."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Categories, Method, Rule, case, case_of, limits, number

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def band(rule: Rule) -> SQL:
    """The category with the highest lower bound that the metric reaches."""
    bands = Bands(rule.categories, rule.metric)
    reason = SQL(
        """jsonb_build_object(
            'method', 'band', 'metric', %(name)s::text, 'value', %(metric)s,
            'bound', %(bound)s, 'next', %(next)s)""",
        name=rule.dimension.metric_id.name,
        metric=rule.metric,
        bound=bands.bound,
        next=bands.next,
    )
    return rule.select(
        lambda conditions: bands.category, reason, limits=bands.limits(rule.metric)
    )


class Bands:
    """Categories by the lower bounds that a value reaches, as SQL expressions.

    :param categories: with ``lower_bound``; the one without takes what is below
    :param value: SQL of the value; where it is empty no band is reached

    ``category``: id of the band of `value`. ``bound`` and ``next``: bound of the band
    ``category_id`` and of the one above it, NULL where there is none.
    """

    def __init__(self, categories: Categories, value: SQL):
        # From the highest down: the first that is reached is the one.
        bands = list(reversed(categories._by_bound()))
        above = [False, *(b.lower_bound for b in bands)]
        self.category = case((_reached(value, band), band.id) for band in bands)
        self._bounds = [(b.id, number(b.lower_bound)) for b in bands]
        self._above = [
            (b.id, number(bound)) for b, bound in zip(bands, above, strict=False)
        ]
        self.bound = case_of(SQL("category_id"), self._bounds)
        self.next = case_of(SQL("category_id"), self._above)

    def limits(self, value: SQL) -> SQL:
        """The bounds of the category a customer has now, see :func:`.base.limits`."""
        old = SQL("old_id")
        return limits(value, case_of(old, self._bounds), case_of(old, self._above))


def _reached(value: SQL, category) -> SQL:
    """Whether a value reaches a band; an empty one reaches none."""
    if category.lower_bound is False:
        return SQL("%s IS NOT NULL", value)
    return SQL("%s >= %s", value, category.lower_bound)


BAND = Method(
    key="band",
    label=_lt("Bands"),
    help=_lt("the category with the highest lower bound that the metric reaches."),
    text=_lt(
        "A customer belongs to the category with the highest lower bound that the "
        "metric reaches. A category without a bound takes the rest. Rates are written "
        "as 0.2 for 20 %."
    ),
    query=band,
    needs_metric=True,
    is_bounded=True,
    bound_field="lower_bound",
)
