import itertools
from collections.abc import Iterable
from datetime import date
from typing import Any

from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...context import ON_PAPER
from ...engine.report import ReportScope, totals
from ..document import Column, Link, Row, Section, Table
from .columns import Columns

#: Paper and screen show so many customers; the workbook has them all.
PAPER_ROWS = 1000


class Lines(Columns):
    """What the reports share: names, order and links of lines, and the tie-out."""

    def nothing(self) -> dict[str, int]:
        """The sums of nobody."""
        return dict.fromkeys(("customers", "buyers", *self._added()), 0)

    def nobody_note(self, rows: list[Row]) -> str:
        """What an empty table says."""
        return "" if rows else self.env._("There are no customers.")

    def with_total(self, numbers: dict, total: dict) -> dict:
        """The numbers of a line with what its share is a share of."""
        return {**numbers, "total_revenue": total["revenue"]}

    def category_name(self, category_id: int | None) -> str:
        """A class as people read it, with the classes above it."""
        if not category_id:
            return self.env._("Unassigned")
        category = self.env["customer.classification.category"].sudo()
        return category.browse(category_id).complete_name

    def in_order(self, sums: dict[tuple, Any]) -> list[tuple[tuple, Any]]:
        """Lines in the order of their categories, those without one at the end.

        :param sums: {category ids, None for none: anything}
        """
        ids = {category_id for key in sums for category_id in key if category_id}
        places = self.category_places(ids)
        last = len(places)
        return sorted(
            sums.items(),
            key=lambda item: [places.get(category_id, last) for category_id in item[0]],
        )

    def category_places(self, ids: Iterable[int]) -> dict[int, int]:
        """{category id: place}: the tree from top to bottom, by sequence."""
        Category = self.env["customer.classification.category"].sudo()
        Category = Category.with_context(active_test=False)
        categories = Category.browse(ids)
        categories |= Category.search([("id", "parent_of", categories.ids)])
        # All at once: each line then asks for one of them.
        categories.mapped("complete_name")
        order = {c.id: (c.sequence, c.id) for c in categories}

        def path(category):
            ids = map(int, category.parent_path.rstrip("/").split("/"))
            return [order[i] for i in ids]

        return {c.id: place for place, c in enumerate(sorted(categories, key=path))}

    # ---- Where lines lead ----

    def customers_link(self, domain: Domain, day: date | None = None) -> Link:
        """To customers of the report, today's or those of a past day.

        :param day: the as-of date of the report without
        """
        report = self.report
        day = day or report.date
        company = report._books().root_id
        domain &= Domain("company_id", "=", company.id)
        chosen = report._filter_domain()
        if day == report._today():
            return Link("customer.profile", domain=list(domain & chosen))
        domain &= Domain("date", "=", day)
        if not chosen.is_true():
            domain &= Domain("profile_id", "any", chosen)
        return Link("customer.profile.snapshot", domain=list(domain))

    def customer_link(self, row: dict) -> Link:
        """To the customer of a line of :func:`~.totals.one_by_one`."""
        return Link("customer.profile", res_id=row["profile_id"])

    # ---- Long tables ----

    def cut_on_paper(self, table: Table, count: int) -> Table:
        """A long table on paper and screen: the first rows, and one for the others.

        :param count: how many rows there are
        """
        if count <= PAPER_ROWS or not self.env.context.get(ON_PAPER):
            return table
        table.rows = list(itertools.islice(table, PAPER_ROWS))
        others = self.env._("%s more, all in the workbook", count - PAPER_ROWS)
        table.rest = tuple(
            others if column.name == "customer" else table.rest_of(column)
            for column in table.columns
        )
        return table

    # ---- The ledger ----

    def tie_out_sections(
        self,
        scope: ReportScope,
        total: dict,
        names: Iterable[str] = ("revenue", "receivable"),
    ) -> list[Section]:
        """The totals of the report against those of the ledger.

        :param total: {name: sum} of the customers of the report
        :param names: which of them to compare
        """
        return [
            Section(
                "tie_out",
                self.env._("Compared with the Ledger"),
                [self.tie_out_table(scope, total, names)],
                note=self.env._(
                    "Revenue: the product lines of posted invoices and credit notes of "
                    "the period, but for accounts that are not revenue. Receivable: "
                    "the posted items on receivable accounts up to the as-of date, as "
                    "far as they are not matched with items of anybody else. Both of "
                    "the customers of this report."
                ),
                new_page=False,
            )
        ]

    def tie_out_table(
        self, scope: ReportScope, total: dict, names: Iterable[str]
    ) -> Table:
        """A row for each name: what it is, ledger, this report, difference.

        Where the ledger has more than what customers can have, it begins with that:

        ============================  =======  ===========  ==========
        Amount                         Ledger  This Report  Difference
        ============================  =======  ===========  ==========
        Revenue                        500.00       500.00        0.00
        Receivable Accounts           1000.00
        Matched with Other Customers  -300.00
        Receivable                     700.00       700.00        0.00
        ============================  =======  ===========  ==========
        """
        labels = self.measure_labels()
        booked = self.report._ledger(scope, self.report._ledger_partners())
        columns = [
            Column("what", self.env._("Amount")),
            Column("ledger", self.env._("Ledger"), "money", part=1),
            Column("report", self.env._("This Report"), "money", part=1),
            Column("difference", self.env._("Difference"), "money", part=1),
        ]
        rows = []
        for name in names:
            rows += self._ledger_rows(name, booked)
            amounts = booked[name], total[name], booked[name] - total[name]
            rows.append(Row((labels[name], *self._money(*amounts))))
        rows += self._nobody_rows(names, booked)
        title = self.env._("Compared with the Ledger")
        return Table("tie_out", title, columns, rows)

    def _ledger_rows(self, name, booked):
        """From what the accounts have to what customers can have, if that is less."""
        whole, parts = {
            "revenue": (
                self.env._("Lines of Documents, as in Invoice Analysis"),
                {"no_revenue": self.env._("On Accounts That Are Not Revenue")},
            ),
            "receivable": (
                self.env._("Receivable Accounts"),
                {
                    "matched_others": self.env._("Matched with Other Customers"),
                    "matched_nobody": self.env._("Matched with Entries of Nobody"),
                },
            ),
        }[name]
        less = {part: booked[part] for part in parts if booked[part]}
        if not less:
            return []
        return [
            self._ledger_row(whole, booked[name] + sum(less.values())),
            *(self._ledger_row(parts[part], -less[part]) for part in less),
        ]

    def _nobody_rows(self, names, booked):
        """What the ledger has and no customer, for those who may read the ledger."""
        if not (
            self.report._filter_domain().is_true()
            and self.env["account.move.line"].has_access("read")
        ):
            return []
        labels = {
            "revenue": self.env._("Revenue without a Customer, in No Report"),
            "receivable": self.env._("Receivable without a Customer, in No Report"),
        }
        return [
            self._ledger_row(labels[name], booked[f"nobody_{name}"])
            for name in names
            if booked[f"nobody_{name}"]
        ]

    def _ledger_row(self, label, amount):
        """A line that only the ledger has."""
        return Row((label, *self._money(amount), None, None))

    def _money(self, *amounts):
        return (self.rounded("money", amount) for amount in amounts)

    def tie_out_of_days(self, *scopes: ReportScope) -> Section:
        """The revenue of the twelve months up to each of some days, compared."""
        tables = []
        for scope in scopes:
            table = self.tie_out_table(scope, self.sums_of_all(scope), ("revenue",))
            table.name = f"tie_out_{scope.as_of}"
            table.title = self.env._(
                "Revenue of the 12 Months up to %s",
                format_date(self.env, scope.as_of),
            )
            tables.append(table)
        title = self.env._("Compared with the Ledger")
        return Section("tie_out", title, tables, new_page=False)

    def sums_of_all(self, scope: ReportScope) -> dict:
        """{name: sum} of all customers of the report; see `totals.by_category`."""
        everybody = totals.by_category(self.env.cr, scope, [[]])[()]
        return everybody.get((), self.nothing())
