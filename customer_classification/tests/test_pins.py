"""Pins: what the rule says beside them, and how they end."""

from datetime import date

from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestPins(CustomerClassificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer, cls.other = cls.customer("Buyer"), cls.customer("Other")
        cls.invoice(cls.buyer, "2024-05-01", 100)
        cls.invoice(cls.other, "2024-05-01", 7)
        cls.tens = cls.dimension(
            "pin_tens",
            "band",
            "revenue_12m",
            [{"name": "Ten", "lower_bound": 10}, {"name": "Less"}],
        )
        cls.field = "x_class_pin_tens"
        cls.ten, cls.less = cls.tens.category_ids
        cls.shares = cls.dimension(
            "pin_share",
            "share",
            "revenue_12m",
            [{"name": "A", "share": 80}, {"name": "B"}],
        )
        cls.Pin = cls.env["customer.classification.pin"]
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)

    def pin(self, partner, category, date_end=None):
        with freeze_time(TODAY):
            self.profile(partner).with_user(
                self.env.ref("base.user_admin")
            ).sudo()._set_classes(
                {self.field: category.id},
                reason="Agreed",
                date_end=date_end and date.fromisoformat(date_end),
            )
        return self.profile(partner).pin_ids

    def history(self, partner):
        rows = self.profile(partner).history_ids
        rows = rows.filtered(lambda row: row.dimension_id == self.tens)
        return rows.sorted(lambda row: (row.date_from, row.id))

    def assertEnd(self, partner, category, sentence):
        """The last line says that the pin is over, and why the rule decides so."""
        name = self.env.ref("base.user_admin").name
        row = self.history(partner)[-1]
        self.assertRecordValues(
            row,
            [
                {
                    "category_id": category.id,
                    "date_from": date(2024, 7, 6),
                    "date_to": False,
                    "source": "rule",
                }
            ],
        )
        self.assertEqual(
            row.reason_text,
            f"The pin to Less by {name} ended on 07/05/2024. {sentence}",
        )

    # The end

    def test_end_with_a_note(self):
        """The rule gives another category: the new line says what ended."""
        self.pin(self.buyer, self.less, "2024-07-05")
        self.refresh(self.company_a, as_of=date(2024, 7, 5))
        self.assertEqual(self.profile(self.buyer)[self.field], self.less)
        self.refresh(self.company_a, as_of=date(2024, 7, 6))
        self.assertFalse(self.Pin.search([("partner_id", "=", self.buyer.id)]))
        self.assertEqual(self.profile(self.buyer)[self.field], self.ten)
        self.assertEnd(
            self.buyer,
            self.ten,
            "Revenue 12 Months is $\xa0100.00, at least $\xa010.00.",
        )

    def test_end_where_nothing_changes(self):
        """The rule says the same: a line of its own tells that it decides again."""
        self.pin(self.other, self.ten)
        self.pin(self.other, self.less, "2024-07-05")
        self.refresh(self.company_a, as_of=date(2024, 7, 6))
        self.assertEqual(self.profile(self.other)[self.field], self.less)
        self.assertEnd(
            self.other,
            self.less,
            "Revenue 12 Months is $\xa07.00, below $\xa010.00.",
        )
        rows = self.row_versions("customer_classification_history")
        self.refresh(self.company_a, as_of=date(2024, 7, 7))
        self.assertEqual(self.row_versions("customer_classification_history"), rows)

    def test_end_by_the_queue(self):
        self.pin(self.buyer, self.less, "2024-07-05")
        with freeze_time("2024-07-06"):
            self.refresh(self.company_a, partner_ids=self.other.ids)
        self.assertEnd(
            self.buyer,
            self.ten,
            "Revenue 12 Months is $\xa0100.00, at least $\xa010.00.",
        )

    def test_end_in_a_ranking_dimension(self):
        """Ranked later by the queue: the pin holds its note until then."""
        self.refresh(self.company_a, as_of=TODAY)
        top, rest = self.shares.category_ids
        with freeze_time(TODAY):
            self.profile(self.buyer)._set_classes(
                {"x_class_pin_share": rest.id}, date_end=date(2024, 7, 5)
            )
        with freeze_time("2024-07-06"):
            Profile = self.env["customer.profile"]
            Profile._refresh_company(self.company_a, None, self.other.ids)
            self.assertTrue(self.profile(self.buyer).pin_ids)
            Profile._begin(self.company_a, [])
            Profile._rank_company(self.company_a)
        self.assertFalse(self.profile(self.buyer).pin_ids)
        row = self.profile(self.buyer).history_ids.filtered(
            lambda row: row.dimension_id == self.shares and not row.date_to
        )
        self.assertEqual(row.category_id, top)
        self.assertEqual(row.reason["released"]["category"], rest.id)

    def test_end_of_a_pin_of_somebody_who_left(self):
        """Names of what is gone do not keep the history from being read."""
        self.pin(self.buyer, self.less, "2024-07-05")
        self.refresh(self.company_a, as_of=date(2024, 7, 6))
        row = self.history(self.buyer)[-1]
        row.reason = {**row.reason, "released": {**row.reason["released"], "user": -1}}
        self.assertIn("by unknown ended", row.reason_text)

    # Beside the rule

    @freeze_time(TODAY)
    def test_released_where_nothing_changes(self):
        """The rule says the same by now; from now on it is the rule that says so."""
        pin = self.pin(self.other, self.ten)
        self.assertEqual(self.history(self.other)[-1].source, "manual")
        self.invoice(self.other, "2024-06-01", 93)
        self.refresh(self.company_a, as_of=TODAY)
        pin.action_release()
        self.assertFalse(self.profile(self.other).pin_ids)
        self.assertEqual(self.profile(self.other)[self.field], self.ten)
        self.assertRecordValues(
            self.history(self.other)[-1:],
            [{"source": "rule", "category_id": self.ten.id, "date_to": False}],
        )
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 0)

    def test_different(self):
        """Found without loading pins: against the rule, like it, and either."""
        against = self.pin(self.buyer, self.less)
        alike = self.pin(self.other, self.less)
        mine = [("dimension_id", "=", self.tens.id)]
        self.assertEqual((against.is_different, alike.is_different), (True, False))
        for domain, found in (
            ([("is_different", "=", True)], against),
            ([("is_different", "!=", False)], against),
            ([("is_different", "=", False)], alike),
            ([("is_different", "!=", True)], alike),
            ([("is_different", "in", [True, False])], against + alike),
            (["!", ("is_different", "=", True)], alike),
        ):
            with self.subTest(domain):
                self.assertEqual(self.Pin.search([*mine, *domain]), found)
        # A rule that says nothing is another word, too.
        self.tens.scope_domain = f"[('partner_id', '!=', {self.other.id})]"
        self.refresh(self.company_a, as_of=TODAY)
        self.assertTrue(alike.is_different)
        different = [*mine, ("is_different", "=", True)]
        self.assertEqual(self.Pin.search(different), against + alike)
        with self.assertQueryCount(1):
            self.env.invalidate_all()
            self.Pin.search(different)

    def test_customers_pinned_against_the_rule(self):
        self.pin(self.buyer, self.less)
        self.pin(self.other, self.less)
        Partner = self.env["res.partner"].with_company(self.company_a)
        path = "customer_profile_id.pin_ids.is_different"
        found = Partner.search([(path, "=", True)])
        self.assertEqual(found, self.buyer)

    def test_list_of_pins(self):
        """Mine, against the rule, soon over."""
        soon = self.pin(self.buyer, self.less, "2024-07-30")
        late = self.pin(self.other, self.less, "2024-07-31")
        view = self.Pin.get_view(view_type="search")["arch"]
        for name in ("mine", "different", "expiring"):
            self.assertIn(f'name="{name}"', view)
        with freeze_time(TODAY):
            expiring = self.Pin.search([("date_end", "<=", "today +30d")])
        self.assertIn(soon, expiring)
        self.assertNotIn(late, expiring)
        with freeze_time(TODAY):
            soon.action_release()
        self.assertEqual(self.profile(self.buyer)[self.field], self.ten)

    def test_form_of_a_dimension(self):
        """The calm settings are there where they mean something."""
        with Form(self.tens) as form:
            form.calm_margin, form.calm_days = 5, 30
        self.assertEqual((self.tens.calm_margin, self.tens.calm_days), (5, 30))
