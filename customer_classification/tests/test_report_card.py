"""The customer card: numbers by hand, and who sees which part of it."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..fields import metrics
from ..reports.document import Column, Row, Table
from ..reports.kinds import Card, CardPart
from ..reports.kinds.card_numbers import Numbers
from .common_reports import ReportCommon

GROUP_USER = "customer_classification.group_user"
HOSTILE = '=HYPERLINK("x")\t<script>alert(1)</script> @SUM 🦊 ' + "x" * 10000


class CardCommon(ReportCommon):
    """Alpha owes and was better once; Beta has many open items; Gamma pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alpha = cls.customer(
            "Alpha",
            ref="A-1",
            vat="US123",
            street="Long Road 1",
            zip="12345",
            city="Springfield",
            phone="+1 555 0100",
            email="alpha@example.com",
            category_id=[Command.create({"name": "Fair Guest"})],
        )
        cls.contact = cls.customer("Ann", is_company=False, parent_id=cls.alpha.id)
        cls.alpha.with_company(cls.company_a).credit_limit = 1000
        move = cls.invoice(cls.alpha, "2022-12-10", 2000, due="2023-01-31")
        cls.pay(cls.alpha, "2023-01-10", 2000, move)
        cls.open_move = cls.invoice(cls.alpha, "2024-01-10", 500, due="2024-05-15")
        cls.gamma = cls.customer("Gamma")
        move = cls.invoice(cls.gamma, "2024-03-10", 1200, due="2024-04-10")
        cls.pay(cls.gamma, "2024-03-20", 1200, move)

    def card(self, *partners, user=None, company=None):
        """The sections of the cards of these customers by title."""
        Report = self.books("customer.report", company)
        if user:
            Report = self.env["customer.report"].with_user(user)
        [document] = Report._get_card_documents(
            self.env["res.partner"].union(*partners).with_env(Report.env)
        )
        return {section.title: section for section in document.sections}

    def part(self, section, name):
        return next(table for table in section.tables if table.name == name)

    def names(self, section):
        return [table.name for table in section.tables]

    def user(self, login, groups=GROUP_USER, *companies):
        companies = self.env["res.company"].union(*companies or (self.company_a,))
        return new_test_user(
            self.env,
            login=f"card_{login}",
            groups=groups,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )


