from odoo.tests import freeze_time, tagged

from .common_settlements import PUNCTUAL, UNPAID, SettlementCases


@tagged("post_install", "-at_install")
class TestSettlements(SettlementCases):
    """On which day an invoice was paid, and what is too small to be a business."""

    # Only posted items settle

    def test_paid_invoice_back_to_draft(self):
        """The money is there, the invoice is not: we owe it."""
        bill = self.bill()
        self.pay(self.payer, "2024-03-20", 1000, bill)
        bill.button_draft()
        self.assertMetrics(
            self.payer, {"receivable": -1000, "due_count_12m": 0, "late_rate": None}
        )

    def test_payment_back_to_draft(self):
        payment = self.pay(self.payer, "2024-03-20", 1000, self.bill())
        payment.action_draft()
        self.assertMetrics(self.payer, UNPAID)

    def test_payment_for_a_draft_and_an_entry_back_to_draft(self):
        """An advance that is matched with a draft is an advance still."""
        draft = self.bill()
        payment = self.pay(self.payer, "2024-03-20", 1000)
        self.match(draft, payment.move_id)
        draft.button_draft()
        cheque = self.cheque(self.bill())
        cheque.move_id.button_draft()
        # The invoice is open, the advance pays it: what is owed is nothing.
        self.assertMetrics(
            self.payer,
            {
                "receivable": 0,
                "oldest_overdue_days": None,
                "due_count_12m": 1,
                "late_count_12m": 0,
            },
        )

    # The day

    def in_euros(self):
        """100 euros for 125 dollars on 1 March, due on 22 April, paid on 20 April
        for 100 dollars."""
        self.rate(self.euro, "2024-01-01", 1.25)
        self.rate(self.euro, "2024-04-01", 1.00)
        bill = self.bill(100, due="2024-04-22", currency_id=self.euro.id)
        self.pay(self.payer, "2024-04-20", 100, bill, currency_id=self.euro.id)
        return self.items(bill).matched_credit_ids.exchange_move_id

    def test_exchange_loss_is_booked_later(self):
        """1 March to 20 April is 50 days, not to the day when the loss was booked."""
        with freeze_time("2024-05-03"):
            loss = self.in_euros()
        self.assertGreater(str(loss.date), "2024-04-22")
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 50})

    def test_exchange_loss_by_the_clock_of_today(self):
        """Until the end of April, when the loss is booked, 25 dollars are open, of
        which no euro is: nobody is late with them."""
        loss = self.in_euros()
        self.assertEqual(str(loss.date), "2024-04-30")
        paid = {**PUNCTUAL, "average_days_to_pay": 50}
        self.assertMetrics(self.payer, paid)
        rest = {"receivable": 25, "overdue": 25, "overdue_1_30": 25}
        self.assertMetrics(self.payer, {**paid, **rest}, as_of="2024-04-25")

    def test_invoice_behind_a_lock_date(self):
        """Invoiced on 10 April, paid on the 20th; April was closed, so that the
        invoice is in the books of June."""
        payment = self.pay(self.payer, "2024-04-20", 1000)
        self.company_a.sudo().sale_lock_date = "2024-05-31"
        with freeze_time("2024-06-02"):
            bill = self.bill(on="2024-04-10", due="2024-04-30")
        self.assertGreaterEqual(str(bill.date), "2024-06-02")
        self.match(bill, payment.move_id)
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 10})
        self.assertMetrics(
            self.payer,
            {"receivable": -1000, "average_days_to_pay": None},
            as_of="2024-05-31",
        )

    def test_credit_note(self):
        """Credited after 20 days."""
        bill = self.bill()
        self.match(bill, self.credit_note(self.payer, "2024-03-21", 1000))
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 20})

    def test_advance(self):
        """Not before the invoice."""
        payment = self.pay(self.payer, "2024-02-01", 1000)
        self.match(self.bill(), payment.move_id)
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 0})

    def test_netting(self):
        """With what we owe them: 1 March to 15 March."""
        self._settle(self.bill(), {"netting": 1}, "2024-03-15")
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 14})

    def test_money_of_somebody_else(self):
        """Nobody has a difference: both are open with nothing."""
        bill = self.bill()
        payment = self.pay(self.factor, "2024-03-21", 1000)
        self.match(bill, payment.move_id)
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 20})
        self.assertMetrics(self.factor, {"receivable": 0})

    # Small amounts, unmatched money

    def test_two_cents(self):
        """They are owed, and nobody is late for them."""
        self.pay(self.payer, "2024-03-21", 999.98, self.bill())
        self.assertMetrics(
            self.payer,
            {
                **PUNCTUAL,
                "average_days_to_pay": 20,
                "receivable": 0.02,
                "overdue": 0.02,
                "overdue_91": 0.02,
            },
        )

    def test_attention(self):
        """From 1.00 on it is a business; the company may say what it is."""
        self.pay(self.payer, "2024-03-21", 999, self.bill())
        open_still = {"average_days_to_pay": None, "late_count_12m": 1}
        self.assertMetrics(self.payer, {**open_still, "oldest_overdue_days": 91})
        self.company_a.customer_classification_attention = 5
        closed = {"average_days_to_pay": 20, "late_count_12m": 0}
        self.assertMetrics(self.payer, {**closed, "oldest_overdue_days": None})

    def test_fifty_cents_written_off(self):
        """The amount is there; nothing is lost."""
        bill = self.bill()
        self.pay(self.payer, "2024-03-21", 999.50, bill)
        self._settle(bill, {"expense": 1}, "2024-06-01")
        self.assertMetrics(
            self.payer,
            {**PUNCTUAL, "average_days_to_pay": 20, "written_off_total": 0.5},
        )

    def test_money_that_nobody_matched(self):
        """Who owes nothing is late with nothing, however old the line."""
        self.bill(on="2024-03-22", due="2024-04-21")  # 70 days
        self.pay(self.payer, "2024-04-21", 1000)
        self.assertMetrics(
            self.payer,
            {
                "receivable": 0,
                "overdue": 1000,
                "overdue_61_90": 1000,
                "credits_open": -1000,
                "oldest_overdue_days": None,
                "due_count_12m": 1,
                "late_count_12m": 0,
                "average_days_to_pay": None,
            },
        )

    def test_unmatched_credits_pay_the_oldest(self):
        """A credit note of 500 and 600 in money for 1000 and 1000: the second one,
        due on 30 April, is open with 900."""
        self.bill(due="2024-04-30")
        self.bill()
        self.credit_note(self.payer, "2024-06-01", 500)
        self.pay(self.payer, "2024-06-01", 600)
        expected = {"receivable": 900, "due_count_12m": 2, "late_count_12m": 1}
        self.assertMetrics(self.payer, {**expected, "oldest_overdue_days": 61})

    def test_unmatched_losses_pay_nothing(self):
        """An entry against expense is no money, matched or not."""
        self.bill()
        self.entry(self.payer, "2024-06-01", -1000, account=self.account("expense"))
        expected = {"receivable": 0, "late_count_12m": 1, "due_count_12m": 1}
        self.assertMetrics(self.payer, {**expected, "oldest_overdue_days": 91})
