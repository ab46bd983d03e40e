import math

from odoo import api, models
from odoo.tools.misc import formatLang

from ...engine import preview
from ...fields import metrics


class CustomerClassificationHint(models.AbstractModel):
    """What looks wrong in the rules of a dimension, in words.

    Judged on the customers of one company in the table of `engine/preview.py`. A
    hint is a dict of ``kind``, ``level`` (danger, warning, info), ``text`` and
    ``category_id``. A method may have hints of its own: ``_hints_<method>``.
    """

    _name = "customer.classification.hint"
    _description = "Hint on the Rules of a Classification"

    @api.model
    def _get_hints(self, dimension, company):
        """All hints, the gravest first.

        :param dimension: customer.classification.dimension, as superuser
        :param company: root res.company that the table of targets is about
        """
        if dimension.method == "manual":
            return []
        hints = []
        own = getattr(self, f"_hints_{dimension.method}", None)
        if own:
            hints += own(dimension, company)
        told = {hint["category_id"] for hint in hints if hint["kind"] != "close"}
        ruled = preview.ruled(self.env)
        hints += self._hints_nobody(dimension, ruled, told)
        hints += self._hints_gap(dimension, ruled)
        hints += self._hints_held()
        levels = ["danger", "warning", "info"]
        return sorted(hints, key=lambda hint: levels.index(hint["level"]))

    @api.model
    def _get_metric_ranges(self):
        """{metric: (smallest, largest)} as declared; None for no limit."""
        return {
            name: (field.lowest, field.highest)
            for name, field in metrics(self.env["customer.profile"]).items()
        }

    # Every method

    @api.model
    def _hints_nobody(self, dimension, ruled, told):
        """Categories that no customer gets; a parent has those of its children."""
        return [
            self._hint(
                "nobody",
                "warning",
                category,
                self.env._("“%s” would have no customer.", category.display_name),
            )
            for category in dimension.category_ids
            if category.id not in told
            and not any(ruled.get(c.id) for c in category._with_below())
        ]

    @api.model
    def _hints_gap(self, dimension, ruled):
        """Customers in the scope to whom the rules give nothing."""
        missing = ruled.get(None, 0)
        bounded = dimension._method_object().is_bounded
        empty = preview.without_value(self.env) if bounded else 0
        hints = []
        if missing > empty:
            text = self.env._(
                "Customers without a category, though the dimension applies to them: "
                "%s.",
                self._count(missing - empty),
            )
            hints.append(self._hint("gap", "warning", None, text))
        if empty:
            text = self.env._(
                "Customers without a category because their %(metric)s is empty: "
                "%(count)s.",
                count=self._count(empty),
                metric=self._metric(dimension),
            )
            hints.append(self._hint("empty", "info", None, text))
        return hints

    @api.model
    def _hints_held(self):
        """Customers whom the calm of the dimension keeps from moving."""
        count = preview.held(self.env)
        if not count:
            return []
        text = self.env._(
            "Customers whom the tolerance or the minimum stay holds where they are: "
            "%s.",
            self._count(count),
        )
        return [self._hint("held", "info", None, text)]

    @api.model
    def _hints_close(self, dimension, company, bounds):
        """Customers close to where a category begins.

        :param bounds: {category: value of the metric}
        """
        counts = preview.close_to(self.env, list(bounds.values()))
        return [
            self._hint(
                "close",
                "info",
                category,
                self.env._(
                    "“%(category)s” begins at %(bound)s. Customers within 5%% of it: "
                    "%(count)s.",
                    category=category.display_name,
                    bound=self._value(dimension, bound, company),
                    count=self._count(count),
                ),
            )
            for (category, bound), count in zip(bounds.items(), counts, strict=True)
            if count
        ]

    # Bands, shares and equal groups

    @api.model
    def _hints_band(self, dimension, company):
        bands = dimension.category_ids._by_bound()
        bounded = bands.filtered(lambda c: c.lower_bound is not False)
        hints = self._hints_empty_bands(dimension, company, bands)
        if bounded and bounded == bands:
            hints += self._hints_no_lowest(dimension, company, bounded[0])
        bounds = {category: category.lower_bound for category in bounded}
        return hints + self._hints_close(dimension, company, bounds)

    _hints_score = _hints_band

    @api.model
    def _hints_empty_bands(self, dimension, company, bands):
        """Bands within which the metric has no value at all."""
        bounds = [None if b.lower_bound is False else b.lower_bound for b in bands]
        hints = []
        for band, low, high in zip(bands, bounds, [*bounds[1:], None], strict=True):
            if not self._is_possible(dimension, low, high):
                text = self._never_text(dimension, company, band, low, high)
                hints.append(self._hint("never", "danger", band, text))
        return hints

    @api.model
    def _is_possible(self, dimension, low, high):
        """Whether the metric can be at least `low` and below `high`."""
        name = self._number(dimension)
        smallest, largest = self._get_metric_ranges().get(name, (None, None))
        limits = [limit for limit in (low, smallest) if limit is not None]
        if not limits:
            return True
        first = max(limits)
        if self.env["customer.profile"]._fields[name].type == "integer":
            first = math.ceil(first)
        return (high is None or first < high) and (largest is None or first <= largest)

    @api.model
    def _never_text(self, dimension, company, band, low, high):
        values = {
            "category": band.display_name,
            "metric": self._metric(dimension),
            "low": self._value(dimension, low, company),
            "high": self._value(dimension, high, company),
        }
        if low is None:
            return self.env._(
                "“%(category)s” can never match: %(metric)s is never below %(high)s.",
                **values,
            )
        if high is None:
            return self.env._(
                "“%(category)s” can never match: %(metric)s never reaches %(low)s.",
                **values,
            )
        return self.env._(
            "“%(category)s” can never match: %(metric)s is never from %(low)s to "
            "below %(high)s.",
            **values,
        )

    @api.model
    def _hints_no_lowest(self, dimension, company, lowest):
        """No category for what is below all bounds, where something can be there."""
        if not self._is_possible(dimension, None, lowest.lower_bound):
            return []
        text = self.env._(
            "No category takes what is below %(bound)s, where “%(category)s” begins: "
            "leave the bound of one category empty.",
            bound=self._value(dimension, lowest.lower_bound, company),
            category=lowest.display_name,
        )
        return [self._hint("bottom", "warning", None, text)]

    @api.model
    def _hints_share(self, dimension, company):
        hints = [
            self._hint(
                "never",
                "danger",
                category,
                self.env._(
                    "“%s” can never match: up to a share of 0%% there is nobody.",
                    category.display_name,
                ),
            )
            for category in dimension.category_ids
            if category.share is not False and category.share <= 0
        ]
        return hints + self._hints_quantile(dimension, company)

    @api.model
    def _hints_quantile(self, dimension, company):
        """A category begins at its smallest value; the last one takes the rest."""
        lowest = preview.lowest_values(self.env)
        ordered = dimension.category_ids._by_place()
        bounds = {c: lowest[c.id] for c in ordered[:-1] if lowest.get(c.id) is not None}
        return self._hints_close(dimension, company, bounds)

    # Words

    @api.model
    def _hint(self, kind, level, category, text):
        return {
            "kind": kind,
            "level": level,
            "category_id": category.id if category else False,
            "text": text,
        }

    @api.model
    def _count(self, number):
        return formatLang(self.env, number, digits=0)

    @api.model
    def _metric(self, dimension):
        return self.env["customer.classification.reason"]._label(
            self._number(dimension)
        )

    @api.model
    def _value(self, dimension, value, company):
        """A value of the metric as people write it, in the company's currency."""
        Reason = self.env["customer.classification.reason"]
        return Reason._format(self._number(dimension), value, company)

    @api.model
    def _number(self, dimension):
        """The field of the profile that bounds are compared with, or is like it."""
        return "credit_score" if dimension.has_criteria else dimension.metric_id.name
