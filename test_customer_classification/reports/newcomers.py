from odoo.tools import SQL

from odoo.addons.customer_classification.engine.report import totals
from odoo.addons.customer_classification.reports.document import (
    Chart,
    Column,
    Row,
    Section,
    Table,
)
from odoo.addons.customer_classification.reports.kinds import Kind

NEW = SQL("invoices > 0 AND revenue_before = 0")


class Newcomers(Kind):
    """New customers: who bought in the period, and not in the one before."""

    key = "test_newcomers"
    has_period = True
    has_dimensions = needs_dimensions = False

    @classmethod
    def label(cls, env):
        return env._("New Customers")

    def sections(self):
        return [Section("newcomers", self.title, [self._table()])]

    def _table(self):
        cr, scope = self.env.cr, self.report._period_scope()
        columns = [
            Column("customer", self.env._("Customer")),
            *self.measures(["revenue", "invoices", "average"]),
        ]
        newcomers = totals.one_by_one(cr, scope, [], SQL("revenue DESC"), NEW)
        rows = [
            Row(
                (row["name"], *self.line(columns[1:], row)),
                self.customer_link(row),
            )
            for row in newcomers
        ]
        revenue = self.measure_labels()["revenue"]
        return Table(
            "newcomers",
            self.title,
            columns,
            rows,
            total=self.total_line(columns, totals.count(cr, scope, NEW)),
            charts=[Chart("bar", revenue, "customer", ("revenue",), limit=20)],
            note="" if rows else self.env._("Nobody bought for the first time."),
        )
