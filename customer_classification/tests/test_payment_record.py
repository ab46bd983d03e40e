import random
from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import TODAY, day
from .common_settlements import SettlementCases

#: What nobody who never gave money may exceed: see `test_never_gave_money`.
NOTHING_PAID = 8.1


@tagged("post_install", "-at_install")
class TestPaymentRecord(SettlementCases):
    """How customers paid whatever fell due, by hand; D is 30 June 2024."""

    def paid(self, partner, on, due, paid, amount=100):
        invoice = self.invoice(partner, on, amount, due=due)
        self.pay(partner, paid, amount, invoice)
        return invoice

    def assertRecord(self, days, late, age, **kwargs):
        self.assertMetrics(
            self.payer,
            {
                "payment_record_days": days,
                "payment_record_late_rate": late,
                "payment_record_age": age,
            },
            **kwargs,
        )

    def test_none(self):
        """Nobody knows how somebody pays who owes nothing yet."""
        self.assertRecord(None, None, None)
        self.invoice(self.payer, "2024-06-01", 100, due="2024-07-01")
        self.assertRecord(None, None, None)

    def test_early(self):
        """Before the due date is better than on it, also while that is to come."""
        self.paid(self.payer, "2024-06-01", "2024-07-10", "2024-06-20")
        self.assertRecord(-20, 0, 10)

    def test_half_life(self):
        """20 days late, due 366 days before D; then to the day, due on D.

        The first weighs 0.5 ^ (366 / 365.25) = 0.4993 of the second:
        20 * 0.4993 / 1.4993 = 6.66, and 0.4993 / 1.4993 = 0.333.
        """
        self.paid(self.payer, "2023-06-01", "2023-06-30", "2023-07-20")
        self.paid(self.payer, "2024-06-01", "2024-06-30", "2024-06-30")
        self.assertRecord(6.7, 0.333, 0)
        # Half a year: 0.5 ^ (366 / 182.625) = 0.2493; 20 * 0.2493 / 1.2493 = 3.99
        self.company_a.customer_classification_half_life = 6
        self.assertRecord(4.0, 0.2, 0)
        # All alike.
        self.company_a.customer_classification_half_life = 0
        self.assertRecord(10, 0.5, 0)

    def test_half_life_out_of_bounds(self):
        for months in (-1, 601):
            with self.assertRaisesRegex(ValidationError, str(months)):
                self.company_a.customer_classification_half_life = months

    def test_open(self):
        """What is open counts as late as it is, at most 90 days."""
        self.bill()  # due 31 March
        self.assertRecord(30, 1, 30, as_of="2024-04-30")
        self.assertRecord(90, 1, 91)

    def test_silence(self):
        """Records stay what they were, however long ago; only their age tells."""
        others = [self.customer(name) for name in ("Early", "Exact", "Late")]
        for partner, paid in zip(
            others, ("2022-03-21", "2022-03-31", "2022-04-30"), strict=True
        ):
            self.paid(partner, "2022-03-01", "2022-03-31", paid)
        for as_of in ("2022-05-01", "2023-05-01", "2024-06-30"):
            rows = self.query_metrics(self.company_a, day(as_of))
            self.assertEqual(
                [rows[partner.id]["payment_record_days"] for partner in others],
                [-10, 0, 30],
                as_of,
            )
        self.assertEqual(
            [rows[partner.id]["payment_record_age"] for partner in others],
            [832, 822, 822],
        )
        self.assertIsNone(rows[others[0].id]["late_rate"])

    def test_items(self):
        """The list behind it has every instalment that counts, and no other."""
        counted = [
            self.paid(self.payer, "2022-03-01", "2022-03-31", "2022-04-30"),
            self.paid(self.payer, "2024-06-01", "2024-07-10", "2024-06-20"),
            self.bill(),
        ]
        self.invoice(self.payer, "2024-06-01", 100, due="2024-07-01")
        self.refresh(self.company_a, as_of=TODAY)
        action = self.profile(self.payer).action_open_metric("payment_record_days")
        Items = self.env["account.move.line"].with_context(**action["context"])
        self.assertEqual(
            set(Items.search(action["domain"]).move_id.ids),
            {move.id for move in counted},
        )

    def test_nothing_written_by_a_day_that_goes_by(self):
        """But ages, which are a day more: half-lives are counted from a fixed day."""
        self.paid(self.payer, "2022-03-01", "2022-03-31", "2022-04-30")
        self.paid(self.payer, "2023-06-01", "2023-06-30", "2023-07-20")
        names = ("payment_record_days", "payment_record_late_rate")
        rows = {
            tuple(self.metrics(self.payer, as_of)[name] for name in names)
            for as_of in ("2024-03-01", "2024-03-02", "2024-04-17", "2024-06-30")
        }
        self.assertEqual(len(rows), 1, rows)


