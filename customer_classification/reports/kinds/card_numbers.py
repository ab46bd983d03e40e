from functools import cache

from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...dates import month_end
from ...models.profile.items import DOCUMENT, ITEM
from ..document import Column, Link, Row, Table, Value
from .card import CardPart
from .trend import month_ends


class Numbers(CardPart):
    """The numbers of a customer, a year before and month by month."""

    def prepare(self, profiles):
        """Keep the numbers of all these customers at the month ends."""
        day = self.report.date
        self.metrics = self.report._card_metrics()
        self.month_ends = month_ends(day, self.report._today())
        # The last month end a year ago.
        self.day_before = month_end(day, -12 if day == month_end(day) else -13)
        self.report._renew_kept([*self.month_ends, self.day_before])
        self.trends = self._trends(profiles)
        self.items = self._items(profiles)

    def tables(self, profile):
        """The numbers today, a year before and month by month."""
        trend, items = self.trends[profile.id], self.items.get(profile.id, {})
        return [self._table(profile, trend, items)]

    def _trends(self, profiles):
        """What the numbers of these customers were at month ends.

        :return: {customer.profile id: {day: {metric: value}}}, without the days that
            are not kept
        """
        Snapshot = self.env["customer.profile.snapshot"]
        kept = Snapshot._shared_columns()
        names = [name for name in self.metrics if name in kept]
        query = SQL(
            "SELECT profile_id, date, %s FROM customer_profile_snapshot "
            "WHERE profile_id = ANY(%s) AND date = ANY(%s)",
            SQL(", ").join(map(SQL.identifier, names)),
            profiles.ids,
            [*self.month_ends, self.day_before],
        )
        trends = {profile.id: {} for profile in profiles}
        for profile_id, day, *values in self.env.execute_query(query):
            trends[profile_id][day] = dict(zip(names, values, strict=True))
        return trends

    def _table(self, profile, trend, items):
        return Table(
            "metrics",
            self.env._("Numbers"),
            [
                Column("metric", self.env._("Number")),
                Column("value", self.env._("Now"), "number"),
                Column("before", self.env._("Year Before"), "number"),
                Column(
                    "trend",
                    self.env._("Last %s Month Ends", len(self.month_ends)),
                    "trend",
                ),
            ],
            [
                self._row(profile, name, kind, trend, items.get(name))
                for name, kind in self.metrics.items()
            ],
            note=self._note(trend),
            half=True,
        )

    def _note(self, trend):
        before = format_date(self.env, self.day_before)
        if self.day_before in trend:
            return self.env._(
                "Year before: revenue of the 12 months before, the other numbers as of "
                "%s.",
                before,
            )
        return self.env._(
            "Year before: revenue only, the other numbers of %s are not kept.",
            before,
        )

    def _row(self, profile, name, kind, trend, items):
        label = profile._fields[name]._description_string(self.env)
        before = trend.get(self.day_before, {}).get(name)
        if name == "revenue_12m":
            before = profile.revenue_prev_12m
        if kind == "date":
            before = None
        return Row(
            (
                label,
                self._value(kind, self._number(profile, name)),
                self._value(kind, before),
                None if kind == "date" else self._trend(name, kind, trend),
            ),
            items and Link(items.model, domain=items.domain),
        )

    def _number(self, profile, name):
        """A number of today; None is empty, which is not zero."""
        value = profile[name]
        return None if value is False else value

    def _value(self, kind, value):
        return None if value is None else Value(kind, self.card.rounded(kind, value))

    def _trend(self, name, kind, trend):
        """The numbers at the month ends, None for those that are not kept."""
        values = tuple(
            self.card.rounded(kind, trend.get(day, {}).get(name))
            for day in self.month_ends
        )
        return None if all(value is None for value in values) else values

    def _items(self, profiles):
        """What the numbers are made of, for those who may open it.

        :return: {customer.profile id: {metric: MetricItems}}
        """
        may_open = cache(lambda model: self.env[model].has_access("read"))
        may = all(
            may_open(model)
            and self.env[model]._has_field_access(self.env[model]._fields[name], "read")
            for model, name in ((ITEM, "customer_residual"), (DOCUMENT, "name"))
        )
        if not (may and profiles):
            return {}
        scope = profiles[0]._metric_scope()
        return {
            profile.id: {
                name: items
                for name, items in profile._metric_items(
                    scope.of(profile.partner_id.ids, profile._metrics_as_of())
                ).items()
                if may_open(items.model)
            }
            for profile in profiles
        }
