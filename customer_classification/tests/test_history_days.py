from datetime import date, timedelta
from random import Random

from odoo.tests import Form, freeze_time, tagged

from .common import CustomerClassificationCommon, day
from .migrations import run_migration


@tagged("post_install", "-at_install")
class TestHistoryDays(CustomerClassificationCommon):
    """The history when days go back, and when customers are merged twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two, cls.three = (
            cls.customer(name) for name in ("One", "Two", "Three")
        )
        cls.bands = cls.dimension(
            "days_band",
            method="band",
            metric="revenue_12m",
            categories=[
                {"name": "Much", "lower_bound": 100},
                {"name": "Some", "lower_bound": 10},
                {"name": "Little"},
            ],
        )
        cls.much, cls.some, cls.little = cls.bands.category_ids
        cls.hand = cls.dimension(
            "days_hand", categories=[{"name": "Left"}, {"name": "Right"}]
        )
        cls.left, cls.right = cls.hand.category_ids

    def rows(self, partner, dimension=None):
        """(category, from, to) of a customer, the oldest first."""
        rows = self.profile(partner).history_ids.filtered(
            lambda row: row.dimension_id == (dimension or self.bands)
        )
        return [
            (row.category_id.name, str(row.date_from), row.date_to and str(row.date_to))
            for row in rows.sorted(lambda r: (r.date_from, r.id))
        ]

    def assertSound(self, on=None):
        """No two rows of a customer and a dimension hold on the same day.

        Counted by an SQL of its own. And the category of today is the one that holds.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT a.id, b.id FROM customer_classification_history a
              JOIN customer_classification_history b
                ON b.profile_id = a.profile_id AND b.dimension_id = a.dimension_id
               AND b.id > a.id
             WHERE daterange(a.date_from, a.date_to)
                   && daterange(b.date_from, b.date_to)
            """
        )
        self.assertFalse(self.env.cr.fetchall())
        History = self.env["customer.classification.history"]
        for partner in (self.one + self.two + self.three).exists() if on else ():
            profile = self.profile(partner)
            for dimension in self.bands + self.hand:
                found = History.search(
                    [
                        ("profile_id", "=", profile.id),
                        ("dimension_id", "=", dimension.id),
                        ("valid_on", "=", on),
                    ]
                )
                self.assertEqual(
                    found.category_id, profile[dimension._field_name()], partner.name
                )
                self.assertLessEqual(len(found), 1)

    def test_time_zone_goes_back(self):
        """At UTC+14 it is the next day; back in UTC that day has not come yet."""
        contact = self.company_a.partner_id
        self.invoice(self.one, "2024-06-10", 50)
        self.invoice(self.one, "2024-07-01", 100)  # not yet, but for Kiritimati
        with freeze_time("2024-06-30 12:00"):
            self.refresh(self.company_a)
            contact.tz = "Pacific/Kiritimati"
            self.refresh(self.company_a)
            self.profile(self.two)._set_classes({"x_class_days_hand": self.left.id})
            self.assertSound(on=date(2024, 7, 1))
            contact.tz = "UTC"
            self.refresh(self.company_a)
            self.assertSound(on=date(2024, 6, 30))
        self.assertEqual(
            self.rows(self.one),
            [
                ("Some", "2024-06-30", "2024-06-30"),
                ("Much", "2024-06-30", "2024-06-30"),
                ("Some", "2024-06-30", False),
            ],
        )
        # Who stays where they are do so from today on.
        self.assertEqual(
            self.rows(self.two, self.hand), [("Left", "2024-06-30", False)]
        )

    def test_clock_ahead_and_back(self):
        """400 days ahead revenue is over; put right, everybody is where they were."""
        self.invoice(self.one, "2024-06-10", 500)
        with freeze_time("2024-06-30 12:00"):
            self.refresh(self.company_a)
        with freeze_time("2025-08-04 12:00"):
            self.refresh(self.company_a)
            self.assertEqual(
                self.rows(self.one),
                [("Much", "2024-06-30", "2025-08-04"), ("Little", "2025-08-04", False)],
            )
        with freeze_time("2024-07-01 12:00"):
            self.refresh(self.company_a)
            self.assertSound(on=date(2024, 7, 1))
        self.assertEqual(
            self.rows(self.one),
            [
                # It was never over.
                ("Much", "2024-06-30", False),
                ("Little", "2024-07-01", "2024-07-01"),
            ],
        )

    def test_tags_of_days_to_come(self):
        """What a rule gave and took on days that have not come is told of today."""
        tag = self.env["res.partner.category"].create(
            {
                "name": "Much",
                "customer_rule_domain": "[('revenue_12m', '>', 100)]",
                "customer_rule_company_id": self.company_a.id,
            }
        )
        self.invoice(self.one, "2024-06-10", 500)
        for moment in ("2024-06-30", "2025-08-04", "2024-07-01"):
            with freeze_time(f"{moment} 12:00"):
                self.refresh(self.company_a)
        given = self.env["customer.tag.assignment"].search(
            [("tag_id", "=", tag.id), ("partner_id", "=", self.one.id)], order="id"
        )
        first, last = day("2024-06-30"), day("2024-07-01")
        self.assertRecordValues(
            given,
            [
                {"state": "off", "date_from": first, "date_to": last},
                {"state": "on", "date_from": last, "date_to": False},
            ],
        )

    def test_past_of_days_to_come(self):
        """Numbers of days that have not come are no numbers of these days."""
        Snapshot = self.env["customer.profile.snapshot"]
        Month = self.env["customer.profile.month"]
        own = [("company_id", "=", self.company_a.id)]
        with freeze_time("2025-08-04 12:00"):
            self.refresh(self.company_a)
            Month._request(self.company_a)
            for day_ in (day("2024-05-31"), day("2025-07-31"), day("2025-08-04")):
                Snapshot._take(self.company_a, day_)
        with freeze_time("2024-07-01 12:00"):
            self.refresh(self.company_a)
        self.assertEqual(set(Snapshot.search(own).mapped("date")), {day("2024-05-31")})
        self.assertEqual(max(Month.search(own).mapped("date")), day("2024-06-30"))

    def test_random_clocks(self):
        """Refreshes, queues, sales and choices on days in any order."""
        random = Random(1)
        start = day("2024-06-30")
        partners = self.one + self.two + self.three
        for _step in range(30):
            moment = start + timedelta(random.randint(-500, 500))
            partner = random.choice(partners)
            with freeze_time(f"{moment} 12:00"):
                self.invoice(partner, moment, random.choice((5, 20, 200)))
                if random.random() < 0.5:
                    self.refresh(self.company_a)
                else:
                    self.refresh(self.company_a, partner_ids=partners.ids)
                profile = self.profile(partner)
                chosen = random.choice(self.hand.category_ids.ids + [False])
                profile._set_classes({"x_class_days_hand": chosen})
                if random.random() < 0.5:
                    chosen = random.choice(self.bands.category_ids.ids + [False])
                    profile._set_classes({"x_class_days_band": chosen})
                self.assertSound(on=moment)

    def test_rebuilt_meets_recorded(self):
        """Months rebuilt on an earlier day, and on a later one, meet the record."""
        self.company_a.customer_history_months = 3
        self.invoice(self.one, "2024-02-10", 50)
        self.invoice(self.one, "2024-05-10", 100)
        Month = self.env["customer.profile.month"]
        for moment in ("2024-06-30", "2025-01-10", "2024-04-15", "2024-08-01"):
            with freeze_time(f"{moment} 12:00"):
                self.refresh(self.company_a)
                Month._request(self.company_a)
                for month in Month.search([("company_id", "=", self.company_a.id)]):
                    month._rebuild()
                self.assertSound(on=day(moment))

    def merge(self, source, kept, on):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with freeze_time(f"{on} 12:00"):
            wizard._merge((source + kept).ids, kept)
        self.env.invalidate_all()

    def test_merged_twice(self):
        """One into Two, Two into Three: the oldest record comes first, with its owner.

        One was there since January, Two since March, Three since May.
        """
        for partner, first in ((self.one, "01"), (self.two, "03"), (self.three, "05")):
            with freeze_time(f"2024-{first}-10 12:00"):
                self.invoice(partner, f"2024-{first}-10", 50)
                partner._queue_customers()
                self.refresh(self.company_a, partner_ids=partner.ids)
        self.merge(self.one, self.two, "2024-06-01")
        self.assertSound()
        self.merge(self.two, self.three, "2024-06-02")
        self.assertSound()
        rows = self.profile(self.three).history_ids
        rows = rows.filtered(lambda row: row.dimension_id == self.bands)
        self.assertRecordValues(
            rows.sorted("date_from"),
            [
                {
                    "merged_from": owner,
                    "category_id": self.some.id,
                    "date_from": day(first),
                    "date_to": last and day(last),
                    "source": source,
                }
                for owner, first, last, source in (
                    ("One", "2024-01-10", "2024-03-10", "merge"),
                    ("Two", "2024-03-10", "2024-05-10", "merge"),
                    (False, "2024-05-10", False, "rule"),
                )
            ],
        )

    def test_merged_into_an_older_one(self):
        """The older customer had a category all the time: the other's tells no day."""
        with freeze_time("2024-01-10 12:00"):
            self.invoice(self.one, "2024-01-10", 50)
            self.refresh(self.company_a, partner_ids=self.one.ids)
        with freeze_time("2024-03-10 12:00"):
            self.invoice(self.two, "2024-03-10", 500)
            self.refresh(self.company_a, partner_ids=self.two.ids)
        self.merge(self.two, self.one, "2024-06-01")
        self.assertSound()
        self.assertEqual(
            self.rows(self.one),
            [("Some", "2024-01-10", False), ("Much", "2024-03-10", "2024-03-10")],
        )

    def test_months_rebuilt_after_a_merge(self):
        """What the books say of the remaining customer comes before what was merged."""
        self.company_a.customer_history_months = 6
        for partner, first in ((self.one, "2024-02-10"), (self.two, "2024-06-10")):
            with freeze_time(f"{first} 12:00"):
                self.invoice(partner, first, 50)
                self.refresh(self.company_a, partner_ids=partner.ids)
        self.merge(self.one, self.two, "2024-06-20")
        Month = self.env["customer.profile.month"]
        with freeze_time("2024-06-30 12:00"):
            self.refresh(self.company_a)
            Month._request(self.company_a)
            for month in Month.search([("company_id", "=", self.company_a.id)]):
                month._rebuild()
        self.assertSound()
        rows = self.profile(self.two).history_ids
        self.assertTrue(rows.filtered("is_rebuilt"))

    def test_migration(self):
        """What overlaps in an old database is put right; what holds now stays."""
        with freeze_time("2024-06-30 12:00"):
            self.refresh(self.company_a)
        profile = self.profile(self.one)
        profile.history_ids.unlink()
        self.env.cr.execute(
            "UPDATE customer_profile SET x_class_days_band = %s WHERE id = %s",
            [self.some.id, profile.id],
        )
        rows = (
            ("rule", self.much, "2023-01-01", "2024-03-01"),
            ("rule", self.little, "2023-06-01", "2023-06-01"),
            ("rule", self.little, "2024-02-01", "2024-05-01"),
            ("rule", self.much, "2025-08-04", "2025-09-01"),
            ("rule", self.some, "2024-04-15", False),
            ("merge", self.much, "2022-01-01", "2022-09-01"),
            ("merge", self.some, "2022-07-01", "2023-02-01"),
            ("merge", self.little, "2024-05-01", "2024-06-01"),
        )
        self.env["customer.classification.history"].create(
            [
                {
                    "profile_id": profile.id,
                    "company_id": self.company_a.id,
                    "dimension_id": self.bands.id,
                    "category_id": category.id,
                    "date_from": first,
                    "date_to": last,
                    "source": source,
                    "merged_from": "Two" if source == "merge" else False,
                }
                for source, category, first, last in rows
            ]
        )
        self.env.flush_all()
        path = "customer_classification/migrations/19.0.1.3.0/post-history.py"
        with freeze_time("2024-07-01 12:00"):
            run_migration(self.env, path)
            self.assertSound(on=day("2024-07-01"))
        self.assertEqual(
            self.rows(self.one),
            [
                ("Much", "2022-01-01", "2022-07-01"),
                ("Some", "2022-07-01", "2023-01-01"),
                ("Much", "2023-01-01", "2024-02-01"),
                ("Little", "2023-06-01", "2023-06-01"),
                ("Little", "2024-02-01", "2024-04-15"),
                ("Much", "2024-04-15", "2024-04-15"),
                ("Some", "2024-04-15", False),
                ("Little", "2024-05-01", "2024-05-01"),
            ],
        )

    def test_zones(self):
        """That of the contact, of a country that has one, else UTC; and why."""
        company, contact = self.company_a, self.company_a.partner_id
        cases = (
            (False, False, "UTC", "has no time zone"),
            (False, "base.cn", "Asia/Shanghai", "the time zone of China"),
            (False, "base.be", "Europe/Brussels", "the time zone of Belgium"),
            (False, "base.us", "UTC", "has no time zone"),
            ("Asia/Tokyo", "base.us", "Asia/Tokyo", "the time zone of Company A"),
        )
        for zone, country, expected, why in cases:
            contact.tz = zone
            contact.country_id = country and self.env.ref(country)
            self.assertEqual(company._customer_classification_tz(), expected)
            text = company._customer_time_zone_info(zone)
            self.assertIn(expected, text)
            self.assertIn(why, text)

    def test_zone_in_the_settings(self):
        """It is chosen where it is told."""
        settings = self.env["res.config.settings"].with_company(self.company_a)
        with Form(settings) as form:
            self.assertIn("UTC", form.customer_time_zone_info)
            form.customer_time_zone = "Asia/Shanghai"
            self.assertIn("Asia/Shanghai", form.customer_time_zone_info)
        form.record.execute()
        with freeze_time("2024-06-30 23:00"):  # 07:00 there
            today = self.company_a._customer_classification_today()
        self.assertEqual(today, date(2024, 7, 1))
