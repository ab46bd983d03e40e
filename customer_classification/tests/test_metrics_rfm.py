import math
import statistics
from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestMetricsRfm(CustomerClassificationCommon):
    """Scores of customers among all customers of a company."""

    def buy(self, *days_and_amounts):
        """A customer with invoices so many days before today."""
        customer = self.customer()
        for days, amount in days_and_amounts:
            self.invoice(customer, str(TODAY - timedelta(days)), amount)
        return customer

    def assertScores(self, *expected, as_of=TODAY):
        """(customer, R, F, M) each; score = 100 R + 10 F + M."""
        rows = self.query_metrics(self.company_a, as_of)
        found = [
            (
                partner.id,
                *(rows[partner.id][f"rfm_{n}"] for n in self._parts),
                rows[partner.id]["rfm_score"],
            )
            for partner, *_scores in expected
        ]
        self.assertEqual(
            found,
            [(p.id, r, f, m, r and 100 * r + 10 * f + m) for p, r, f, m in expected],
        )

    _parts = ("recency", "frequency", "monetary")

    def test_one_customer_is_best(self):
        """n = 1 scores 5; who has no invoice has no score."""
        customer, nobody = self.buy((300, 1)), self.customer()
        returns = self.customer()
        self.credit_note(returns, "2024-01-01", 5)
        self.assertScores(
            (customer, 5, 5, 5),
            (nobody, None, None, None),
            (returns, None, None, None),
        )

    def test_two_customers(self):
        """The better one is above all four cut points, the other above none.

        L = 0 -> max(1, ceil(0)) = 1; L = 1 -> ceil(5 * 1 / 1) = 5. R = 6 - score of
        the days: 10 days are fewer (L = 0, 6 - 1 = 5), 20 days L = 1, 6 - 5 = 1.
        """
        good, bad = self.buy((10, 100), (30, 100)), self.buy((20, 50))
        self.assertScores((good, 5, 5, 5), (bad, 1, 1, 1))

    def test_two_equal_customers(self):
        """Equal values share a score: nobody is below anybody, L = 0."""
        one, two = self.buy((10, 100)), self.buy((10, 100))
        self.assertScores((one, 5, 1, 1), (two, 5, 1, 1))

    def test_six_customers_with_ties(self):
        """n = 6: ceil(5 L / 5) = L, at least 1.

        Revenue 10, 20, 20, 20, 50, 60 -> L = 0, 1, 1, 1, 4, 5 -> 1, 1, 1, 1, 4, 5.
        Count    1,  1,  1,  2,  2,  3 -> L = 0, 0, 0, 3, 3, 5 -> 1, 1, 1, 3, 3, 5.
        Days     5,  6,  7,  7,  9,  9 -> L = 0, 1, 2, 2, 4, 4 -> 1, 1, 2, 2, 4, 4
                                            and R = 6 - that   -> 5, 5, 4, 4, 2, 2.
        """
        self.assertScores(
            (self.buy((5, 10)), 5, 1, 1),
            (self.buy((6, 20)), 5, 1, 1),
            (self.buy((7, 20)), 4, 1, 1),
            (self.buy((7, 10), (8, 10)), 4, 3, 1),
            (self.buy((9, 40), (10, 10)), 2, 3, 4),
            (self.buy((9, 40), (10, 10), (11, 10)), 2, 5, 5),
        )

    def test_window(self):
        """F and M look at 12 months, R at the last invoice ever.

        The one who left counts among the others with 0 invoices and nothing.
        n = 3: L = 0, 1, 2 -> ceil(5 L / 2) = max(1, 0), 3, 5.
        """
        left = self.buy((400, 1000), (500, 1000))
        once = self.buy((30, 10), (800, 5000))
        often = self.buy((20, 10), (40, 10))
        self.assertScores((left, 1, 1, 1), (once, 3, 3, 3), (often, 5, 5, 5))

    def test_window_of_the_dimension(self):
        """0 months are all history, 24 are two years."""
        left = self.buy((400, 1000), (500, 1000), (1000, 1))
        once = self.buy((30, 10), (800, 5000))
        often = self.buy((20, 10), (40, 10), (41, 1), (42, 1))
        dimension = self.env.ref("customer_classification.dimension_rfm")
        dimension.window_months = 0
        # counts 3, 2, 4; revenue 2001, 5010, 22
        self.assertScores((left, 1, 3, 3), (once, 3, 1, 5), (often, 5, 5, 1))
        dimension.window_months = 24
        # counts 2, 1, 4; revenue 2000, 10, 22
        self.assertScores((left, 1, 3, 5), (once, 3, 1, 1), (often, 5, 5, 3))

    def test_negative_revenue(self):
        """Credit notes lower M, below zero as well."""
        good, bad = self.buy((10, 100)), self.buy((10, 100))
        self.credit_note(bad, "2024-06-25", 150)
        self.assertScores((good, 5, 1, 5), (bad, 5, 1, 1))

    def test_as_of(self):
        """Invoices after the day neither score nor rank."""
        old, new = self.buy((100, 10)), self.buy((10, 20))
        self.assertScores(
            (old, 5, 5, 5),
            (new, None, None, None),
            as_of=TODAY - timedelta(50),
        )

    def test_against_percentiles(self):
        """Score = 1 + number of inclusive percentiles strictly below the value."""
        amounts = [3, 3, 5, 8, 8, 8, 9, 12, 13, 13, 17, 19, 20]
        customers = [self.buy((10, amount)) for amount in amounts]
        cuts = statistics.quantiles(amounts, n=5, method="inclusive")
        rows = self.query_metrics(self.company_a)
        for customer, amount in zip(customers, amounts, strict=True):
            below = sum(cut < amount and not math.isclose(cut, amount) for cut in cuts)
            with self.subTest(amount=amount):
                self.assertEqual(rows[customer.id]["rfm_monetary"], 1 + below)

    def test_each_company_ranks_its_own(self):
        customer = self.buy((10, 10))
        other = self.buy((5, 100))
        self.invoice(customer, "2024-06-01", 7, company=self.company_b)
        self.assertScores((customer, 1, 1, 1), (other, 5, 1, 5))
        rows = self.query_metrics(self.company_b)
        self.assertEqual(rows[customer.id]["rfm_score"], 555)

    def test_stored_scores_follow_a_single_refresh(self):
        """One customer buys, and the scores of the others move with it."""
        one, two = self.buy((10, 100)), self.buy((20, 50))
        self.refresh(self.company_a, as_of=TODAY)
        self.assertRecordValues(
            self.profile(one) + self.profile(two),
            [{"rfm_score": 515}, {"rfm_score": 111}],
        )
        self.invoice(two, "2024-06-30", 500)
        self.refresh(self.company_a, as_of=TODAY, partner_ids=[two.id])
        self.assertRecordValues(
            self.profile(one) + self.profile(two),
            [{"rfm_score": 111}, {"rfm_score": 555}],
        )
