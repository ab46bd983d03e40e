from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestQueuePeople(CustomerClassificationCommon):
    """What people write is news as what the superuser writes.

    Odoo writes some values as superuser and takes them out of those it was given.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            login="classification_clerk",
            groups="base.group_user,base.group_partner_manager",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.companies.ids)],
        )

    def test_every_field_of_rules(self):
        """Whatever rules look at, whoever changes it: the customer is queued."""
        seller = self.env.ref("base.user_admin")
        values = {
            "is_company": False,
            "active": False,
            "category_id": [Command.create({"name": "News"})],
            "company_id": self.company_a.id,
            "country_id": self.env.ref("base.de").id,
            "credit_limit": 70,
            "industry_id": self.env["res.partner.industry"].search([], limit=1).id,
            "parent_id": self.customer("Parent").id,
            "state_id": self.env.ref("base.state_us_1").id,
            "user_id": seller.id,
        }
        Queue = self.env["customer.profile.queue"].sudo()
        names = self.env["res.partner"]._customer_rule_fields()
        self.assertLessEqual(values.keys(), names)
        for user in (self.env.user, self.clerk, self.accountant):
            user.group_ids += self.env.ref("base.group_partner_manager")
            for name, value in values.items():
                with self.subTest(user=user.login, name=name):
                    partner = self.customer(f"{user.login} {name}").with_user(user)
                    if not partner._has_field_access(partner._fields[name], "write"):
                        continue
                    Queue.search([]).unlink()
                    partner.write({name: value})
                    self.assertIn(partner.id, Queue.search([]).mapped("partner_id"))

    def test_first_document(self):
        """It makes a customer, or a supplier, of a contact in all companies."""
        supplier = self.customer("Supplier", supplier_rank=1)
        prospect = self.customer("Prospect")
        self.refresh()
        self.assertFalse(self.profile(supplier, self.company_b))
        self.assertTrue(self.profile(prospect, self.company_b).active)
        today = fields.Date.today()
        self.invoice(supplier, today, 10)
        self.draft(
            prospect,
            today,
            {"price_unit": 10, "account_id": self.account("expense").id},
            move_type="in_invoice",
        ).action_post()
        self.run_cron("cron_refresh_queue")
        self.assertTrue(self.profile(supplier, self.company_b).active)
        self.assertFalse(self.profile(prospect, self.company_b).active)
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
        Queue = self.env["customer.profile.queue"].sudo()
        self.invoice(supplier, today, 10)
        self.assertEqual(set(Queue.search([]).company_id), {self.company_a})
