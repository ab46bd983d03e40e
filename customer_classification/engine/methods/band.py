"""Bands: lower bounds on one metric."""

from odoo.tools import SQL

from .base import case, case_of, limits, number


def band(rule):
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

    def __init__(self, categories, value):
        bands = categories.sorted(_bound, reverse=True)
        above = [False, *bands.mapped("lower_bound")]
        self.category = case(
            SQL("WHEN %s THEN %s", _reached(value, band), band.id) for band in bands
        )
        self._bounds = [(b.id, number(b.lower_bound)) for b in bands]
        self._above = [
            (b.id, number(bound)) for b, bound in zip(bands, above, strict=False)
        ]
        self.bound = case_of(SQL("category_id"), self._bounds)
        self.next = case_of(SQL("category_id"), self._above)

    def limits(self, value):
        """The bounds of the category a customer has now, see :func:`.base.limits`."""
        old = SQL("old_id")
        return limits(value, case_of(old, self._bounds), case_of(old, self._above))


def _reached(value, category):
    """Whether a value reaches a band; an empty one reaches none."""
    if category.lower_bound is False:
        return SQL("%s IS NOT NULL", value)
    return SQL("%s >= %s", value, category.lower_bound)


def _bound(category):
    return float("-inf") if category.lower_bound is False else category.lower_bound
