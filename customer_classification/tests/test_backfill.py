from datetime import date

from odoo.tests import new_test_user, tagged

from .common import TODAY
from .common_backfill import HISTORY, BackfillCommon


@tagged("post_install", "-at_install")
class TestBackfill(BackfillCommon):
    """History from half a year before the add-on came, on 30 June 2024, by hand."""

    def test_since(self):
        """The contact says since when, from what was rebuilt as well."""
        self.invoice(self.buyer, "2024-03-05", 900)
        self.backfill()
        lines = self.profile(self.buyer).get_classes()
        [line] = [ln for ln in lines if ln["dimension"]["id"] == self.band.id]
        self.assertEqual(line["since"], "03/31/2024")

    def test_runs(self):
        """Nothing in December, Low from January, High from March, on record in June."""
        self.invoice(self.buyer, "2024-01-10", 100)
        self.invoice(self.buyer, "2024-03-05", 900)
        self.backfill()
        expected = [
            ("Low", "2024-01-31", "2024-03-31", True),
            ("High", "2024-03-31", False, False),
        ]
        self.assertEqual(self.runs(), expected)
        rows = self.env[HISTORY].search(
            [
                ("profile_id", "=", self.profile(self.buyer).id),
                ("dimension_id", "=", self.band.id),
            ],
            order="date_from",
        )
        # The reason is that of the day on which the run begins.
        self.assertEqual([row.reason["value"] for row in rows], [100, 1000])
        self.assertIn("100.00", rows[0].reason_text)
        self.assertEqual(rows.mapped("source"), ["rule"] * 2)
        # On record since the first refresh.
        self.assertEqual(rows.mapped("date_recorded"), [False, TODAY])
        versions = self.row_versions("customer_classification_history")
        self.backfill()
        self.assertEqual(self.row_versions("customer_classification_history"), versions)

    def test_changed_books(self):
        """A second back-fill replaces the first, back and forth."""
        self.invoice(self.buyer, "2024-01-10", 100)
        self.invoice(self.buyer, "2024-03-05", 900)
        self.backfill()
        before = self.runs()
        late = self.invoice(self.buyer, "2024-02-10", 600)
        self.backfill()
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2024-01-31", "2024-02-29", True),
                ("High", "2024-02-29", False, False),
            ],
        )
        late.button_draft()
        self.backfill()
        self.assertEqual(self.runs(), before)
        # Only Low, then gone in between: 550 credited in April
        self.credit_note(self.buyer, "2024-04-20", 999)
        self.backfill()
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2024-01-31", "2024-03-31", True),
                ("High", "2024-03-31", "2024-04-30", True),
                ("Low", "2024-04-30", False, False),
                # On record High before the credit note, on the same day.
                ("High", "2024-06-30", "2024-06-30", False),
            ],
        )

    def test_pinned_where_the_company_is(self):
        """A pin of 23:30 in UTC is one of the next day in Shanghai."""
        self.invoice(self.buyer, "2024-01-10", 100)
        self.refresh(self.company_a)
        profile = self.profile(self.buyer)
        # It says what the rule says, so that the history does not know of it.
        profile._set_classes({"x_class_bf": self.low.id}, reason="Friend")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_classification_pin SET write_date = '2024-03-30 23:30'"
            " WHERE id = ANY(%s)",
            [profile.pin_ids.ids],
        )
        self.invoice(self.buyer, "2024-02-05", 900)  # the rule says High by then
        day = date(2024, 3, 30)
        Snapshot = self.env["customer.profile.snapshot"]
        for tz, expected in (
            ("UTC", self.low),
            ("Asia/Shanghai", self.high),
            ("America/New_York", self.low),
            (False, self.low),
        ):
            self.company_a.partner_id.tz = tz
            self.env["customer.profile.snapshot"]._take(self.company_a, day)
            row = Snapshot.search([("profile_id", "=", profile.id)])
            self.assertEqual(row.x_class_bf, expected, tz)

    def test_today_is_the_profile(self):
        """As of today, pinned or not, a customer is where the profile says."""
        self.invoice(self.buyer, "2024-06-10", 100)
        self.refresh(self.company_a)
        profile = self.profile(self.buyer)
        # Pinned where the rule puts it anyway: the history does not mention it.
        profile._set_classes({"x_class_bf": self.low.id}, reason="Stays", force=True)
        self.env.flush_all()
        # The clock of the database is not frozen.
        self.cr.execute(
            "UPDATE customer_classification_pin SET write_date = '2024-06-15 08:00:00'"
        )
        self.invoice(self.buyer, "2024-06-20", 900)
        self.refresh(self.company_a)
        self.assertEqual(profile.x_class_bf, self.low)
        self.env["customer.profile.snapshot"]._take(self.company_a, TODAY)
        snapshot = self.env["customer.profile.snapshot"].search(
            [("profile_id", "=", profile.id), ("date", "=", TODAY)]
        )
        for dimension in snapshot._get_dimensions():
            name = dimension._field_name()
            self.assertEqual(snapshot[name], profile[name], name)
        self.assertEqual(snapshot.revenue_12m, 1000)

    def test_valid_on(self):
        """The day of a change belongs to the new category."""
        self.invoice(self.buyer, "2024-01-10", 100)
        self.invoice(self.buyer, "2024-03-05", 900)
        self.backfill()
        user = new_test_user(
            self.env,
            "backfill_viewer",
            groups="customer_classification.group_user",
            company_id=self.company_a.id,
            company_ids=[(6, 0, self.company_a.ids)],
        )
        History = self.env[HISTORY].with_user(user)
        mine = [
            ("partner_id", "=", self.buyer.id),
            ("dimension_id", "=", self.band.id),
        ]
        for day, expected in (
            ("2024-01-30", []),
            ("2024-01-31", ["Low"]),
            ("2024-03-30", ["Low"]),
            ("2024-03-31", ["High"]),
            ("2024-06-30", ["High"]),
            ("2030-01-01", ["High"]),
        ):
            rows = History.search([*mine, ("valid_on", "=", day)])
            self.assertEqual(rows.category_id.mapped("name"), expected, day)
        two = History.search([*mine, ("valid_on", "in", ["2024-02-01", "2024-04-01"])])
        self.assertEqual(set(two.category_id.mapped("name")), {"Low", "High"})
        self.assertFalse(History.search([*mine, ("valid_on", "=", False)]))

    def test_import(self):
        """A class that an import brings says so, in manual dimensions and in others."""
        self.invoice(self.buyer, "2024-06-10", 100)
        self.refresh(self.company_a)
        Partner = self.books("res.partner")
        self.accountant.group_ids += self.env.ref("base.group_partner_manager")
        result = Partner.with_context(import_file=True).load(
            [".id", "x_class_bf_hand", "x_class_bf"],
            [[str(self.buyer.id), "One", "High"]],
        )
        self.assertFalse(result["messages"])
        rows = self.env[HISTORY].search(
            [
                ("profile_id", "=", self.profile(self.buyer).id),
                ("dimension_id", "in", (self.by_hand + self.band).ids),
                ("date_to", "=", False),
            ],
            order="dimension_id",
        )
        self.assertEqual(set(rows.category_id), {self.one, self.high})
        self.assertEqual(rows.mapped("source"), ["import", "import"])
        self.assertEqual(rows.user_id, self.accountant)
        by_hand = rows.filtered(lambda row: row.dimension_id == self.by_hand)
        self.assertEqual(by_hand.reason_text, "Imported from a file.")
        self.assertEqual(self.profile(self.buyer).pin_ids.source, "import")
        classes = {
            line["dimension"]["display_name"]: line["by"]
            for line in self.profile(self.buyer).get_classes()
        }
        self.assertEqual(classes["Bf_Hand"], f"Imported by {self.accountant.name}")
        # A person who changes it afterwards is a person.
        self.buyer.with_company(self.company_a).x_class_bf_hand = self.two
        now = self.env[HISTORY].search(
            [
                ("dimension_id", "=", self.by_hand.id),
                ("date_to", "=", False),
                ("profile_id", "=", self.profile(self.buyer).id),
            ]
        )
        self.assertEqual(now.source, "manual")
        # Imported classes are kept by the past, too.
        self.env["customer.profile.snapshot"]._take(self.company_a, TODAY)
        snapshot = self.env["customer.profile.snapshot"].search(
            [("profile_id", "=", self.profile(self.buyer).id)]
        )
        self.assertEqual(snapshot.x_class_bf, self.high)
