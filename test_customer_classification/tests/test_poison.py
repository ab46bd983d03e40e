from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_classification.tests.common import (
    CustomerClassificationCommon,
)

from ..models.customer_profile import POISON

REFRESH = "odoo.addons.customer_classification.models.profile.refresh"


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
