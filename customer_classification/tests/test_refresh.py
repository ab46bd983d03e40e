from datetime import date

from odoo.exceptions import LockError
from odoo.tests import freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon

TOMORROW = date(2024, 7, 1)
# Whatever the refresh writes, and what it must not touch.
TABLES = (
    "customer_profile",
    "customer_classification_history",
    "customer_classification_pin",
    "customer_classification_category",
    "res_partner",
    "res_company",
    "account_move",
    "account_move_line",
)


@tagged("post_install", "-at_install")
class TestRefresh(CustomerClassificationCommon):
    """What a refresh writes, what it leaves alone, and how much it runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Bands of the number of invoices: 0 is rare, 1 normal, 3 frequent.
        cls.count = cls.dimension(
            "test_count",
            "band",
            "invoice_count_12m",
            [
                {"name": "Rare", "lower_bound": False},
                {"name": "Normal", "lower_bound": 1},
                {"name": "Frequent", "lower_bound": 3},
            ],
        )
        cls.rare, cls.normal, cls.frequent = cls.count.category_ids
        cls.field = cls.count._field_name()
        cls.hand = cls.dimension("test_hand", "manual", None, [{"name": "Friend"}])
        cls.buyer, cls.idle = cls.customer("Buyer"), cls.customer("Idle")
        cls.invoice(cls.buyer, "2024-05-01", 100)

    def history(self, partner, dimension=None):
        rows = self.profile(partner).history_ids.sorted("id")
        return rows.filtered(lambda r: r.dimension_id == (dimension or self.count))

    # What is written

    def test_profiles_are_made(self):
        self.refresh(as_of=TODAY)
        self.assertRecordValues(
            self.profile(self.buyer) + self.profile(self.idle),
            [
                {
                    "revenue_12m": 100,
                    "recency_days": 60,
                    "metrics_date": TODAY,
                    "currency_id": self.usd.id,
                    "active": True,
                    self.field: self.normal.id,
                },
                {
                    "revenue_12m": 0,
                    "recency_days": False,
                    "metrics_date": TODAY,
                    "currency_id": self.usd.id,
                    "active": True,
                    self.field: self.rare.id,
                },
            ],
        )
        self.assertEqual(self.profile(self.buyer, self.company_b).revenue_12m, 0)

    def test_second_refresh_writes_nothing(self):
        """Not one row of any table moves, for everybody and for one customer."""
        friend = self.hand.category_ids
        self.refresh(as_of=TODAY)
        with freeze_time(TODAY):
            self.profile(self.idle)._set_classes({self.hand._field_name(): friend.id})
            self.profile(self.buyer)._set_classes({self.field: self.frequent.id})
        self.refresh(as_of=TODAY)
        before = {table: self.row_versions(table) for table in TABLES}
        self.assertTrue(before["customer_classification_pin"])
        for partner_ids in (None, [self.buyer.id], (self.buyer + self.idle).ids):
            self.assertEqual(self.refresh(as_of=TODAY, partner_ids=partner_ids), 0)
            for table in TABLES:
                self.assertEqual(self.row_versions(table), before[table], table)

    def test_only_what_changed_is_written(self):
        self.refresh(as_of=TODAY)
        before = self.row_versions("customer_profile")
        self.invoice(self.buyer, "2024-05-02", 0)
        self.refresh(self.company_a, as_of=TODAY, partner_ids=[self.buyer.id])
        after = self.row_versions("customer_profile")
        moved = {id_ for id_ in before if before[id_] != after[id_]}
        self.assertEqual(moved, {self.profile(self.buyer).id})

    def test_partners_are_never_written(self):
        """By refresh, cron, pin or class: no statement of ours updates contacts."""
        self.refresh(as_of=TODAY)
        before = self.row_versions("res_partner")
        with self.recorded() as statements, freeze_time(TOMORROW):
            self.refresh()
            self.buyer.with_company(self.company_a).write(
                {
                    self.hand._field_name(): self.hand.category_ids.id,
                    self.field: self.frequent.id,
                }
            )
            self.refresh(partner_ids=[self.buyer.id])
            self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(self.buyer)[self.field], self.frequent)
        self.assertTrue(any("customer_profile" in text for text in statements))
        updates = [
            text
            for text in statements
            if "res_partner" in text.split(" WHERE ")[0]
            and text.lstrip().upper().startswith("UPDATE")
        ]
        self.assertFalse(updates)
        self.assertEqual(self.row_versions("res_partner"), before)

    def test_statements_do_not_grow(self):
        """As many statements for 3 new customers as for 30 more."""
        self.refresh(as_of=TODAY)

        def statements(count, partner_ids=None):
            partners = [self.customer(f"New {number}") for number in range(count)]
            for partner in partners:
                self.invoice(partner, "2024-05-01", 10)
            ids = [partner.id for partner in partners] if partner_ids else None
            with self.recorded() as texts:
                changed = self.refresh(self.company_a, as_of=TODAY, partner_ids=ids)
            self.assertGreaterEqual(changed, count)
            return len(texts)

        statements(2)
        # Two to remember that so many moved at once.
        self.assertAlmostEqual(statements(3), statements(30), delta=2)
        self.assertEqual(statements(3, True), statements(30, True))

    def test_returns_the_number_of_changes(self):
        """Everybody at first; then one; next day everybody, whose date moves."""
        everybody = len(self.query_metrics(self.company_a))
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), everybody)
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 0)
        self.invoice(self.buyer, "2024-05-02", 0)
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 1)
        self.assertEqual(self.refresh(self.company_a, as_of=TOMORROW), everybody)

    def test_company_without_documents(self):
        empty = self._make_company("Company C")
        self.refresh(empty, as_of=TODAY)
        self.assertRecordValues(
            self.profile(self.idle, empty),
            [{"revenue_total": 0, "receivable": 0, "rfm_score": False}],
        )
        self.assertEqual(self.refresh(empty, as_of=TODAY), 0)

    def test_company_without_accounts(self):
        """Not even a chart of accounts."""
        empty = self.env["res.company"].create({"name": "Company D"})
        self.refresh(empty, as_of=TODAY)
        self.assertEqual(self.profile(self.buyer, empty).revenue_total, 0)

    def test_branch_means_its_root(self):
        self.refresh(self.branch, as_of=TODAY)
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
        self.assertFalse(self.profile(self.buyer, self.branch))

    def test_today_is_the_company_s(self):
        """At 20:00 UTC it is tomorrow in Shanghai, and the cron has no time zone."""
        self.company_b.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2024-06-30 20:00:00"):
            self.refresh()
        self.assertEqual(self.profile(self.buyer).metrics_date, TODAY)
        self.assertEqual(self.profile(self.idle, self.company_b).metrics_date, TOMORROW)

    # History

    def test_history_opens_and_closes(self):
        self.refresh(as_of=TODAY)
        self.assertRecordValues(
            self.history(self.buyer),
            [
                {
                    "category_id": self.normal.id,
                    "date_from": TODAY,
                    "date_to": False,
                    "source": "rule",
                }
            ],
        )
        self.assertEqual(
            self.history(self.buyer).reason,
            {
                "method": "band",
                "metric": "invoice_count_12m",
                "value": 1,
                "bound": 1,
                "next": 3,
            },
        )
        self.invoice(self.buyer, "2024-06-30", 1)
        self.invoice(self.buyer, "2024-06-30", 1)
        self.refresh(as_of=TOMORROW)
        rows = self.history(self.buyer)
        self.assertRecordValues(
            rows,
            [
                {
                    "category_id": self.normal.id,
                    "date_from": TODAY,
                    "date_to": TOMORROW,
                },
                {
                    "category_id": self.frequent.id,
                    "date_from": TOMORROW,
                    "date_to": False,
                },
            ],
        )
        self.assertEqual(rows[1].reason["value"], 3)
        self.assertEqual(len(self.history(self.idle)), 1)

    def test_history_ends_where_the_rule_gives_nothing(self):
        self.refresh(as_of=TODAY)
        self.count.scope_domain = f"[('partner_id', '!=', {self.idle.id})]"
        self.refresh(as_of=TOMORROW)
        self.assertRecordValues(
            self.history(self.idle),
            [{"category_id": self.rare.id, "date_to": TOMORROW}],
        )
        self.assertFalse(self.profile(self.idle)[self.field])

    # Pins and manual classes

    def test_pin_holds_until_its_last_day(self):
        """The rule says what it would choose; after the last day it decides."""
        self.refresh(as_of=TODAY)
        profile = self.profile(self.buyer)
        with freeze_time(TODAY):
            profile._set_classes(
                {self.field: self.frequent.id},
                reason="Contract signed",
                date_end=date(2024, 7, 5),
            )
        self.assertEqual(profile[self.field], self.frequent)
        for day in (TODAY, date(2024, 7, 5)):
            self.refresh(as_of=day)
            self.assertEqual(profile[self.field], self.frequent, day)
            self.assertEqual(profile.pin_ids.rule_category_id, self.normal)
        self.refresh(as_of=date(2024, 7, 6))
        self.assertEqual(profile[self.field], self.normal)
        self.assertFalse(profile.pin_ids)
        self.assertRecordValues(
            self.history(self.buyer),
            [
                {"category_id": self.normal.id, "source": "rule", "date_to": TODAY},
                {
                    "category_id": self.frequent.id,
                    "source": "manual",
                    "date_to": date(2024, 7, 6),
                },
                {"category_id": self.normal.id, "source": "rule", "date_to": False},
            ],
        )
        pinned = self.history(self.buyer)[1]
        self.assertEqual(pinned.user_id, self.env.user)
        self.assertEqual(
            pinned.reason,
            {"method": "pin", "text": "Contract signed", "until": "2024-07-05"},
        )

    def test_pin_without_an_end_follows_the_rule_only_on_the_side(self):
        self.refresh(as_of=TODAY)
        profile = self.profile(self.buyer)
        with freeze_time(TODAY):
            profile._set_classes({self.field: self.rare.id}, reason="Leaving")
        for number in range(2):
            self.invoice(self.buyer, "2024-06-30", number)
        self.refresh(as_of=date(2030, 1, 1))
        self.assertEqual(profile[self.field], self.rare)
        self.refresh(as_of=TODAY)
        self.assertEqual(profile.pin_ids.rule_category_id, self.frequent)

    def test_manual_classes_stay(self):
        self.refresh(as_of=TODAY)
        friend, name = self.hand.category_ids, self.hand._field_name()
        self.profile(self.idle)._set_classes({name: friend.id})
        self.refresh(as_of=TOMORROW)
        self.refresh(as_of=TOMORROW, partner_ids=[self.idle.id])
        self.assertEqual(self.profile(self.idle)[name], friend)
        self.assertEqual(len(self.history(self.idle, self.hand)), 1)
        self.assertFalse(self.profile(self.buyer)[name])

    def test_dimension_of_another_company(self):
        self.count.company_id = self.company_b
        self.refresh(as_of=TODAY)
        self.assertFalse(self.profile(self.buyer)[self.field])
        self.assertEqual(self.profile(self.idle, self.company_b)[self.field], self.rare)

    def test_archived_dimension(self):
        """Not evaluated any more; what it said last stays in the history."""
        self.refresh(as_of=TODAY)
        self.count.active = False
        self.invoice(self.idle, "2024-06-30", 1)
        self.refresh(as_of=TOMORROW)
        self.assertEqual(len(self.history(self.idle)), 1)

    # Who is no customer any more

    def test_no_customer_any_more(self):
        """Leaves the lists without a class, keeps its history, and may come back."""
        self.refresh(as_of=TODAY)
        profile = self.profile(self.idle)
        self.idle.active = False
        self.refresh(as_of=TOMORROW)
        self.assertRecordValues(profile, [{"active": False, self.field: False}])
        self.assertRecordValues(
            self.history(self.idle),
            [{"category_id": self.rare.id, "date_to": TOMORROW}],
        )
        self.assertNotIn(
            profile,
            self.env["customer.profile"].search(
                [("company_id", "=", self.company_a.id)]
            ),
        )
        self.assertEqual(self.refresh(as_of=TOMORROW), 0)
        self.idle.active = True
        self.refresh(as_of=date(2024, 7, 2), partner_ids=[self.idle.id])
        self.assertRecordValues(profile, [{"active": True, self.field: self.rare.id}])
        self.assertEqual(len(self.history(self.idle)), 2)

    def test_became_a_contact(self):
        """A customer that is now a contact of another one is none himself."""
        self.refresh(as_of=TODAY)
        self.buyer.parent_id = self.idle
        self.buyer.is_company = False
        self.refresh(as_of=TODAY)
        self.assertFalse(self.profile(self.buyer).active)
        self.assertEqual(self.profile(self.idle).revenue_12m, 100)
        self.assertEqual(self.profile(self.idle)[self.field], self.normal)

    def test_an_archived_customer_who_owes(self):
        """Totals tie out to the ledger: who is in the books stays."""
        self.refresh(as_of=TODAY)
        self.buyer.active = False
        self.refresh(as_of=TODAY)
        self.assertTrue(self.profile(self.buyer).active)

    # One at a time

    def test_two_at_a_time(self):
        """While a company is being refreshed, a second one does not wait."""
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtext('customer_profile'), %s)",
                [self.company_a.id],
            )
            with self.assertRaises(LockError):
                self.refresh(self.company_a, as_of=TODAY)
            self.refresh(self.company_b, as_of=TODAY)
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
