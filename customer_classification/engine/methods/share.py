"""Share (ABC): cumulative share of the total of a metric."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Method, Rule, case, case_of, limits

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def share(rule: Rule) -> SQL:
    """The first category whose bound exceeds the cumulative share *before* a customer.

    Customers with a positive value, largest first; equal values together. The rest,
    and values of zero and less, fall in the category without a share, else in the
    last. Shares are in percent of the total of the positive values.

    The share before only grows as values get smaller. So each bound is one value,
    the smallest that is still within it, and customers are compared with that.
    """
    bounded = [c for c in rule.categories if c.share is not False]
    return SQL(
        """
        WITH valued AS MATERIALIZED (%(valued)s),
             whole AS (SELECT SUM(value) AS total FROM valued WHERE value > 0),
             -- One row for each value: equal customers share what is before them.
             step AS MATERIALIZED (
                 SELECT value,
                        SUM(SUM(value)) OVER by_size - SUM(value) AS before,
                        SUM(COUNT(*)) OVER by_size - COUNT(*) + 1 AS rank
                   FROM valued WHERE value > 0 GROUP BY value
                 WINDOW by_size AS (ORDER BY value DESC)),
             -- What is before grows as values fall: a bound is one smallest value.
             cut AS (SELECT %(cuts)s FROM step CROSS JOIN whole)
        SELECT id, old_id, category_id,
               jsonb_build_object(
                   'method', 'share', 'metric', %(name)s::text, 'value', said.value,
                   'rank', step.rank, 'before', ROUND(100 * step.before / total, 2),
                   'total', total, 'next', next) AS reason, %(limits)s
          FROM (SELECT valued.*, cut.*, whole.total, %(category)s AS category_id,
                       %(next)s AS next
                  FROM valued CROSS JOIN whole CROSS JOIN cut) said
     -- LEFT: customers with nothing above zero have no step.
     LEFT JOIN step ON step.value = said.value
        """,
        valued=rule.valued(),
        cuts=SQL(", ").join(
            SQL(
                "MIN(value) FILTER (WHERE 100 * before < %s * total) AS %s",
                category.share,
                _cut(category),
            )
            for category in bounded
        )
        or SQL("NULL"),
        name=rule.dimension.metric_id.name,
        category=_category(rule, bounded),
        next=_next(bounded),
        limits=_limits(rule, bounded),
    )


def _limits(rule: Rule, bounded: list) -> SQL:
    """The cuts around the category a customer has now, see :func:`.base.limits`."""
    rest = rule.categories.filtered(lambda c: c.share is False)[:1]
    below = zip([*bounded[1:], *rest], bounded, strict=False)
    return limits(
        SQL("said.value"),
        case_of(SQL("old_id"), ((c.id, _cut(c)) for c in bounded)),
        case_of(SQL("old_id"), ((c.id, _cut(above)) for c, above in below)),
    )


def _cut(category) -> SQL:
    """The column of the smallest value within the bound of a category."""
    return SQL.identifier(f"cut_{category.id}")


def _category(rule: Rule, bounded: list) -> SQL:
    cases = [(SQL("value >= %s", _cut(c)), c.id) for c in bounded]
    if rest := rule.categories.filtered(lambda c: c.share is False)[:1]:
        cases.append((SQL("value IS NOT NULL"), rest.id))
    elif bounded:
        cases.append((SQL("value IS NOT NULL"), bounded[-1].id))
    return case(cases)


def _next(bounded: list) -> SQL:
    """The value that is needed for the category above."""
    cases = [(SQL("value >= %s", _cut(c)), SQL("NULL")) for c in bounded[:1]]
    cases += [
        (SQL("value >= %s", _cut(c)), _cut(above))
        for above, c in zip(bounded, bounded[1:], strict=False)
    ]
    return case(cases, _cut(bounded[-1])) if bounded else SQL("NULL::numeric")


SHARE = Method(
    key="share",
    label=_lt("Share (ABC)"),
    help=_lt("customers from the largest down, by cumulative share of the total."),
    text=_lt(
        "Customers are taken from the largest down until their share of the total "
        "reaches the percentage. A category without one takes the rest."
    ),
    query=share,
    needs_metric=True,
    ranks=True,
    compares=True,
    is_bounded=True,
    bound_field="share",
)
