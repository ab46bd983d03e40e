from functools import cache

from odoo import models
from odoo.tools import SQL

from ...engine.report import totals
from ..document import Chart, Column, Row, Section, Table

CHART_ROWS = 40
SOLD = SQL("(revenue <> 0 OR invoices <> 0)")
NUMBERS = "revenue share cumulated growth invoices average margin margin_rate".split()


class CustomerReport(models.TransientModel):
    """Sales ranking: the customers by revenue, with the share they add up to."""

    _inherit = "customer.report"

    def _ranking_sections(self):
        asked = self._asked_period()
        sold = totals.count(self.env.cr, asked, SOLD)
        table = self._ranking_table(asked, sold)
        title = self.env._("Customers by Revenue")
        return [
            Section("ranking", title, [table], note=self._ranking_note(asked, sold)),
            *self._tie_out_sections(asked, sold, ("revenue",)),
        ]

    def _ranking_note(self, asked, sold):
        """What the cumulative share is a share of, and who is left out."""
        everybody = totals.count(self.env.cr, asked, SQL("TRUE"))
        return self.env._(
            "Cumulative share: of the revenue of customers with a positive revenue, as "
            "ABC classes count it. %s customers without sales in the period are left "
            "out.",
            everybody["customers"] - sold["customers"],
        )

    def _ranking_table(self, asked, sold):
        dimensions = self._dimensions_asked()[:2]
        columns = self._ranking_columns(dimensions)
        texts = 2 + len(dimensions)
        title = self.env._("Revenue and Cumulative Share")
        series = ("revenue", "cumulated")
        return self._cut_on_paper(
            Table(
                "ranking",
                self.env._("Customers by Revenue"),
                columns,
                lambda: self._ranking_rows(asked, dimensions, columns, sold),
                total=(
                    None,
                    self.env._("Total"),
                    *[""] * (texts - 2),
                    *self._line(columns[texts:], self._with_total(sold, sold)),
                ),
                charts=[Chart("pareto", title, "customer", series, CHART_ROWS)],
                note="" if sold["customers"] else self.env._("Nobody bought."),
            ),
            sold["customers"],
        )

    def _ranking_columns(self, dimensions):
        measures = self._measures([n for n in NUMBERS if n != "cumulated"])
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

    def _ranking_rows(self, asked, dimensions, columns, sold):
        """Largest revenue first; equal revenue has equal ranks."""
        names = [d._field_name() for d in dimensions]
        texts = 2 + len(names)
        order = SQL("revenue DESC")
        rows = totals.one_by_one(self.env.cr, asked, names, order, SOLD)
        line = self._liner(columns[texts:])
        category_name = cache(self._category_name)
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
                    *line(self._with_total(row, sold)),
                ),
                self._customer_link(row),
            )
