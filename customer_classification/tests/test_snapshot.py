from datetime import date
from unittest.mock import patch

from psycopg2.errors import (
    DeadlockDetected,
    SerializationFailure,
    UniqueViolation,
)

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .past_days import PastDays
from .random_books import RandomBooks

#: The 24 month ends that are over on 30 June 2024, the first and the last by hand.
MONTH_ENDS = [
    date(2022, 6, 30),
    date(2022, 7, 31),
    date(2022, 8, 31),
    date(2022, 9, 30),
    date(2022, 10, 31),
    date(2022, 11, 30),
    date(2022, 12, 31),
    date(2023, 1, 31),
    date(2023, 2, 28),
    date(2023, 3, 31),
    date(2023, 4, 30),
    date(2023, 5, 31),
    date(2023, 6, 30),
    date(2023, 7, 31),
    date(2023, 8, 31),
    date(2023, 9, 30),
    date(2023, 10, 31),
    date(2023, 11, 30),
    date(2023, 12, 31),
    date(2024, 1, 31),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2024, 4, 30),
    date(2024, 5, 31),
]
SNAPSHOT = "customer_profile_snapshot"
HISTORY = "customer_classification_history"
DIMENSION = "customer.classification.dimension"


class Killed(BaseException):
    """A worker that is gone in the middle."""


