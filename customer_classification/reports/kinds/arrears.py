from functools import cache

from odoo import models
from odoo.tools import SQL

from ...engine.report import totals
from ..document import Chart, Column, Row, Section, Table
from .columns import AGING

# Buckets may cancel out: an open credit against an invoice that is overdue.
OWING = SQL(
    "(receivable <> 0 OR not_due <> 0 OR overdue_1_30 <> 0 OR overdue_31_60 <> 0"
    " OR overdue_61_90 <> 0 OR overdue_91 <> 0)"
)
OLDEST_FIRST = SQL("oldest_days DESC NULLS LAST, overdue DESC, receivable DESC")


class CustomerReport(models.TransientModel):
    """Arrears: what is open by age, by class and by customer, oldest first."""

    _inherit = "customer.report"

    def _arrears_sections(self):
        asked = self._asked()
        dimensions = self._dimensions_asked()
        names = [d._field_name() for d in dimensions]
        groups = [self._group(name) for name in names]
        sums = totals.by_category(self.env.cr, asked, [*groups, []])
        total = sums[()].get((), self._nothing())
        return [
            *(
                Section(
                    name,
                    dimension.name,
                    [self._arrears_table(dimension, sums[tuple(group)], total)],
                )
                for dimension, name, group in zip(
                    dimensions, names, groups, strict=True
                )
            ),
            self._arrears_of_customers(asked, dimensions[:2]),
            *self._tie_out_sections(asked, total, ("receivable",)),
        ]

    def _arrears_table(self, dimension, sums, total):
        """Receivable by age for each class."""
        columns = self._class_columns(dimension)
        texts = len(columns)
        columns += self._measures(["customers", *AGING, "dso", "late_rate"])
        rows = [
            self._overview_row(dimension, columns, texts, ids, numbers, total)
            for ids, numbers in self._in_order(sums)
        ]
        labels = self._measure_labels()
        return Table(
            dimension._field_name(),
            dimension.name,
            columns,
            rows,
            total=(
                self.env._("Total"),
                *[""] * (texts - 1),
                *self._line(columns[texts:], total),
            ),
            charts=[
                Chart("bar", labels["overdue"], "class", ("overdue", "overdue_91")),
            ],
            note=self._nobody_note(rows),
        )

    def _arrears_of_customers(self, asked, dimensions):
        """The customers who owe, those with the oldest item first."""
        owing = totals.count(self.env.cr, asked, OWING)
        columns = [
            Column("customer", self.env._("Customer")),
            *(Column(d._field_name(), d.name) for d in dimensions),
            Column("oldest_days", self.env._("Oldest (Days)"), "count", part=1),
            *self._measures(AGING),
        ]
        texts = 1 + len(dimensions)
        title = self.env._("Customers by Oldest Item")
        table = Table(
            "arrears",
            title,
            columns,
            lambda: self._arrears_rows(asked, dimensions, columns),
            total=(
                self.env._("Total"),
                *[""] * (texts - 1),
                None,
                *self._line(columns[texts + 1 :], owing),
            ),
            note="" if owing["customers"] else self.env._("Nobody owes anything."),
        )
        return Section(
            "arrears", title, [self._cut_on_paper(table, owing["customers"])]
        )

    def _arrears_rows(self, asked, dimensions, columns):
        names = [d._field_name() for d in dimensions]
        rows = totals.one_by_one(self.env.cr, asked, names, OLDEST_FIRST, OWING)
        line = self._liner(columns[1 + len(names) :])
        category_name = cache(self._category_name)
        for row in rows:
            yield Row(
                (
                    row["name"],
                    *(category_name(row[name]) for name in names),
                    *line(row),
                ),
                self._customer_link(row),
            )
