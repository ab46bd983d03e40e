"""Advice on how to reach the next better category, and that following it helps."""

from odoo.tests import freeze_time, tagged

from .common import TODAY, day
from .common_rules import AdviceCommon


@tagged("post_install", "-at_install")
class TestAdviceUp(AdviceCommon):
    """Numbers of which more is better."""

    def test_revenue(self):
        """400 of 1,000: 600 are missing until the invoice of 5 August 2023 leaves."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Some", 100), ("Small", False))
        partner = self.customer()
        self.invoice(partner, "2023-08-05", 150)
        self.invoice(partner, "2024-05-05", 250)
        self.assertEqual(
            self.advice(partner, size),
            "To reach Big: $ 600.00 more revenue by 08/04/2024.",
        )
        with freeze_time("2024-08-04"):
            self.invoice(partner, "2024-08-04", 599.99)
            self.assertEqual(self.category_of(partner, size, day("2024-08-04")), "Some")
            self.invoice(partner, "2024-08-04", 0.01)
            self.assertEqual(self.category_of(partner, size, day("2024-08-04")), "Big")
        # The day after, 150.00 have left: the date was the last one.
        self.assertEqual(self.category_of(partner, size, day("2024-08-05")), "Some")

    def test_best_category(self):
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        partner = self.customer()
        self.invoice(partner, "2024-05-05", 1000)
        self.assertEqual(self.advice(partner, size), "")

    def test_no_document_no_date(self):
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        partner = self.customer()
        self.assertEqual(
            self.advice(partner, size), "To reach Big: $ 1,000.00 more revenue."
        )

    def test_listed_the_other_way_round(self):
        """Nobody is told to sell less."""
        size = self.bands("revenue_12m", ("Small", False), ("Big", 1000))
        small, big = self.customer("Small"), self.customer("Big")
        self.invoice(big, "2024-05-05", 1000)
        self.assertEqual(
            self.advice(small, size), "To reach Big: $ 1,000.00 more revenue."
        )
        self.assertEqual(self.advice(big, size), "")

    def test_invoices(self):
        often = self.bands("invoice_count_12m", ("Often", 3), ("Seldom", 0))
        partner = self.customer()
        self.invoice(partner, "2024-05-05", 1)
        self.assertEqual(
            self.advice(partner, often),
            "To reach Often: 2 more invoices by 05/04/2025.",
        )
        self.invoice(partner, "2024-06-30", 1)
        self.assertEqual(
            self.advice(partner, often), "To reach Often: 1 more invoice by 05/04/2025."
        )
        self.invoice(partner, "2024-06-30", 1)
        self.assertEqual(self.category_of(partner, often), "Often")

    def test_29_february(self):
        """12 months before 28 February 2025 is 28 February 2024, which is earlier."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        partner = self.customer()
        self.invoice(partner, "2024-02-29", 300)
        self.assertIn("by 02/28/2025", self.advice(partner, size))
        self.invoice(partner, "2024-06-30", 700)
        self.assertEqual(self.category_of(partner, size, day("2025-02-28")), "Big")
        self.assertEqual(self.category_of(partner, size, day("2025-03-01")), "Small")

    def test_margin(self):
        """100 less a cost of 7 is 93: 107 are missing, a sale without a cost."""
        rich = self.bands("margin_12m", ("High", 200), ("Low", False))
        partner = self.customer()
        product = self.product(cost=7)
        self.invoice(
            partner, "2024-05-05", {"price_unit": 100, "product_id": product.id}
        )
        self.assertEqual(
            self.advice(partner, rich),
            "To reach High: $ 107.00 more margin by 05/04/2025.",
        )
        self.invoice(partner, "2024-06-30", 107)
        self.assertEqual(self.category_of(partner, rich), "High")

    def test_growth(self):
        """200 before, 210 now; 50 % more than before are 300."""
        grow = self.bands("revenue_growth", ("Fast", 0.5), ("Slow", False))
        partner = self.customer()
        self.invoice(partner, "2023-05-05", 200)
        self.invoice(partner, "2024-05-05", 210)
        self.assertEqual(
            self.advice(partner, grow), "To reach Fast: $ 90.00 more revenue."
        )
        self.invoice(partner, "2024-06-30", 90)
        self.assertEqual(self.category_of(partner, grow), "Fast")

    def test_days(self):
        tenure = self.bands("tenure_days", ("Old", 100), ("New", False))
        partner = self.customer()
        self.invoice(partner, "2024-05-31", 1)  # 30 days ago
        self.assertEqual(self.advice(partner, tenure), "To reach Old: 70 more days.")
        self.assertEqual(self.category_of(partner, tenure, day("2024-09-07")), "New")
        self.assertEqual(self.category_of(partner, tenure, day("2024-09-08")), "Old")

    def ranked(self, method, *shares):
        return self.dimension(
            "test_advice",
            method,
            "revenue_12m",
            [
                {"name": name, **({"share": share} if method == "share" else {})}
                for name, share in zip("ABC", shares, strict=True)
            ],
            sequence=1000,
        )

    def test_share(self):
        """500 + 300 + 200 = 1000, before them 0, 50 and 80 %: 300 is the last A."""
        abc = self.ranked("share", 80, 95, False)
        partners = [self.customer(f"Customer {number}") for number in range(3)]
        for partner, amount in zip(partners, (500, 300, 200), strict=True):
            self.invoice(partner, "2024-05-05", amount)
        first, second, third = partners
        self.assertEqual(self.advice(first, abc), "")
        self.assertEqual(self.advice(second, abc), "")
        self.assertEqual(self.category_of(third, abc), "B")
        self.assertEqual(
            self.advice(third, abc),
            "To reach A: $ 100.00 more revenue by 05/04/2025.",
        )
        self.invoice(third, "2024-06-30", 100)
        self.assertEqual(self.category_of(third, abc), "A")

    def assertStays(self, method, advice):
        """500, 300, 200 of 1 October; the third is in its group since 30 June, and
        stays for 60 days, until 29 August.

        What was sold on 1 October leaves after 30 September, what was credited on
        1 August after 31 July: before the customer may leave.
        """
        abc = self.ranked(method, 80, 95, False)
        abc.calm_days = 60
        partners = [self.customer(f"Customer {number}") for number in range(3)]
        for partner, amount in zip(partners, (500, 300, 200), strict=True):
            self.invoice(partner, "2023-10-01", amount)
        ids = [partner.id for partner in partners]
        abc.scope_domain = str([("partner_id", "in", ids)])
        self.assertEqual(self.advice(partners[2], abc), advice)
        self.credit_note(partners[2], "2023-08-01", 10)
        self.assertEqual(self.advice(partners[2], abc), "")

    def test_share_and_minimum_stay(self):
        """500 + 300 are 80 % of 1,000, so a second one of 300 is an A."""
        self.assertStays(
            "share",
            "To reach A: $ 100.00 more revenue by 09/30/2024. "
            "Not before 08/29/2024: the minimum stay.",
        )

    def test_quantile_and_minimum_stay(self):
        """Who passes the 300 leaves the lowest third to them."""
        self.assertStays(
            "quantile",
            "To reach B: $ 100.01 more revenue by 09/30/2024. "
            "Not before 08/29/2024: the minimum stay.",
        )

    def test_quantile(self):
        """Three groups of 10, 20, 30, 40, 50, 60; only who passes 30 gets further.

        Cut points lie at places 5/3 and 10/3 of 0 to 5, so the groups begin above
        20 and above 40. Leaving the lowest group, 20 makes room: 30 becomes the
        last of it, and has to be passed.
        """
        groups = self.ranked("quantile", 1, 2, 3)
        partners = [self.customer(f"Customer {number}") for number in range(6)]
        for number, partner in enumerate(partners, 1):
            self.invoice(partner, "2024-05-05", 10 * number)
        groups.scope_domain = "[('revenue_12m', '>', 0)]"
        partner = partners[1]
        self.assertEqual(self.category_of(partner, groups), "C")
        self.assertEqual(
            self.advice(partner, groups),
            "To reach B: $ 10.01 more revenue by 05/04/2025.",
        )
        self.invoice(partner, "2024-06-30", 10)
        self.assertEqual(self.category_of(partner, groups), "C")
        self.invoice(partner, "2024-06-30", 0.01)
        self.assertEqual(self.category_of(partner, groups), "B")
        self.assertEqual(self.advice(partners[5], groups), "")

    def test_tolerance(self):
        """Of a tolerance of 10 % the advice takes notice: more than 1,100 it is."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        size.calm_margin = 10
        partner = self.customer()
        self.invoice(partner, "2024-05-05", 400)
        self.assertEqual(
            self.advice(partner, size),
            "To reach Big: $ 700.01 more revenue by 05/04/2025.",
        )
        self.invoice(partner, "2024-06-30", 700)
        self.assertEqual(self.category_of(partner, size), "Small")
        self.invoice(partner, "2024-06-30", 0.01)
        self.assertEqual(self.category_of(partner, size), "Big")

    def test_minimum_stay(self):
        """Small since 30 June for 60 days: until 29 August."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        size.calm_days = 60
        partner = self.customer()
        self.invoice(partner, "2023-10-01", 400)
        self.assertEqual(
            self.advice(partner, size),
            "To reach Big: $ 600.00 more revenue by 09/30/2024. "
            "Not before 08/29/2024: the minimum stay.",
        )
        self.invoice(partner, "2024-06-30", 600)
        self.assertEqual(self.category_of(partner, size, day("2024-08-28")), "Small")
        self.assertEqual(self.category_of(partner, size, day("2024-08-29")), "Big")

    def test_minimum_stay_is_too_long(self):
        """When the customer may leave, the older invoice has left: no advice."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        size.calm_days = 60
        partner = self.customer()
        self.invoice(partner, "2023-08-01", 400)
        self.assertEqual(self.advice(partner, size), "")

    def test_pinned(self):
        """A pin holds whatever is sold."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Small", False))
        partner = self.customer()
        self.invoice(partner, "2024-05-05", 10)
        self.assertTrue(self.advice(partner, size))
        self.profile(partner)._set_classes(
            {size._field_name(): size.category_ids[1].id}, force=True
        )
        self.assertEqual(self.advice(partner, size), "")
        # It is not even asked for.
        asked = []

        def advise(reasons, reason, profile, category):
            asked.append(category.dimension_id)
            return ""

        Reason = self.registry["customer.classification.reason"]
        self.patch(Reason, "_advise", advise)
        self.assertEqual(self.advice(partner, size), "")
        self.assertTrue(asked)
        self.assertNotIn(size, asked)


