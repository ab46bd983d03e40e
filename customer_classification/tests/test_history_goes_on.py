import random
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, day
from .common_backfill import HISTORY, BackfillCommon
from .migrations import run_migration

UPGRADE = "customer_classification/migrations/19.0.1.4.0/post-history.py"
SEEDS = range(6)
STEPS = 14


@tagged("post_install", "-at_install")
class TestHistoryGoesOn(BackfillCommon):
    """A row is a change: none goes on with the class that a rule gave before."""

    def assertChanges(self, told=""):
        """What rules gave never goes on in a second row; no two rows hold on a day."""
        rows = self.env[HISTORY].search(
            [("company_id", "=", self.company_a.id)], order="date_from, id"
        )
        for (profile, dimension), lines in rows.grouped(
            lambda row: (row.profile_id, row.dimension_id)
        ).items():
            held = lines.filtered(lambda r: not r.date_to or r.date_to > r.date_from)
            for before, row in zip(held, held[1:], strict=False):
                said = [
                    (r.category_id.name, r.source, r.date_from, r.date_to)
                    for r in (before, row)
                ]
                self.assertTrue(before.date_to, said)
                self.assertLessEqual(before.date_to, row.date_from, (told, said))
                goes_on = (
                    before.date_to == row.date_from
                    and before.category_id == row.category_id
                    and {before.source, row.source} == {"rule"}
                    and "released" not in (row.sudo().reason or {})
                )
                self.assertFalse(goes_on, (told, said))
            now = profile[dimension._field_name()]
            self.assertEqual(lines.filtered(lambda r: not r.date_to).category_id, now)

    def month_ends(self, told=""):
        """At each month end before the record the history says what the day says."""
        rows = self.env["customer.profile.snapshot"].search(
            [("company_id", "=", self.company_a.id), ("is_month_end", "=", True)]
        )
        for row in rows:
            lines = row.profile_id.history_ids.filtered(
                lambda r, on=row.date: (
                    r.dimension_id == self.band
                    and r.date_from <= on
                    and (not r.date_to or r.date_to > on)
                )
            )
            on_record = row.profile_id.history_ids.filtered(
                lambda r: r.dimension_id == self.band and not r.is_rebuilt
            )
            first = min(
                (r.date_recorded or r.date_from for r in on_record), default=None
            )
            if not first or row.date < first:
                self.assertEqual(lines.category_id, row.x_class_bf, (told, row.date))

    # By hand

    def test_seen(self):
        """The first refresh after a back-fill is no change of anybody."""
        self.invoice(self.buyer, "2024-01-10", 100)
        with freeze_time("2024-06-01"):
            # The past is there before anybody was ever refreshed.
            self.env["customer.profile.month"]._request(self.company_a)
            self.run_cron("cron_rebuild_months")
        self.assertEqual(self.runs(), [("Low", "2024-01-31", "2024-06-01", True)])
        with freeze_time("2024-06-01"):
            self.refresh(self.company_a)
        self.assertEqual(self.runs(), [("Low", "2024-01-31", False, False)])
        row = self.profile(self.buyer).history_ids.filtered(
            lambda r: r.dimension_id == self.band
        )
        self.assertEqual(row.date_recorded, day("2024-06-01"))
        self.assertEqual(row.source, "rule")
        self.assertIn("100.00", row.reason_text)
        self.assertFalse(row.change_text)

    def test_taken_apart_and_put_together(self):
        """Old books that change move what was rebuilt, never what is on record."""
        self.invoice(self.buyer, "2024-01-10", 100)
        self.backfill()
        self.assertEqual(self.runs(), [("Low", "2024-01-31", False, False)])
        late = self.invoice(self.buyer, "2024-03-10", 600)
        with freeze_time("2024-07-03"):
            self.backfill()
        # On 30 June the record said Low; by the books of now it was High since March.
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2024-01-31", "2024-03-31", True),
                ("High", "2024-03-31", "2024-06-30", True),
                ("Low", "2024-06-30", "2024-07-03", False),
                ("High", "2024-07-03", False, False),
            ],
        )
        rows = self.profile(self.buyer).history_ids.filtered(
            lambda r: r.dimension_id == self.band
        )
        self.assertEqual(
            [r.reason["value"] for r in rows.sorted("date_from")], [100, 700, 100, 700]
        )
        late.button_draft()
        with freeze_time("2024-07-04"):
            self.backfill()
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2024-01-31", "2024-07-03", False),
                ("High", "2024-07-03", "2024-07-04", False),
                ("Low", "2024-07-04", False, False),
            ],
        )

    def test_there_and_back_on_a_day(self):
        """Who returns to a class on the day of leaving it was always there."""
        self.invoice(self.buyer, "2024-06-10", 100)
        with freeze_time("2024-06-15"):
            self.refresh(self.company_a)
        more = self.invoice(self.buyer, "2024-06-20", 900)
        self.refresh(self.company_a)
        more.button_draft()
        self.refresh(self.company_a)
        self.assertEqual(
            self.runs(),
            [
                ("Low", "2024-06-15", False, False),
                ("High", "2024-06-30", "2024-06-30", False),
            ],
        )

    def test_a_decision_is_told(self):
        """Let go by a person, the rule gives the same class: another one decides."""
        self.invoice(self.buyer, "2024-06-10", 100)
        self.refresh(self.company_a)
        profile = self.profile(self.buyer)
        with freeze_time("2024-07-01"):
            profile._set_classes({"x_class_bf": self.high.id}, reason="Friend")
        with freeze_time("2024-07-02"):
            self.invoice(self.buyer, "2024-07-01", 900)
            self.refresh(self.company_a)
            profile._set_classes({"x_class_bf": False})
        self.assertEqual(
            [row[:3] for row in self.runs()],
            [
                ("Low", "2024-06-30", "2024-07-01"),
                ("High", "2024-07-01", "2024-07-02"),
                ("High", "2024-07-02", False),
            ],
        )

    def test_upgrade(self):
        """Rows as older versions wrote them are put together."""
        self.invoice(self.buyer, "2024-01-10", 100)
        self.invoice(self.buyer, "2024-03-05", 900)
        self.backfill()
        expected = self.runs()
        row = self.profile(self.buyer).history_ids.filtered(
            lambda r: r.dimension_id == self.band and not r.date_to
        )
        self.assertEqual(row.date_recorded, TODAY)
        was = row.read(["date_from", "date_to", "date_recorded", "source"])
        reasons = (row.reason, row.reason_recorded)
        vals = {"profile_id": row.profile_id.id, "company_id": self.company_a.id}
        vals |= {"dimension_id": self.band.id, "category_id": self.high.id}
        self.env[HISTORY].create(
            {
                **vals,
                "date_from": row.date_from,
                "date_to": TODAY,
                "is_rebuilt": True,
                "reason": row.reason,
            }
        )
        row.write(
            {
                "date_from": TODAY,
                "date_recorded": False,
                "reason": row.reason_recorded,
                "reason_recorded": False,
            }
        )
        self.assertEqual(len(self.runs()), 3)
        self.env.flush_all()
        run_migration(self.env, UPGRADE)
        self.env.invalidate_all()
        self.assertEqual(self.runs(), expected)
        self.assertEqual(
            row.read(["date_from", "date_to", "date_recorded", "source"]), was
        )
        self.assertEqual((row.reason, row.reason_recorded), reasons)
        versions = self.row_versions("customer_classification_history")
        run_migration(self.env, UPGRADE)
        self.backfill()
        self.assertEqual(self.row_versions("customer_classification_history"), versions)

    # In any order

    def test_in_any_order(self):
        """Install, refresh, back-fill, rules, pins, days back, upgrade: by chance."""
        for seed in SEEDS:
            with self.subTest(seed=seed):
                savepoint = self.env.cr.savepoint()
                try:
                    self.go(random.Random(seed))
                finally:
                    self.env.invalidate_all(flush=False)
                    savepoint.close(rollback=True)

    def go(self, pick):
        self.customers = [self.buyer, self.customer("Second"), self.customer("Third")]
        self.now, done = TODAY, []
        steps = {
            "sell": 4,
            "take_back": 2,
            "fresh": 3,
            "rebuild": 3,
            "rule": 1,
            "pin": 1,
            "unpin": 1,
            "days": 3,
            "day_back": 1,
            "upgrade": 1,
            "months": 1,
        }
        for _number in range(STEPS):
            step = pick.choices([*steps], [*steps.values()])[0]
            done.append(step)
            with freeze_time(self.now):
                getattr(self, f"step_{step}")(pick)
                self.env.flush_all()
                self.env.invalidate_all()
        with freeze_time(self.now):
            self.refresh(self.company_a)
            self.assertChanges(done)
            self.step_rebuild(pick)
            self.env.invalidate_all()
            self.assertChanges(done)
            self.month_ends(done)

    def step_sell(self, pick):
        on = self.now - timedelta(pick.randrange(0, 420))
        post = pick.choice((self.invoice, self.invoice, self.credit_note))
        post(pick.choice(self.customers), str(on), pick.choice((50, 300, 700)))

    def step_take_back(self, pick):
        moves = self.env["account.move"].search(
            [("company_id", "=", self.company_a.id), ("state", "=", "posted")]
        )
        if moves:
            pick.choice(moves).button_draft()

    def step_fresh(self, _pick):
        self.refresh(self.company_a)

    def step_rebuild(self, _pick):
        self.env["customer.profile.month"]._request(self.company_a)
        self.run_cron("cron_rebuild_months")

    def step_rule(self, pick):
        self.high.lower_bound = pick.choice((200, 500, 800))

    def step_pin(self, pick):
        if profile := self.profile(pick.choice(self.customers)):
            category = pick.choice((self.high, self.low))
            profile._set_classes({"x_class_bf": category.id}, reason="By chance")

    def step_unpin(self, pick):
        if profile := self.profile(pick.choice(self.customers)):
            profile._set_classes({"x_class_bf": False})

    def step_days(self, pick):
        self.now += timedelta(pick.choice((1, 3, 31)))

    def step_day_back(self, pick):
        self.now -= timedelta(1)

    def step_upgrade(self, _pick):
        run_migration(self.env, UPGRADE)

    def step_months(self, pick):
        self.company_a.customer_history_months = pick.choice((3, 6, 9))
