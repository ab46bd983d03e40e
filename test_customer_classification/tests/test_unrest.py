"""Rules that cannot rest, by whatever way no check has seen."""

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_classification.tests.common import (
    CustomerClassificationCommon,
)
from odoo.addons.customer_classification.tests.common_faults import ENGINE


@tagged("post_install", "-at_install")
class TestUnrest(CustomerClassificationCommon):
    """A dimension that moves most customers in every refresh, for no reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flip = cls.dimension(
            "td_flip",
            "domain",
            None,
            [{"name": "One", "domain": "[]"}, {"name": "Two", "domain": "[]"}],
        )
        cls.one, cls.two = cls.flip.category_ids.sorted("sequence")
        cls.customers = [cls.customer(f"Customer {number}") for number in range(6)]
        for partner in cls.customers:
            cls.invoice(partner, "2024-06-01", 100)

    def set_rule(self, rule):
        """A rule that no check has seen."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_classification_category SET domain = %s WHERE id = %s",
            [rule, self.one.id],
        )
        self.env.invalidate_all()

    def detour(self):
        """Whoever is not in a class comes into it: everybody, every time."""
        self.flip.method = "test_flip"

    def moves(self):
        """How many lines of history the dimension has in company A."""
        self.env.flush_all()
        return self.env["customer.classification.history"].search_count(
            [
                ("dimension_id", "=", self.flip.id),
                ("company_id", "=", self.company_a.id),
            ]
        )

    def refresh_twice(self):
        with mute_logger(f"{ENGINE}.contained"):
            self.refresh(as_of=self.today)
            self.refresh(as_of=self.today)

    def setUp(self):
        super().setUp()
        clock = freeze_time("2024-06-30")
        clock.start()
        self.addCleanup(clock.stop)
        self.today = self.company_a._customer_classification_today()
        # The first one gives everybody a class, which is no unrest.
        self.refresh(as_of=self.today)

    def test_first_refresh(self):
        """Everybody came into a class, which is remembered of no dimension."""
        self.assertEqual(self.moves(), len(self.profile_ids()))
        faults = self.env["customer.refresh.fault"]
        self.assertFalse(faults.search([("dimension_id", "=", self.flip.id)]))

    def profile_ids(self):
        profiles = self.env["customer.profile"]
        return profiles.search([("company_id", "=", self.company_a.id)])

    def test_stopped(self):
        """After two refreshes it is left as it is; the others go on."""
        self.detour()
        self.refresh_twice()
        self.assertIn("does not come to rest", self.flip.fault_text)
        self.assertTrue(self.flip.is_stopped)
        moves = self.moves()
        mine = self.env["customer.classification.history"].search_count(
            [
                ("dimension_id", "=", self.flip.id),
                ("partner_id", "in", [partner.id for partner in self.customers]),
                ("company_id", "=", self.company_a.id),
            ]
        )
        self.assertEqual(mine, 18)  # the first class, and twice another
        self.invoice(self.customers[0], "2024-06-02", 50)
        self.refresh_twice()
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.moves(), moves)
        self.assertEqual(self.profile(self.customers[0]).revenue_12m, 150)
        self.assertTrue(self.flip.is_stopped)

    def test_started_by_saving(self):
        """A rule that is saved is tried again."""
        self.detour()
        self.refresh_twice()
        self.flip.method = "domain"
        self.one.domain = "[('revenue_12m', '>', 10)]"
        self.assertFalse(self.flip.is_stopped)
        self.refresh_twice()
        self.assertFalse(self.flip.fault_text)
        for partner in self.customers:
            self.assertEqual(self.profile(partner).x_class_td_flip, self.one)

    def test_started_by_the_button(self):
        """The same rule is stopped again, two refreshes later."""
        self.detour()
        self.refresh_twice()
        self.flip.action_start_again()
        self.assertFalse(self.flip.is_stopped)
        self.refresh_twice()
        self.assertTrue(self.flip.is_stopped)

    def test_ordinary_days(self):
        """Two big moves in a row for a reason: a rule, another, a flood of sales."""
        self.refresh()
        self.set_rule("[('revenue_12m', '>', 1000)]")
        self.refresh()
        for partner in self.customers:
            self.assertEqual(self.profile(partner).x_class_td_flip, self.two)
        for partner in self.customers:
            self.invoice(partner, "2024-06-02", 5000)
        self.refresh()
        for partner in self.customers:
            self.assertEqual(self.profile(partner).x_class_td_flip, self.one)
        self.set_rule("[('revenue_12m', '>', 10000)]")
        self.refresh()
        for partner in self.customers:
            self.assertEqual(self.profile(partner).x_class_td_flip, self.two)
        self.assertFalse(self.flip.fault_text)
        self.refresh()
        self.assertFalse(
            self.env["customer.refresh.fault"].search(
                [("dimension_id", "=", self.flip.id)]
            )
        )
