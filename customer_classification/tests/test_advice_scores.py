from datetime import timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, day
from .common_rules import AdviceCommon


@tagged("post_install", "-at_install")
class TestAdviceScore(AdviceCommon):
    """The preset scorecard: paying helps, and paying in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit = cls.env.ref("customer_classification.dimension_credit")
        cls.debtor = cls.customer("Debtor")
        cls.invoice(cls.debtor, "2024-04-01", 100, due="2024-05-01")

    def test_pay_and_go_on_in_time(self):
        """Paid after 60 days (10), late rate 1 (0), nothing overdue (100):
        (100 + 0 + 200 + 50 + 20 + 100) / 23 = 20.4, less than 40.

        With one more in time the rate is 0.5 (45), the mean 30 days (25):
        (250 + 360 + 200 + 50 + 20 + 100) / 23 = 42.6.
        """
        [invoice] = self.items_of(self.debtor).move_id
        self.assertEqual(
            self.advice(self.debtor, self.credit),
            f"To reach Medium Credit: {invoice.name} paid, and 1 more instalment due "
            "and paid in time.",
        )
        self.assertEqual(self.category_of(self.debtor, self.credit), "Low Credit")
        with freeze_time(TODAY):
            self.pay(self.debtor, str(TODAY), 100, invoice)
        self.assertEqual(self.category_of(self.debtor, self.credit), "Low Credit")
        self.assertEqual(self.profile(self.debtor).credit_score, 20.4)
        with freeze_time("2024-07-01"):
            more = self.invoice(self.debtor, "2024-07-01", 50)
            self.pay(self.debtor, "2024-07-01", 50, more)
        self.assertEqual(
            self.category_of(self.debtor, self.credit, day("2024-07-01")),
            "Medium Credit",
        )
        self.assertEqual(self.profile(self.debtor).credit_score, 42.6)

    def test_pay(self):
        """Four paid in time, one 20 days overdue: only that is missing.

        Today: rate 1/5 (80), days 0 (100), 20 days overdue (50), no limit (50), bought
        first in January (20), no returns (100):
        (640 + 1000 + 100 + 50 + 20 + 100) / 23 = 83.0. With a bound of 84: paid, the
        mean is 4 days (75), nothing overdue (100): (640 + 750 + 200 + 170) / 23 = 76.5;
        that does not help. So the bound of high stays 75 and the debtor is high.
        """
        debtor = self.customer("Good Debtor")
        for month in ("01", "02", "03", "04"):
            paid = self.invoice(debtor, f"2024-{month}-10", 10)
            self.pay(debtor, f"2024-{month}-10", 10, paid)
        self.invoice(debtor, "2024-06-10", 10)
        self.assertEqual(self.advice(debtor, self.credit), "")
        self.assertEqual(self.profile(debtor).credit_score, 83.0)
        self.assertEqual(self.category_of(debtor, self.credit), "High Credit")

    def test_out_of_reach(self):
        """Where only time or returns would help nothing is promised."""
        credit = self.credit
        credit.category_ids.filtered(lambda c: c.code == "high").lower_bound = 99.5
        credit.category_ids.filtered(lambda c: c.code == "medium").lower_bound = 99
        self.assertEqual(self.advice(self.debtor, credit), "")

    def test_what_paying_does_to_others_is_unknown(self):
        """A criterion of the DSO would change as well: nothing is promised.

        Revenue is left alone by paying, and no reason to be silent.
        """
        field = self.env["ir.model.fields"]._get
        for name, is_known in (
            ("overdue", False),
            ("overdue_31_60", False),
            ("receivable", False),
            ("dso", False),
            ("average_days_to_pay", False),
            ("revenue_12m", True),
        ):
            criterion = self.env["customer.classification.criterion"].create(
                {
                    "dimension_id": self.credit.id,
                    "metric_id": field("customer.profile", name).id,
                    "weight": 0.1,
                    "unknown_points": 50,
                    "band_ids": [
                        Command.create({"lower_bound": False, "points": 100}),
                        Command.create({"lower_bound": 1000, "points": 0}),
                    ],
                }
            )
            with self.subTest(name):
                advice = self.advice(self.debtor, self.credit)
                self.assertEqual(bool(advice), is_known, advice)
            criterion.unlink()

    def test_minimum_stay(self):
        """Low since 30 June for 60 days: when they are over, the score is another."""
        self.credit.calm_days = 60
        self.assertEqual(self.advice(self.debtor, self.credit), "")
        self.credit.calm_days = 0
        self.assertTrue(self.advice(self.debtor, self.credit))

    def items_of(self, partner):
        moves = self.env["account.move"].search([("partner_id", "=", partner.id)])
        return self.items(moves)


@tagged("post_install", "-at_install")
class TestAdviceRfm(AdviceCommon):
    """Five customers, worked out by hand; the advice moves the one who follows it.

    Days since   10,  20,  30, 100, 200 -> L = 0 .. 4 -> ceil(5 L / 4) = 1, 2, 3, 4, 5
                                         -> R = 5, 4, 3, 2, 1
    Invoices      3,   3,   2,   1,   1 -> L = 3, 3, 2, 0, 0 -> F = 4, 4, 3, 1, 1
    Revenue     900, 600, 300,  90,  10 -> L = 4, 3, 2, 1, 0 -> M = 5, 4, 3, 2, 1
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rfm = cls.env.ref("customer_classification.dimension_rfm")
        cls.buyers = [
            cls.buyer(days, count, amount)
            for days, count, amount in (
                (10, 3, 900),
                (20, 3, 600),
                (30, 2, 300),
                (100, 1, 90),
                (200, 1, 10),
            )
        ]

    @classmethod
    def buyer(cls, days, count, amount):
        customer = cls.customer(f"Buyer of {amount}")
        for _number in range(count):
            on = str(TODAY - timedelta(days))
            cls.invoice(customer, on, amount / count)
        return customer

    def test_segments(self):
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(
            [self.profile(buyer).rfm_score for buyer in self.buyers],
            [545, 444, 333, 212, 111],
        )
        self.assertEqual(
            [self.profile(buyer).x_class_rfm.code for buyer in self.buyers],
            ["champion", "champion", "loyal", "hibernating", "lost"],
        )

    def test_more_often_and_for_more(self):
        """Loyal (333) to champion: F 4 and M 4.

        The cut between 3 and 4 lies at place 3 * 4 / 5 = 2.4, so at 2 invoices and 300;
        without the customer the next value counts: more than 3 invoices and more than
        600: 2 more, and 300.01 more.
        """
        loyal = self.buyers[2]
        self.assertEqual(
            self.advice(loyal, self.rfm),
            "To reach Champions: 2 more invoices and $ 300.01 more revenue.",
        )
        for amount in (100, 200.01):
            self.invoice(loyal, str(TODAY), amount)
        self.assertEqual(self.category_of(loyal, self.rfm), "Champions")

    def test_buy_again(self):
        """111 buys again today: R 5, and with 2 invoices L = 1 -> F 2, M 1."""
        lost = self.buyers[4]
        self.assertEqual(
            self.advice(lost, self.rfm),
            "To reach Potential Loyalists: 1 more invoice.",
        )
        self.invoice(lost, str(TODAY), 1)
        self.assertEqual(self.category_of(lost, self.rfm), "Potential Loyalists")

    def test_the_best(self):
        self.assertEqual(self.advice(self.buyers[0], self.rfm), "")
