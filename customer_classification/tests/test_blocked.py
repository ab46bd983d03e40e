from odoo.tests import tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestBlocked(CustomerClassificationCommon):
    """What is not to be reminded of, or not to be paid, is owed all the same."""

    def test_blocked_items(self):
        """Odoo's marks are about reminders and payments, not about the debt."""
        customer = self.customer()
        plain, disputed, stopped = (
            self.invoice(customer, "2024-05-01", amount, due="2024-05-31")
            for amount in (100, 20, 3)
        )
        disputed.no_followup = True
        stopped.action_toggle_block_payment()
        self.assertTrue(self.items(disputed).no_followup)
        self.assertEqual(stopped.payment_state, "blocked")
        self.assertMetrics(
            customer,
            {
                "receivable": 123,
                # 31 May to 30 June
                "overdue_1_30": 123,
                "overdue": 123,
                "oldest_overdue_days": 30,
                "late_rate": 1,
                "due_count_12m": 3,
            },
        )
        self.pay(customer, "2024-06-10", 20, disputed)
        self.assertMetrics(customer, {"receivable": 103, "average_days_to_pay": 40})
