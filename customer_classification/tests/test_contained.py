"""One fault stays one fault: what a rule, a tag, a company, a consumer takes along."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_faults import MUTED, Broken


@tagged("post_install", "-at_install")
class TestContained(Broken):
    def assertNobodyIsBlamed(self):
        self.assertFalse(self.env["customer.profile.queue"].search([]))

    def assertMarked(self):
        """Both companies, on the form and in the one list; the tag as well."""
        text = self.seen(self.ships).fault_text
        for company in (self.company_a, self.company_b):
            self.assertIn(f"Rule cannot be used in {company.name} since", text)
        self.assertIn("full_name", text)
        self.assertEqual(self.seen(self.ships).fault_label, "Rule cannot be used")
        self.assertFalse(self.seen(self.after).fault_text)
        self.assertIn("full_name", self.seen(self.tag).customer_fault_text)
        label = self.seen(self.tag).customer_fault_label
        self.assertEqual(label, "Rule cannot be used")
        self.assertFalse(self.seen(self.other_tag).customer_fault_text)
        self.assertFalse(self.seen(self.other_tag).customer_fault_label)
        found = self.problems()
        self.assertIn(("dimension", "Td_Ships", self.company_a.name), found)
        self.assertIn(("dimension", "Td_Ships", self.company_b.name), found)
        self.assertIn(("tag", "Ships", self.company_a.name), found)
        self.assertFalse([key for key in found if key[0] == "customer"])

    def assertGoesOn(self):
        """Numbers, other dimensions and tags; the classes of the broken one stand."""
        profile = self.profile(self.buyer)
        self.assertEqual(profile.revenue_12m, 300)
        self.assertEqual(profile.x_class_td_ships, self.ship)
        self.assertEqual(profile.x_class_td_after.name, "Of Ships")
        self.assertIn(self.tag, self.buyer.category_id)
        self.assertIn(self.other_tag, self.buyer.category_id)
        self.assertNotIn(self.other_tag, self.other.category_id)

    def test_nightly(self):
        self.take_away()
        self.invoice(self.buyer, "2024-06-02", 200)
        self.env["customer.profile.queue"].search([]).unlink()
        with freeze_time("2024-07-01"):
            self.night()
            self.assertGoesOn()
            self.assertMarked()
            self.assertNobodyIsBlamed()

    def test_marks_go(self):
        """With the next refresh that can use the rule, and not before."""
        self.take_away()
        with mute_logger(*MUTED):
            self.refresh()
        self.assertTrue(self.seen(self.ships).fault_text)
        with mute_logger(*MUTED):
            self.refresh()
        self.take_away(back=True)
        self.assertTrue(self.seen(self.ships).fault_text)
        self.refresh(self.company_a)
        text = self.seen(self.ships).fault_text
        self.assertNotIn(self.company_a.name, text)
        self.assertIn(self.company_b.name, text)
        self.refresh(self.company_b)
        self.assertFalse(self.seen(self.ships).fault_text)
        self.assertFalse(self.seen(self.tag).customer_fault_text)
        self.assertFalse(self.problems())

    def test_a_rule_that_goes(self):
        """A tag without a rule, and a dimension in the archive, have no problem."""
        self.take_away()
        with mute_logger(*MUTED):
            self.refresh()
        self.tag.customer_rule_domain = False
        self.assertFalse(self.seen(self.tag).customer_fault_text)
        self.after.category_ids.domain = "[]"
        self.ships.active = False
        self.refresh()
        self.assertFalse(self.problems())

    def test_queue(self):
        self.take_away()
        self.invoice(self.buyer, "2024-06-02", 200)
        with mute_logger(*MUTED):
            self.run_cron("cron_refresh_queue")
        self.assertGoesOn()
        self.assertNobodyIsBlamed()
        self.assertTrue(self.seen(self.ships).fault_text)

    def test_by_hand(self):
        """Somebody sets a class: what follows it fails alone, and is marked."""
        profile = self.profile(self.buyer)
        manual = self.env.ref("customer_classification.dimension_value")._earlier()
        manual = manual.filtered(lambda d: d.method == "manual")[:1]
        self.assertLess(manual.sequence, self.ships.sequence)
        self.take_away()
        with mute_logger(*MUTED):
            profile._reclassify(self.company_a, manual, self.buyer.ids)
        self.assertIn(self.company_a.name, self.seen(self.ships).fault_text)

    def test_saved(self):
        """Applying a rule that fails says so on its form, and loses nothing."""
        self.take_away()
        dimension = self.seen(self.ships)
        with mute_logger(*MUTED):
            dimension.apply_now()
        self.assertTrue(self.seen(self.ships).fault_text)
        self.assertEqual(self.profile(self.buyer).x_class_td_ships, self.ship)

    def test_preview(self):
        """It says which dimension, and why; nothing of SQL."""
        self.take_away()
        dimension = self.seen(self.ships)
        with mute_logger(*MUTED), self.assertRaises(UserError) as raised:
            dimension.preview_changes({"sequence": 101})
        text = str(raised.exception)
        self.assertIn("Td_Ships", text)
        self.assertIn("full_name", text)
        self.assertNotIn("SELECT", text)
        # The others are still tried.
        self.seen(self.after).preview_changes({"sequence": 201})

    def test_past_day(self):
        """What there is of that dimension stays; the others are computed."""
        Month = self.env["customer.profile.month"]
        Month.search([]).unlink()
        days = ["2024-05-31", "2024-06-30"]
        self.entry(self.other, "2024-05-01", 70)
        months = Month.create(
            [{"company_id": self.company_a.id, "date": day} for day in days]
        )
        for month in months:
            month._rebuild_or_mark()
        self.assertFalse(any(months.mapped("error")))
        before = self.past(days)
        history = self.history()
        self.take_away()
        self.entry(self.other, "2024-05-02", 30)
        months.is_done = False
        with mute_logger(*MUTED):
            for month in months:
                month._rebuild_or_mark()
        for month in months:
            self.assertIn("Td_Ships", month.error)
            self.assertTrue(month.is_done, month.error)
        self.assertIn("full_name", self.seen(self.ships).fault_text)
        self.assertEqual(self.history(), history)
        after = self.past(days)
        self.assertEqual(len(after), len(before))
        for key, (receivable, category) in after.items():
            self.assertEqual(category, before[key][1])
            more = 30 if key[0] == self.other else 0
            self.assertEqual(receivable, before[key][0] + more)
        self.take_away(back=True)
        months.write({"is_done": False, "error": False})
        for month in months:
            month._rebuild_or_mark()
        self.assertFalse(any(months.mapped("error")))
        self.assertEqual(self.history(), history)

    def history(self):
        rows = self.stored_rows("customer_classification_history")
        return [row for row in rows if row["dimension_id"] == self.ships.id]

    def past(self, days):
        rows = self.env["customer.profile.snapshot"].search(
            [("company_id", "=", self.company_a.id), ("date", "in", days)]
        )
        rows.invalidate_recordset()
        return {
            (row.partner_id, row.date): (row.receivable, row.x_class_td_ships)
            for row in rows
        }

    def test_forms_open(self):
        """The forms of what is to be mended open, and count nobody."""
        matching = self.tag.with_company(self.company_a)
        self.assertEqual(matching.customer_matching_count, 1)
        self.take_away()
        self.env.invalidate_all()
        self.assertEqual(self.seen(self.ship).matching_count, 0)
        self.assertEqual(self.seen(self.tag).customer_matching_count, 0)

    def test_users_see_no_error(self):
        """Only who may mend a rule is told what is wrong with it."""
        self.take_away()
        with mute_logger(*MUTED):
            self.refresh()
        user = new_test_user(
            self.env,
            login="contained_user",
            groups="customer_classification.group_user",
            company_id=self.company_a.id,
            company_ids=[(6, 0, self.companies.ids)],
        )
        self.assertFalse(self.ships.with_user(user).fault_text)
        Problem = self.env["customer.refresh.problem"]
        self.assertEqual(Problem.with_user(user).get_count(), 0)
        problem = Problem.search([("kind", "=", "dimension")])[0]
        fault = self.env["customer.refresh.fault"].browse(problem.source_id)
        self.assertEqual(problem.with_user(self.manager).get_count(), 3)
        for act in (
            problem.with_user(user).action_open,
            problem.with_user(user).action_try_again,
            fault.with_user(user).action_start_again,
            self.ships.with_user(user).action_start_again,
        ):
            with self.subTest(act=act), self.assertRaises(AccessError):
                act()
        self.assertEqual(
            problem.with_user(self.manager).action_open()["res_id"], self.ships.id
        )
        only_b = self.ships.with_user(self.manager).with_context(
            allowed_company_ids=self.company_b.ids
        )
        self.assertNotIn(self.company_a.name, only_b.fault_text)

    def test_consumers(self):
        """What one of those who follow a refresh raises stops no other."""
        called = []

        def fail(_companies):
            self.env["res.partner"].create({"name": "left behind"})
            self.env.flush_all()
            raise ZeroDivisionError("on purpose")

        Profile = type(self.env["customer.profile"])
        followers = [fail, called.append]
        with patch.object(Profile, "_get_followers", lambda _self: followers):
            self.night()
        [companies] = called
        self.assertIn(self.company_a, companies)
        cron = self.env.ref("customer_classification.cron_refresh_all")
        self.assertFalse(cron.failure_count)
        left = self.env["res.partner"].search([("name", "=", "left behind")])
        self.assertFalse(left)

    def test_company(self):
        """Numbers of one company cannot be computed for anybody: nobody is blamed,
        and the other company goes on."""
        Profile = type(self.env["customer.profile"])
        query = Profile._metrics_query

        def fail(profile, company, *args):
            if company == self.company_a:
                raise ValueError("no rate")
            return query(profile, company, *args)

        self.invoice(self.buyer, "2024-06-02", 200)
        self.invoice(self.buyer, "2024-06-02", 7, company=self.company_b)
        with patch.object(Profile, "_metrics_query", fail):
            with mute_logger(*MUTED):
                self.run_cron("cron_refresh_queue")
            self.assertEqual(self.profile(self.buyer, self.company_b).revenue_12m, 7)
            rows = self.env["customer.profile.queue"].search([])
            self.assertEqual(rows.company_id, self.company_a)
            self.assertFalse(any(rows.mapped("error")))
            key = ("company", self.company_a.name, self.company_a.name)
            self.assertEqual(self.problems()[key], "no rate")
            with freeze_time("2024-07-01"):
                self.night()
                self.assertTrue(self.company_b._is_customer_refreshed_today())
                self.assertFalse(self.company_a._is_customer_refreshed_today())
            with mute_logger(*MUTED):
                notice = self.as_manager().action_refresh_now()
            self.assertIn("Company A cannot be refreshed: no rate", str(notice))
        self.as_manager().action_refresh_now()
        self.assertEqual(self.profile(self.buyer).revenue_12m, 300)
        self.assertFalse(self.problems())

    def as_manager(self):
        Profile = self.env["customer.profile"].with_user(self.manager)
        return Profile.with_context(allowed_company_ids=self.companies.ids)

    def test_cost(self):
        """Where nothing fails, containing it costs a savepoint, and a look at what
        failed before."""
        with self.recorded() as statements:
            self.refresh(self.company_a)
        savepoints = [text for text in statements if text.startswith("SAVEPOINT")]
        # One for all dimensions, one for all tags, one to make classes of a field.
        self.assertLessEqual(len(savepoints), 3)
        faults = [text for text in statements if "customer_refresh_fault" in text]
        self.assertLessEqual(len(faults), 6)
