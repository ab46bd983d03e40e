from odoo.tests import freeze_time, tagged

from ..models.profile.customer_profile_queue import RANKING
from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestMerge(CustomerClassificationCommon):
    """Odoo's wizard makes one customer of three; one profile is left per company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.preference = cls.env.ref("customer_classification.dimension_preference")
        cls.manual = cls.preference._field_name()
        cls.value = cls.env.ref("customer_classification.dimension_value")
        cls.kept, cls.second, cls.third = (
            cls.customer(name) for name in ("Kept", "Second", "Third")
        )
        cls.invoice(cls.kept, "2024-05-01", 1)
        cls.invoice(cls.second, "2024-05-02", 20, due="2024-07-31")
        cls.paid = cls.invoice(cls.third, "2024-05-03", 300)
        cls.pay(cls.third, "2024-05-23", 300, cls.paid)
        cls.credit_note(cls.third, "2024-06-03", 60)
        cls.invoice(cls.second, "2023-05-02", 4000, company=cls.company_b)

    def merge(self, *sources):
        partners = self.kept.union(*sources)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with freeze_time(TODAY):
            wizard._merge(partners.ids, self.kept)
        self.env.invalidate_all()

    def profiles(self, partners):
        return (
            self.env["customer.profile"]
            .with_context(active_test=False)
            .search([("partner_id", "in", partners.ids)])
        )

    def test_numbers(self):
        """Everything the three bought, owe and paid is one customer's."""
        self.merge(self.second, self.third)
        self.assertMetrics(
            self.kept,
            {
                # 1 + 20 + 300 - 60
                "revenue_12m": 261,
                "invoice_count_12m": 3,
                # 321 / 3
                "average_invoice_12m": 107,
                # 3 days of May, 2 intervals: (3 - 1) / (3 - 1)
                "average_interval_days": 1,
                "refund_rate_12m": 60 / 321,
                # 1 + 20 - 60
                "receivable": -39,
                "not_due": 20,
                "average_days_to_pay": 20,
                # the paid one and the first were due at once: that was paid late,
                # this is covered by the credit note; the second is not due
                "late_rate": 1 / 2,
                "main_payment_journal_type": "bank",
            },
        )
        self.assertMetrics(self.kept, {"receivable": 4000}, company=self.company_b)

    def test_refreshed_from_the_queue(self):
        """The merge queues the customer; no profile of the others is left."""
        self.refresh(as_of=TODAY)
        self.env["customer.profile.queue"].search([]).unlink()
        self.merge(self.second, self.third)
        self.assertFalse((self.second + self.third).exists())
        profile_a = self.profile(self.kept)
        profile_b = self.profile(self.kept, self.company_b)
        self.assertEqual(
            len(
                self.profiles(self.kept).filtered(
                    lambda p: p.company_id in self.companies
                )
            ),
            2,
        )
        queued = self.env["customer.profile.queue"].search([])
        self.assertEqual(set(queued.mapped("partner_id")), {self.kept.id, RANKING})
        self.assertLessEqual(self.company_a + self.company_b, queued.company_id)
        with freeze_time(TODAY), self.enter_registry_test_mode():
            self.env.ref(
                "customer_classification.cron_refresh_queue"
            ).method_direct_trigger()
        self.assertRecordValues(
            profile_a + profile_b,
            [
                {"revenue_12m": 261, "receivable": -39},
                # 2 May 2023 is before the window
                {"revenue_12m": 0, "receivable": 4000},
            ],
        )

    def test_without_a_profile(self):
        """A destination that has none takes over the first source's, with history."""
        self.refresh(as_of=TODAY)
        self.profile(self.kept).unlink()
        source = self.profile(self.second)
        history = source.history_ids
        self.assertTrue(history)
        self.merge(self.second)
        self.assertEqual(self.profile(self.kept), source)
        self.assertEqual(source.history_ids, history)
        self.assertEqual(set(history.mapped("merged_from")), {"Second"})
        self.assertEqual(source.metrics_date, TODAY)

    def test_history(self):
        """History of the sources hangs on the profile that is left, and is over."""
        self.refresh(as_of=TODAY)
        kept, third = self.profile(self.kept), self.profile(self.third)
        own, others = kept.history_ids, third.history_ids
        still_open = others.filtered(lambda row: not row.date_to)
        self.assertTrue(still_open)
        self.merge(self.second, self.third)
        self.assertFalse(third.exists())
        self.assertEqual(others.exists(), others)
        self.assertEqual(others.profile_id, kept)
        self.assertEqual(set(others.mapped("merged_from")), {"Third"})
        self.assertEqual(set(others.mapped("source")), {"merge"})
        self.assertEqual(set(still_open.mapped("date_to")), {TODAY})
        self.assertEqual(set(own.mapped("merged_from")), {False})
        self.assertEqual(set(own.mapped("source")), {"rule"})

    def test_pins(self):
        """Pins move where the destination has none."""
        self.refresh(as_of=TODAY)
        a, b, c = self.value.category_ids.sorted("sequence")[:3]
        frequency = self.env.ref("customer_classification.dimension_frequency")
        often = frequency.category_ids[0]
        with freeze_time(TODAY):
            for partner, category in ((self.kept, a), (self.second, b)):
                self.profile(partner)._set_classes(
                    {self.value._field_name(): category.id}, reason=partner.name
                )
            self.profile(self.second)._set_classes(
                {frequency._field_name(): often.id}, reason="Second"
            )
            self.profile(self.third)._set_classes(
                {self.value._field_name(): c.id}, reason="Third"
            )
        self.merge(self.second, self.third)
        pins = self.profile(self.kept).pin_ids.sorted("reason")
        self.assertRecordValues(
            pins,
            [
                {
                    "reason": "Kept",
                    "dimension_id": self.value.id,
                    "category_id": a.id,
                    "company_id": self.company_a.id,
                },
                {
                    "reason": "Second",
                    "dimension_id": frequency.id,
                    "category_id": often.id,
                    "company_id": self.company_a.id,
                },
            ],
        )
        self.refresh(as_of=TODAY)
        kept = self.profile(self.kept)
        self.assertEqual(kept[self.value._field_name()], a)
        self.assertEqual(kept[frequency._field_name()], often)

    def test_classes_given_by_hand(self):
        """A manual class is kept where the destination has none."""
        self.refresh(as_of=TODAY)
        one, two = self.preference.category_ids[:2]
        source = self.env.ref("customer_classification.dimension_source")
        came = source.category_ids[0]
        with freeze_time(TODAY):
            self.profile(self.kept)._set_classes({self.manual: one.id})
            self.profile(self.third)._set_classes(
                {self.manual: two.id, source._field_name(): came.id}, reason="Fair"
            )
        self.merge(self.second, self.third)
        self.refresh(as_of=TODAY)
        kept = self.profile(self.kept)
        self.assertEqual(kept[self.manual], one)
        self.assertEqual(kept[source._field_name()], came)
        now = kept.history_ids.filtered(
            lambda row: row.dimension_id == source and not row.date_to
        )
        self.assertRecordValues(
            now, [{"category_id": came.id, "source": "manual", "merged_from": False}]
        )
        self.assertEqual(now.reason["text"], "Fair")

    def test_at_most_one_open_row(self):
        """Merged and refreshed, a customer stands in one category of a dimension."""
        self.refresh(as_of=TODAY)
        self.merge(self.second, self.third)
        self.refresh(as_of=TODAY)
        for profile in self.profiles(self.kept):
            rows = profile.history_ids.filtered(lambda row: not row.date_to)
            self.assertEqual(len(rows), len(rows.dimension_id))
            for row in rows:
                name = row.dimension_id._field_name()
                self.assertEqual(profile[name], row.category_id)

    def test_by_hand(self):
        """Whoever may merge contacts in Odoo can, without the right to classify."""
        # Odoo's own part reads fields of these groups.
        for group in ("base.group_partner_manager", "base.group_erp_manager"):
            self.accountant.group_ids += self.env.ref(group)
        self.refresh(as_of=TODAY)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.with_user(self.accountant).create({})
        wizard._merge((self.kept + self.second).ids, self.kept)
        self.env.invalidate_all()
        self.assertFalse(self.second.exists())
        self.assertEqual(len(self.profile(self.kept)), 1)