@tagged("post_install", "-at_install")
class TestSnapshot(PastDays, RandomBooks):
    """Past month ends of random books, of two companies and a branch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moves = cls.post_documents(60, cls.START, date(2024, 6, 20))
        cls.pay_documents(moves, 0.6, date(2024, 6, 25))
        cls.roots = cls.company_a + cls.company_b
        cls.Month = cls.env["customer.profile.month"]
        cls.Snapshot = cls.env["customer.profile.snapshot"]
        cls.Month.search([]).unlink()

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)

    def backfill(self):
        """What installing does: everybody today, the past by the scheduled action."""
        self.refresh()
        self.Month._request(self.roots)
        self.run_cron("cron_rebuild_months")

    def test_every_month_end(self):
        self.backfill()
        for company in self.roots:
            months = self.Month.search([("company_id", "=", company.id)])
            self.assertEqual(months.mapped("date"), MONTH_ENDS)
            self.assertEqual(set(months.mapped("is_done")), {True})
            self.assertEqual(
                company._customer_history_progress(), "24 of 24 months rebuilt."
            )
            totals, classes = set(), {}
            for day in MONTH_ENDS:
                with self.subTest(company=company.name, day=day):
                    for name, ids in self.assertEqualsRefresh(company, day).items():
                        classes.setdefault(name, set()).update(ids)
                    totals.add(self.assertTiesOut(company, day))
            # The comparison is about something: most months differ.
            self.assertGreater(len(totals), 15)
            self.assertGreater(
                sum(len(ids - {None}) > 1 for ids in classes.values()), 4, classes
            )

    def test_history(self):
        """For each month end the rebuilt history says what the snapshot says."""
        self.backfill()
        names = {d.id: d._field_name() for d in self.env[DIMENSION].search([])}
        for company in self.roots:
            for day in MONTH_ENDS:
                rows = self.snapshot_rows(company, day).values()
                expected = {
                    (row["profile_id"], dimension_id): row[name]
                    for row in rows
                    for dimension_id, name in names.items()
                    if row.get(name)
                }
                found = self.env["customer.classification.history"].search(
                    [("company_id", "=", company.id), ("valid_on", "=", day)]
                )
                for row in found:
                    self.assertTrue(row.is_rebuilt or row.date_recorded > day)
                self.assertEqual(len(found), len(expected))
                self.assertEqual(
                    {
                        (row.profile_id.id, row.dimension_id.id): row.category_id.id
                        for row in found
                    },
                    expected,
                    day,
                )
        # A row ends where the next one begins, and says why it began.
        rows = self.env["customer.classification.history"].search(
            [("is_rebuilt", "=", True), ("company_id", "in", self.roots.ids)]
        )
        self.assertEqual(set(rows.mapped("source")), {"rule"})
        self.assertFalse(rows.filtered(lambda row: not row.reason_text))
        overlaps = self.sql(
            """
            SELECT one.id FROM customer_classification_history one
              JOIN customer_classification_history two
             USING (profile_id, dimension_id)
             WHERE one.id <> two.id AND one.date_from <= two.date_from
               AND COALESCE(one.date_to, 'infinity') > two.date_from
            """
        )
        self.assertFalse(overlaps)

    def test_second_time_writes_nothing(self):
        self.backfill()
        tables = ("customer_profile", SNAPSHOT, HISTORY)
        before = [self.row_versions(table) for table in tables]
        self.assertTrue(all(before))
        self.backfill()
        self.assertEqual([self.row_versions(table) for table in tables], before)

    def test_killed_in_the_middle(self):
        """What is done is not done again, and the rest comes out the same."""
        self.backfill()
        content = self.content()
        self.sql("DELETE FROM customer_profile_snapshot RETURNING id")
        self.sql(
            "DELETE FROM customer_classification_history WHERE is_rebuilt RETURNING id"
        )
        self.Month._request(self.roots)
        done = []
        take = type(self.Snapshot)._compute_day

        def counted(snapshot, company, as_of, *args, **kwargs):
            if len(done) == 29:
                raise Killed
            done.append((company, as_of))
            return take(snapshot, company, as_of, *args, **kwargs)

        with patch.object(type(self.Snapshot), "_compute_day", counted):
            # Odoo's assertRaises would take back what was committed before.
            killed = False
            try:
                self.run_months()
            except Killed:
                killed = True
        self.assertTrue(killed)
        # 24 months of one company, 5 of the other
        self.assertEqual(len(self.Month.search([("is_done", "=", True)])), 29)
        self.assertIn(
            "5 of 24 months rebuilt.",
            [company._customer_history_progress() for company in self.roots],
        )
        done_before = list(done)
        with patch.object(
            type(self.Snapshot),
            "_compute_day",
            lambda *args, **kwargs: (done.append(args[1:3]), take(*args, **kwargs))[1],
        ):
            self.run_months()
        self.assertEqual(len(done), 48)
        self.assertEqual(len(set(done)), 48, "a month was done twice")
        self.assertEqual(done[:29], done_before)
        self.assertEqual(self.content(), content)

    def run_months(self):
        """The job in one go; each step is kept, as its commit would."""
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1
        ):
            self.Month._cron_rebuild()

    def content(self):
        """What the past says, whatever the ids."""
        ignored = {"id"}
        return [
            sorted(
                repr({k: v for k, v in row.items() if k not in ignored})
                for row in self.stored_rows(table)
            )
            for table in (SNAPSHOT, HISTORY)
        ]

    def test_statements(self):
        """A month costs what a month costs: neither months nor customers add to it."""
        self.refresh()
        counts, before = [], None
        for day in MONTH_ENDS:
            with self.recorded() as statements:
                self.env["customer.profile.snapshot"]._take(
                    self.company_a, day, before, with_history=True
                )
            counts.append(len(statements))
            before = day
        # Dimensions in which nobody moves need no statement to write.
        self.assertLess(max(counts) - min(counts), 14, counts)
        self.assertLess(max(counts), 120, counts)

    def test_poison(self):
        """A month that fails says so, and the others go on."""
        self.Month._request(self.company_a)
        take = type(self.Snapshot)._compute_day

        def fail(snapshot, company, as_of, *args, **kwargs):
            if as_of == MONTH_ENDS[3]:
                self.env.cr.execute("SELECT 1/0")
            return take(snapshot, company, as_of, *args, **kwargs)

        with (
            patch.object(type(self.Snapshot), "_compute_day", fail),
            self.assertLogs("odoo.addons.customer_classification", "ERROR"),
            self.assertLogs("odoo.sql_db", "ERROR"),
        ):
            self.run_cron("cron_rebuild_months")
        months = self.Month.search([("company_id", "=", self.company_a.id)])
        self.assertEqual(
            [month.date for month in months if not month.is_done], [MONTH_ENDS[3]]
        )
        progress = self.company_a._customer_history_progress()
        self.assertIn("23 of 24 months rebuilt", progress)
        self.assertIn("09/30/2022 failed: division by zero", progress)
        # The month after it was computed from nothing.
        self.assertEqualsRefresh(self.company_a, MONTH_ENDS[4])

    def test_any_other_day(self):
        """A day in the middle of a month, the clean-up takes it away again."""
        for day in (date(2023, 11, 15), TODAY):
            self.assertGreater(
                self.env["customer.profile.snapshot"]._take(self.company_a, day), 0
            )
            self.assertEqualsRefresh(self.company_a, day)
            self.assertTiesOut(self.company_a, day)
            self.assertFalse(self.snapshot_rows(self.company_b, day))
            written = self.env["customer.profile.snapshot"]._take(self.company_a, day)
            self.assertEqual(written, 0)
        self.Snapshot._gc_days()
        self.assertFalse(self.snapshot_rows(self.company_a, date(2023, 11, 15)))
        # The last of June is a month end.
        self.assertTrue(self.snapshot_rows(self.company_a, TODAY))

    def test_changed_books(self):
        """Taken again, the day is what the books say now; the rest is left alone."""
        day = date(2024, 4, 30)
        self.env["customer.profile.snapshot"]._take(self.company_a, day)
        before = self.row_versions(SNAPSHOT)
        partner = self.customers[3]
        old = self.snapshot_rows(self.company_a, day)[partner.id]
        self.invoice(partner, "2024-04-30", 1000)
        self.invoice(partner, "2024-05-01", 5000)
        self.env["customer.profile.snapshot"]._take(self.company_a, day)
        new = self.snapshot_rows(self.company_a, day)[partner.id]
        self.assertEqual(new["revenue_12m"], old["revenue_12m"] + 1000)
        after = self.row_versions(SNAPSHOT)
        self.assertEqual(set(after), set(before))
        self.assertNotEqual(after[new["id"]], before[new["id"]])
        self.assertTiesOut(self.company_a, day)

    def test_a_customer_without_profile(self):
        """Who came since the last refresh is in the past, too, and in the queue."""
        self.refresh()
        late = self.customer("Late")
        self.invoice(late, "2024-03-05", 40)
        self.env["customer.profile.queue"].search([]).unlink()
        self.env["customer.profile.snapshot"]._take(self.company_a, date(2024, 3, 31))
        row = self.snapshot_rows(self.company_a, date(2024, 3, 31))[late.id]
        self.assertEqual(row["receivable"], 40)
        self.assertTiesOut(self.company_a, date(2024, 3, 31))
        queued = self.env["customer.profile.queue"].search([])
        self.assertEqual(queued.mapped("partner_id"), [late.id])

    def test_every_night(self):
        """The night after the last of a month asks for that day."""
        self.company_a.customer_history_months = 2
        self.Month.search([]).unlink()
        for now, expected in (
            ("2024-06-30 12:00:00", [date(2024, 5, 31)]),
            ("2024-07-01 00:30:00", [date(2024, 5, 31), date(2024, 6, 30)]),
            ("2024-07-02 00:30:00", [date(2024, 5, 31), date(2024, 6, 30)]),
            # the list does not grow
            ("2024-08-01 00:30:00", [date(2024, 6, 30), date(2024, 7, 31)]),
        ):
            with freeze_time(now):
                self.run_cron("cron_refresh_all")
                self.run_cron("cron_rebuild_months")
            months = self.Month.search([("company_id", "=", self.company_a.id)])
            self.assertEqual(months.mapped("date"), expected)
            self.assertEqual(set(months.mapped("is_done")), {True})
            self.assertTiesOut(self.company_a, expected[-1])
        self.assertTrue(self.snapshot_rows(self.company_a, date(2024, 5, 31)))

    def test_late_postings(self):
        """What is posted into a closed month is in it after the next day."""
        self.company_a.customer_history_months = 3
        partner, april = self.customers[3], MONTH_ENDS[-2]
        with freeze_time("2024-06-01 00:30:00"):
            self.run_cron("cron_refresh_all")
            self.run_cron("cron_rebuild_months")
        before = [self.snapshot_rows(self.company_a, day) for day in MONTH_ENDS[-3:]]
        with freeze_time("2024-06-01 09:00:00"):
            self.invoice(partner, "2024-03-31", 7)
            self.invoice(partner, "2024-04-30", 1000)
            self.invoice(partner, "2024-05-31", 500)
            versions = self.row_versions(SNAPSHOT)
            # Not by hand, nor by the other 23 hours of the day
            self.env["customer.profile"]._refresh(self.company_a)
            self.run_cron("cron_refresh_all")
            self.run_cron("cron_rebuild_months")
            self.assertEqual(self.row_versions(SNAPSHOT), versions)
        with freeze_time("2024-06-02 00:30:00"):
            self.env["customer.profile"]._refresh(self.company_a)
            self.run_cron("cron_refresh_all")
            months = self.Month.search([("company_id", "=", self.company_a.id)])
            self.assertEqual(
                months.filtered(lambda m: not m.is_done).mapped("date"),
                [april, MONTH_ENDS[-1]],
            )
            self.run_cron("cron_rebuild_months")
        self.assertEqual(set(months.mapped("is_done")), {True})
        after = [self.snapshot_rows(self.company_a, day) for day in MONTH_ENDS[-3:]]
        self.assertEqual(
            [
                new[partner.id]["revenue_12m"] - old[partner.id]["revenue_12m"]
                for old, new in zip(before, after, strict=True)
            ],
            [0, 1007, 1507],  # March is computed again for this customer alone
        )
        for day in MONTH_ENDS[-2:]:
            self.assertEqualsRefresh(self.company_a, day)
        with freeze_time("2024-06-03 00:30:00"):
            self.a_night()
        march = self.snapshot_rows(self.company_a, MONTH_ENDS[-3])
        self.assertEqual(
            march[partner.id]["revenue_12m"] - before[0][partner.id]["revenue_12m"], 7
        )
        versions = self.row_versions(SNAPSHOT)
        with freeze_time("2024-06-04 00:30:00"):
            self.a_night()
        self.assertEqual(self.row_versions(SNAPSHOT), versions)

    def a_night(self):
        for cron in ("refresh_queue", "refresh_all", "rebuild_months"):
            self.run_cron(f"cron_{cron}")

    def test_setting(self):
        """Another number of months asks for them; 0 for none."""
        self.company_a.customer_history_months = 3
        months = self.Month.search([("company_id", "=", self.company_a.id)])
        self.assertEqual(months.mapped("date"), MONTH_ENDS[-3:])
        self.company_a.customer_history_months = 3
        self.assertEqual(months.exists(), months)
        self.company_a.customer_history_months = 0
        self.assertFalse(months.exists())
        self.assertEqual(
            self.company_a._customer_history_progress(), "No month is rebuilt."
        )

    def test_merge(self):
        """Merged customers have one past, and every month still ties out."""
        self.backfill()
        one, two, three = self.customers[:3]
        two_alone = self.snapshot_rows(self.company_a, MONTH_ENDS[5])
        self.assertTrue({one.id, two.id} <= set(two_alone))
        gone = self.profile(one)
        self.sql(
            "DELETE FROM customer_profile_snapshot "
            "WHERE profile_id = %(id)s AND date = %(day)s RETURNING id",
            id=gone.id,
            day=MONTH_ENDS[5],
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one + two + three).ids, one)
        self.env.invalidate_all()
        for company in self.roots:
            for day in MONTH_ENDS:
                if day == MONTH_ENDS[5] and company == self.company_a:
                    continue  # the row that we took away is missing in the sum
                self.assertTiesOut(company, day)
        merged = self.snapshot_rows(self.company_a, MONTH_ENDS[5])[one.id]
        self.assertEqual(
            merged["revenue_total"],
            # The third one had bought elsewhere alone.
            two_alone[two.id]["revenue_total"],
        )
        # Computed anew, everything is as if they had always been one.
        self.backfill()
        for day in MONTH_ENDS[::6]:
            self.assertEqualsRefresh(self.company_a, day)

    def test_busy(self):
        """Somebody else is at the same rows: no month is to blame, all come to be."""
        self.Month._request(self.company_a)
        take = type(self.Snapshot)._compute_day
        for error in (SerializationFailure, DeadlockDetected, UniqueViolation):
            failures = [error("busy")]

            def busy(snapshot, company, as_of, *args, failures=failures, **kwargs):
                if as_of == MONTH_ENDS[1] and failures:
                    raise failures.pop()
                return take(snapshot, company, as_of, *args, **kwargs)

            self.Month._request(self.company_a)
            with patch.object(type(self.Snapshot), "_compute_day", busy):
                # The scheduler calls again and again while work remains.
                self.run_cron("cron_rebuild_months")
            self.assertFalse(failures)
            months = self.Month.search([("company_id", "=", self.company_a.id)])
            self.assertEqual(set(months.mapped("error")), {False})
            self.assertEqual(len(months.filtered("is_done")), 24)

    def test_two_at_once(self):
        """A second computation of the past does not wait; the present goes on."""
        with patch.object(
            type(self.env["res.company"]), "_try_customer_lock", return_value=False
        ):
            self.Month._request(self.company_a)
            self.run_months()
        self.assertFalse(
            self.Month.search([("is_done", "=", True)]), "waits for the next run"
        )
        self.assertFalse(self.Month.search([("error", "!=", False)]))
