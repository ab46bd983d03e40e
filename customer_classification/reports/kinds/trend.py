from odoo import models
from odoo.fields import Domain

from ...dates import month_end
from ...engine.report import trend
from ..document import Chart, Column, Row, Section, Table

MONTHS = 24


class CustomerReport(models.TransientModel):
    """Trend: the last 24 month ends by class."""

    _inherit = "customer.report"

    def _trend_days(self):
        """The month ends up to the as-of date, oldest first."""
        last = month_end(self.date)
        if last > self.date or last == self._today():  # not over yet
            last = month_end(self.date, -1)
        return [month_end(last, -back) for back in range(MONTHS - 1, -1, -1)]

    def _trend_sections(self):
        asked, days = self._asked(), self._trend_days()
        return [
            self._trend_section(asked, dimension, days)
            for dimension in self._dimensions_asked()
        ]

    def _trend_section(self, asked, dimension, days):
        """A table for revenue, margin and overdue, each with a line per month end."""
        name = dimension._field_name()
        found = trend.by_month(self.env.cr, asked, name, days)
        numbers = {(row["date"], row["category_id"]): row for row in found}
        classes = [
            ids[0] for ids, _x in self._in_order({(c,): None for _d, c in numbers})
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
                self._trend_table(measure, title, kept, classes, numbers)
                for measure, title in labels.items()
            ],
            note=self._trend_note(days, kept),
        )

    def _trend_note(self, days, kept):
        if len(kept) == len(days):
            return ""
        return self.env._(
            "%(kept)s of %(all)s month ends are computed; the others follow in the "
            "background, or are older than the months to rebuild in the settings.",
            kept=len(kept),
            all=len(days),
        )

    def _trend_table(self, measure, title, days, classes, numbers):
        """A line per month end, a column per class and one for all."""
        columns = [
            Column("date", self.env._("Month End"), "date"),
            *(
                Column(f"c{c or 0}", self._category_name(c), "money", part=1 + i // 8)
                for i, c in enumerate(classes)
            ),
            Column("total", self.env._("Total"), "money", part=1 + len(classes) // 8),
        ]
        rows = [
            Row(
                (day, *self._trend_values(measure, day, classes, numbers)),
                self._customers_link(Domain.TRUE, day),
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

    def _trend_values(self, measure, day, classes, numbers):
        values = [numbers.get((day, c), {}).get(measure, 0) for c in classes]
        return [self._rounded("money", value) for value in [*values, sum(values)]]
