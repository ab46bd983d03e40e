from odoo import models
from odoo.tools.misc import format_date

from ..engine.report import bridge, totals
from .document import Chart, Column, Row, Section, Table


class CustomerReport(models.TransientModel):
    """Two days against each other: movement, and as booked and as today."""

    _inherit = "customer.report"

    def _asked_then(self):
        return self._asked(self.date_then)

    # ---- As booked and as today ----

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
        _ = self.env._
        return {
            "booked": _("As Booked"),
            "moved_in": _("Moved In"),
            "moved_out": _("Moved Out"),
            "as_today": _("As Today"),
            "growth": _("Growth"),
            "new": _("New"),
            "lost": _("Lost"),
            "now": _("Revenue Now"),
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
        return Table(
            name,
            dimension.name,
            columns,
            rows,
            total=(self.env._("Total"), *self._line(columns[1:], total)),
            charts=[
                Chart(
                    "bar",
                    self.env._("As Booked and Now"),
                    "class",
                    ("booked", "now"),
                )
            ],
            note=self._bridge_note(),
        )

    def _bridge_note(self):
        return self.env._(
            "As Booked: revenue of the 12 months up to %(then)s by the class of that "
            "day. As Today: the same revenue by the class of %(now)s. Growth: customers "
            "who bought in both periods. New and Lost: customers who bought only in the "
            "12 months up to %(now)s, or only before. As Booked + Moved In + Moved Out "
            "= As Today; As Today + Growth + New + Lost = Revenue Now.",
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
        return Section("tie_out", self.env._("Compared with the Ledger"), tables)

    # ---- Movement ----

    def _movement_sections(self):
        then, now = self._asked_then(), self._asked()
        return [
            Section(
                dimension._field_name(),
                dimension.name,
                self._movement_tables(dimension, then, now),
                note=self._movement_note(),
            )
            for dimension in self._dimensions_asked()
        ]

    def _movement_note(self):
        return self.env._(
            "Revenue before is that of the 12 months up to %(then)s, revenue after "
            "that up to %(now)s. New and Lost: without a class on the first or on the "
            "second day.",
            then=format_date(self.env, self.date_then),
            now=format_date(self.env, self.date),
        )

    def _movement_tables(self, dimension, then, now):
        pairs = bridge.movements(
            self.env.cr, then, now, dimension._field_name()
        )
        return [
            self._flow_table(dimension, pairs),
            self._pairs_table(dimension, pairs),
        ]

    def _flow_table(self, dimension, pairs):
        """For each class: who was in it, came, went, and is in it."""
        _ = self.env._
        columns = [
            Column("class", dimension.name),
            Column("before", _("Customers Before"), "count", "sum", 1),
            Column("new", _("New"), "count", "sum", 1),
            Column("came", _("Moved In"), "count", "sum", 1),
            Column("went", _("Moved Out"), "count", "sum", 1),
            Column("lost", _("Lost"), "count", "sum", 1),
            Column("after", _("Customers After"), "count", "sum", 1),
            Column("revenue_before", _("Revenue Before"), "money", "sum", 1),
            Column("revenue_after", _("Revenue After"), "money", "sum", 1),
        ]
        flows = self._flows(pairs)
        rows = [
            Row((self._category_name(c), *self._line(columns[1:], flow)))
            for (c,), flow in self._in_order({(c,): f for c, f in flows.items()})
        ]
        total = {
            column.name: sum(flow[column.name] for flow in flows.values())
            for column in columns[1:]
        }
        return Table(
            f"flow_{dimension.code}",
            _("Classes"),
            columns,
            rows,
            total=(_("Total"), *self._line(columns[1:], total)),
            charts=[
                Chart("bar", _("Customers"), "class", ("before", "after")),
            ],
            note="" if rows else _("Nobody has a class on either day."),
        )

    def _flows(self, pairs):
        """{category id: what came and went}; what went is negative."""
        names = (
            "before new came went lost after revenue_before revenue_after"
        ).split()
        classes = {p["class_then"] for p in pairs} | {p["class_now"] for p in pairs}
        flows = {c: dict.fromkeys(names, 0) for c in classes if c}
        for pair in pairs:
            old, new, count = pair["class_then"], pair["class_now"], pair["customers"]
            if old:
                flows[old]["before"] += count
                flows[old]["revenue_before"] += pair["then_revenue"]
            if new:
                flows[new]["after"] += count
                flows[new]["revenue_after"] += pair["now_revenue"]
            if old and new and old != new:
                flows[old]["went"] -= count
                flows[new]["came"] += count
            elif old and not new:
                flows[old]["lost"] -= count
            elif new and not old:
                flows[new]["new"] += count
        return flows

    def _pairs_table(self, dimension, pairs):
        """From which class to which."""
        _ = self.env._
        columns = [
            Column("from", _("From")),
            Column("to", _("To")),
            Column("kind", _("Movement")),
            Column("customers", _("Customers"), "count", "sum", 1),
            Column("revenue_before", _("Revenue Before"), "money", "sum", 1),
            Column("revenue_after", _("Revenue After"), "money", "sum", 1),
        ]
        sums = {
            (pair["class_then"], pair["class_now"]): {
                "customers": pair["customers"],
                "revenue_before": pair["then_revenue"],
                "revenue_after": pair["now_revenue"],
            }
            for pair in pairs
        }
        rows = [
            Row(
                (
                    self._category_name(old) if old else _("(none)"),
                    self._category_name(new) if new else _("(none)"),
                    self._movement_kind(old, new),
                    *self._line(columns[3:], numbers),
                )
            )
            for (old, new), numbers in self._in_order(sums)
        ]
        total = {
            column.name: sum(numbers[column.name] for numbers in sums.values())
            for column in columns[3:]
        }
        return Table(
            f"pairs_{dimension.code}",
            _("From and To"),
            columns,
            rows,
            total=(_("Total"), "", "", *self._line(columns[3:], total)),
        )

    def _movement_kind(self, old, new):
        if not old:
            return self.env._("New")
        if not new:
            return self.env._("Lost")
        return self.env._("Stayed") if old == new else self.env._("Moved")
