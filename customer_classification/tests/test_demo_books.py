from datetime import date

from odoo.tests import TransactionCase, tagged

from ..demo.behaviours import BEHAVIOURS
from ..demo.customers import BASKETS, CUSTOMERS, TAGS
from ..demo.entries import due_dates
from ..demo.masters import company_today
from ..demo.plan import make_plan
from ..demo.posting import MOVE_TYPES
from ..demo.products import CATEGORIES, PRODUCTS
from .past_days import PastDays

NAMESPACE = "__demo_books_in_a_test__"


@tagged("post_install", "-at_install")
class TestDemoPlan(TransactionCase):
    """The plan is plain data: nothing is written here."""

    def test_same_day_same_plan(self):
        day = date(2026, 3, 31)
        self.assertEqual(make_plan(day), make_plan(day))
        self.assertNotEqual(make_plan(day), make_plan(date(2026, 4, 1)))

    def test_24_months_and_no_day_more(self):
        for day in (date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1)):
            with self.subTest(day=day):
                plan = make_plan(day)
                days = [
                    item.date
                    for items in plan
                    for item in items
                    if items is not plan.rates
                ]
                self.assertLessEqual(max(days), day)
                self.assertGreater((day - min(days)).days, 690)
                self.assertLess((day - min(days)).days, 732)
                self.assertEqual(max(rate.date for rate in plan.rates), day)

    def test_tables_fit_together(self):
        products = {item.key for item in PRODUCTS}
        self.assertEqual({item.category for item in PRODUCTS}, set(CATEGORIES))
        self.assertEqual(len({item.key for item in CUSTOMERS}), len(CUSTOMERS))
        for basket in BASKETS.values():
            self.assertLessEqual(set(basket), products)
        for customer in CUSTOMERS:
            with self.subTest(customer=customer.key):
                self.assertIn(customer.behaviour, BEHAVIOURS)
                self.assertIn(customer.basket, BASKETS)
                self.assertLessEqual(set(customer.tags), set(TAGS))

    def test_due_dates(self):
        day = date(2026, 1, 30)
        for term, expected in (
            ("now", [date(2026, 1, 30)]),
            ("45", [date(2026, 3, 16)]),
            ("eofm", [date(2026, 2, 28)]),
            ("half", [date(2026, 3, 1), date(2026, 3, 31)]),
        ):
            with self.subTest(term=term):
                self.assertEqual(due_dates(term, day), expected)

    def test_a_payment_settles_documents_of_its_customer(self):
        plan = make_plan(date(2026, 6, 15))
        documents = {item.key: item for item in plan.documents}
        self.assertEqual(len(documents), len(plan.documents))
        for payment in plan.payments:
            for key in payment.documents:
                document = documents[key]
                self.assertEqual(document.customer, payment.customer)
                self.assertEqual(document.company, payment.company)
                self.assertLessEqual(document.date, payment.date)

    def test_scale_keeps_everybody(self):
        day = date(2026, 6, 15)
        whole, part = make_plan(day), make_plan(day, scale=0.1)
        self.assertLess(len(part.documents), len(whole.documents) / 4)
        self.assertEqual(
            {(item.company, item.customer) for item in part.documents},
            {(item.company, item.customer) for item in whole.documents},
        )


