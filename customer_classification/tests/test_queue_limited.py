from odoo import fields
from odoo.tests import tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestQueueLimited(CustomerClassificationCommon):
    """What is written on a contact that is limited to a company is news elsewhere."""

    def test_limited_to_another_company(self):
        """Documents make a customer also where the contact cannot be used any more."""
        dimension = self.dimension(
            "domestic",
            "domain",
            None,
            [
                {
                    "name": "Home",
                    "domain": "[('partner_id.country_id.code', '=', 'DE')]",
                },
            ],
        )
        buyer = self.customer("Buyer")
        self.invoice(buyer, fields.Date.today(), 10)
        # As Odoo's merge of contacts does; people are refused.
        buyer.flush_recordset()
        self.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [self.company_b.id, buyer.id],
        )
        buyer.invalidate_recordset()
        self.refresh()
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        name = dimension._field_name()
        self.assertTrue(self.profile(buyer).active)
        self.assertFalse(self.profile(buyer)[name])
        buyer.country_id = self.env.ref("base.de")
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        self.assertEqual(self.profile(buyer)[name].name, "Home")
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
