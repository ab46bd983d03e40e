from odoo import Command
from odoo.tests import tagged

from .common_settlements import LEFT_OUT, LOST, PUNCTUAL, UNPAID, SettlementCases


@tagged("post_install", "-at_install")
class TestSettlementsKinds(SettlementCases):
    """What closed an invoice decides whether it was paid, worked out by hand."""

    # Cheques

    def test_cheque_that_bounces(self):
        """As bad as the same invoice without it, and good until then."""
        cheque = self.cheque(self.bill())
        back = self._move_on(cheque, "receivable", "2024-05-02")
        self.assertMetrics(self.payer, UNPAID)
        self.assertMetrics(
            self.payer,
            {
                "receivable": 1000,
                "not_due": 1000,
                "overdue": 0,
                "oldest_overdue_days": None,
                "due_count_12m": 0,
                "late_count_12m": 0,
                "average_days_to_pay": None,
            },
            as_of="2024-04-15",
        )
        self._cash_in(back, "2024-06-20")
        self.assertMetrics(
            self.payer,
            {
                "receivable": 0,
                # 1 March to 20 June: 30 + 30 + 31 + 20; 81 of them after 31 March
                "average_days_to_pay": 111,
                "average_days_late": 81,
                "due_count_12m": 1,
                "late_count_12m": 1,
            },
        )

    def test_cheque_that_is_honoured(self):
        """Paid on its day: 1 March to 30 April is 60 days, none of them late."""
        self._cash_in(self.cheque(self.bill()), "2024-04-30")
        self.assertMetrics(self.payer, {**PUNCTUAL, "average_days_to_pay": 60})

    def test_cheque_that_is_paid_late(self):
        """One day after its day everything counts from 31 March."""
        self._cash_in(self.cheque(self.bill()), "2024-05-01")
        self.assertMetrics(
            self.payer,
            {
                "receivable": 0,
                "average_days_to_pay": 61,
                "average_days_late": 31,
                "late_count_12m": 1,
            },
        )

    def test_cheque_that_is_overdue(self):
        """It is aged from 31 March, not from 30 April."""
        self.cheque(self.bill())
        self.assertMetrics(self.payer, UNPAID)
        self.assertMetrics(
            self.payer, {"not_due": 1000, "due_count_12m": 1}, as_of="2024-04-30"
        )
        self.assertMetrics(
            self.payer,
            {"overdue_31_60": 1000, "oldest_overdue_days": 31, "late_count_12m": 1},
            as_of="2024-05-01",
        )

    def test_cheque_before_the_invoice_is_due(self):
        """A cheque without a date of its own: the invoice is not due for that."""
        self.cheque(self.bill(), "2024-03-11", None)
        on_20_march = {"not_due": 1000, "overdue": 0, "oldest_overdue_days": None}
        self.assertMetrics(self.payer, on_20_march, as_of="2024-03-20")
        self.assertMetrics(self.payer, UNPAID)

    def test_cheque_that_comes_late(self):
        """Ten days after the invoice was due: nobody was punctual by promising."""
        self.cheque(self.bill(), "2024-04-10", "2024-07-31")
        self.assertMetrics(self.payer, UNPAID)

    def test_cheque_for_two_invoices(self):
        """Three quarters of it are paid: neither invoice is."""
        bills = self.bill(600) + self.bill(400)
        cheque = self.cheque(bills)
        self._cash_in(cheque, "2024-04-30", share=0.75)
        self.assertMetrics(
            self.payer,
            {
                "receivable": 250,
                "overdue_91": 250,
                "oldest_overdue_days": 91,
                "average_days_to_pay": None,
                "due_count_12m": 2,
                "late_count_12m": 2,
            },
        )

    def test_cheque_by_the_bank(self):
        """An entry of the bank is money, whatever it debits: 1 March to 25 March. What
        it debits is owed, from 30 April on."""
        self._settle(
            self.bill(),
            {"bank": 0.6, "cheque": 0.4},
            "2024-03-25",
            "2024-04-30",
            journal=self.bank[self.company_a],
        )
        self.assertMetrics(
            self.payer,
            {
                "receivable": 400,
                "overdue_61_90": 400,
                "oldest_overdue_days": 61,
                "average_days_to_pay": 24,
                "late_count_12m": 0,
            },
        )

    def test_doubtful(self):
        """It is 91 days old on another account as well."""
        self._settle(self.bill(), {"doubtful": 1}, "2024-06-15")
        self.assertMetrics(self.payer, UNPAID)

    def test_two_instalments(self):
        """One is paid, the other a cheque that bounced."""
        term = self.env["account.payment.term"].create(
            {
                "name": "30 % at once, 70 % after 30 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((30, 0), (70, 30))
                ],
            }
        )
        bill = self.invoice(
            self.payer, "2024-03-01", 1000, invoice_payment_term_id=term.id
        )
        self.pay(self.payer, "2024-03-01", 300, bill)
        self._move_on(self.cheque(bill), "receivable", "2024-05-02")
        self.assertMetrics(
            self.payer,
            {
                "receivable": 700,
                "overdue_91": 700,
                "oldest_overdue_days": 91,  # since 31 March
                "average_days_to_pay": 0,
                "due_count_12m": 2,
                "late_count_12m": 1,
            },
        )

    # Losses

    def test_written_off(self):
        """Before the due date it falls due on the day of the loss, after it on its
        own; neither is paid, both are late."""
        for on, due_on in (("2024-03-11", "2024-03-11"), ("2024-05-05", "2024-03-31")):
            with self.subTest(on=on):
                self.payer = self.customer(on)
                self._settle(self.bill(), {"expense": 1}, on)
                self.assertMetrics(self.payer, {**LOST, "written_off_total": 1000})
                before = {"due_count_12m": 0, "late_count_12m": 0}
                self.assertMetrics(self.payer, before, as_of="2024-03-10")
                row = self.metrics(self.payer, "2025-03-15")
                # (15 March 2024, 15 March 2025]
                self.assertEqual(row["due_count_12m"], int(due_on > "2024-03-15"))
                self.assertEqual(
                    row["written_off_12m"], 1000 if on > "2024-03-15" else 0
                )
                self.assertEqual(row["written_off_total"], 1000)

    def test_cheque_that_is_written_off(self):
        """What is lost of it is lost of the invoice, once."""
        self._move_on(self.cheque(self.bill()), "expense", "2024-06-03")
        self.assertMetrics(
            self.payer, {**LOST, "written_off_total": 1000, "written_off_12m": 1000}
        )

    def test_deduction(self):
        """Half in money is a payment with a deduction, less is a loss."""
        for money, lost in ((0.5, 0), (0.4, 600)):
            with self.subTest(money=money):
                self.payer = self.customer(str(money))
                parts = {"bank": money, "expense": 1 - money}
                self._settle(self.bill(), parts, "2024-03-21")
                expected = LOST if lost else {**PUNCTUAL, "average_days_to_pay": 20}
                self.assertMetrics(self.payer, {**expected, "written_off_total": lost})

    def test_clearing(self):
        """Half against a clearing account is a loss, less is not."""
        for share, lost in ((0.5, True), (0.4, False)):
            with self.subTest(share=share):
                self.payer = self.customer(str(share))
                bill = self.bill()
                self._settle(bill, {"clearing": share}, "2024-03-21")
                self.pay(self.payer, "2024-03-26", 1000 * (1 - share), bill)
                expected = LOST if lost else {**PUNCTUAL, "average_days_to_pay": 25}
                self.assertMetrics(self.payer, {**expected, "written_off_total": 0})

    def test_assignment(self):
        """The factor owes it now."""
        self._settle(self.bill(), {"factor": 1}, "2024-03-11")
        self.assertMetrics(self.payer, {**LEFT_OUT, "written_off_total": 0})
        # 11 March to 30 June: 20 + 30 + 31 + 30
        self.assertMetrics(
            self.factor,
            {"receivable": 1000, "overdue_91": 1000, "oldest_overdue_days": 111},
        )

    def test_two_customers_in_one_entry(self):
        """The cheque is of the one, the loss of both."""
        mine, other = self.bill(600), self.invoice(self.factor, "2024-03-01", 400)
        items = self.items(mine, other)
        credits = [self._credit(item, 1) for item in items]
        cheque = self._owed(600, "cheque", date_maturity="2024-12-31")
        loss = {"account": "expense", "balance": 400}
        entry = self._misc("2024-03-11", *credits, cheque, loss)
        for item, credit in zip(items, self._closing(entry, 2), strict=True):
            (item + credit).with_user(self.accountant).reconcile()
        self.assertMetrics(
            self.payer,
            {"receivable": 600, "not_due": 600, "written_off_total": 0},
        )
        self.assertMetrics(self.factor, {**LOST, "written_off_total": 400})
