from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .. import post_init_hook
from ..models.profile import first_build
from .common import TODAY, CustomerClassificationCommon
from .common_screens import ScreensCommon

STATE = "customer.profile.state"
QUEUE = "customer.profile.queue"
MONTH = "customer.profile.month"
NOON = "2024-06-30 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestFirstBuild(CustomerClassificationCommon):
    """Customers of a new installation are classified in the background, in parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(first_build, "BATCH", 2))
        # Nobody but those below: contacts with invoices.
        cls.companies.customer_classification_prospects = False
        cls.env.cr.execute(
            "UPDATE res_partner SET customer_rank = 0;"
            "DELETE FROM res_partner_res_partner_category_rel"
        )
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.dimension(
            "among",
            "share",
            "revenue_12m",
            [
                {"name": "First", "share": 60},
                {"name": "Rest", "share": False},
            ],
            scope_domain="[('x_class_size', '!=', False)]",
            sequence=9000,
        )
        cls.buyers = cls.env["res.partner"].union(
            *(cls.customer(f"Buyer {number}") for number in range(5))
        )
        with freeze_time(NOON):
            for number, buyer in enumerate(cls.buyers, 1):
                cls.invoice(buyer, "2024-06-01", 1000 * number)
        cls.env[QUEUE].search([]).unlink()

    def ask(self, *companies):
        """Begin; A unless told."""
        self.env[STATE]._ask_for_build(
            self.company_a.union(*companies) if companies else self.company_a
        )

    def part(self):
        """Do the next part of company A."""
        return self.env["customer.profile"]._refresh_next_part(self.company_a)

    def refresh_now(self):
        """What a manager is answered who refreshes company A."""
        context = {"allowed_company_ids": self.company_a.ids}
        return self.env["customer.profile"].with_context(**context).action_refresh_now()

    def progress(self):
        """What the accountant is told in company A."""
        return self.books("customer.profile").get_progress()["running"]

    def classified(self):
        """How many of the buyers have a size."""
        self.env.invalidate_all()
        return len(self.profile_of_buyers().filtered("x_class_size"))

    def profile_of_buyers(self):
        return self.env["customer.profile"].search(
            [
                ("partner_id", "in", self.buyers.ids),
                ("company_id", "=", self.company_a.id),
            ]
        )

    def test_installing_only_asks(self):
        """Nothing is computed, the scheduled action is told to begin at once."""
        self.env[STATE].search([]).unlink()
        cron = self.env.ref("customer_classification.cron_refresh_all")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        before = self.row_versions("customer_profile")
        post_init_hook(self.env)
        self.assertEqual(self.row_versions("customer_profile"), before)
        self.assertFalse(self.company_a.customer_classification_date)
        self.assertLessEqual(
            self.company_a + self.company_b, self.env[STATE]._building()
        )
        self.assertTrue(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        )
        months = self.env[MONTH].search([("company_id", "=", self.company_a.id)])
        self.assertEqual(len(months), 24)

    def test_each_part(self):
        """Numbers of everybody, classes of two at a time, then everybody once more."""
        self.ask()
        self.assertFalse(self.part())
        self.assertEqual(
            self.profile_of_buyers().sorted("id").mapped("revenue_12m"),
            [1000, 2000, 3000, 4000, 5000],
        )
        for classified in (2, 4, 5):
            self.assertFalse(self.part())
            self.assertEqual(self.classified(), classified)
        self.assertFalse(self.company_a.customer_classification_date)
        self.assertTrue(self.part())
        self.assertEqual(self.company_a.customer_classification_date, TODAY)
        self.assertFalse(self.env["customer.profile"]._refresh(self.company_a))

    def test_a_lost_part_is_done_again(self):
        """What is killed before it is committed is all that is lost."""
        self.ask()
        self.part()
        self.part()
        savepoint = self.cr.savepoint()
        self.part()
        self.assertEqual(self.classified(), 4)
        self.env.flush_all()
        savepoint.close(rollback=True)
        self.assertEqual(self.classified(), 2)
        self.part()
        self.assertEqual(self.classified(), 4)

    def test_over_midnight(self):
        """It ends with the day with which it began; the daily refresh goes on."""
        self.ask()
        self.part()
        with freeze_time("2024-07-01 12:00:00"):
            while not self.part():
                pass
            self.assertEqual(self.company_a.customer_classification_date, TODAY)
            self.assertFalse(self.company_a._is_customer_refreshed_today())
            self.run_cron("cron_refresh_all")
            self.assertTrue(self.company_a._is_customer_refreshed_today())
        history = self.profile_of_buyers().history_ids
        self.assertIn(TODAY, history.mapped("date_from"))

    def test_progress(self):
        """Every user is told of the customers whom he or she may see."""
        self.assertFalse(self.progress())
        self.ask()
        contacts = self.books("res.partner").search_count([("parent_id", "=", False)])
        self.assertEqual(
            self.progress(),
            f"Customers are being classified: 0 of {contacts:,}.",
        )
        self.part()
        self.assertEqual(self.progress(), "Customers are being classified: 0 of 5.")
        self.part()
        self.assertEqual(self.progress(), "Customers are being classified: 2 of 5.")
        while not self.part():
            pass
        self.assertFalse(self.progress())

    def test_progress_is_for_who_sees_customers(self):
        self.ask()
        plain = new_test_user(self.env, login="plain_first", groups="base.group_user")
        plain.company_ids = [Command.link(self.company_a.id)]
        profiles = self.env["customer.profile"].with_user(plain)
        self.assertEqual(
            profiles.with_company(self.company_a).get_progress(),
            {"running": False, "trouble": False},
        )

    def test_who_sees_own_customers_only(self):
        """Nobody learns how many customers there are whom he or she may not see."""
        for model, path in (("res.partner", "id"), ("customer.profile", "partner_id")):
            self.env["ir.rule"].create(
                {
                    "name": "Own customers",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "groups": self.env.ref("account.group_account_invoice").ids,
                    "domain_force": f"[('{path}', 'in', {self.buyers[:2].ids})]",
                }
            )
        self.ask()
        self.part()
        self.assertEqual(self.progress(), "Customers are being classified: 0 of 2.")

    def test_settings(self):
        self.ask()
        self.part()
        settings = self.env["res.config.settings"].with_company(self.company_a)
        self.assertEqual(
            settings.create({}).customer_refresh_progress,
            "Customers are being classified: 0 of 5.",
        )

    def test_news_wait(self):
        """The queue leaves the company alone, not the others, and goes on after it."""
        self.ask()
        self.part()
        buyer = self.buyers[0]
        self.invoice(buyer, "2024-06-20", 500)
        self.invoice(buyer, "2024-06-20", 70, company=self.company_b)
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(buyer).revenue_12m, 1000)
        self.assertEqual(self.profile(buyer, self.company_b).revenue_12m, 70)
        while not self.part():
            pass
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(buyer).revenue_12m, 1500)
        self.assertFalse(self.env[QUEUE].search_count([]))

    def test_the_past_waits(self):
        """Months are rebuilt once customers are classified, and asked for then."""
        self.company_a.customer_history_months = 2
        self.env[MONTH].search([("company_id", "!=", self.company_a.id)]).unlink()
        self.env[MONTH]._request(self.company_a)
        self.ask()
        self.run_cron("cron_rebuild_months")
        months = self.env[MONTH].search([("company_id", "=", self.company_a.id)])
        self.assertFalse(any(months.mapped("is_done")))
        cron = self.env.ref("customer_classification.cron_rebuild_months")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        while self.env[STATE]._building():
            self.run_cron("cron_refresh_all")
        self.assertTrue(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        )
        self.run_cron("cron_rebuild_months")
        self.assertEqual(
            months.mapped(lambda month: (month.date, month.is_done)),
            [(date(2024, 4, 30), True), (date(2024, 5, 31), True)],
        )

    def test_nobody_waits_for_it(self):
        """Who asks for everybody at once is told how far it is."""
        self.ask()
        self.part()
        text = "Customers are being classified: 0 of 5."
        answer = self.refresh_now()
        self.assertEqual(answer["params"]["message"], text)
        with self.assertRaisesRegex(UserError, text):
            self.books("customer.profile.snapshot")._ensure_days(
                self.company_a, date(2024, 1, 31)
            )
        report = self.books("customer.report").create({"report": "ranking"})
        with self.assertRaisesRegex(UserError, text):
            report._get_document()
        self.assertFalse(self.company_a.customer_classification_date)

    def test_few_customers(self):
        """Where there are few contacts everybody is refreshed at once."""
        self.ask()
        with patch.object(first_build, "BATCH", 10**6):
            answer = self.refresh_now()
        self.assertIn("customers changed", answer["params"]["message"])
        self.assertEqual(self.classified(), 5)
        self.assertFalse(self.env[STATE]._building() & self.company_a)

    def test_any_complete_refresh_is_the_end(self):
        self.ask()
        self.part()
        self.part()
        self.refresh(self.company_a)
        self.assertEqual(self.classified(), 5)
        self.assertFalse(self.progress())
        self.assertRecordValues(
            self.env[STATE]._of(self.company_a),
            [{"is_building": False, "build_date": False, "build_after": 0}],
        )

    def test_made_meanwhile(self):
        """A dimension that came in the middle has everybody in the end."""
        self.addCleanup(self.registry._setup_models__, self.cr)
        self.ask()
        self.part()
        self.part()
        made = self.dimension(
            "meanwhile", "band", "revenue_12m", [{"name": "All", "lower_bound": 0}]
        )
        while not self.part():
            pass
        self.env.invalidate_all()
        self.assertEqual(
            self.profile_of_buyers().mapped(made._field_name()), made.category_ids
        )

    def test_ranks_among_a_class(self):
        """Who ranks among the customers of a class waits until all have theirs."""
        self.addCleanup(self.registry._setup_models__, self.cr)
        self.ask()
        for _part in range(4):
            self.part()
        among = self.profile_of_buyers().mapped("x_class_among")
        self.assertFalse(among)
        self.part()
        self.env.invalidate_all()
        # Before 4,000 there are 33 % of all 15,000, before 3,000 there are 60 %.
        self.assertEqual(
            [p.x_class_among.name for p in self.profile_of_buyers().sorted("id")],
            ["Rest", "Rest", "Rest", "First", "First"],
        )


@tagged("post_install", "-at_install")
class TestJobs(CustomerClassificationCommon):
    """A scheduled action that does not run is said where managers look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env.ref("customer_classification.cron_refresh_all")
        cls.manager = new_test_user(
            cls.env,
            login="manager_of_jobs",
            groups="account.group_account_manager",
        )

    def trouble(self, user=None):
        profiles = self.env["customer.profile"].with_user(user or self.manager)
        return profiles.get_progress()["trouble"]

    def test_all_run(self):
        self.assertFalse(self.trouble())

    def test_archived_user(self):
        """Odoo refuses to run it; by itself it only says so in its log."""
        clerk = new_test_user(self.env, login="clerk_of_jobs")
        self.job.user_id = clerk
        clerk.active = False
        day = self.company_a.customer_classification_date
        with mute_logger("odoo.addons.base.models.ir_cron"):
            self.run_cron("cron_refresh_all")
        self.assertEqual(self.company_a.customer_classification_date, day)
        self.assertEqual(
            self.trouble(),
            "The scheduled action “Customer Classification: refresh all customers once "
            f"a day” does not run: its user {clerk.name} is archived.",
        )
        self.assertFalse(self.trouble(self.accountant))

    def test_archived(self):
        self.job.active = False
        self.assertIn("does not run: it is archived.", self.trouble())

    def test_failing(self):
        """After a run that raised, until one succeeds."""
        self.job.code = "model.nothing_of_that_name()"
        with mute_logger("odoo.addons.base.models.ir_cron"):
            self.run_cron("cron_refresh_all")
        self.assertIn("its last run failed (1 in a row)", self.trouble())
        self.job.code = "model.browse()"
        self.run_cron("cron_refresh_all")
        self.assertFalse(self.trouble())


@tagged("post_install", "-at_install")
class TestProgressTour(ScreensCommon, HttpCase):
    """What people see while customers are being classified."""

    def test_progress(self):
        """The list and the customer say so, and are shown anew when it is over."""
        self.env[STATE].search([("company_id", "=", self.company_a.id)]).unlink()
        self.profile(self.partner).x_class_size = False
        self.env[STATE]._ask_for_build(self.company_a)
        self.start_tour(
            "/odoo/customers-by-class",
            "customer_classification_progress",
            login="classification_tour",
            timeout=180,
        )
