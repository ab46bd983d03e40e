from odoo.tools.misc import format_date

from ...engine.report import bridge
from ..document import Chart, Column, Row, Table
from .of_two_days import OfTwoDays


class Bridge(OfTwoDays):
    """As booked and as today: the revenue by the classes then and by those of now."""

    key = "bridge"

    @classmethod
    def label(cls, env):
        return env._("As Booked and As Today")

    def tables(self, dimension, then, now):
        return [self._table(dimension, then, now)]

    def _labels(self):
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

    def _table(self, dimension, then, now):
        """From the revenue then by the classes then to that of now by those of now."""
        name = dimension._field_name()
        sums = bridge.revenue_bridge(self.env.cr, then, now, name)
        labels = self._labels()
        columns = [
            Column("class", dimension.name),
            *(Column(part, labels[part], "money", "sum", 1) for part in bridge.PARTS),
        ]
        in_order = self.in_order({(c,): row for c, row in sums.items()})
        rows = [
            Row(
                (self.category_name(c), *self.line(columns[1:], numbers)),
                self.class_link(dimension, [c]),
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
            total=self.total_line(columns, total),
            charts=[Chart("bar", title, "class", ("booked", "now"))],
            note=self._note() if rows else self.nobody_note(rows),
        )

    def _note(self):
        return self.env._(
            "As Booked: revenue of the 12 months up to %(then)s by the class of that "
            "day. As Today: the same revenue by the class of %(now)s. New and Lost: "
            "the change with customers who bought only in the 12 months up to %(now)s, "
            "or only before; Growth Amount: with all others. As Booked + Moved In + "
            "Moved Out = As Today; As Today + Growth Amount + New + Lost = Revenue "
            "Now.",
            then=format_date(self.env, self.report.date_then),
            now=format_date(self.env, self.report.date),
        )
