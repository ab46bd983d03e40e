from odoo import Command
from odoo.tests import tagged

from .test_own_customers import OwnCustomersCommon

PARTNER = "res.partner"


@tagged("post_install", "-at_install")
class TestProfileJoin(OwnCustomersCommon):
    """Contacts are searched and sorted by the numbers of their customer."""

    def test_statements(self):
        """Hidden contacts are looked for once, however many numbers are asked for."""
        numbers = [
            ("customer_revenue_12m", ">", 0),
            ("customer_overdue", ">=", 0),
            ("x_class_size_class", "=", self.big.id),
        ]
        Partner = self.seen_by(self.free, PARTNER)
        order = "customer_revenue_12m desc, customer_receivable"
        found = Partner.search(numbers, order=order)  # fills caches
        self.assertEqual(set(found), set(self.theirs + self.clerk))
        self.env.invalidate_all()
        # Company of the user, contacts of other companies, contacts.
        with self.assertQueryCount(3):
            Partner.search(numbers, order=order)

    def test_contacts_who_are_no_customers(self):
        """They have no number: not 0, and not more or less than anything."""
        stranger = self.env[PARTNER].create({"name": "Stranger"})
        Partner = self.seen_by(self.free, PARTNER)
        for name in ("customer_revenue_12m", "customer_invoice_count_12m"):
            for operator in ("<", ">", "<=", ">=", "=", "!="):
                with self.subTest(name, operator=operator):
                    domain = [(name, operator, 0), ("id", "=", stranger.id)]
                    self.assertEqual(bool(Partner.search(domain)), operator == "!=")
            self.assertIs(stranger.with_env(Partner.env)[name], False)
            unset = [(name, "=", False), ("id", "=", stranger.id)]
            self.assertTrue(Partner.search(unset))

    def test_record_rule_by_number(self):
        """A record rule asks as superuser, in the same query as the user."""
        self.env["ir.rule"].create(
            {
                "name": "Small customers only",
                "model_id": self.env["ir.model"]._get_id(PARTNER),
                "groups": [Command.link(self.sellers.id)],
                "domain_force": "[('customer_revenue_12m', '<', 5000)]",
            }
        )
        Partner = self.seen_by(self.boss, PARTNER)
        found = Partner.search([("customer_revenue_12m", ">", 0)])
        self.assertEqual(found, self.mine)
        found = Partner.search([("x_class_size_class", "=", self.big.id)])
        self.assertFalse(found)
