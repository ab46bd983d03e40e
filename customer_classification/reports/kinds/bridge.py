from odoo import models
from odoo.tools.misc import format_date

from ...engine.report import bridge, totals
from ..document import Chart, Column, Row, Section, Table


class CustomerReport(models.TransientModel):
    """As booked and as today: the revenue by the classes then and by those of now."""

    _inherit = "customer.report"

    def _asked_then(self):
        return self._asked(self.date_then)

    def _bridge_sections(self):
        then, now = self._asked_then(), self._asked()
        return [
            *(
                Section(d._field_name(), d.name, [self._bridge_table(d, then, now)])
                for d in self._dimensions_asked()
            ),
            self._bridge_tie_out(then, now),
        ]

    def _bridge_labels(self):
        return {
            "booked": self.env._("As Booked"),
            "moved_in": self.env._("Moved In"),
            "moved_out": self.env._("Moved Out"),
            "as_today": self.env._("As Today"),
            "growth": self.env._("Growth Amount"),
            "new": self.env._("New"),
            "lost": self.env._("Lost"),
            "now": self.env._("Revenue Now"),
        }

    def _bridge_table(self, dimension, then, now):
        """From the revenue then by the classes then to that of now by those of now."""
        name = dimension._field_name()
        sums = bridge.revenue_bridge(self.env.cr, then, now, name)
        labels = self._bridge_labels()
        columns = [
            Column("class", dimension.name),
            *(Column(part, labels[part], "money", "sum", 1) for part in bridge.PARTS),
        ]
        in_order = self._in_order({(c,): row for c, row in sums.items()})
        rows = [
            Row(
                (self._category_name(c), *self._line(columns[1:], numbers)),
                self._class_link(dimension, [c]),
            )
            for (c,), numbers in in_order
        ]
        total = {
            part: sum(numbers[part] for numbers in sums.values())
            for part in bridge.PARTS
        }
        title = self.env._("As Booked and Now")
        return Table(
            name,
            dimension.name,
            columns,
            rows,
            total=(self.env._("Total"), *self._line(columns[1:], total)),
            charts=[Chart("bar", title, "class", ("booked", "now"))],
            note=self._bridge_note() if rows else self._nobody_note(rows),
        )

    def _bridge_note(self):
        return self.env._(
            "As Booked: revenue of the 12 months up to %(then)s by the class of that "
            "day. As Today: the same revenue by the class of %(now)s. New and Lost: "
            "the change with customers who bought only in the 12 months up to %(now)s, "
            "or only before; Growth Amount: with all others. As Booked + Moved In + "
            "Moved Out = As Today; As Today + Growth Amount + New + Lost = Revenue "
            "Now.",
            then=format_date(self.env, self.date_then),
            now=format_date(self.env, self.date),
        )

    def _bridge_tie_out(self, then, now):
        """Both ends of the bridge against the ledger."""
        tables = []
        for asked in (then, now):
            everybody = totals.by_category(self.env.cr, asked, [[]])[()]
            total = everybody.get((), self._nothing())
            table = self._tie_out_table(asked, total, ("revenue",))
            table.name = f"tie_out_{asked.as_of}"
            table.title = self.env._(
                "Revenue of the 12 Months up to %s",
                format_date(self.env, asked.as_of),
            )
            tables.append(table)
        title = self.env._("Compared with the Ledger")
        return Section("tie_out", title, tables, new_page=False)
