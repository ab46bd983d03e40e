"""What must not happen: money counted twice, pins lost, everything dropped."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..engine.apply import classes, contained
from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestRobust(CustomerClassificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer, cls.other = cls.customer("Buyer"), cls.customer("Other")
        cls.invoice(cls.buyer, "2024-05-01", 100)
        cls.invoice(cls.other, "2024-05-01", 7)
        cls.tens = cls.dimension(
            "robust_tens",
            method="band",
            metric="revenue_12m",
            categories=[{"name": "Ten", "lower_bound": 10}, {"name": "Less"}],
        )
        cls.field = "x_class_robust_tens"
        cls.ten, cls.less = cls.tens.category_ids

    @freeze_time("2024-06-30")
    def test_moved_customer_by_the_queue(self):
        """A person becomes a contact of a company: 107 in all, before and after."""
        self.buyer.is_company = False
        self.refresh()
        self.env["customer.profile.queue"].search([]).unlink()
        self.buyer.parent_id = self.other
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(self.other).revenue_12m, 107)
        self.assertFalse(self.profile(self.buyer).active)
        rows = self.env["customer.profile"].search(
            [("partner_id", "in", (self.buyer + self.other).ids)]
        )
        self.assertEqual(sum(rows.mapped("revenue_12m")), 107)

    @freeze_time("2024-06-30")
    def test_ranks_leave_out_who_left(self):
        """Scores after the queue are those of a complete refresh."""
        self.buyer.is_company = False
        third = self.customer("Third")
        self.invoice(third, "2024-06-01", 50)
        self.refresh()
        self.buyer.parent_id = self.other
        self.run_cron("cron_refresh_queue")
        customers = self.profile(self.other) + self.profile(third)
        queued = customers.mapped("rfm_score")
        self.refresh()
        self.assertEqual(customers.mapped("rfm_score"), queued)

    @freeze_time("2024-06-30")
    def test_pin_what_is_there(self):
        """Keeping a customer where it is, by the window, is a pin like any other."""
        self.refresh()
        wizard = (
            self.env["customer.classification.pin.wizard"]
            .with_company(self.company_a)
            .with_context(active_model="res.partner", active_ids=self.buyer.ids)
            .create({"dimension_id": self.tens.id, "category_id": self.ten.id})
        )
        wizard.action_apply()
        self.assertEqual(self.profile(self.buyer).pin_ids.category_id, self.ten)

    @freeze_time("2024-06-30")
    def test_pin_a_profile_of_another_company(self):
        """The selected profile is meant, not the current company's."""
        self.invoice(self.buyer, "2024-05-01", 5, company=self.company_b)
        self.refresh()
        theirs = self.profile(self.buyer, self.company_b)
        wizard = (
            self.env["customer.classification.pin.wizard"]
            .with_company(self.company_a)
            .with_context(active_model="customer.profile", active_ids=theirs.ids)
            .create({"dimension_id": self.tens.id, "category_id": self.ten.id})
        )
        wizard.action_apply()
        self.assertEqual(theirs[self.field], self.ten)
        self.assertFalse(self.profile(self.buyer).pin_ids)

    def test_unlink_of_nothing(self):
        Dimension = self.env["customer.classification.dimension"]
        self.assertTrue(Dimension.browse().unlink())
        self.assertIn(self.field, self.env["customer.profile"]._fields)
        self.assertTrue(self.tens.exists())

    def test_archived_whatever_the_context(self):
        """Who asks first, with archived ones or without, does not matter."""
        self.tens.active = False
        Dimension = self.env["customer.classification.dimension"]
        Dimension._clear_caches()
        shown = Dimension.with_context(active_test=False)._of_company(self.company_a)
        self.assertNotIn(self.tens, shown)

    @freeze_time("2024-06-30")
    def test_rule_that_broke(self):
        """It is logged; metrics and all other dimensions go on, nobody is blamed."""
        query = classes.rule_query

        def broken(rule):
            if rule.dimension == self.tens:
                raise ValueError("Invalid field")
            return query(rule)

        with (
            patch.object(classes, "rule_query", broken),
            mute_logger(contained.__name__),
        ):
            self.refresh()
            # Nor does it keep anybody from reading about the others.
            lines = self.profile(self.buyer).get_classes()
        profile = self.profile(self.buyer)
        self.assertEqual(profile.revenue_12m, 100)
        self.assertFalse(profile[self.field])
        [line] = [ln for ln in lines if ln["dimension"]["id"] == self.tens.id]
        self.assertFalse(line["category"])
        self.assertGreater(sum(bool(ln["category"]) for ln in lines), 5)
        self.refresh()
        self.assertEqual(profile[self.field], self.ten)

    def test_history_never_ends_before_it_begins(self):
        """Even when a refresh is asked for an earlier day."""
        self.refresh(as_of=date.fromisoformat("2024-06-30"))
        self.refresh(as_of=date.fromisoformat("2024-04-01"))
        rows = self.profile(self.buyer).history_ids.filtered("date_to")
        self.assertTrue(rows)
        for row in rows:
            self.assertGreaterEqual(row.date_to, row.date_from)

    def test_own_class_by_a_path(self):
        """A rule cannot use its own dimension by way of the contact either."""
        rule = f"[('partner_id.{self.field}', '=', {self.ten.id})]"
        with self.assertRaises(ValidationError):
            self.tens.scope_domain = rule