@tagged("post_install", "-at_install")
class TestCard(CardCommon):
    def test_items_of_many(self):
        """What the numbers are made of: one look at rights and scope for all cards."""
        report = self.report("card", partner_ids=[Command.set(self.alpha.ids)])
        partners = [self.customer(f"Delta {number}") for number in range(4)]
        for partner in partners:
            self.invoice(partner, "2024-03-10", 100)
        self.refresh(self.company_a)
        some = self.env["customer.profile"].union(
            *map(self.profile, [self.alpha, self.gamma, *partners])
        )
        self.assertEqual(len(some), 6)
        some = some.with_env(report.env)
        self.queries(report, some)  # what the registry keeps
        self.assertEqual(self.queries(report, some), self.queries(report, some[:2]))
        numbers = Numbers(Card(report), some)
        items = numbers.items[some[0].id]["revenue_12m"]
        self.assertEqual(items, some[0]._metric_items()["revenue_12m"])

    def queries(self, report, profiles):
        """How many it takes to prepare the numbers of some customers."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        Numbers(Card(report), profiles)
        return self.env.cr.sql_log_count - before

    def test_facts(self):
        section = self.card(self.alpha)["Alpha"]
        facts = dict(section.facts)
        self.assertEqual(facts["Reference"], "A-1")
        self.assertEqual(facts["Tax ID"], "US123")
        self.assertEqual(facts["Address"], "Long Road 1, Springfield 12345")
        self.assertEqual(facts["Phone"], "+1 555 0100")
        self.assertEqual(facts["Email"], "alpha@example.com")
        self.assertEqual(facts["Tags"], "Fair Guest")
        self.assertEqual(facts["Credit Limit"], "$\xa01,000.00")
        self.assertNotIn("Salesperson", facts)

    def test_numbers(self):
        """500 in this year after 2000 in the one before, due 46 days ago."""
        table = self.part(self.card(self.alpha)["Alpha"], "metrics")
        lines = self.cells(table)
        now = {name: line["value"] for name, line in lines.items()}
        for field in metrics(self.env["customer.profile"]).values():
            if field._module != "customer_classification":
                now.pop(field.string, None)
        score = round(self.profile(self.alpha).credit_score, 2)
        self.assertEqual(now.pop("Credit Score"), score)
        self.assertEqual(
            now,
            {
                "Revenue 12 Months": Decimal(500),
                "Growth": -0.75,
                "Invoices 12 Months": 1,
                "Average Invoice": Decimal(500),
                "Last Invoice": date(2024, 1, 10),
                "Margin 12 Months": Decimal(500),
                "Margin Rate": 1.0,
                "Credit Note Rate": 0.0,
                "Receivable": Decimal(500),
                "Overdue": Decimal(500),
                "DSO": 365.0,
                "Days to Pay": None,
                # 21 days early, 537 days ago: 0.361; 46 late, as long ago: 0.916.
                "Payment Record (Days)": 27.1,
                "Late Rate": 1.0,
                "Credit Limit Used": 0.5,
            },
        )
        self.assertEqual(lines["Revenue 12 Months"]["before"], 2000)
        self.assertIsNone(lines["Receivable"]["before"])
        self.assertIsNone(lines["Receivable"]["trend"])
        self.assertIn("06/30/2023", table.note)
        aging = self.part(self.card(self.alpha)["Alpha"], "aging")
        [row] = aging
        self.assertCells(
            self.named(aging, row.values),
            {"overdue_31_60": 500, "not_due": 0, "overdue": 500, "receivable": 500},
        )

    def test_trend(self):
        """24 month ends, of which three are kept; the year before is one of them."""
        for day in (date(2023, 6, 30), date(2024, 4, 30), date(2024, 5, 31)):
            self.env["customer.profile.snapshot"]._take(self.company_a, day)
        lines = self.cells(self.part(self.card(self.alpha)["Alpha"], "metrics"))
        # June 2022 to May 2024; June 2023 is the 13th.
        gaps = (None,) * 9
        self.assertEqual(
            lines["Revenue 12 Months"]["trend"],
            ((None,) * 12 + (2000,) + gaps + (500, 500)),
        )
        self.assertEqual(
            lines["Overdue"]["trend"], ((None,) * 12 + (0,) + gaps + (0, 500))
        )
        self.assertIsNone(lines["Last Invoice"]["trend"])
        self.assertEqual(lines["Receivable"]["before"], 0)
        self.assertEqual(lines["Invoices 12 Months"]["before"], 1)
        self.assertEqual(lines["Days to Pay"]["before"], 31.0)

    def test_open_items(self):
        """Fourteen invoices: the twelve oldest, a line for two, and all of it."""
        beta = self.customer("Beta")
        for day in range(1, 15):
            self.invoice(beta, f"2024-06-{day:02}", 10 * day, due=f"2024-07-{day:02}")
        late = self.invoice(beta, "2024-06-15", 7, due="2024-06-20")
        self.pay(beta, "2024-06-25", 2, late)
        table = self.part(self.card(beta)["Beta"], "open_items")
        rows = [row.values for row in table]
        self.assertEqual(
            rows[0], (late.name, date(2024, 6, 15), date(2024, 6, 20), 10, Decimal(5))
        )
        self.assertEqual(
            [row[4] for row in rows[1:]], [10 * day for day in range(1, 12)]
        )
        self.assertEqual({row[3] for row in rows[1:]}, {None})
        # 5 + 10 + ... + 140 = 1055; 120, 130 and 140 are not listed.
        self.assertEqual(table.rest, ("3 more", None, None, None, Decimal(390)))
        self.assertEqual(table.total[4], Decimal(1055))
        self.assertEqual(table.note, "")
        self.assertEqual([*table][0].link.res_id, late.id)

    def test_nothing_open(self):
        table = self.part(self.card(self.gamma)["Gamma"], "open_items")
        self.assertEqual(
            (list(table), table.rest, table.total[4], table.note),
            ([], None, 0, "Nothing is open."),
        )

    def test_paid_after_today(self):
        """A payment dated tomorrow: what it pays is open today."""
        self.pay(self.alpha, "2024-07-01", 500, self.open_move)
        table = self.part(self.card(self.alpha)["Alpha"], "open_items")
        self.assertEqual([row.values[4] for row in table], [Decimal(500)])
        self.assertEqual(table.total[4], 500)

    def test_classes(self):
        section = self.card(self.alpha)["Alpha"]
        lines = self.cells(self.part(section, "classes"))
        self.assertEqual(lines["Size_Class"]["class"], "Small")
        self.assertEqual(lines["Size_Class"]["since"], date(2024, 6, 30))
        self.assertIn("500.00", lines["Size_Class"]["why"])
        self.assertEqual(lines["Owing_Class"]["class"], "Owes")
        self.assertIn("Source", self.part(section, "classes").note)
        movements = self.part(section, "movements")
        self.assertFalse(list(movements))
        self.assertEqual(movements.note, "No class has changed yet.")

    def test_movements(self):
        """Small, big, nothing, small: the first is no change."""
        self.card(self.alpha)
        profile = self.profile(self.alpha)
        big, small = self.size.category_ids
        History = self.env["customer.classification.history"]
        domain = [("profile_id", "=", profile.id), ("dimension_id", "=", self.size.id)]
        held = History.search(domain)
        for category, first, end in (
            (small, "2024-01-01", "2024-02-01"),
            (big, "2024-02-01", "2024-03-01"),
        ):
            held.copy({"category_id": category.id, "date_from": first, "date_to": end})
        held.date_from = "2024-04-01"
        table = self.part(self.card(self.alpha)["Alpha"], "movements")
        self.assertEqual(
            [row.values[:4] for row in table],
            [
                (date(2024, 4, 1), "Size_Class", "Unassigned", "Small"),
                (date(2024, 3, 1), "Size_Class", "Big", "Unassigned"),
                (date(2024, 2, 1), "Size_Class", "Small", "Big"),
            ],
        )
        self.assertIn("500.00", [*table][0].values[4])

    def test_who_is_on_it(self):
        """A contact stands for its company, each company once, in order."""
        cards = self.card(self.contact, self.gamma, self.alpha)
        self.assertEqual(sorted(cards), ["Alpha", "Gamma"])
        [document] = self.books("customer.report")._get_card_documents(self.contact)
        self.assertEqual(document.title, "Customer Card")
        self.assertEqual([s.title for s in document.sections], ["Alpha"])
        self.assertEqual(dict(document.facts)["As of"], "06/30/2024")

    def test_archived(self):
        """A customer who is archived still owes."""
        self.alpha.active = False
        section = self.card(self.alpha)["Alpha"]
        self.assertEqual(self.part(section, "open_items").total[4], 500)

    def test_no_profile(self):
        stranger = self.customer("Stranger")
        section = self.card(stranger)["Stranger"]
        self.assertFalse(section.tables)
        self.assertIn("Company A", section.note)

    def test_nobody_chosen(self):
        with self.assertRaisesRegex(ValidationError, "at least one customer"):
            self.report("card")

    def test_is_of_today(self):
        """Whatever was asked for, and with what was posted a moment ago."""
        report = self.report(
            "card",
            partner_ids=[Command.set(self.alpha.ids)],
            date=date(2023, 6, 30),
        )
        self.refresh(self.company_a)
        self.invoice(self.alpha, "2024-06-29", 40)
        document = report._get_document()
        self.assertEqual(dict(document.facts)["As of"], "06/30/2024")
        lines = self.cells(self.table(document, "metrics"))
        self.assertEqual(lines["Revenue 12 Months"]["value"], 540)

    def test_hostile_names(self):
        """Names are text like any other; nothing is taken out or interpreted."""
        partner = self.customer(HOSTILE, ref="@SUM(A1)", street="<b>x</b>")
        self.invoice(partner, "2024-06-01", 10, name="=1+1/1")
        [section] = self.card(partner).values()
        self.assertEqual(section.title, partner.display_name)
        self.assertIn("<script>", section.title)
        facts = dict(section.facts)
        self.assertEqual(
            (facts["Reference"], facts["Address"]), ("@SUM(A1)", "<b>x</b>")
        )
        [row] = self.part(section, "open_items")
        self.assertEqual(row.values[0], "=1+1/1")

    def test_extension(self):
        """A module adds a table, and reads for all customers what it shows."""
        Report = type(self.env["customer.report"])
        parts = Report._get_card_parts

        class Visits(CardPart):
            def prepare(self, profiles):
                self.visits = dict.fromkeys(profiles.ids, 3)

            def tables(self, profile):
                row = Row((self.visits[profile.id],))
                column = Column("visits", "Visits", "count")
                return [Table("visits", "Visits", [column], [row])]

        def more_parts(report):
            return [*parts(report), Visits]

        with patch.object(Report, "_get_card_parts", more_parts):
            section = self.card(self.alpha)["Alpha"]
        self.assertEqual(
            self.names(section),
            ["classes", "metrics", "open_items", "aging", "movements", "visits"],
        )
        self.assertEqual([row.values for row in section.tables[-1]], [(3,)])

    def test_one_query_for_all(self):
        """Trends and open items are read once, however many customers there are."""
        partners = [self.customer(f"Customer {number}") for number in range(6)]
        for partner in partners:
            self.invoice(partner, "2024-06-01", 10)
        self.card(*partners)
        for some in (partners[:1], partners):
            with self.recorded() as statements:
                self.card(*some)
            for text in ("FROM customer_profile_snapshot", "WINDOW customer"):
                self.assertEqual(sum(text in s for s in statements), 1)


@tagged("post_install", "-at_install")
class TestCardRights(CardCommon):
    """Each user gets what they may see of it, and hears what is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.profile"]._refresh(cls.company_a + cls.company_b)
        cls.own = cls.env["res.groups"].create({"name": "Own customers"})
        cls.env["ir.rule"].create(
            {
                "name": "Own customers",
                "model_id": cls.env["ir.model"]._get("res.partner").id,
                "groups": [Command.link(cls.own.id)],
                "domain_force": "[('user_id', '=', user.id)]",
            }
        )

    def test_own_customers(self):
        seller = self.user("seller")
        seller.group_ids += self.own
        self.alpha.user_id = seller
        section = self.card(self.alpha, user=seller)["Alpha"]
        self.assertEqual(dict(section.facts)["Salesperson"], seller.name)
        with self.assertRaises(AccessError):
            self.card(self.gamma, user=seller)
        with self.assertRaises(AccessError):
            self.card(self.alpha, self.gamma, user=seller)
        # In a report of one's own, with the id of another's customer.
        report = self.env["customer.report"].with_user(seller)
        vals = {"report": "card", "partner_ids": [Command.set(self.alpha.ids)]}
        report = report.create(vals)
        report.sudo().partner_ids += self.gamma
        self.env.invalidate_all()
        self.assertEqual([s.title for s in report._get_document().sections], ["Alpha"])

    def test_contact_of_a_hidden_company(self):
        seller = self.user("seller")
        seller.group_ids += self.own
        self.contact.user_id = seller
        with self.assertRaises(AccessError):
            self.card(self.contact, user=seller)

    def test_without_accounting(self):
        """No items and no credit limit, but what is owed by age."""
        section = self.card(self.alpha, user=self.user("plain"))["Alpha"]
        self.assertEqual(
            self.names(section), ["classes", "metrics", "aging", "movements"]
        )
        self.assertNotIn("Credit Limit", dict(section.facts))
        self.assertIn("journal items", self.part(section, "aging").note)
        self.assertFalse(
            [row.link for row in self.part(section, "metrics") if row.link]
        )

    def test_links(self):
        """Who may read them gets to the items of a number."""
        table = self.part(self.card(self.alpha)["Alpha"], "metrics")
        links = {row.values[0]: row.link for row in table}
        link = links["Receivable"]
        found = self.books(link.model).search(link.domain)
        self.assertEqual(found.move_id, self.open_move)
        self.assertIsNone(links["Credit Score"])

    def test_items_of_another_branch(self):
        """What a user of the branch may not read is a line without a name."""
        self.invoice(self.alpha, "2024-06-01", 50, company=self.branch)
        user = self.user("branch", "account.group_account_invoice", self.branch)
        table = self.part(self.card(self.alpha, user=user)["Alpha"], "open_items")
        self.assertEqual([row.values[4] for row in table], [50, 500])
        self.assertEqual([*table][1].values[0], "Other items")
        self.assertIsNone([*table][1].link)
        self.assertEqual(table.total[4], 550)
        self.assertIn("may not see", table.note)

    def test_another_company(self):
        """A user of company B sees what Alpha is there, where it bought nothing."""
        user = self.user("b", "account.group_account_invoice", self.company_b)
        section = self.card(self.alpha, user=user)["Alpha"]
        lines = self.cells(self.part(section, "metrics"))
        self.assertEqual(lines["Revenue 12 Months"]["value"], 0)
        self.assertEqual(lines["Receivable"]["value"], 0)
        self.assertFalse(list(self.part(section, "open_items")))
        self.assertNotIn("Credit Limit", dict(section.facts))
        report = (
            self.env["customer.report"]
            .with_user(user)
            .create(
                {
                    "report": "card",
                    "company_id": self.company_b.id,
                    "partner_ids": [Command.set(self.alpha.ids)],
                }
            )
        )
        report.sudo().company_id = self.company_a
        with self.assertRaises(AccessError):
            report._get_document()

    def test_portal_and_others(self):
        for login, groups in (
            ("portal", "base.group_portal"),
            ("employee", "base.group_user"),
        ):
            with self.subTest(login), self.assertRaises(AccessError):
                self.card(self.gamma, user=self.user(login, groups))

    def test_card_of_somebody_else(self):
        report = self.report("card", partner_ids=[Command.set(self.alpha.ids)])
        with self.assertRaises(AccessError):
            report.with_user(self.user("other"))._get_document()
