from functools import cache

from odoo.tools import SQL

from ...engine.report import totals
from ..document import Chart, Column, Row, Section, Table
from .base import Kind

CHART_ROWS = 40
SOLD = SQL("(revenue <> 0 OR invoices <> 0 OR margin <> 0)")
NUMBERS = "revenue share cumulated growth invoices average margin margin_rate".split()


class Ranking(Kind):
    """Sales ranking: the customers by revenue, with the share they add up to."""

    key = "ranking"
    has_period = True
    needs_dimensions = False

    @classmethod
    def label(cls, env):
        return env._("Sales Ranking")

    def sections(self):
        """The customers by revenue, then the comparison with the ledger."""
        scope = self.report._period_scope()
        sold = totals.count(self.env.cr, scope, SOLD)
        everybody = totals.count(self.env.cr, scope, SQL("TRUE"))
        table = self._table(scope, sold, everybody)
        note = self._note(sold, everybody)
        return [
            Section("ranking", table.title, [table], note=note),
            *self.tie_out_sections(scope, sold, ("revenue",)),
        ]

    def _note(self, sold, everybody):
        """What the cumulative share is a share of, and who has no line."""
        return self.env._(
            "Cumulative share: of the revenue of customers with a positive revenue, as "
            "ABC classes count it. %s customers without sales in the period have no "
            "line; the total is of everybody, growth against what they bought before "
            "included.",
            everybody["customers"] - sold["customers"],
        )

    def _table(self, scope, sold, everybody):
        dimensions = self.dimensions[:2]
        columns = self._columns(dimensions)
        title = self.env._("Revenue and Cumulative Share")
        series = ("revenue", "cumulated")
        return self.cut_on_paper(
            Table(
                "ranking",
                self.env._("Customers by Revenue"),
                columns,
                lambda: self._rows(scope, dimensions, columns, sold),
                total=self.total_line(columns, self.with_total(everybody, sold)),
                charts=[Chart("pareto", title, "customer", series, CHART_ROWS)],
                note="" if sold["customers"] else self.env._("Nobody bought."),
            ),
            sold["customers"],
        )

    def _columns(self, dimensions):
        measures = self.measures([n for n in NUMBERS if n != "cumulated"])
        place = NUMBERS.index("cumulated")
        cumulated = Column("cumulated", self.env._("Cumulative Share"), "rate", part=1)
        return [
            Column("rank", self.env._("No."), "count"),
            Column("customer", self.env._("Customer")),
            *(Column(d._field_name(), d.name) for d in dimensions),
            *measures[:place],
            cumulated,
            *measures[place:],
        ]

    def _rows(self, scope, dimensions, columns, sold):
        """Largest revenue first; equal revenue has equal ranks."""
        names = [d._field_name() for d in dimensions]
        order = SQL("revenue DESC")
        rows = totals.one_by_one(self.env.cr, scope, names, order, SOLD)
        line = self.liner(columns[2 + len(names) :])
        category_name = cache(self.category_name)
        rank, last, running = 0, None, 0
        for place, row in enumerate(rows, 1):
            if row["revenue"] != last:
                rank, last = place, row["revenue"]
            running += max(row["revenue"], 0)
            row["cumulated"] = running / sold["positive"] if sold["positive"] else None
            yield Row(
                (
                    rank,
                    row["name"],
                    *(category_name(row[name]) for name in names),
                    *line(self.with_total(row, sold)),
                ),
                self.customer_link(row),
            )
