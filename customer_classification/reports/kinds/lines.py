import itertools

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ...context import ON_PAPER
from ..document import Column, Link, Row, Section, Table

#: Paper and screen show so many customers; the workbook has them all.
PAPER_ROWS = 1000


class CustomerReport(models.TransientModel):
    """What the reports share: names, order and links of lines, and the tie-out."""

    _inherit = "customer.report"

    def _dimensions_asked(self):
        """The dimensions of the report which the company uses and the user may see."""
        return self._get_dimensions() & self.dimension_ids

    def _nothing(self):
        """The sums of nobody."""
        return dict.fromkeys(("customers", "buyers", *self._added()), 0)

    def _nobody_note(self, rows):
        """What an empty table says."""
        return "" if rows else self.env._("There are no customers.")

    def _with_total(self, numbers, total):
        """The numbers of a line with what its share is a share of."""
        return {**numbers, "total_revenue": total["revenue"]}

    def _category_name(self, category_id):
        """A class as people read it, with the classes above it."""
        if not category_id:
            return self.env._("Unassigned")
        category = self.env["customer.classification.category"].sudo()
        return category.browse(category_id).complete_name

    def _in_order(self, sums):
        """Lines in the order of their categories, those without one at the end."""
        ids = {category_id for key in sums for category_id in key if category_id}
        places = self._category_places(ids)
        last = len(places)
        return sorted(
            sums.items(),
            key=lambda item: [places.get(category_id, last) for category_id in item[0]],
        )

    def _category_places(self, ids):
        """{category id: place}: the tree from top to bottom, by sequence."""
        Category = self.env["customer.classification.category"].sudo()
        Category = Category.with_context(active_test=False)
        categories = Category.browse(ids)
        categories |= Category.search([("id", "parent_of", categories.ids)])
        order = {c.id: (c.sequence, c.id) for c in categories}

        def path(category):
            ids = map(int, category.parent_path.rstrip("/").split("/"))
            return [order[i] for i in ids]

        return {c.id: place for place, c in enumerate(sorted(categories, key=path))}

    def _class_link(self, dimension, ids):
        """To the customers of a class, with the numbers of the day."""
        names = self._group(dimension._field_name())
        domain = Domain.AND(
            [
                Domain(name, "=", category_id or False)
                for name, category_id in zip(names, ids, strict=True)
            ]
        )
        return self._customers_link(domain)

    def _customers_link(self, domain, day=None):
        """To customers of the report, today's or those of a past day.

        :param day: the as-of date of the report without
        """
        day = day or self.date
        company = self.company_id.sudo().root_id
        domain &= Domain("company_id", "=", company.id)
        chosen = self._filter_domain()
        if day == self._today():
            return Link("customer.profile", domain=list(domain & chosen))
        domain &= Domain("date", "=", day)
        if not chosen.is_true():
            domain &= Domain("profile_id", "any", chosen)
        return Link("customer.profile.snapshot", domain=list(domain))

    def _customer_link(self, row):
        return Link("customer.profile", res_id=row["profile_id"])

    def _cut_on_paper(self, table, count):
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

    def _tie_out_sections(self, asked, total, names=("revenue", "receivable")):
        """The totals of the report against those of the ledger."""
        return [
            Section(
                "tie_out",
                self.env._("Compared with the Ledger"),
                [self._tie_out_table(asked, total, names)],
                note=self.env._(
                    "Revenue: the product lines of posted invoices and credit notes of "
                    "the period. Receivable: the posted items on receivable accounts "
                    "up to the as-of date. Both of the customers of this report."
                ),
                new_page=False,
            )
        ]

    def _tie_out_table(self, asked, total, names):
        labels = self._measure_labels()
        booked = self._ledger(asked, self._ledger_partners())
        columns = [
            Column("what", self.env._("Amount")),
            Column("ledger", self.env._("Ledger"), "money", part=1),
            Column("report", self.env._("This Report"), "money", part=1),
            Column("difference", self.env._("Difference"), "money", part=1),
        ]
        rows = [
            Row(
                (
                    labels[name],
                    self._rounded("money", booked[name]),
                    self._rounded("money", total[name]),
                    self._rounded("money", booked[name] - total[name]),
                )
            )
            for name in names
        ]
        return Table(
            "tie_out",
            self.env._("Compared with the Ledger"),
            columns,
            rows,
            note=self._no_customer_note(booked),
        )

    def _ledger_partners(self):
        """SELECT of the contacts whose items in the ledger are of the report."""
        condition = SQL("commercial_partner_id IN %s", self._visible_partners())
        domain = self._filter_domain()
        if not domain.is_true():
            Profile = self.env["customer.profile"].with_context(active_test=False)
            asked = Profile._search(domain).subselect("partner_id")
            condition = SQL("%s AND commercial_partner_id IN %s", condition, asked)
        return SQL("(SELECT id FROM res_partner WHERE %s)", condition)

    def _no_customer_note(self, booked):
        """What the ledger has and no customer, for those who may read the ledger."""
        whole = self._filter_domain().is_true()
        if not (
            booked["no_customer"]
            and whole
            and self.env["account.move.line"].has_access("read")
        ):
            return ""
        return self.env._(
            "Receivable items without a customer, which no report has: %s",
            formatLang(
                self.env,
                booked["no_customer"],
                currency_obj=self.company_id.sudo().currency_id,
            ),
        )
