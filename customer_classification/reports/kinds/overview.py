from functools import partial

from odoo.tools import SQL

from ...engine.report import totals
from ..document import Chart, Column, Row, Table
from .by_class import ByClass
from .columns import AGING_COLUMNS, QUALITY_COLUMNS, SALES_COLUMNS

TOP = 10


class Overview(ByClass):
    """Classification overview: each dimension on a page of its own."""

    key = "overview"
    has_period = True
    numbers = (SALES_COLUMNS, QUALITY_COLUMNS, AGING_COLUMNS)

    @classmethod
    def label(cls, env):
        return env._("Classification Overview")

    def scope(self):
        """The period that was asked for."""
        return self.report._period_scope()

    def charts(self):
        """Revenue and overdue by class."""
        labels = self.measure_labels()
        return [
            Chart("bar", labels["revenue"], "class", ("revenue",)),
            Chart("bar", labels["overdue"], "class", ("overdue",)),
        ]

    def more_tables(self, scope, total):
        """The largest customers with their class."""
        return [partial(self._top_table, self._top_customers(scope), total)]

    def _top_customers(self, scope):
        """The largest customers of the period."""
        rows = totals.one_by_one(
            self.env.cr,
            scope,
            [d._field_name() for d in self.dimensions],
            SQL("revenue DESC"),
            where=SQL("revenue > 0"),
            limit=TOP,
        )
        return list(rows)

    def _top_table(self, customers, total, dimension):
        """The largest customers with their class."""
        columns = [
            Column("customer", self.env._("Customer")),
            Column("class", dimension.name),
            *self.measures(["revenue", "share", "growth", "margin_rate", "overdue"]),
        ]
        rows = [
            Row(
                (
                    row["name"],
                    self.category_name(row[dimension._field_name()]),
                    *self.line(columns[2:], self.with_total(row, total)),
                ),
                self.customer_link(row),
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
