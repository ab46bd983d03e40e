from odoo import Command
from odoo.tests import tagged

from .common import TODAY
from .common_reports import ReportCommon

ANALYSIS = "Lines of Documents, as in Invoice Analysis"
NOT_REVENUE = "On Accounts That Are Not Revenue"


@tagged("post_install", "-at_install")
class TestNoRevenue(ReportCommon):
    """An opening invoice of another system, against a clearing account of equity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clearing = cls.account("equity")
        cls.buyer = cls.customer("Buyer")
        cls.goods = cls.product(cost=60)
        cls.opening = cls.invoice(
            cls.buyer,
            "2024-01-31",
            {"price_unit": 5000, "account_id": cls.clearing.id},
            due="2024-02-29",
        )
        cls.sale = cls.invoice(
            cls.buyer,
            "2024-06-01",
            {"price_unit": 100, "product_id": cls.goods.id},
            due="2024-07-31",
        )

    def test_owed_and_no_revenue(self):
        """5,000 are owed, 29 February to 30 June late; 100 less 60 are earned."""
        self.assertMetrics(
            self.buyer,
            {
                "revenue_total": 100,
                "revenue_12m": 100,
                "margin_12m": 40,
                "margin_rate_12m": 0.4,
                "receivable": 5100,
                "overdue_91": 5000,
                "not_due": 100,
                "oldest_overdue_days": 122,
                "late_rate": 1,
                "main_product_category_id": self.category_one.id,
            },
        )
        self.assertMetrics(
            self.buyer,
            {"revenue_total": 0, "margin_12m": 0, "receivable": 5000},
            as_of="2024-05-31",
        )

    def test_line_with_a_product(self):
        """What it would have cost is no cost, its category nobody's taste."""
        self.invoice(
            self.buyer,
            "2024-06-02",
            {
                "price_unit": 900,
                "product_id": self.product(cost=500, category=self.category_two).id,
                "account_id": self.clearing.id,
            },
            {"price_unit": 11},
        )
        self.assertMetrics(
            self.buyer,
            {
                "revenue_12m": 111,
                "margin_12m": 51,
                "main_product_category_id": self.category_one.id,
            },
        )

    def test_chosen_accounts(self):
        """None are chosen: all is revenue. Income is: all but the opening one."""
        self.company_a.customer_classification_no_revenue = "chosen"
        self.assertMetrics(self.buyer, {"revenue_12m": 5100, "margin_12m": 5040})
        self.company_a.customer_classification_no_revenue_account_ids = self.account(
            "income"
        )
        self.assertMetrics(self.buyer, {"revenue_12m": 5000, "margin_12m": 5000})
        for name in ("revenue_12m", "margin_12m"):
            with self.subTest(name=name):
                self.assertItems(name, 5000)

    def test_items_behind(self):
        for name, amount in (("revenue_12m", 100), ("margin_12m", 40)):
            with self.subTest(name=name):
                self.assertItems(name, amount)
        self.assertEqual(self.opening.customer_revenue, 0)
        self.assertEqual(self.opening.invoice_line_ids.customer_margin, 0)

    def assertItems(self, name, amount):
        """The number and the sum of what opens behind it."""
        self.refresh(self.company_a, as_of=TODAY)
        profile = self.profile(self.buyer)
        self.assertEqual(profile[name], amount)
        action = profile.action_open_metric(name)
        Items = self.env[action["res_model"]].with_context(**action["context"])
        total = profile._metric_items()[name].total
        self.assertEqual(Items._read_group(action["domain"], [], [total]), [(amount,)])

    def test_named_in_reports(self):
        """Invoice Analysis has 5,100; the 5,000 are named, and all ties out."""
        for kind in ("overview", "ranking"):
            with self.subTest(report=kind):
                table = self.table(self.document(kind), "tie_out")
                lines = self.cells(table)
                found = [
                    (name, lines[name]["ledger"], lines[name]["report"])
                    for name in list(lines)[:3]
                ]
                self.assertEqual(
                    found,
                    [
                        (ANALYSIS, 5100, None),
                        (NOT_REVENUE, -5000, None),
                        ("Revenue", 100, 100),
                    ],
                )
                self.assertEqual(lines["Revenue"]["difference"], 0)
        [analysed] = self.env["account.invoice.report"]._read_group(
            [("commercial_partner_id", "=", self.buyer.id)], [], ["price_subtotal:sum"]
        )
        self.assertEqual(analysed, (5100,))

    def test_changing_the_accounts_is_for_administrators(self):
        """As all settings; an accountant reads what is left out."""
        company = self.company_a.with_user(self.accountant)
        self.assertEqual(company.customer_classification_no_revenue, "equity")
        settings = self.env["res.config.settings"].with_company(self.company_a)
        settings.create(
            {
                "customer_classification_no_revenue": "chosen",
                "customer_classification_no_revenue_account_ids": [
                    Command.set(self.clearing.ids)
                ],
            }
        ).execute()
        self.assertEqual(
            self.company_a.customer_classification_no_revenue_account_ids, self.clearing
        )
        self.assertMetrics(self.buyer, {"revenue_12m": 100})