@tagged("post_install", "-at_install")
class TestCreditScore(SettlementCases):
    """The preset scorecard: who never gave money cannot look good."""

    def score(self, partner, as_of=TODAY):
        self.refresh(self.company_a, as_of=as_of)
        return self.profile(partner).credit_score

    def test_never_gave_money(self):
        """1,000 of 1 March, due on the 31st: 91 days late, or lost.

        Late share 1 -> 0, days 90 -> 0, no limit -> 50, bought first 121 days ago
        -> 20, no returns -> 100: (0 + 0 + 50 + 20 + 100) / 21 = 8.1. The bill that was
        written off sooner is late from then on.
        """
        ways = {
            "open": lambda bill: None,
            "cheque that bounces": lambda bill: self._move_on(
                self.cheque(bill), "receivable", "2024-05-02"
            ),
            "cheque never cashed": self.cheque,
            "doubtful debt": lambda bill: self._settle(
                bill, {"doubtful": 1}, "2024-04-15"
            ),
            "written off before it is due": lambda bill: self._settle(
                bill, {"expense": 1}, "2024-03-20"
            ),
            "written off later": lambda bill: self._settle(
                bill, {"expense": 1}, "2024-05-20"
            ),
            "doubtful, then written off": lambda bill: self._move_on(
                self._taken_over(
                    self._settle(bill, {"doubtful": 1}, "2024-04-15"), "doubtful"
                ),
                "expense",
                "2024-06-01",
            ),
        }
        for way, book in ways.items():
            with self.subTest(way):
                self.payer = self.customer(way)
                book(self.bill())
                self.assertEqual(self.score(self.payer), NOTHING_PAID)

    def test_nothing_but_money_helps(self):
        """Random entries on what is open: moved on, written off, in parts.

        What is moved on falls due until today; later, it would be an extension that
        was accepted.
        """
        chosen = random.Random(20240630)
        customers = {}
        for number in range(25):
            self.payer = self.customer(f"Payer {number}")
            self.bill()
            on, told = date(2024, 3, 2), []
            for _step in range(chosen.randint(1, 5)):
                on += timedelta(chosen.randint(1, 20))
                owed = self.env["account.move.line"].search(
                    [
                        ("partner_id", "=", self.payer.id),
                        ("account_id.account_type", "=", "asset_receivable"),
                        ("amount_residual", ">", 0),
                    ]
                )
                if not owed:
                    break
                name = chosen.choice(
                    ["cheque", "doubtful", "receivable", "expense", "equity"]
                )
                part = chosen.choice([1, 0.5, 0.2, 0.9])
                due = min(on + timedelta(chosen.randint(0, 25)), TODAY - timedelta(1))
                self._settle(chosen.choice(owed).move_id, {name: part}, on, due)
                told.append((name, part, on, due))
            customers[self.payer] = told
        self.refresh(self.company_a, as_of=TODAY)
        for customer, told in customers.items():
            with self.subTest(told):
                score = self.profile(customer).credit_score
                self.assertLessEqual(score, NOTHING_PAID)

    def test_capped(self):
        """Nine paid to the day, the tenth open for 91 days.

        Late share 0.1 -> 85, days 9.0 -> 54, no limit -> 50, 121 days -> 20, no returns
        -> 100: (14 * 85 + 4 * 54 + 170) / 21 = 75.0; more than 90 days: at most 60.
        """
        for _number in range(9):
            paid = self.bill()
            self.pay(self.payer, "2024-03-31", 1000, paid)
        self.bill()
        self.assertEqual(self.score(self.payer), 60)
        self.assertEqual(self.profile(self.payer).x_class_credit.code, "medium")
        [row] = self.profile(self.payer).history_ids.filtered(
            lambda row: row.dimension_id.code == "credit" and not row.date_to
        )
        text = row.with_context(lang="en_US").reason_text
        self.assertIn("Score 60.0 of 100:", text)
        self.assertIn("Payment Record (Days) 9.0 gives 54\u00a0×\u00a04", text)
        self.assertIn("Payment Record: Late 10.0% gives 85\u00a0×\u00a014", text)
        self.assertIn(
            "Together 75.0, but Oldest Overdue (Days) 91 allows at most 60.", text
        )

    def test_all_are_made_caps(self):
        """There is nothing to cap."""
        credit = self.env.ref("customer_classification.dimension_credit")
        with self.assertRaisesRegex(ValidationError, "does not only cap"):
            credit.criterion_ids.is_cap = True

    def test_a_cap_is_left(self):
        """The same by what is deleted."""
        credit = self.env.ref("customer_classification.dimension_credit")
        with self.assertRaisesRegex(ValidationError, "does not only cap"):
            credit.criterion_ids.filtered(lambda c: not c.is_cap).unlink()
