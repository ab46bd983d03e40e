from odoo.models import BaseModel
from odoo.tools.misc import format_date

from ...engine.report import bridge
from ..document import Chart, Column, Row, Table
from .of_two_days import OfTwoDays

FLOW = "before joined came went left after new lost".split()
REVENUE = ("revenue_before", "revenue_after")


class Movement(OfTwoDays):
    """Movement: who came into a class and who left it between two days."""

    key = "movement"

    @classmethod
    def label(cls, env):
        return env._("Movement")

    def note(self):
        return self.env._(
            "Customers Before + Joined + Moved In + Moved Out + Left = Customers "
            "After. Joined and Left: who was no customer yet on %(then)s, or is none "
            "any more on %(now)s. New and Lost: who bought only in the 12 months up to "
            "%(now)s, or only in those up to %(then)s; by the class of %(now)s.",
            then=format_date(self.env, self.report.date_then),
            now=format_date(self.env, self.report.date),
        )

    def tables(self, dimension, then, now):
        pairs = bridge.movements(self.env.cr, then, now, dimension._field_name())
        return [self._flow_table(dimension, pairs), self._pairs_table(dimension, pairs)]

    def _labels(self):
        return {
            "before": self.env._("Customers Before"),
            "joined": self.env._("Joined"),
            "came": self.env._("Moved In"),
            "went": self.env._("Moved Out"),
            "left": self.env._("Left"),
            "after": self.env._("Customers After"),
            "new": self.env._("New"),
            "lost": self.env._("Lost"),
            "customers": self.env._("Customers"),
            "revenue_before": self.env._("Revenue Before"),
            "revenue_after": self.env._("Revenue After"),
        }

    def _columns(self, names):
        labels = self._labels()
        return [
            Column(
                name, labels[name], "money" if name in REVENUE else "count", "sum", 1
            )
            for name in names
        ]

    def _flow_table(self, dimension: BaseModel, pairs: list[dict]) -> Table:
        """For each class: who was in it, came, went, and is in it.

        =====  ======  ======  ==  ===  ====  =====  ===  ====  =======  =======
        class  before  joined  in  out  left  after  new  lost  revenue  revenue
        =====  ======  ======  ==  ===  ====  =====  ===  ====  =======  =======
        Big         4       1   2   -2    -1      4    1     0     5700     5500
        =====  ======  ======  ==  ===  ====  =====  ===  ====  =======  =======

        :param pairs: see :func:`~.bridge.movements`
        """
        columns = [Column("class", dimension.name), *self._columns([*FLOW, *REVENUE])]
        flows = self._flows(pairs)
        rows = [
            Row((self.category_name(c), *self.line(columns[1:], flow)))
            for (c,), flow in self.in_order({(c,): f for c, f in flows.items()})
        ]
        title = self.env._("Customers")
        chart = Chart("bar", title, "class", ("before", "after"))
        return Table(
            f"flow_{dimension.code}",
            dimension.name,
            columns,
            rows,
            total=self._sums(columns, flows.values()),
            charts=[chart] if rows else [],
            note=self.nobody_note(rows),
        )

    def _sums(self, columns, lines):
        """The last line: the sums of the columns that have one."""
        return self.total_line(
            columns,
            {
                column.name: sum(line[column.name] for line in lines)
                for column in columns
                if column.total
            },
        )

    def _flows(self, pairs):
        """{category id or None: who came and went}; who went is negative."""
        flows = {}

        def flow(category_id):
            return flows.setdefault(category_id, dict.fromkeys([*FLOW, *REVENUE], 0))

        for pair in pairs:
            count, old, new = pair["customers"], pair["class_then"], pair["class_now"]
            if pair["was_there"]:
                flow(old)["before"] += count
                flow(old)["revenue_before"] += pair["then_revenue"]
            if pair["is_there"]:
                flow(new)["after"] += count
                flow(new)["revenue_after"] += pair["now_revenue"]
            flow(new)["new"] += pair["new"]
            flow(new)["lost"] += pair["lost"]
            if not pair["was_there"]:
                flow(new)["joined"] += count
            elif not pair["is_there"]:
                flow(old)["left"] -= count
            elif old != new:
                flow(old)["went"] -= count
                flow(new)["came"] += count
        return flows

    def _pairs_table(self, dimension, pairs):
        """From which class to which."""
        columns = [
            Column("from", self.env._("From")),
            Column("to", self.env._("To")),
            Column("kind", self.env._("Movement")),
            *self._columns(["customers", *REVENUE]),
        ]
        lines = {
            (
                pair["class_then"],
                pair["class_now"],
                pair["was_there"],
                pair["is_there"],
            ): {
                "customers": pair["customers"],
                "revenue_before": pair["then_revenue"],
                "revenue_after": pair["now_revenue"],
            }
            for pair in pairs
        }
        places = self.category_places(
            {c for old, new, *_there in lines for c in (old, new) if c}
        )
        order = sorted(
            lines, key=lambda key: [places.get(c, len(places)) for c in key[:2]]
        )
        return Table(
            f"pairs_{dimension.code}",
            self.env._("From and To"),
            columns,
            [self._pair_row(columns[3:], key, lines[key]) for key in order],
            total=self._sums(columns, lines.values()),
        )

    def _pair_row(self, columns, key, numbers):
        old, new, was_there, is_there = key
        return Row(
            (
                self.category_name(old) if was_there else "",
                self.category_name(new) if is_there else "",
                self._what_happened(*key),
                *self.line(columns, numbers),
            )
        )

    def _what_happened(self, old, new, was_there, is_there):
        if not was_there:
            return self.env._("Joined")
        if not is_there:
            return self.env._("Left")
        return self.env._("Stayed") if old == new else self.env._("Moved")