@tagged("post_install", "-at_install")
class TestAdviceDown(AdviceCommon):
    """Numbers of which less is better."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))

    def overdue_books(self):
        """Open since 31 March, 30 April, 31 May; due tomorrow; one is paid."""
        partner = self.customer()
        moves = [
            self.invoice(partner, on, amount, due=on)
            for on, amount in (
                ("2024-03-31", 100),
                ("2024-04-30", 200),
                ("2024-05-31", 400),
            )
        ]
        self.invoice(partner, "2024-06-01", 800, due="2024-07-01")
        paid = self.invoice(partner, "2024-03-01", 50)
        self.pay(partner, "2024-03-01", 50, paid)
        return partner, moves

    def pay_all(self, partner, *moves):
        for move in moves:
            self.pay(partner, TODAY, move.amount_residual, move)

    def test_overdue(self):
        """700 overdue, 450 are allowed: the two that fell due first are enough."""
        dimension = self.bands("overdue", ("Good", False), ("Bad", 450))
        partner, (first, second, third) = self.overdue_books()
        self.assertEqual(
            self.advice(partner, dimension),
            f"To reach Good: {first.name}, {second.name} paid.",
        )
        self.pay_all(partner, first)
        self.assertEqual(self.category_of(partner, dimension), "Bad")
        self.pay_all(partner, second)
        self.assertEqual(self.category_of(partner, dimension), "Good")
        self.assertEqual(third.payment_state, "not_paid")

    def test_exactly_the_bound_is_too_much(self):
        dimension = self.bands("overdue", ("Good", False), ("Bad", 600))
        partner, (first, second, _third) = self.overdue_books()
        self.assertEqual(
            self.advice(partner, dimension),
            f"To reach Good: {first.name}, {second.name} paid.",
        )
        self.pay_all(partner, first)
        self.assertEqual(self.category_of(partner, dimension), "Bad")
        self.pay_all(partner, second)
        self.assertEqual(self.category_of(partner, dimension), "Good")

    def test_many_documents(self):
        dimension = self.bands("overdue", ("Good", False), ("Bad", 1))
        partner = self.customer()
        moves = [self.invoice(partner, "2024-05-01", 10) for _number in range(7)]
        names = ", ".join(move.name for move in moves[:5])
        self.assertEqual(
            self.advice(partner, dimension), f"To reach Good: {names} and 2 more paid."
        )

    def test_who_may_not_read_documents(self):
        """A sales manager without the books reads an amount, no names."""
        dimension = self.bands("overdue", ("Good", False), ("Bad", 450))
        partner, _moves = self.overdue_books()
        seller = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "classification_seller",
                "company_id": self.company_a.id,
                "company_ids": self.company_a.ids,
                "group_ids": self.env.ref("customer_classification.group_user").ids,
            }
        )
        self.assertEqual(
            self.advice(partner, dimension, seller),
            "To reach Good: $ 300.00 of open items paid.",
        )

    def test_oldest_overdue(self):
        """Overdue for 91, 61 and 30 days; under 60 when the first two are paid."""
        dimension = self.bands("oldest_overdue_days", ("New", False), ("Old", 60))
        partner, (first, second, _third) = self.overdue_books()
        self.assertEqual(
            self.advice(partner, dimension),
            f"To reach New: {first.name}, {second.name} paid.",
        )
        self.pay_all(partner, first, second)
        self.assertEqual(self.category_of(partner, dimension), "New")

    def test_nothing_left_overdue(self):
        """With all paid there is no oldest one, and no category: no advice."""
        dimension = self.bands("oldest_overdue_days", ("New", False), ("Old", 30))
        partner, _moves = self.overdue_books()
        self.assertEqual(self.advice(partner, dimension), "")

    def test_dso(self):
        """1500 open of 1550 invoiced: 353 days. 300 days are 1273.97, so 300 go."""
        dimension = self.bands("dso", ("Fast", False), ("Slow", 300))
        partner, (first, second, _third) = self.overdue_books()
        self.assertEqual(
            self.advice(partner, dimension),
            f"To reach Fast: {first.name}, {second.name} paid.",
        )
        self.pay_all(partner, first, second)
        self.assertEqual(self.category_of(partner, dimension), "Fast")

    def test_late_rate(self):
        """Three of four instalments late; under 0.5 with three more in time (3/7)."""
        dimension = self.bands("late_rate", ("Good", False), ("Bad", 0.5))
        partner, moves = self.overdue_books()
        self.assertEqual(self.profile(partner).late_rate, 0)
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Good: 3 more instalments due and paid in time.",
        )
        self.assertEqual(self.profile(partner).late_rate, 0.75)
        self.pay_all(partner, *moves)  # too late: they stay late
        for number in range(3):
            self.assertEqual(self.category_of(partner, dimension), "Bad", number)
            self.pay_all(partner, self.invoice(partner, TODAY, 10))
        self.assertEqual(self.category_of(partner, dimension), "Good")

    def test_days_late(self):
        """One paid 9 days late and one in time: 4.5; under 2 takes 3 more (9/5)."""
        dimension = self.bands("average_days_late", ("Good", False), ("Bad", 2))
        partner = self.customer()
        late = self.invoice(partner, "2024-05-01", 10)
        self.pay(partner, "2024-05-10", 10, late)
        self.pay_all(partner, self.invoice(partner, TODAY, 10))
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Good: 3 more instalments due and paid in time.",
        )
        for _number in range(3):
            self.assertEqual(self.category_of(partner, dimension), "Bad")
            self.pay_all(partner, self.invoice(partner, TODAY, 10))
        self.assertEqual(self.category_of(partner, dimension), "Good")

    def test_days_late_of_too_many(self):
        """Paid 40 days late; under 2 would take 20 more, of who has one a year."""
        dimension = self.bands("average_days_late", ("Good", False), ("Bad", 2))
        partner = self.customer()
        late = self.invoice(partner, "2024-05-01", 10)
        self.pay(partner, "2024-06-10", 10, late)
        self.assertEqual(self.advice(partner, dimension), "")

    def test_days_to_pay(self):
        """Paid after 10 days; less than 4 takes two more at once (10/3 days)."""
        dimension = self.bands("average_days_to_pay", ("Fast", False), ("Slow", 4))
        partner = self.customer()
        move = self.invoice(partner, "2024-05-01", 10, due="2024-06-01")
        self.pay(partner, "2024-05-11", 10, move)
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Fast: 2 more instalments paid on the invoice date.",
        )
        self.pay_all(partner, self.invoice(partner, TODAY, 10))
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Fast: 1 more instalment paid on the invoice date.",
        )
        self.pay_all(partner, self.invoice(partner, TODAY, 10))
        self.assertEqual(self.category_of(partner, dimension), "Fast")

    def test_refund_rate(self):
        """50 of 200 credited; less than 10 % needs more than 500 invoiced."""
        dimension = self.bands("refund_rate_12m", ("Good", False), ("Bad", 0.1))
        partner = self.customer()
        self.invoice(partner, "2024-05-01", 200)
        self.credit_note(partner, "2024-05-02", 50)
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Good: $ 300.01 more invoiced, no credit note.",
        )
        self.invoice(partner, TODAY, 300)
        self.assertEqual(self.category_of(partner, dimension), "Bad")
        self.invoice(partner, TODAY, 0.01)
        self.assertEqual(self.category_of(partner, dimension), "Good")

    def test_refund_count(self):
        """Three credit notes, under two when the second one leaves."""
        dimension = self.bands("refund_count_12m", ("Good", False), ("Bad", 2))
        partner = self.customer()
        for on in ("2023-08-01", "2023-09-01", "2024-05-01"):
            self.credit_note(partner, on, 10)
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Good: no credit note until 09/01/2024.",
        )
        self.assertEqual(self.category_of(partner, dimension, day("2024-08-31")), "Bad")
        self.assertEqual(
            self.category_of(partner, dimension, day("2024-09-01")), "Good"
        )

    def test_refund_amount(self):
        """60.00 in all: less than 40.00 when the 10.00 and the 20.00 have left."""
        dimension = self.bands("refund_amount_12m", ("Good", False), ("Bad", 40))
        partner = self.customer()
        for on, amount in (("2023-08-01", 10), ("2023-09-01", 20), ("2024-05-01", 30)):
            self.credit_note(partner, on, amount)
        self.assertEqual(
            self.advice(partner, dimension),
            "To reach Good: no credit note until 09/01/2024.",
        )
        as_of = day("2024-08-31")
        self.assertEqual(self.category_of(partner, dimension, as_of), "Bad")
        as_of = day("2024-09-01")
        self.assertEqual(self.category_of(partner, dimension, as_of), "Good")

    def test_recency(self):
        dimension = self.bands("recency_days", ("Active", False), ("Sleeping", 30))
        partner = self.customer()
        self.invoice(partner, "2024-05-01", 10)
        self.assertEqual(
            self.advice(partner, dimension), "To reach Active: 1 more invoice."
        )
        self.invoice(partner, TODAY, 10)
        self.assertEqual(self.category_of(partner, dimension), "Active")

    def test_tolerance(self):
        """450 less 30 % is 315: under that only the last 400 may not be open."""
        dimension = self.bands("overdue", ("Good", False), ("Bad", 450))
        dimension.calm_margin = 30
        partner, moves = self.overdue_books()
        self.assertEqual(
            self.advice(partner, dimension),
            f"To reach Good: {', '.join(move.name for move in moves)} paid.",
        )
        self.pay_all(partner, *moves[:2])
        self.assertEqual(self.category_of(partner, dimension), "Bad")
        self.pay_all(partner, moves[2])
        self.assertEqual(self.category_of(partner, dimension), "Good")

    def test_nothing_to_pay(self):
        """A bound of zero is reached by nobody, and asks nobody for anything."""
        dimension = self.bands("dso", ("Fast", False), ("Slow", 0))
        partner = self.customer()
        self.pay_all(partner, self.invoice(partner, TODAY, 10))
        self.assertEqual(self.advice(partner, dimension), "")
        self.assertEqual(self.category_of(partner, dimension), "Slow")

    def test_worst_first(self):
        """Where the late ones are listed first, nobody is told to be late."""
        dimension = self.bands("overdue", ("Bad", 450), ("Good", False))
        partner, (first, second, _third) = self.overdue_books()
        self.assertEqual(
            self.advice(partner, dimension),
            f"To reach Good: {first.name}, {second.name} paid.",
        )
        self.assertEqual(self.advice(self.customer("Other"), dimension), "")

    def test_lowest_band_has_a_bound(self):
        """Below the lowest bound there is no category to get into."""
        dimension = self.bands("overdue", ("Good", 10), ("Bad", 450))
        partner = self.customer()
        self.invoice(partner, "2024-05-01", 20)
        self.assertEqual(self.category_of(partner, dimension), "Good")
        self.assertEqual(self.advice(partner, dimension), "")
