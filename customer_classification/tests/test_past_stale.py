from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..models.past import customer_profile_stale
from .common import TODAY, day
from .common_reports import ReportCommon

SNAPSHOT, STALE = "customer.profile.snapshot", "customer.profile.stale"
MARCH = date(2024, 3, 31)


@tagged("post_install", "-at_install")
class TestPastStale(ReportCommon):
    """A kept day is stale for the customers whose books changed, and for no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.profile.month"].search([]).unlink()
        cls.company_a.customer_history_months = 6  # 31 December to 31 May
        cls.right, cls.wrong, cls.third = (
            cls.customer(name) for name in ("Right", "Wrong", "Third")
        )
        cls.moved = cls.invoice(cls.wrong, "2024-03-05", 100)
        cls.paid = cls.invoice(cls.third, "2024-02-10", 1500)
        cls.money = cls.pay(cls.third, "2024-03-20", 1500)
        cls.invoice(cls.wrong, "2023-12-10", 7)
        cls.invoice(cls.right, "2023-12-10", 3)

    def setUp(self):
        super().setUp()
        self.refresh(self.company_a)
        self.env["customer.profile.month"]._request(self.company_a)
        self.nightly()

    def nightly(self):
        for name in ("cron_refresh_queue", "cron_rebuild_months"):
            self.run_cron(name)
        self.env.invalidate_all()

    def kept(self, partner, name, company=None):
        """{month: value} of the months that are kept of a customer."""
        rows = self.env[SNAPSHOT].search(
            [
                ("profile_id", "=", self.profile(partner, company).id),
                ("is_month_end", "=", True),
            ],
            order="date",
        )
        return {row.date.month: row[name] for row in rows}

    def ranked(self, on):
        """{customer: revenue} of the report on a day."""
        document = self.document("ranking", date=on)
        lines = self.cells(self.table(document, "ranking"), key=1)
        return {name: float(line["revenue"]) for name, line in lines.items() if name}

    def move_invoice(self):
        """The invoice was another customer's: back to draft, corrected, posted."""
        self.moved.button_draft()
        self.moved.partner_id = self.right
        self.moved.action_post()

    # What was seen

    def test_invoice_of_another_customer_by_night(self):
        """No total of the company changes; the month ends of both customers do."""
        self.assertEqual(
            self.kept(self.wrong, "revenue_12m"),
            {12: 7, 1: 7, 2: 7, 3: 107, 4: 107, 5: 107},
        )
        self.move_invoice()
        with freeze_time("2024-07-01 12:00"):
            self.refresh(self.company_a)
            self.nightly()
        self.assertEqual(
            self.kept(self.wrong, "revenue_12m"),
            {12: 7, 1: 7, 2: 7, 3: 7, 4: 7, 5: 7},
        )
        self.assertEqual(
            self.kept(self.right, "revenue_12m"),
            {12: 3, 1: 3, 2: 3, 3: 103, 4: 103, 5: 103},
        )
        self.assertFalse(self.env[STALE].search([]))

    def test_invoice_of_another_customer_in_a_report(self):
        """At once, where somebody asks for the day; also before the queue ran."""
        self.assertEqual(self.ranked(MARCH)["Wrong"], 107)
        self.move_invoice()
        found = self.ranked(MARCH)
        self.assertEqual((found["Wrong"], found["Right"]), (7, 103))
        self.assertTies(self.document("ranking", date=MARCH))
        # On a day that is no month end, and one that was asked for before.
        found = self.ranked(date(2024, 3, 10))
        self.assertEqual((found["Wrong"], found["Right"]), (7, 103))
        self.moved.button_draft()
        self.moved.partner_id = self.wrong
        self.moved.action_post()
        self.run_cron("cron_refresh_queue")
        found = self.ranked(date(2024, 3, 10))
        self.assertEqual((found["Wrong"], found["Right"]), (107, 3))
        self.assertEqual(self.ranked(MARCH)["Wrong"], 107)

    def test_late_match(self):
        """An invoice of 10 February, matched in June with the money of 20 March."""
        name = "average_days_to_pay"
        self.assertEqual(set(self.kept(self.third, name).values()), {False})
        self.match(self.paid, self.money.move_id)
        # Days of before the money are not touched.
        self.run_cron("cron_refresh_queue")
        rows = self.env[STALE].search([])
        self.assertEqual(rows.partner_id, self.third)
        self.assertEqual(
            rows.mapped("date"), [MARCH, date(2024, 4, 30), date(2024, 5, 31)]
        )
        row = self.env[SNAPSHOT].search(
            [("profile_id", "=", self.profile(self.third).id), ("date", "=", MARCH)]
        )
        self.document("ranking", date=MARCH)
        self.env.invalidate_all()
        self.assertEqual(row[name], 39)
        self.run_cron("cron_rebuild_months")
        self.env.invalidate_all()
        # 10 February to 20 March 2024
        self.assertEqual(
            self.kept(self.third, name),
            {12: False, 1: False, 2: False, 3: 39, 4: 39, 5: 39},
        )
        self.items(self.paid).remove_move_reconcile()
        self.nightly()
        self.assertEqual(set(self.kept(self.third, name).values()), {False})

    # Them, and only them

    def test_nobody_else(self):
        """Of the others not a row is written, and nobody is asked about them."""
        self.patch(customer_profile_stale, "FULL_SHARE", 0)
        versions = self.row_versions("customer_profile_snapshot")
        self.move_invoice()
        self.run_cron("cron_refresh_queue")
        asked = []
        Snapshot = type(self.env[SNAPSHOT])
        compute = Snapshot._compute_day

        def noted(records, *args, **kwargs):
            asked.append((args[1], kwargs.get("partner_ids")))
            return compute(records, *args, **kwargs)

        self.patch(Snapshot, "_compute_day", noted)
        self.run_cron("cron_rebuild_months")
        both = {self.right.id, self.wrong.id}
        self.assertEqual(
            [(on, set(ids)) for on, ids in asked],
            [(day(f"2024-0{text}"), both) for text in ("3-31", "4-30", "5-31")],
        )
        after = self.row_versions("customer_profile_snapshot")
        changed = [id_ for id_ in after if after[id_] != versions.get(id_)]
        rows = self.env[SNAPSHOT].browse(changed)
        self.assertEqual(set(rows.partner_id), {self.right, self.wrong})
        self.assertEqual(len(rows), 6)

    def test_months_of_any_age(self):
        """A month end that is kept but out of the list of months to rebuild."""
        months = self.env["customer.profile.month"].search([])
        months.filtered(lambda m: m.date <= MARCH).unlink()
        self.move_invoice()
        self.nightly()
        self.assertEqual(self.kept(self.wrong, "revenue_12m")[3], 7)

    def test_same_as_everybody(self):
        """Numbers, scores, shares and classes are those of a day computed anew."""
        self.patch(customer_profile_stale, "FULL_SHARE", 0)
        self.company_a.customer_history_months = 3
        for number in range(6):
            partner = self.customer(f"Customer {number}")
            self.invoice(partner, "2024-03-02", 10 * (number + 1))
        self.nightly()
        self.move_invoice()
        self.invoice(self.customer("Late"), "2024-03-31", 5000)
        self.entry(self.third, "2024-04-01", -20)
        self.nightly()
        self.assertFalse(self.env[STALE].search([]))
        few = self.stored_rows("customer_profile_snapshot")
        history = self.stored_rows("customer_classification_history")
        self.env["customer.profile.month"]._request(self.company_a)
        self.run_cron("cron_rebuild_months")
        self.assertEqual(self.stored_rows("customer_profile_snapshot"), few)
        self.assertEqual(self.stored_rows("customer_classification_history"), history)

    def test_history_follows(self):
        """The class changed at the month end of the month it now belongs to."""
        size = self.size
        self.move_invoice()
        self.invoice(self.right, "2024-03-06", 2000)
        self.nightly()
        rows = self.profile(self.right).history_ids.filtered(
            lambda row: row.dimension_id == size
        )
        self.assertEqual(
            [
                (row.category_id.name, str(row.date_from), row.date_to)
                for row in rows.sorted("date_from")
            ],
            [
                ("Small", "2023-12-31", MARCH),
                ("Big", "2024-03-31", False),
                # On record until the news came, on the same day.
                ("Small", "2024-06-30", TODAY),
            ],
        )

    def test_a_trend(self):
        """All month ends of a trend."""

        def trend():
            document = self.document(
                "trend", dimension_ids=[Command.set(self.size.ids)]
            )
            rows = self.table(document, "revenue")
            return {str(r["date"]): float(r["total"]) for r in self.named_rows(rows)}

        before = trend()
        self.assertEqual(before["2024-03-31"], 1610)
        self.invoice(self.right, "2024-03-06", 2000)
        self.assertEqual(trend()["2024-03-31"], 3610)

    def named_rows(self, table):
        return [self.named(table, row.values) for row in table]

    def test_a_contact_moves(self):
        """Documents of all days change hands with the contact."""
        parent = self.customer("Parent")
        self.wrong.write({"is_company": False, "parent_id": parent.id})
        self.nightly()
        self.assertEqual(self.kept(parent, "revenue_12m")[3], 107)
        self.assertFalse(self.kept(self.wrong, "revenue_12m"))

    def test_today_costs_no_past(self):
        """What is posted and paid today leaves nothing to compute again."""
        move = self.invoice(self.right, "2024-06-30", 10)
        self.pay(self.right, "2024-06-30", 10, move)
        self.match(self.moved, self.pay(self.wrong, "2024-06-30", 100).move_id)
        self.run_cron("cron_refresh_queue")
        self.assertFalse(self.env[STALE].search([]))
