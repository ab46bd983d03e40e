from odoo import models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...dates import month_end
from ...fields import metrics
from ...models.profile.items import DOCUMENT, ITEM
from ..document import Column, Link, Row, Table, Value
from .columns import AGING


class CustomerReport(models.TransientModel):
    """Customer card: the numbers, a year before and month by month."""

    _inherit = "customer.report"

    def _card_metrics(self):
        """{metric: kind} from top to bottom, of the metrics that are for cards."""
        Profile = self.env["customer.profile"]
        return {n: field.kind for n, field in metrics(Profile).items() if field.on_card}

    def _card_days(self):
        """The month ends of the small trends, oldest first."""
        return self._trend_days()

    def _card_day_before(self):
        """The last month end a year ago."""
        is_end = self.date == month_end(self.date)
        return month_end(self.date, -12 if is_end else -13)

    def _card_date(self, day):
        return format_date(self.env, day)

    def _card_trends(self, profiles):
        """What the numbers of these customers were at month ends.

        :return: {customer.profile id: {day: {metric: value}}}, without the days that
            are not kept
        """
        Snapshot = self.env["customer.profile.snapshot"]
        kept = Snapshot._shared_columns()
        names = [name for name in self._card_metrics() if name in kept]
        query = SQL(
            "SELECT profile_id, date, %s FROM customer_profile_snapshot "
            "WHERE profile_id = ANY(%s) AND date = ANY(%s)",
            SQL(", ").join(map(SQL.identifier, names)),
            profiles.ids,
            [*self._card_days(), self._card_day_before()],
        )
        trends = {profile.id: {} for profile in profiles}
        for profile_id, day, *values in self.env.execute_query(query):
            trends[profile_id][day] = dict(zip(names, values, strict=True))
        return trends

    def _card_metrics_table(self, profile, trends):
        trend = trends[profile.id]
        metrics = self._card_metrics()
        items = self._card_items(profile)
        return Table(
            "metrics",
            self.env._("Numbers"),
            [
                Column("metric", self.env._("Number")),
                Column("value", self.env._("Now"), "number"),
                Column("before", self.env._("Year Before"), "number"),
                Column(
                    "trend",
                    self.env._("Last %s Month Ends", len(self._card_days())),
                    "trend",
                ),
            ],
            [
                self._card_metric_row(profile, name, kind, trend, items.get(name))
                for name, kind in metrics.items()
            ],
            note=self._card_metrics_note(trend),
            half=True,
        )

    def _card_metrics_note(self, trend):
        before = self._card_day_before()
        if before in trend:
            return self.env._(
                "Year before: revenue of the 12 months before, the other numbers as of "
                "%s.",
                self._card_date(before),
            )
        return self.env._(
            "Year before: revenue only, the other numbers of %s are not kept.",
            self._card_date(before),
        )

    def _card_metric_row(self, profile, name, kind, trend, items):
        label = profile._fields[name]._description_string(self.env)
        before = trend.get(self._card_day_before(), {}).get(name)
        if name == "revenue_12m":
            before = profile.revenue_prev_12m
        if kind == "date":
            before = None
        return Row(
            (
                label,
                self._card_value(kind, self._card_number(profile, name)),
                self._card_value(kind, before),
                None if kind == "date" else self._card_trend(name, kind, trend),
            ),
            items and Link(items.model, domain=items.domain),
        )

    def _card_number(self, profile, name):
        """A number of today; None is empty, which is not zero."""
        value = profile[name]
        return None if value is False else value

    def _card_value(self, kind, value):
        return None if value is None else Value(kind, self._rounded(kind, value))

    def _card_trend(self, name, kind, trend):
        """The numbers at the month ends, None for those that are not kept."""
        values = tuple(
            self._rounded(kind, trend.get(day, {}).get(name))
            for day in self._card_days()
        )
        return None if all(value is None for value in values) else values

    def _card_items(self, profile):
        """What the numbers are made of, for those who may open it."""
        may = all(
            self.env[model].has_access("read")
            and self.env[model]._has_field_access(self.env[model]._fields[name], "read")
            for model, name in ((ITEM, "customer_residual"), (DOCUMENT, "name"))
        )
        return profile._metric_items() if may else {}

    def _card_aging_table(self, profile, open_items):
        """What the customer owes by age, in one line."""
        columns = self._measures(AGING)
        note = ""
        if open_items is None:
            note = self.env._("The items are for those who may read journal items.")
        return Table(
            "aging",
            self.env._("Receivable by Age"),
            columns,
            [
                Row(
                    self._line(columns, {name: profile[name] for name in AGING}),
                    Link("customer.profile", res_id=profile.id),
                )
            ],
            note=note,
        )
