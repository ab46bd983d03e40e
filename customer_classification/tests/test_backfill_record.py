from odoo.tests import freeze_time, tagged

from .common_backfill import BackfillCommon


@tagged("post_install", "-at_install")
class TestBackfillRecord(BackfillCommon):
    """Where what was rebuilt ends and what is on record begins."""

    def test_before_the_record(self):
        """Who is in no category today was in one up to the last day that is known."""
        gone, just_gone = self.customer("Gone"), self.customer("Just gone")
        # In the twelve months up to 31 March 2024, not in those up to 30 April.
        self.invoice(gone, "2023-04-05", 70)
        # In those up to 31 May 2024, not in those up to 30 June.
        self.invoice(just_gone, "2023-06-15", 70)
        self.backfill()
        self.assertEqual(self.runs(gone), [("Low", "2023-12-31", "2024-04-30", True)])
        expected = [("Low", "2023-12-31", "2024-06-01", True)]
        self.assertEqual(self.runs(just_gone), expected)
        # More months, and the older ones are found; fewer, and they are kept.
        for months, first in ((8, "2023-10-31"), (3, "2023-10-31")):
            self.company_a.customer_history_months = months
            self.run_cron("cron_rebuild_months")
            self.assertEqual(self.runs(just_gone), [("Low", first, "2024-06-01", True)])
            self.assertEqual(self.runs(gone), [("Low", first, "2024-04-30", True)])
        # Back on record later: what is between is unknown.
        with freeze_time("2024-08-10"):
            self.invoice(just_gone, "2024-08-09", 5)
            self.backfill()
        self.assertEqual(
            self.runs(just_gone),
            [
                ("Low", first, "2024-06-30", True),
                ("Low", "2024-08-10", False, False),
            ],
        )

    def test_record_that_began_meanwhile(self):
        """Nothing rebuilt lies beyond it, though the class is another at the month end.

        Known up to 31 May, in no category on 3 June, on record from 20 June on.
        """
        self.invoice(self.buyer, "2023-06-02", 70)
        with freeze_time("2024-06-03"):
            self.backfill()
        expected = [("Low", "2023-12-31", "2024-06-01", True)]
        self.assertEqual(self.runs(), expected)
        for day, amount in (("2024-06-20", 5), ("2024-06-25", 900)):
            with freeze_time(day):
                self.invoice(self.buyer, day, amount)
                self.refresh(self.company_a)
        with freeze_time("2024-07-02"):
            self.backfill()
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2023-12-31", "2024-06-25", False),
                ("High", "2024-06-25", False, False),
            ],
        )

    def test_people(self):
        """What people decided is what they had; before that nobody knows."""
        self.invoice(self.buyer, "2024-01-10", 100)
        with freeze_time("2024-02-10"):
            self.refresh(self.company_a)
            profile = self.profile(self.buyer)
            profile._set_classes({"x_class_bf_hand": self.one.id})
        with freeze_time("2024-03-10"):
            profile._set_classes({"x_class_bf_hand": self.two.id})
            profile._set_classes({"x_class_bf": self.high.id}, reason="Friend")
        with freeze_time("2024-04-10"):
            profile._set_classes({"x_class_bf": False})
        self.backfill()
        snapshots = self.env["customer.profile.snapshot"].search(
            [("profile_id", "=", profile.id)], order="date"
        )
        self.assertEqual(
            [(s.x_class_bf_hand.name, s.x_class_bf.name) for s in snapshots],
            [
                (False, False),
                (False, "Low"),
                ("One", "Low"),
                ("Two", "High"),
                ("Two", "Low"),
                ("Two", "Low"),
            ],
        )
        self.assertEqual(
            self.runs(dimension=self.by_hand),
            [
                ("One", "2024-02-10", "2024-03-10", False),
                ("Two", "2024-03-10", False, False),
            ],
        )
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2024-01-31", "2024-03-10", False),
                ("High", "2024-03-10", "2024-04-10", False),
                ("Low", "2024-04-10", False, False),
            ],
        )