@tagged("post_install", "-at_install")
class TestDemoBooks(TransactionCase):
    """A small run in two companies of its own, whatever the database holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chart = cls.env["account.chart.template"]
        companies = cls.env["res.company"]
        for name, currency in (("Test trading", "USD"), ("Test Shanghai", "CNY")):
            currency = cls.env.ref(f"base.{currency}")
            company = companies.create({"name": name, "currency_id": currency.id})
            chart.try_loading("generic_coa", company, install_demo=False)
            company.currency_id = currency  # the chart has put in US dollars
            companies |= company
        cls.demo = cls.env["customer.classification.demo"]
        cls.companies = cls.demo._load_demo_books(0.1, companies, NAMESPACE)
        cls.moves = cls.env["account.move"].search(
            [("company_id", "in", companies.ids)]
        )
        cls.receivables = cls.moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        cls.today = min(map(company_today, cls.companies))

    def test_books_are_posted_in_both_companies(self):
        self.assertEqual(set(self.moves.mapped("state")), {"posted"})
        books = self.moves.grouped("company_id")
        self.assertEqual(set(books), set(self.companies))
        for moves in books.values():
            kinds = set(moves.mapped("move_type"))
            self.assertGreaterEqual(kinds, {"out_invoice", "entry"})
            self.assertEqual(
                set(moves.origin_payment_id.journal_id.mapped("type")),
                {"bank", "cash", "credit"},
            )
            currencies = moves.currency_id
            self.assertEqual(len(currencies), 2)
            self.assertIn(moves.company_id.currency_id, currencies)
        own = self.companies.mapped("currency_id.name")
        self.assertEqual(own, ["USD", "CNY"])
        kinds = set(self.moves.mapped("move_type"))
        self.assertGreaterEqual(kinds, {"out_receipt", "out_refund"})

    def test_documents_match_the_plan(self):
        plan = make_plan(self.today, 0.1)
        posted = self.moves.grouped("move_type")
        for kind, move_type in MOVE_TYPES.items():
            planned = [item for item in plan.documents if item.kind == kind]
            self.assertEqual(len(posted[move_type]), len(planned), kind)

    def test_nothing_lies_in_the_future(self):
        self.assertLessEqual(max(self.moves.mapped("date")), self.today)

    def test_every_receivable_item_has_a_customer_of_the_books(self):
        self.assertTrue(self.receivables)
        known = self.env["ir.model.data"].search(
            [
                ("module", "=", NAMESPACE),
                ("model", "=", "res.partner"),
                ("name", "=like", "customer_%"),
            ]
        )
        self.assertEqual(len(known), len(CUSTOMERS))
        # A payment made by a contact person keeps that person on its journal items.
        customers = self.receivables.partner_id.commercial_partner_id
        self.assertLessEqual(set(customers.ids), set(known.mapped("res_id")))
        self.assertTrue(all(line.partner_id for line in self.receivables))

    def test_paid_and_open_documents(self):
        states = set(self.moves.filtered("invoice_date").mapped("payment_state"))
        self.assertGreaterEqual(states, {"paid", "not_paid"})

    def test_a_customer_with_credit_notes_only(self):
        partner = self.env.ref(f"{NAMESPACE}.customer_oakridge")
        moves = self.moves.filtered(lambda move: move.partner_id == partner)
        self.assertEqual(set(moves.mapped("move_type")), {"out_refund"})

    def test_a_prospect_without_documents(self):
        partner = self.env.ref(f"{NAMESPACE}.customer_skyline")
        self.assertFalse(
            self.receivables.filtered(lambda line: line.partner_id == partner)
        )

    def test_a_second_call_makes_nothing(self):
        count = self.env["account.move"].search_count([])
        again = self.demo._load_demo_books(0.1, namespace=NAMESPACE)
        self.assertEqual(again, self.companies)
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_no_external_id_of_the_add_on(self):
        """Else uninstalling would try to delete posted books."""
        books = self.env["ir.model.data"].search([("module", "=", NAMESPACE)])
        for model, data in books.grouped("model").items():
            domain = [
                ("module", "=", "customer_classification"),
                ("model", "=", model),
                ("res_id", "in", data.mapped("res_id")),
            ]
            self.assertFalse(self.env["ir.model.data"].search(domain), model)


@tagged("post_install", "-at_install")
class TestDemoPast(PastDays, TransactionCase):
    """All of the demo books, as installing makes them, at 24 past month ends."""

    def test_past_months(self):
        """Back-filled classes are those of a refresh on the day; sums tie out."""
        for company in self.env["customer.classification.demo"]._load_demo_books():
            totals, classes, before = set(), {}, None
            days = company._customer_history_month_ends()
            self.assertEqual(len(days), 24)
            self.env["customer.profile"]._refresh(company)
            for day in days:
                self.env["customer.profile.snapshot"]._take(company, day, before, True)
                before = day
                for name, ids in self.assertEqualsRefresh(company, day).items():
                    classes.setdefault(name, set()).update(ids)
                totals.add(self.assertTiesOut(company, day))
            self.assertEqual(len(totals), 24)
            self.assertGreater(sum(len(ids) > 2 for ids in classes.values()), 4)
