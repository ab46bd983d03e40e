from odoo import models
from odoo.tools import SQL

from ...engine.report import totals
from ..document import Chart, Column, Row, Section, Table
from .columns import AGING, QUALITY, SALES

TOP = 10


class CustomerReport(models.TransientModel):
    """Classification overview: each dimension on a page of its own."""

    _inherit = "customer.report"

    def _overview_sections(self):
        """One section per dimension, the comparison with the ledger at the end."""
        asked = self._asked_period()
        dimensions = self._dimensions_asked()
        names = [d._field_name() for d in dimensions]
        groups = [self._group(name) for name in names]
        sums = totals.by_category(self.env.cr, asked, [*groups, []])
        total = sums[()].get((), self._nothing())
        top = self._top_customers(asked, names)
        return [
            Section(
                name,
                dimension.name,
                [
                    self._overview_table(dimension, sums[tuple(group)], total),
                    self._top_table(dimension, top, total),
                ],
            )
            for dimension, name, group in zip(dimensions, names, groups, strict=True)
        ] + self._tie_out_sections(asked, total)

    def _group(self, name):
        """The class columns of a table: that of its dimension, and the one crossed."""
        cross = self.cross_dimension_id and self.cross_dimension_id._field_name()
        return [name, cross] if cross and cross != name else [name]

    def _overview_table(self, dimension, sums, total):
        """The numbers of each class, of those without one, and of all."""
        columns = self._class_columns(dimension)
        texts = len(columns)
        columns += self._measures(SALES, QUALITY, AGING)
        rows = [
            self._overview_row(dimension, columns, texts, ids, numbers, total)
            for ids, numbers in self._in_order(sums)
        ]
        return Table(
            dimension._field_name(),
            dimension.name,
            columns,
            rows,
            total=(
                self.env._("Total"),
                *[""] * (texts - 1),
                *self._line(columns[texts:], self._with_total(total, total)),
            ),
            charts=self._overview_charts(),
            note=self._nobody_note(rows),
        )

    def _overview_charts(self):
        labels = self._measure_labels()
        return [
            Chart("bar", labels["revenue"], "class", ("revenue",)),
            Chart("bar", labels["overdue"], "class", ("overdue",)),
        ]

    def _overview_row(self, dimension, columns, texts, ids, numbers, total):
        numbers = self._with_total(numbers, total)
        return Row(
            (
                *map(self._category_name, ids),
                *self._line(columns[texts:], numbers),
            ),
            self._class_link(dimension, ids),
        )

    def _class_columns(self, dimension):
        """The columns of text that say which class a line is about."""
        columns = [Column("class", dimension.name)]
        if len(self._group(dimension._field_name())) > 1:
            columns.append(Column("cross", self.cross_dimension_id.name))
        return columns

    def _top_customers(self, asked, names):
        """The largest customers of the period."""
        rows = totals.one_by_one(
            self.env.cr,
            asked,
            names,
            SQL("revenue DESC"),
            where=SQL("revenue > 0"),
            limit=TOP,
        )
        return list(rows)

    def _top_table(self, dimension, customers, total):
        """The largest customers with their class."""
        columns = [
            Column("customer", self.env._("Customer")),
            Column("class", dimension.name),
            *self._measures(["revenue", "share", "growth", "margin_rate", "overdue"]),
        ]
        rows = [
            Row(
                (
                    row["name"],
                    self._category_name(row[dimension._field_name()]),
                    *self._line(columns[2:], self._with_total(row, total)),
                ),
                self._customer_link(row),
            )
            for row in customers
        ]
        return Table(
            f"top_{dimension.code}",
            self.env._("Top %s by Revenue", TOP),
            [*columns[:2], *(c._replace(total=None) for c in columns[2:])],
            rows,
            note="" if rows else self.env._("Nobody bought in the period."),
        )
