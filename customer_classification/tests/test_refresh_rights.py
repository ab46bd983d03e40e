"""What costs the server as much as a refresh of everybody, and who may ask for it."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.past.customer_profile_snapshot import DAYS
from .common_reports import ReportCommon
from .common_security import GROUP_MANAGER, GROUP_USER, SecurityCommon

APRIL, MAY = date(2024, 4, 30), date(2024, 5, 31)
SNAPSHOT = "customer.profile.snapshot"


@tagged("post_install", "-at_install")
class TestRefreshNow(SecurityCommon):
    """Refreshing everybody now is for managers; one customer is everybody's."""

    def test_users(self):
        self.env.cr.execute("UPDATE customer_profile SET revenue_12m = -1")
        self.env.invalidate_all()
        for user in (self.user_a, self.reader, self.user_ab, self.plain):
            Profile = self.as_user(user, "customer.profile")
            dimension = self.as_user(user, self.source._name).browse(self.source.id)
            for call in (Profile.action_refresh_now, dimension.action_refresh):
                with self.assertRaises(AccessError):
                    call()
        action = self.env.ref("customer_classification.action_refresh_now")
        with self.assertRaises(AccessError):
            action.with_user(self.user_a).run()
        self.assertEqual(self.profile_a.revenue_12m, -1)

    def test_managers(self):
        self.env.cr.execute("UPDATE customer_profile SET revenue_total = -1")
        self.env.invalidate_all()
        self.as_user(self.manager, "customer.profile").action_refresh_now()
        self.assertEqual(self.profile_a.revenue_total, 1000)

    def test_buttons(self):
        """Shown to whom they work for."""
        for user, shown in ((self.user_a, False), (self.manager, True)):
            for model, view in (
                ("customer.profile", "customer_profile_view_list"),
                ("res.partner", "res_partner_view_list_customers"),
                ("customer.classification.dimension", None),
            ):
                ref = view and self.env.ref(f"customer_classification.{view}", False)
                kind = "list" if view else "form"
                arch = self.as_user(user, model).get_view(
                    ref.id if ref else None, kind
                )["arch"]
                self.assertEqual("Refresh Now" in arch, shown, (model, user.login))

    def test_a_choice_by_hand_is_applied_at_once(self):
        """Users see what comes of what they do to one customer."""
        other = self.source.category_ids[1]
        self.partner.with_user(self.user_a).x_class_source = other
        self.assertEqual(self.profile_a.x_class_source, other)


@tagged("post_install", "-at_install")
class TestPastDays(ReportCommon):
    """Days that anybody may ask for: a few, and not for ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alpha = cls.customer("Alpha")
        cls.invoice(cls.alpha, "2023-05-10", 500)
        cls.user, cls.manager = (
            cls.env["res.users"].create(
                {
                    "name": login,
                    "login": f"past_{login}",
                    "company_id": cls.company_a.id,
                    "company_ids": [Command.set(cls.company_a.ids)],
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
            )
            for login, group in (("user", GROUP_USER), ("manager", GROUP_MANAGER))
        )
        cls.env["customer.profile"]._refresh(cls.company_a)
        cls.Month = cls.env["customer.profile.month"]

    def ask(self, user, day, **vals):
        wizard = (
            self.env["customer.profile.as.of.wizard"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company_a.ids)
            .create({"date": day, **vals})
        )
        wizard.action_open()
        self.env.invalidate_all()

    def rows(self, day):
        return self.env[SNAPSHOT].search(
            [("company_id", "=", self.company_a.id), ("date", "=", day)]
        )

    def clean_up(self):
        self.env[SNAPSHOT]._gc_days()
        self.env.invalidate_all()

    def test_month_end_by_chance(self):
        """One the company does not rebuild goes with the next clean-up."""
        self.Month.search([]).unlink()
        self.ask(self.user, APRIL)
        self.assertTrue(self.rows(APRIL))
        self.clean_up()
        self.assertFalse(self.rows(APRIL))

    def test_month_end_of_the_company(self):
        """One it rebuilds stays, whoever was the first to ask for it."""
        self.Month.search([]).unlink()
        self.Month.create({"company_id": self.company_a.id, "date": MAY})
        self.ask(self.user, MAY)
        self.clean_up()
        self.assertTrue(self.rows(MAY))
        # And one that was there by chance when it is rebuilt.
        self.ask(self.user, APRIL)
        self.env[SNAPSHOT]._take(self.company_a, APRIL, with_history=True)
        self.clean_up()
        self.assertTrue(self.rows(APRIL))
        # Computed again, it goes on being kept, also for customers who are new in it.
        self.Month.search([]).unlink()
        beta = self.customer("Beta")
        self.invoice(beta, "2024-04-10", 5)
        self.ask(self.manager, APRIL, is_renewed=True)
        self.clean_up()
        self.assertIn(beta, self.rows(APRIL).partner_id)
        self.assertIn(self.alpha, self.rows(APRIL).partner_id)

    def test_second_time_computes_nothing(self):
        """The same day once more: by the wizard, by a report, by a colleague."""
        self.ask(self.user, APRIL)
        places = self.row_versions("customer_profile_snapshot")
        before = {row.id: row.revenue_12m for row in self.rows(APRIL)}
        with self.recorded() as statements:
            self.ask(self.manager, APRIL)
            self.ask(self.user, APRIL)
        made = [s for s in statements if "CREATE TEMPORARY TABLE" in s]
        self.assertFalse(made)
        self.assertEqual(self.row_versions("customer_profile_snapshot"), places)
        self.assertTrue(before)

    def test_report_computes_a_day_once(self):
        """Even where what is computed does not tie out to the books."""
        day = date(2024, 2, 14)
        report = self.report("overview", date=day)
        with self.recorded() as statements:
            report._get_document()
        made = [s for s in statements if "CREATE TEMPORARY TABLE" in s]
        names = [s.split("TABLE", 1)[1].split("AS")[0].strip() for s in made]
        self.assertEqual(len(names), len(set(names)), names)

    def test_computing_again_is_for_managers(self):
        self.ask(self.user, APRIL)
        for model, vals in (
            ("customer.profile.as.of.wizard", {"date": APRIL}),
            ("customer.profile.movement.wizard", {"dimension_id": self.size.id}),
        ):
            Wizard = self.env[model].with_user(self.user)
            Wizard = Wizard.with_context(allowed_company_ids=self.company_a.ids)
            with self.assertRaises(AccessError):
                Wizard.create({**vals, "is_renewed": True})
            with self.assertRaises(AccessError):
                Wizard.with_context(default_is_renewed=True).create(vals)
            wizard = Wizard.create(vals)
            with self.assertRaises(AccessError):
                wizard.write({"is_renewed": True})
            self.assertNotIn("is_renewed", Wizard.get_view(view_type="form")["arch"])
            shown = Wizard.with_user(self.manager).get_view(view_type="form")["arch"]
            self.assertIn("is_renewed", shown)

    def test_so_many_days(self):
        """Users of a company share a few days; a manager is not stopped."""
        first = date(2024, 2, 10)
        for number in range(DAYS):
            self.ask(self.user, first + timedelta(number))
        with self.assertRaisesRegex(UserError, "12 past days of Company A"):
            self.ask(self.user, first + timedelta(DAYS))
        self.ask(self.user, first)  # is there
        self.Month.create({"company_id": self.company_a.id, "date": MAY})
        self.ask(self.user, MAY)  # is kept anyway
        self.ask(self.manager, first + timedelta(DAYS))
        self.clean_up()
        self.ask(self.user, first + timedelta(DAYS))
