from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.sql import column_exists

from .common import TODAY, CustomerClassificationCommon
from .migrations import run_migration


@tagged("post_install", "-at_install")
class TestRefreshState(CustomerClassificationCommon):
    """What is noted about the refresh of a company stands beside the company."""

    @property
    def states(self):
        return self.env["customer.profile.state"].search(
            [("company_id", "in", self.companies.ids)]
        )

    def test_noted_by_a_complete_refresh(self):
        """The company's own row is not written, and a branch has its root's day."""
        before = self.row_versions("res_company")
        self.refresh(as_of=TODAY)
        self.assertEqual(self.row_versions("res_company"), before)
        self.assertEqual(self.states.company_id, self.company_a + self.company_b)
        self.assertEqual(set(self.states.mapped("date")), {TODAY})
        for company in self.companies:
            self.assertEqual(company.customer_classification_date, TODAY)

    def test_of_today(self):
        """Only a refresh of all customers counts, and only until midnight."""
        company = self.company_a
        buyer = self.customer()
        with freeze_time("2024-06-30 12:00"):
            self.refresh(company, partner_ids=buyer.ids)
            self.assertFalse(company._is_customer_refreshed_today())
            self.refresh(company)
            self.assertTrue(company._is_customer_refreshed_today())
        with freeze_time("2024-07-01 12:00"):
            self.assertFalse(company._is_customer_refreshed_today())

    def test_same_again(self):
        """What is there already is not written a second time."""
        State = self.env["customer.profile.state"]
        State._note(self.companies, {"date": TODAY, "error": False})
        before = self.row_versions("customer_profile_state")
        State._note(self.companies, {"date": TODAY})
        self.assertEqual(self.row_versions("customer_profile_state"), before)
        State._note(self.branch, {"error": "No rate."})
        self.assertRecordValues(
            self.states.sorted("company_id"),
            [
                {
                    "company_id": company.id,
                    "date": TODAY,
                    "error": company == self.company_a and "No rate.",
                }
                for company in (self.company_a + self.company_b).sorted("id")
            ],
        )
        State._note(self.company_a, {"error": False, "date": date(2024, 7, 1)})
        state = State._of(self.branch)
        self.assertRecordValues(state, [{"error": False, "date": date(2024, 7, 1)}])

    def test_whatever_the_ids(self):
        """A row that happens to have the number of its company hides no other one."""
        State = self.env["customer.profile.state"]
        State.search([]).unlink()
        other = self.company_b.id
        self.cr.execute(
            "INSERT INTO customer_profile_state (id, company_id) VALUES (%s, %s);"
            "SELECT setval('customer_profile_state_id_seq', %s)",
            [other, other, other],
        )
        State._note(self.company_a, {"date": TODAY})
        self.assertEqual(State._of(self.company_a).date, TODAY)
        self.assertFalse(State._of(self.company_b).date)

    def test_own_companies(self):
        self.refresh(as_of=TODAY)
        user = new_test_user(
            self.env,
            login="state_user",
            groups="customer_classification.group_user",
            company_id=self.company_b.id,
            company_ids=[(6, 0, self.company_b.ids)],
        )
        seen = self.env["customer.profile.state"].with_user(user).search([])
        self.assertEqual(seen.company_id, self.company_b)
        with self.assertRaises(AccessError):
            seen.date = TODAY
        with self.assertRaises(AccessError):
            seen.unlink()

    def test_goes_with_its_company(self):
        company = self.env["res.company"].create({"name": "Short-Lived"})
        self.env["customer.profile.state"]._note(company, {"date": TODAY})
        company.unlink()
        states = self.env["customer.profile.state"].search([])
        self.assertNotIn("Short-Lived", states.company_id.mapped("name"))

    def test_migration(self):
        """The day that stood on the company is carried over, and its column goes."""
        self.cr.execute(
            "ALTER TABLE res_company "
            "ADD COLUMN IF NOT EXISTS customer_classification_date date"
        )
        self.cr.execute(
            "UPDATE res_company SET customer_classification_date = "
            "CASE WHEN id = ANY(%s) THEN '2024-06-29'::date END",
            [(self.company_a + self.branch).ids],
        )
        path = "customer_classification/migrations/19.0.1.3.0/post-state.py"
        for _time in range(2):
            run_migration(self.env, path)
            self.assertRecordValues(
                self.states,
                [{"company_id": self.company_a.id, "date": date(2024, 6, 29)}],
            )
            column = "customer_classification_date"
            self.assertFalse(column_exists(self.cr, "res_company", column))
