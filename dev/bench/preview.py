"""Trying changed rules on all customers, nothing saved."""

from clock import Row, environment, median

USER = "base.user_admin"
BOUND = 2000


def measure(database):
    """Another bound of bands, another share, another rule."""
    with environment(database, USER) as env:
        return [
            _row(env, "a changed bound", "frequency", "lower_bound", 1.25),
            _row(env, "a changed share", "value", "share", 0.9),
            _row(env, "a changed scope", "relationship"),
        ]


def _row(env, what, code, field=None, factor=None):
    """One dimension, with the first category's number multiplied or a scope."""
    dimension = env.ref(f"customer_classification.dimension_{code}")
    vals = {"scope_domain": "[('revenue_total', '>', 0)]"}
    if field:
        category = dimension.category_ids.filtered(lambda c: c[field])[0]
        vals = {"category_ids": [[1, category.id, {field: category[field] * factor}]]}
    timing = median(env, lambda env: dimension.preview_changes(vals))
    return Row(f"preview of {what} ({code})", 1000 * timing.seconds, bound=BOUND)
