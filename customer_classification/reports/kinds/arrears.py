from functools import cache

from odoo.tools import SQL

from ...engine.report import totals
from ..document import Chart, Column, Row, Section, Table
from .by_class import ByClass
from .columns import AGING_COLUMNS

# Debts and credits may cancel out: money that nobody matched with an invoice.
OWING = SQL("(not_due <> 0 OR overdue <> 0 OR credits_open <> 0)")
ARREARS_COLUMNS = [*AGING_COLUMNS, "disputed"]
OLDEST_FIRST = SQL("oldest_days DESC NULLS LAST, overdue DESC, receivable DESC")


class Arrears(ByClass):
    """Arrears: what is open by age, by class and by customer, oldest first."""

    key = "arrears"
    needs_dimensions = False
    numbers = (["customers", *ARREARS_COLUMNS, "dso", "late_rate"],)

    @classmethod
    def label(cls, env):
        return env._("Arrears")

    def charts(self):
        """Overdue by class, and the part of it that is old."""
        title = self.measure_labels()["overdue"]
        return [Chart("bar", title, "class", ("overdue", "overdue_91"))]

    def last_sections(self, scope, total):
        """Who owes, the oldest first, and the receivables of the ledger."""
        return [
            self._customers_section(scope, self.dimensions[:2]),
            *self.tie_out_sections(scope, total, ("receivable",)),
        ]

    def _customers_section(self, scope, dimensions):
        """The customers who owe, those with the oldest item first."""
        owing = totals.count(self.env.cr, scope, OWING)
        columns = [
            Column("customer", self.env._("Customer")),
            *(Column(d._field_name(), d.name) for d in dimensions),
            Column("oldest_days", self.env._("Oldest (Days)"), "count", part=1),
            *self.measures(ARREARS_COLUMNS),
        ]
        title = self.env._("Customers by Oldest Item")
        table = Table(
            "arrears",
            title,
            columns,
            lambda: self._rows(scope, dimensions, columns),
            total=self.total_line(columns, owing),
            note="" if owing["customers"] else self.env._("Nobody owes anything."),
        )
        return Section("arrears", title, [self.cut_on_paper(table, owing["customers"])])

    def _rows(self, scope, dimensions, columns):
        names = [d._field_name() for d in dimensions]
        rows = totals.one_by_one(self.env.cr, scope, names, OLDEST_FIRST, OWING)
        line = self.liner(columns[1 + len(names) :])
        category_name = cache(self.category_name)
        for row in rows:
            yield Row(
                (
                    row["name"],
                    *(category_name(row[name]) for name in names),
                    *line(row),
                ),
                self.customer_link(row),
            )
