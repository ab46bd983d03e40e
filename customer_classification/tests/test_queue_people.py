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
        """It makes a customer here and nobody elsewhere, a supplier in all companies.

        When it is gone the contact may become a customer anywhere again.
        """
        supplier = self.customer("Supplier", supplier_rank=1)
        prospect = self.customer("Prospect")
        self.refresh()
        self.assertFalse(self.profile(supplier, self.company_b))
        self.assertTrue(self.profile(prospect, self.company_b).active)
        today = fields.Date.today()
        first = self.invoice(supplier, today, 10)
        self.draft(
            prospect,
            today,
            {"price_unit": 10, "account_id": self.account("expense").id},
            move_type="in_invoice",
        ).action_post()
        self.run_cron("cron_refresh_queue")
        self.assertTrue(self.profile(supplier).active)
        self.assertFalse(self.profile(supplier, self.company_b).active)
        self.assertFalse(self.profile(prospect, self.company_b).active)
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
        first.button_draft()
        self.run_cron("cron_refresh_queue")
        self.assertTrue(self.profile(supplier, self.company_b).active)
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
        first.action_post()
        self.run_cron("cron_refresh_queue")
        self.assertFalse(self.profile(supplier, self.company_b).active)
        Queue = self.env["customer.profile.queue"].sudo()
        self.invoice(supplier, today, 10)
        self.assertEqual(set(Queue.search([]).company_id), {self.company_a})

    def test_address_that_is_handed_on(self):
        """A contact gets another country, and Odoo gives it to the parent and on."""
        parent = self.customer("Parent", is_company=True)
        one, other = (
            self.customer(name, is_company=True, parent_id=parent.id, type="contact")
            for name in ("One", "Other")
        )
        Queue = self.env["customer.profile.queue"].sudo()
        Queue.search([]).unlink()
        one.country_id = self.env.ref("base.de")
        self.assertEqual(other.country_id, self.env.ref("base.de"))
        found = set(Queue.search([]).mapped("partner_id"))
        self.assertLessEqual({one.id, parent.id, other.id}, found)

    def test_class_for_who_was_no_customer(self):
        """Who becomes a customer by a class is ranked among the others."""
        share = self.dimension(
            "ranked",
            "share",
            "revenue_12m",
            [{"name": "High", "share": 80}, {"name": "Low", "share": False}],
        )
        supplier = self.customer("Supplier", supplier_rank=1)
        self.invoice(self.customer("Buyer"), fields.Date.today(), 100)
        self.refresh()
        self.assertFalse(self.profile(supplier))
        manual = self.dimension("by_hand", "manual", None, [{"name": "Friend"}])
        wizard = self.env["customer.classification.pin.wizard"].with_context(
            active_model="res.partner",
            active_ids=supplier.ids,
            allowed_company_ids=self.company_a.ids,
        )
        category = manual.category_ids
        wizard.create(
            {"dimension_id": manual.id, "category_id": category.id}
        ).action_apply()
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        profile = self.profile(supplier)
        self.assertTrue(profile[share._field_name()])
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
