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
        """60 days late -> 15, late share 1 -> 0, open or paid today; no limit -> 50,
        bought first 90 days ago -> 20, no returns -> 100:
        (0 + 60 + 50 + 20 + 100) / 21 = 11.0, less than 40.

        One more in time on 1 July counts 1, the one before 0.5 ^ (61 / 365.25) = 0.891:
        60 * 0.891 / 1.891 = 28.3 days -> 27, late share 0.471 -> 60:
        (840 + 108 + 50 + 20 + 100) / 21 = 53.2.
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
        self.assertEqual(self.profile(self.debtor).credit_score, 11.0)
        with freeze_time("2024-07-01"):
            more = self.invoice(self.debtor, "2024-07-01", 50)
            self.pay(self.debtor, "2024-07-01", 50, more)
        self.assertEqual(
            self.category_of(self.debtor, self.credit, day("2024-07-01")),
            "Medium Credit",
        )
        self.assertEqual(self.profile(self.debtor).credit_score, 53.2)

    def test_pay(self):
        """Four paid to the day, one 20 days overdue.

        They weigh 0.7215, 0.7652, 0.8085, 0.8575 and 0.9628, together 4.1155. Days
        20 * 0.9628 / 4.1155 = 4.7 -> 70, late share 0.234 -> 75, no limit -> 50, bought
        first in January -> 20, no returns -> 100: (1050 + 280 + 170) / 21 = 71.4.

        With 1 more in time days are 19.256 / 5.1155 = 3.8 -> 76 and the late share is
        0.188 -> 80: (1120 + 304 + 170) / 21 = 75.9.
        """
        debtor = self.customer("Good Debtor")
        for month in ("01", "02", "03", "04"):
            paid = self.invoice(debtor, f"2024-{month}-10", 10)
            self.pay(debtor, f"2024-{month}-10", 10, paid)
        overdue = self.invoice(debtor, "2024-06-10", 10)
        self.assertEqual(
            self.advice(debtor, self.credit),
            f"To reach High Credit: {overdue.name} paid, and 1 more instalment due "
            "and paid in time.",
        )
        self.assertEqual(self.profile(debtor).credit_score, 71.4)
        self.assertEqual(self.category_of(debtor, self.credit), "Medium Credit")

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
