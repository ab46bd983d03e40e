"""One invoice from its posting to a write-off, and all of it undone again."""

from odoo.tests import freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon

#: The state after each step on 30 June, worked out by hand.
INVOICED = {
    "revenue_12m": 1000,
    "invoice_count_12m": 1,
    "refund_amount_12m": 0,
    "refund_rate_12m": 0,
    "receivable": 1000,
    # due 1 May: 30 days of May, 30 of June
    "overdue_31_60": 1000,
    "overdue_61_90": 0,
    "overdue": 1000,
    "credits_open": 0,
    "oldest_overdue_days": 60,
    "average_days_to_pay": None,
    "average_days_late": None,
    "late_rate": 1,
    "dso": 365,
}
PAID_IN_PART = {
    **INVOICED,
    "receivable": 600,
    "overdue_31_60": 600,
    "overdue": 600,
    # 600 of 1000
    "dso": 219,
}
CREDITED = {
    **PAID_IN_PART,
    "revenue_12m": 900,
    "refund_amount_12m": 100,
    "refund_rate_12m": 0.1,
    "receivable": 500,
    "overdue_31_60": 500,
    "overdue": 500,
    "dso": 182.5,
}
WRITTEN_OFF = {
    **CREDITED,
    "receivable": 0,
    "overdue_31_60": 0,
    "overdue": 0,
    "oldest_overdue_days": None,
    # nobody paid the rest
    "average_days_to_pay": None,
    "average_days_late": None,
    "written_off_total": 500,
    "dso": 0,
}
UNDONE = {
    **WRITTEN_OFF,
    "written_off_total": 0,
    # all of it, whatever else is open: payment, credit note and entry
    "overdue_31_60": 1000,
    "overdue": 1000,
    "credits_open": -1000,
    "oldest_overdue_days": 60,
    "average_days_to_pay": None,
    "average_days_late": None,
}
MATCHED_AGAIN = {
    **UNDONE,
    "overdue_31_60": 600,
    "overdue": 600,
    "credits_open": -600,
}
PAYMENT_IN_DRAFT = {
    **MATCHED_AGAIN,
    "receivable": 400,
    "overdue_31_60": 1000,
    "overdue": 1000,
    "dso": 146,
}
BOTH_IN_DRAFT = {
    **PAYMENT_IN_DRAFT,
    "revenue_12m": -100,
    "invoice_count_12m": 0,
    # only a credit note is left: no rate of anything
    "refund_rate_12m": None,
    "receivable": -600,
    "overdue_31_60": 0,
    "overdue": 0,
    "oldest_overdue_days": None,
    "late_rate": None,
    "dso": None,
}


@tagged("post_install", "-at_install")
class TestStory(CustomerClassificationCommon):
    """Every number after every step, computed for everybody, for one, and stored."""

    def test_story(self):
        buyer = self.customer("Buyer")
        with freeze_time(TODAY):
            self.refresh()
            sale = self.invoice(buyer, "2024-04-01", 1000, due="2024-05-01")
            self.assertStep("invoiced", buyer, INVOICED)
            payment = self.pay(buyer, "2024-04-21", 400, sale)
            self.assertStep("paid in part", buyer, PAID_IN_PART)
            credit_note = self.credit_note(buyer, "2024-05-11", 100)
            self.match(sale, credit_note)
            self.assertStep("credited", buyer, CREDITED)
            loss = self.entry(
                buyer, "2024-05-21", -500, account=self.account("expense")
            )
            self.match(sale, loss)
            self.assertStep("written off", buyer, WRITTEN_OFF)
            self.items(sale).with_user(self.accountant).remove_move_reconcile()
            self.assertStep("undone", buyer, UNDONE)
            self.match(sale, payment.move_id)
            self.assertStep("matched again", buyer, MATCHED_AGAIN)
            payment.action_draft()
            self.assertStep("payment in draft", buyer, PAYMENT_IN_DRAFT)
            sale.button_draft()
            self.assertStep("both in draft", buyer, BOTH_IN_DRAFT)
            payment.action_post()
            sale.action_post()
            self.assertStep("both posted", buyer, MATCHED_AGAIN)
            self.match(sale, credit_note, loss)
            self.assertStep("as before", buyer, WRITTEN_OFF)

    def assertStep(self, step, buyer, expected):
        with self.subTest(step=step):
            self.assertMetrics(buyer, expected)
            self.run_cron("cron_refresh_queue")
            profile = self.profile(buyer)
            for name, value in expected.items():
                self.assertAlmostEqual(profile[name] or 0, value or 0, 5, name)
            self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
