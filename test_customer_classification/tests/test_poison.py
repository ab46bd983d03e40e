from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_classification.tests.common import (
    CustomerClassificationCommon,
)

from ..models.customer_profile import POISON
from ..models.inverse import POISON_NUMBER

REFRESH = "odoo.addons.customer_classification.models.profile.refresh"
CONTAINED = "odoo.addons.customer_classification.engine.apply.contained"


@tagged("post_install", "-at_install")
class TestPoison(CustomerClassificationCommon):
    """One customer in whom a statement fails never stops the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.profile.queue"].search([]).unlink()
        cls.good = [cls.customer(f"Good {number}") for number in range(5)]
        cls.poison = cls.customer(POISON)
        for number, partner in enumerate([*cls.good, cls.poison], 1):
            cls.invoice(partner, "2024-06-01", 100 * number)

    def run_cron(self, name):
        with self.enter_registry_test_mode(), mute_logger(REFRESH, "odoo.sql_db"):
            self.env.ref(f"customer_classification.{name}").method_direct_trigger()

    def assertPoisonIsolated(self):
        for number, partner in enumerate(self.good, 1):
            self.assertEqual(self.profile(partner).revenue_12m, 100 * number)
        self.assertFalse(self.profile(self.poison).revenue_12m)
        rows = self.env["customer.profile.queue"].search([])
        self.assertTrue(rows)
        self.assertEqual(rows.customer_id, self.poison)
        for row in rows:
            self.assertIn("division by zero", row.error)

    @freeze_time("2024-06-30")
    def test_queue(self):
        """The others are refreshed, the bad one stays with what was wrong."""
        self.run_cron("cron_refresh_queue")
        self.assertPoisonIsolated()
        # A run that has nothing else to do leaves it alone.
        self.run_cron("cron_refresh_queue")
        self.assertPoisonIsolated()
        self.assertTrue(
            self.env.ref("customer_classification.cron_refresh_queue").active
        )

    @freeze_time("2024-06-30")
    def test_mended(self):
        """Mended and queued again, the customer is refreshed and forgotten."""
        self.run_cron("cron_refresh_queue")
        self.poison.name = "Antidote"
        self.invoice(self.poison, "2024-06-02", 1)
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(self.poison).revenue_12m, 601)
        waiting = self.env["customer.profile.queue"].search([("error", "=", False)])
        self.assertFalse(waiting)

    @freeze_time("2024-06-30")
    def test_nightly(self):
        """The nightly run gives the company to the queue, which finds the bad one."""
        self.env["customer.profile.queue"].search([]).unlink()
        self.run_cron("cron_refresh_all")
        self.run_cron("cron_refresh_queue")
        self.assertPoisonIsolated()


@tagged("post_install", "-at_install")
class TestPoisonInOneDimension(CustomerClassificationCommon):
    """One customer whose number breaks one dimension: everything else goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.profile.queue"].search([]).unlink()
        cls.inverse = cls.dimension(
            "td_inverse",
            "test_inverse",
            "revenue_12m",
            [{"name": "Above"}, {"name": "Below"}],
            sequence=5,
        )
        cls.above, cls.below = cls.inverse.category_ids.sorted("sequence")
        cls.size = cls.dimension(
            "td_size",
            "band",
            "revenue_12m",
            [{"name": "Large", "lower_bound": 300}, {"name": "Small"}],
        )
        cls.large = cls.size.category_ids.sorted("sequence")[0]
        cls.good = [cls.customer(f"Good {number}") for number in range(9)]
        cls.poison = cls.customer("Poisonous")
        for number, partner in enumerate(cls.good, 1):
            cls.invoice(partner, "2024-06-01", 100 * number)
        cls.invoice(cls.poison, "2024-06-01", POISON_NUMBER)

    def assertOneIsNamed(self):
        for number, partner in enumerate(self.good, 1):
            profile = self.profile(partner)
            above = self.above if 100 * number > POISON_NUMBER else self.below
            self.assertEqual(profile.x_class_td_inverse, above)
        profile = self.profile(self.poison)
        self.assertEqual(profile.revenue_12m, POISON_NUMBER)
        self.assertEqual(profile.x_class_td_size, self.large)
        self.assertFalse(profile.x_class_td_inverse)
        [row] = self.env["customer.profile.queue"].search([])
        self.assertEqual(row.customer_id, self.poison)
        self.assertEqual(row.company_id, self.company_a)
        self.assertEqual(row.error, "Td_Inverse: division by zero")
        self.assertFalse(self.inverse.fault_text)

    def run_cron(self, name):
        with mute_logger(CONTAINED, "odoo.sql_db"):
            return super().run_cron(name)

    @freeze_time("2024-06-30")
    def test_nightly(self):
        self.env["customer.profile.queue"].search([]).unlink()
        self.run_cron("cron_refresh_all")
        self.assertOneIsNamed()

    @freeze_time("2024-06-30")
    def test_queue(self):
        """Alone in the batch or not, it is this customer and not the rule."""
        self.run_cron("cron_refresh_queue")
        self.assertOneIsNamed()
        self.env["customer.profile.queue"]._add_pairs(
            {(self.poison.id, self.company_a.id)}
        )
        self.run_cron("cron_refresh_queue")
        self.assertOneIsNamed()

    @freeze_time("2024-06-30")
    def test_mended(self):
        """The error goes with the next complete refresh, whoever asks for it."""
        self.run_cron("cron_refresh_queue")
        self.invoice(self.poison, "2024-06-02", 1)
        self.env["customer.profile"].with_context(
            allowed_company_ids=self.company_a.ids
        ).action_refresh_now()
        self.assertEqual(self.profile(self.poison).x_class_td_inverse, self.above)
        errors = self.env["customer.profile.queue"].search([("error", "!=", False)])
        self.assertFalse(errors)

    @freeze_time("2024-06-30")
    def test_all_of_them(self):
        """Where no customer is left whom it works for, it is the rule."""
        self.inverse.metric_id = self.env["ir.model.fields"]._get(
            "customer.profile", "receivable"
        )
        for partner in self.good:
            owed = self.profile(partner).receivable or 0
            self.assertFalse(owed)
        for number, partner in enumerate(self.good, 1):
            self.entry(partner, "2024-06-02", POISON_NUMBER - 100 * number)
        self.env["customer.profile.queue"].search([]).unlink()
        self.run_cron("cron_refresh_all")
        self.assertFalse(self.env["customer.profile.queue"].search([]))
        self.assertIn("division by zero", self.inverse.fault_text)
        self.assertIn(self.company_a.name, self.inverse.fault_text)
        self.assertEqual(self.profile(self.poison).x_class_td_size, self.large)

    @freeze_time("2024-06-30")
    def test_why(self):
        """Nobody who asks about a customer meets the error."""
        self.run_cron("cron_refresh_all")
        for partner in (self.good[8], self.poison):
            with mute_logger("odoo.sql_db"):
                lines = self.profile(partner).get_classes()
            self.assertGreater(len(lines), 5)
            found = {line["dimension"]["id"]: line for line in lines}
            self.assertIn("at least", found[self.size.id]["why"])
            category = found[self.inverse.id]["category"]
            above = partner == self.good[8] and self.above.id
            self.assertEqual(category and category["id"], above)

    @freeze_time("2024-06-30")
    def test_past_day(self):
        """The others have their class of the day, the month says who has none."""
        self.env["customer.profile.month"].search([]).unlink()
        Month = self.env["customer.profile.month"]
        month = Month.create({"company_id": self.company_a.id, "date": "2024-06-30"})
        with mute_logger(CONTAINED, "odoo.sql_db"):
            month._rebuild_or_mark()
        self.assertTrue(month.is_done, month.error)
        self.assertEqual(month.error, "Poisonous: Td_Inverse: division by zero")
        rows = self.env["customer.profile.snapshot"].search(
            [
                ("company_id", "=", self.company_a.id),
                ("date", "=", "2024-06-30"),
                ("partner_id", "in", [p.id for p in (*self.good, self.poison)]),
            ]
        )
        classes = {row.partner_id: row.x_class_td_inverse for row in rows}
        self.assertEqual(len(classes), 10)
        self.assertFalse(classes.pop(self.poison))
        self.assertTrue(all(classes.values()))
