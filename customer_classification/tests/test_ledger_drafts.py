"""Documents back in draft keep their matchings in Odoo 19, and settle nothing."""

from odoo.tests import freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon
from .common_reports import ReportCommon


@tagged("post_install", "-at_install")
class TestDrafts(CustomerClassificationCommon):
    """One invoice over 1,000 due 31 May, paid 10 June; either side goes to draft."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.customer("Buyer")
        cls.sale = cls.invoice(cls.buyer, "2024-05-01", 1000, due="2024-05-31")
        cls.payment = cls.pay(cls.buyer, "2024-06-10", 1000, cls.sale)
        cls.settled = {
            "receivable": 0,
            "overdue": 0,
            "oldest_overdue_days": None,
            "average_days_to_pay": 40,
            "average_days_late": 10,
            "late_rate": 1,
            "dso": 0,
        }
        cls.open = {
            "receivable": 1000,
            "overdue_1_30": 1000,
            "overdue": 1000,
            "oldest_overdue_days": 30,
            "average_days_to_pay": None,
            "average_days_late": None,
            "late_rate": 1,
            # 1000 of 1000 invoiced in the year
            "dso": 365,
        }

    def ledger(self, partner, as_of=TODAY):
        """Debit less credit of the posted receivable items of a customer."""
        self.env.flush_all()
        self.cr.execute(
            """
            SELECT COALESCE(SUM(item.debit - item.credit), 0)
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN account_account account ON account.id = item.account_id
              JOIN res_partner contact ON contact.id = item.partner_id
             WHERE move.state = 'posted'
               AND account.account_type = 'asset_receivable'
               AND item.date <= %s
               AND contact.commercial_partner_id = %s
            """,
            [as_of, partner.id],
        )
        return self.cr.fetchone()[0]

    def assertNumbers(self, expected, partner=None, as_of=TODAY):
        partner = partner or self.buyer
        self.assertMetrics(partner, expected, as_of=as_of)
        row = self.metrics(partner, as_of)
        self.assertEqual(row["receivable"], self.ledger(partner, as_of))

    def test_payment_in_draft(self):
        """The customer owes all of it, until the payment is posted again."""
        self.assertNumbers(self.settled)
        self.payment.action_draft()
        self.assertTrue(self.items(self.sale).reconciled, "the matching is kept")
        self.assertNumbers(self.open)
        self.payment.action_post()
        self.assertNumbers(self.settled)
        self.payment.action_draft()
        self.payment.action_cancel()
        self.assertFalse(self.items(self.sale).reconciled)
        self.assertNumbers(self.open)

    def test_invoice_in_draft(self):
        """The money is the customer's, until the invoice is posted again."""
        self.sale.button_draft()
        self.assertNumbers(
            {
                "receivable": -1000,
                "overdue": 0,
                "credits_open": -1000,
                "oldest_overdue_days": None,
                "average_days_to_pay": None,
                "late_rate": None,
                "dso": None,
                "revenue_12m": 0,
            }
        )
        self.sale.action_post()
        self.assertNumbers(self.settled)

    def test_both_in_draft(self):
        (self.sale + self.payment.move_id).button_draft()
        self.assertNumbers({"receivable": 0, "overdue": 0, "late_rate": None})

    def test_past_days(self):
        """What is in draft today settled nothing on any day."""
        self.payment.action_draft()
        for as_of, expected in (
            ("2024-05-31", {"receivable": 1000, "not_due": 1000}),
            ("2024-06-09", {"receivable": 1000, "overdue_1_30": 1000}),
            ("2024-06-10", {"receivable": 1000, "overdue_1_30": 1000}),
            # 31 May to 31 July
            ("2024-07-31", {"receivable": 1000, "overdue_61_90": 1000}),
        ):
            with self.subTest(as_of=as_of):
                self.assertNumbers(expected, as_of=as_of)

    def test_one_of_two_payments(self):
        """Paid by 400 and 600, of which the 600 go to draft, dated after D or not."""
        other = self.customer("Other")
        sale = self.invoice(other, "2024-05-01", 1000, due="2024-05-31")
        self.pay(other, "2024-05-11", 400, sale)
        rest = self.pay(other, "2024-06-20", 600, sale)
        rest.action_draft()
        open_ = {"receivable": 600, "overdue_1_30": 600, "average_days_to_pay": None}
        self.assertNumbers(open_, other)
        self.assertNumbers(
            {"receivable": 600, "overdue_1_30": 600}, other, as_of="2024-06-15"
        )
        self.assertNumbers({"receivable": 1000}, other, as_of="2024-05-10")

    def test_credit_note_in_draft(self):
        other = self.customer("Other")
        sale = self.invoice(other, "2024-06-01", 300, due="2024-07-01")
        credit_note = self.credit_note(other, "2024-06-05", 100)
        self.match(sale, credit_note)
        self.assertNumbers({"receivable": 200, "not_due": 200}, other)
        credit_note.button_draft()
        self.assertNumbers({"receivable": 300, "not_due": 300}, other)

    def test_draft_that_was_never_posted(self):
        """An advance assigned to an invoice that is still written."""
        other = self.customer("Other")
        advance = self.pay(other, "2024-06-01", 70)
        draft = self.draft(other, "2024-06-05", 100, invoice_payment_term_id=False)
        self.match(draft, advance.move_id)
        self.assertNumbers({"receivable": -70, "revenue_12m": 0}, other)
        draft.action_post()
        self.assertNumbers({"receivable": 30, "revenue_12m": 100}, other)

    def test_exchange_difference(self):
        """In euros: 1,100.00 owed, 1,250.00 paid, 150.00 of them the exchange entry's.

        The entry stays when the payment goes to draft; the ledger has both.
        """
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.rate(euro, "2024-01-01", 1.10)
        self.rate(euro, "2024-03-01", 1.25)
        other = self.customer("Other")
        sale = self.invoice(other, "2024-01-10", 1000, currency_id=euro.id)
        with freeze_time("2024-03-10"):
            payment = self.pay(other, "2024-03-10", 1000, sale, currency_id=euro.id)
        self.assertNumbers({"receivable": 0}, other)
        payment.action_draft()
        self.assertNumbers({"receivable": 1250, "average_days_to_pay": None}, other)
        self.assertNumbers({"receivable": 1100}, other, as_of="2024-03-09")

    def test_items(self):
        """The lists behind the numbers add up to them, as the notes above."""
        self.payment.action_draft()
        self.refresh(self.company_a, as_of=TODAY)
        profile = self.profile(self.buyer).with_user(self.accountant)
        for name, total in (
            ("receivable", 1000),
            ("overdue", 1000),
            ("overdue_1_30", 1000),
            ("oldest_overdue_days", 30),
            ("average_days_to_pay", None),
            ("late_rate", 1),
        ):
            with self.subTest(name=name):
                action = profile.action_open_metric(name)
                Items = profile.env[action["res_model"]].with_context(
                    **action["context"]
                )
                aggregate = profile._metric_items()[name].total
                [(found,)] = Items._read_group(action["domain"], [], [aggregate])
                self.assertEqual(found or None, total)
                lines = Items.search(action["domain"])
                expected = self.items(self.sale) if total else lines.browse()
                self.assertEqual(lines, expected)
        item = self.items(self.sale).with_context(customer_as_of="2024-06-30")
        self.assertRecordValues(
            item.with_user(self.accountant),
            [{"customer_residual": 1000, "customer_paid_date": False}],
        )

    def test_both_customers_are_queued(self):
        """A payment of one customer settles the invoice of another."""
        payer, debtor = self.customer("Payer"), self.customer("Debtor")
        sale = self.invoice(debtor, "2024-06-01", 500)
        payment = self.pay(payer, "2024-06-02", 500, sale)
        for step in ("action_draft", "action_post", "action_draft", "action_cancel"):
            self.queue().unlink()
            getattr(payment, step)()
            self.assertEqual(
                set(self.queue().mapped("partner_id")), {payer.id, debtor.id}, step
            )

    def test_the_queue_is_the_ledger(self):
        """After each step, what the queue stored is what everybody's refresh stores."""
        payer, debtor = self.customer("Payer"), self.customer("Debtor")
        sale = self.invoice(debtor, "2024-06-01", 500)
        payment = self.pay(payer, "2024-06-02", 500, sale)
        with freeze_time(TODAY):
            self.refresh()
            for step, owed, paid in (
                (lambda: None, 0, 0),
                (payment.action_draft, 500, 0),
                (payment.action_post, 0, 0),
                (sale.button_draft, 0, -500),
                (sale.action_post, 0, 0),
            ):
                step()
                self.run_cron("cron_refresh_queue")
                found = [
                    self.profile(partner).receivable for partner in (debtor, payer)
                ]
                self.assertEqual(found, [owed, paid])
                self.assertFalse(self.refresh(), "everybody's refresh says otherwise")

    def queue(self):
        return self.env["customer.profile.queue"].sudo().search([])


@tagged("post_install", "-at_install")
class TestReportsOfDrafts(ReportCommon):
    """The comparison with the ledger, while one side of a matching is in draft."""

    def test_ties_out(self):
        buyer = self.customer("Buyer")
        sale = self.invoice(buyer, "2024-05-01", 1000, due="2024-05-31")
        payment = self.pay(buyer, "2024-06-10", 1000, sale)
        payment.action_draft()
        self.refresh()
        document = self.document("overview")
        self.assertTies(document)
        ledger = self.cells(self.table(document, "tie_out"))
        self.assertIn(1000, [row["report"] for row in ledger.values()])
