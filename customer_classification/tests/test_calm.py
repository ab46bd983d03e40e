"""Calm: a margin around the bounds and a minimum stay, per dimension."""

from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..engine.methods import Rule, rule_query
from ..engine.methods.calm import calm
from .common import TODAY, CustomerClassificationCommon

TABLE = SQL.identifier("customer_profile")
LATER = date(2024, 7, 10)


@tagged("post_install", "-at_install")
class TestCalm(CustomerClassificationCommon):
    """Customers start with 700 in B, whose bounds are 500 and 1,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.customer("Buyer")
        cls.invoice(cls.buyer, "2024-05-01", 700)
        cls.bands = cls.dimension(
            "calm_bands",
            "band",
            "revenue_12m",
            [
                {"name": "A", "lower_bound": 1000},
                {"name": "B", "lower_bound": 500},
                {"name": "C"},
            ],
            sequence=900,
        )
        cls.field = "x_class_calm_bands"
        cls.a, cls.b, cls.c = cls.bands.category_ids
        cls.shares = cls.dimension(
            "calm_share",
            "share",
            "revenue_12m",
            [{"name": "A", "share": 60}, {"name": "B"}],
            sequence=910,
        )
        cls.groups = cls.dimension(
            "calm_groups",
            "quantile",
            "revenue_12m",
            [{"name": "Upper"}, {"name": "Lower"}],
            sequence=920,
            scope_domain="[('revenue_12m', '>', 0)]",
        )
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)

    def sell(self, amount, on=LATER, partner=None):
        """Bring the revenue of a customer to an amount, and refresh."""
        partner = partner or self.buyer
        missing = amount - self.profile(partner).revenue_12m
        if missing > 0:
            self.invoice(partner, "2024-06-30", missing)
        elif missing < 0:
            self.credit_note(partner, "2024-06-30", -missing)
        self.refresh(self.company_a, as_of=on)
        self.assertEqual(self.profile(partner).revenue_12m, amount)

    def assertClass(self, category, partner=None):
        profile = self.profile(partner or self.buyer)
        self.assertEqual(profile[self.field], category)

    # Off

    def test_off_by_default(self):
        """A fresh dimension holds nobody, and its statement is the bare one."""
        self.assertEqual((self.bands.calm_margin, self.bands.calm_days), (0, 0))
        rule = Rule(self.bands.sudo(), TABLE, self.company_a)
        query = rule_query(rule)
        self.assertIs(calm(rule, query, TODAY), query)
        self.assertClass(self.b)
        self.sell(1000.01)
        self.assertClass(self.a)
        self.sell(999.99)
        self.assertClass(self.b)

    # Margin

    def test_margin_above(self):
        """5 % of 1,000 are 50: at 1,050 still held, a cent more moves."""
        self.bands.calm_margin = 5
        for amount, category in ((1000, self.b), (1050, self.b), (1050.01, self.a)):
            self.sell(amount)
            self.assertClass(category)

    def test_margin_below(self):
        """5 % of 500 are 25: at 475 still held, a cent less moves."""
        self.bands.calm_margin = 5
        for amount, category in ((499.99, self.b), (475, self.b), (474.99, self.c)):
            self.sell(amount)
            self.assertClass(category)

    def test_margin_is_the_old_category_s(self):
        """From C, 1,030 is far beyond the bound 500 that was crossed."""
        self.sell(100)
        self.assertClass(self.c)
        self.bands.calm_margin = 5
        self.sell(1030)
        self.assertClass(self.a)
        # and back: 950 is within 5 % of the 1,000 that A needs
        self.sell(950)
        self.assertClass(self.a)
        self.sell(949.99)
        self.assertClass(self.b)

    def test_margin_of_a_negative_bound(self):
        """5 % of -200 are 10, downwards."""
        self.c.lower_bound = -200
        low = self.c.create(
            {"name": "D", "dimension_id": self.bands.id, "sequence": 90}
        )
        self.sell(0)
        self.bands.calm_margin = 5
        self.sell(-210)
        self.assertClass(self.c)
        self.sell(-210.01)
        self.assertClass(low)

    def test_margin_of_shares(self):
        """A ends at a cut value of the books: held within 10 % below it."""
        top, rest = self.shares.category_ids
        others = [self.customer(f"Other {number}") for number in range(3)]
        self.invoice(others[0], "2024-05-01", 600)
        self.invoice(others[1], "2024-05-01", 500)
        self.refresh(self.company_a, as_of=TODAY)
        # 700, 600, 500 of 1,800: before them 0 %, 38.9 %, 72.2 %
        names = [self.profile(p).x_class_calm_share for p in (self.buyer, *others[:2])]
        self.assertEqual(names, [top, top, rest])
        self.shares.calm_margin = 10
        # 700, 650, 600 of 1,950: before them 0, 35.9, 69.2 %; the cut is 650, and
        # 600 is within 65 of it
        self.sell(650, partner=others[1])
        self.assertEqual(self.profile(others[0]).x_class_calm_share, top)
        # the other one is past the cut 650, but not by more than 65: held below
        self.assertEqual(self.profile(others[1]).x_class_calm_share, rest)
        # 900, 700, 600 of 2,200: before them 0, 40.9, 72.7 %; the cut is 700, and
        # 600 is not within 70 of it
        self.sell(900, partner=others[1])
        self.assertEqual(self.profile(others[0]).x_class_calm_share, rest)
        self.assertEqual(self.profile(others[1]).x_class_calm_share, top)

    def test_margin_of_equal_groups(self):
        """Two groups: who is past the median by no more than 20 % of it stays."""
        upper, lower = self.groups.category_ids
        others = [self.customer(f"Other {number}") for number in range(3)]
        for partner, amount in zip(others, (800, 400, 300), strict=True):
            self.invoice(partner, "2024-05-01", amount)
        self.refresh(self.company_a, as_of=TODAY)
        # 300, 400, 700, 800: the cut is at place floor(3 / 2) = 1, 400
        found = [self.profile(p).x_class_calm_groups for p in others]
        self.assertEqual(found, [upper, lower, lower])
        self.groups.calm_margin = 20
        # 390, 400, 420, 800: the cut stays 400; 700 fell to 390, within 80 below
        self.sell(420, partner=others[1])
        self.sell(400, partner=others[2])
        self.sell(390)
        self.assertEqual(self.profile(self.buyer).x_class_calm_groups, upper)
        # 420 is above the cut by 20, no more than 80: held below
        self.assertEqual(self.profile(others[1]).x_class_calm_groups, lower)
        self.sell(319)
        self.assertEqual(self.profile(self.buyer).x_class_calm_groups, lower)

    # Minimum stay

    def test_minimum_stay(self):
        """In B since 30 June: 30 days later, on 30 July, it may move."""
        self.bands.calm_days = 30
        self.sell(5000, on=date(2024, 7, 29))
        self.assertClass(self.b)
        self.refresh(self.company_a, as_of=date(2024, 7, 30))
        self.assertClass(self.a)
        rows = self.profile(self.buyer).history_ids.filtered(
            lambda row: row.dimension_id == self.bands
        )
        self.assertEqual(
            rows.sorted("date_from").mapped("date_from"), [TODAY, date(2024, 7, 30)]
        )

    def test_minimum_stay_since_before_the_record(self):
        """In B since 31 May by the books: nobody waits for the day of installation."""
        profile = self.profile(self.buyer)
        row = profile.history_ids.filtered(lambda r: r.dimension_id == self.bands)
        row.write({"date_from": date(2024, 5, 31), "date_recorded": TODAY})
        self.bands.calm_days = 60
        self.sell(5000, on=date(2024, 7, 29))
        self.assertClass(self.b)
        self.refresh(self.company_a, as_of=date(2024, 7, 30))
        self.assertClass(self.a)

    def test_first_category_at_once(self):
        """Whoever has none does not wait."""
        self.bands.calm_days, self.bands.calm_margin = 30, 5
        new = self.customer("New")
        self.invoice(new, "2024-06-30", 1001)
        self.refresh(self.company_a, as_of=LATER)
        self.assertClass(self.a, new)

    def test_nobody_is_held_in_what_is_over(self):
        """An archived category, and customers out of the scope."""
        self.bands.calm_days = 30
        self.b.active = False
        self.refresh(self.company_a, as_of=LATER)
        self.assertClass(self.c)
        self.bands.scope_domain = f"[('partner_id', '!=', {self.buyer.id})]"
        self.refresh(self.company_a, as_of=LATER)
        self.assertFalse(self.profile(self.buyer)[self.field])

    def test_pins_are_not_affected(self):
        """A pin moves at once, knows what the rule says, and ends at once."""
        self.bands.calm_days, self.bands.calm_margin = 300, 50
        with freeze_time(TODAY):
            self.profile(self.buyer)._set_classes(
                {self.field: self.c.id}, date_end=TODAY
            )
        self.assertClass(self.c)
        self.sell(1100, on=TODAY)
        self.assertClass(self.c)
        pin = self.profile(self.buyer).pin_ids
        self.assertEqual(pin.rule_category_id, self.a)
        self.refresh(self.company_a, as_of=TODAY + timedelta(1))
        self.assertClass(self.a)

    def test_nothing_is_written_for_who_is_held(self):
        self.bands.calm_margin = 5
        self.sell(1050)
        rows = self.row_versions("customer_classification_history")
        profiles = self.row_versions("customer_profile")
        self.refresh(self.company_a, as_of=LATER)
        self.assertEqual(self.row_versions("customer_classification_history"), rows)
        self.assertEqual(self.row_versions("customer_profile"), profiles)

    def test_both_paths_hold(self):
        self.bands.calm_margin = 5
        self.sell(1050)
        with freeze_time(LATER):
            self.env["customer.profile"]._refresh(
                self.company_a, partner_ids=self.buyer.ids
            )
            self.assertClass(self.b)
            self.invoice(self.buyer, "2024-06-30", 1)
            self.run_cron("cron_refresh_queue")
            self.assertClass(self.a)

    # Reasons

    def why(self):
        [line] = [
            line
            for line in self.profile(self.buyer).get_classes()
            if line["dimension"]["id"] == self.bands.id
        ]
        return line["why"]

    def test_reason(self):
        """When and why somebody is held, and what the rule says."""
        self.bands.calm_margin = 5
        self.sell(1050)
        rule = (
            "The rule says A: Revenue 12 Months is $\xa01,050.00, "
            "at least $\xa01,000.00."
        )
        with freeze_time(LATER):
            self.assertEqual(
                self.why(), f"Held in B: within 5% of the bound $\xa01,000.00. {rule}"
            )
            self.bands.calm_days = 30
            self.assertEqual(
                self.why(),
                f"Held in B until 07/30/2024: at least 30 days in a category. {rule}",
            )
            self.bands.write({"calm_days": 0, "calm_margin": 0})
            self.assertTrue(self.why().startswith("Revenue 12 Months is"))

    def test_settings(self):
        for name, value in (
            ("calm_margin", -1),
            ("calm_margin", 100.5),
            ("calm_margin", float("nan")),
            ("calm_days", -1),
            ("calm_days", 4000),
        ):
            with self.subTest(name), self.assertRaises(ValidationError) as error:
                with self.cr.savepoint():
                    self.bands[name] = value
                    self.bands.flush_recordset()
            self.assertIn(self.bands.name, str(error.exception))
