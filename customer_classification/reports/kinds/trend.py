from datetime import date
from decimal import Decimal

from odoo.fields import Domain

from ...dates import month_end
from ...engine.report import trend
from ..document import Chart, Column, Row, Section, Table
from .base import Kind

MONTHS = 24


def month_ends(day: date, today: date) -> list[date]:
    """The last month ends that are over up to a day, oldest first."""
    last = month_end(day)
    if last > day or last == today:  # not over yet
        last = month_end(day, -1)
    return [month_end(last, -back) for back in range(MONTHS - 1, -1, -1)]


class Trend(Kind):
    """Trend: the last 24 month ends by class."""

    key = "trend"
    at_month_end = True

    @classmethod
    def label(cls, env):
        return env._("Trend")

    def sections(self):
        """One for each dimension, with the month ends that are over."""
        scope = self.report._report_scope()
        days = month_ends(self.report.date, self.report._today())
        self.report._renew_kept(days)
        return [self._section(scope, dimension, days) for dimension in self.dimensions]

    def _section(self, scope, dimension, days):
        """A table for revenue, margin and overdue, each with a line per month end."""
        name = dimension._field_name()
        found = trend.by_month(self.env.cr, scope, name, days)
        numbers = {(row["date"], row["category_id"]): row for row in found}
        classes = [
            ids[0] for ids, _x in self.in_order({(c,): None for _d, c in numbers})
        ]
        kept = [day for day in days if any(day == d for d, _c in numbers)]
        labels = {
            "revenue": self.env._("Revenue of the 12 Months up to Each Month End"),
            "margin": self.env._("Margin of the 12 Months up to Each Month End"),
            "overdue": self.env._("Overdue at Each Month End"),
        }
        return Section(
            name,
            dimension.name,
            [
                self._table(measure, title, kept, classes, numbers)
                for measure, title in labels.items()
            ],
            note=self._note(days, kept),
        )

    def _note(self, days, kept):
        if len(kept) == len(days):
            return ""
        return self.env._(
            "%(kept)s of %(all)s month ends are computed; the others follow in the "
            "background, or are older than the months to rebuild in the settings.",
            kept=len(kept),
            all=len(days),
        )

    def _table(self, measure, title, days, classes, numbers):
        """A line per month end, a column per class and one for all."""
        columns = [
            Column("date", self.env._("Month End"), "date"),
            *(
                Column(f"c{c or 0}", self.category_name(c), "money", part=1 + i // 8)
                for i, c in enumerate(classes)
            ),
            Column("total", self.env._("Total"), "money", part=1 + len(classes) // 8),
        ]
        rows = [
            Row(
                (day, *self._values(measure, day, classes, numbers)),
                self.customers_link(Domain.TRUE, day),
            )
            for day in days
        ]
        series = tuple(column.name for column in columns[1:-1])[:8]
        return Table(
            measure,
            title,
            columns,
            rows,
            charts=[Chart("line", title, "date", series)] if rows else [],
            note="" if rows else self.env._("No month end is computed yet."),
        )

    def _values(
        self,
        measure: str,
        day: date,
        classes: list[int | None],
        numbers: dict[tuple[date, int | None], dict],
    ) -> list[Decimal]:
        """The amounts of one month end: one for each class, and their sum.

        :param classes: category ids, None for none, in the order of the columns
        :param numbers: {(month end, category id): {measure: amount}}; what is missing
            is zero
        """
        values = [numbers.get((day, c), {}).get(measure, 0) for c in classes]
        return [self.rounded("money", value) for value in [*values, sum(values)]]
