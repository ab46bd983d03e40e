from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestMetricsReceivables(CustomerClassificationCommon):
    """What is owed, how old it is, and how it is paid, worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.two_instalments = cls.env["account.payment.term"].create(
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

    def test_aging_by_days_since_due(self):
        """Each bucket with its first and its last day."""
        customer = self.customer()
        for due, amount in (
            ("2024-07-10", 100),  # not due
            ("2024-06-30", 10),  # due today is not overdue
            ("2024-06-29", 20),  # 1 day
            ("2024-05-31", 3),  # 30 days
            ("2024-05-30", 40),  # 31
            ("2024-05-01", 5),  # 60: 30 of May, 30 of June
            ("2024-04-30", 60),  # 61
            ("2024-04-01", 7),  # 90: 29 of April, 31, 30
            ("2024-03-31", 800),  # 91
        ):
            self.invoice(customer, "2024-03-01", amount, due=due)
        self.assertMetrics(
            customer,
            {
                "receivable": 1045,
                "not_due": 110,
                "overdue_1_30": 23,
                "overdue_31_60": 45,
                "overdue_61_90": 67,
                "overdue_91": 800,
                "overdue": 935,
                "oldest_overdue_days": 91,
            },
        )

    def test_credits_that_nobody_matched(self):
        """They are owed to the customer, and make no debt younger or smaller."""
        customer = self.customer()
        self.invoice(customer, "2024-01-01", 500)  # 181 days: 30+29+31+30+31+30
        self.credit_note(customer, "2024-06-15", 30)
        self.pay(customer, "2024-04-10", 50)
        self.pay(customer, "2024-07-01", 7)
        self.assertMetrics(
            customer,
            {
                "receivable": 420,
                "not_due": 0,
                "overdue_1_30": 0,
                "overdue_61_90": 0,
                "overdue_91": 500,
                "overdue": 500,
                "credits_open": -80,
                "oldest_overdue_days": 181,
            },
        )
        # Before the credit note, and before the money.
        for as_of, credits in (("2024-06-14", -50), ("2024-04-09", 0)):
            self.assertMetrics(
                customer,
                {"overdue": 500, "credits_open": credits, "receivable": 500 + credits},
                as_of=as_of,
            )

    def test_credits_to_match(self):
        """Said on the page of whoever has both open, and of nobody else."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-06-01", 500)
        payment = self.pay(customer, "2024-06-10", 80)
        ahead = self.customer("Ahead")
        self.pay(ahead, "2024-06-10", 80)
        self.refresh(as_of=TODAY)

        def said(partner):
            profile = self.profile(partner).with_user(self.accountant)
            facts = dict(map(dict.values, profile.get_page()["facts"]))
            return facts.get("Credits to Match", "")

        self.assertIn("80.00 of payments and credit notes", said(customer))
        self.assertIn("500.00 of open debts", said(customer))
        self.assertFalse(said(ahead))
        self.match(invoice, payment.move_id)
        self.refresh(as_of=TODAY)
        self.assertFalse(said(customer))

    def test_owing_us_nothing_is_not_overdue(self):
        """The oldest overdue item is one that the customer owes."""
        ahead = self.customer()
        self.pay(ahead, "2024-06-01", 70)
        self.assertMetrics(
            ahead,
            {
                "receivable": -70,
                "overdue_1_30": 0,
                "overdue": 0,
                "credits_open": -70,
                "oldest_overdue_days": None,
                "dso": None,
            },
        )
        self.assertMetrics(
            self.customer("New"),
            {"receivable": 0, "overdue": 0, "oldest_overdue_days": None, "dso": None},
        )

    def test_partly_paid_as_of_each_day(self):
        """The residual is that of the day, whatever was paid since."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-03-01", 1000, due="2024-03-31")
        self.pay(customer, "2024-04-10", 400, invoice)
        self.pay(customer, "2024-05-20", 600, invoice)
        for as_of, expected in (
            ("2024-03-01", {"receivable": 1000, "not_due": 1000, "overdue": 0}),
            ("2024-04-09", {"receivable": 1000, "overdue_1_30": 1000}),
            ("2024-04-10", {"receivable": 600, "overdue_1_30": 600}),
            # 19 May: 49 days
            ("2024-05-19", {"receivable": 600, "overdue_31_60": 600}),
            ("2024-05-20", {"receivable": 0, "overdue": 0, "not_due": 0}),
        ):
            with self.subTest(as_of=as_of):
                self.assertMetrics(customer, expected, as_of=as_of)
                row = self.metrics(customer, as_of)
                late = as_of == "2024-05-20"
                # 1 March to 20 May: 30 + 30 + 20; late since 31 March: 30 + 20
                self.assertEqual(row["average_days_to_pay"], 80 if late else None)
                self.assertEqual(row["average_days_late"], 50 if late else None)

    def test_opening_balance(self):
        """An entry is owed; it is neither revenue nor an instalment of an invoice."""
        customer = self.customer()
        opening = self.entry(customer, "2023-12-31", 500, due="2024-01-31")
        expected = {
            "receivable": 500,
            # 29 + 31 + 30 + 31 + 30
            "overdue_91": 500,
            "oldest_overdue_days": 151,
            "revenue_total": 0,
            "invoice_count_total": 0,
            "late_rate": None,
            "dso": None,
        }
        self.assertMetrics(customer, expected)
        self.pay(customer, "2024-06-01", 500, opening)
        self.assertMetrics(
            customer,
            {"receivable": 0, "overdue": 0, "average_days_to_pay": None},
        )

    def test_write_off(self):
        """What is written off is no longer owed; the invoice is paid."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-05-01", 100, due="2024-05-31")
        register = self.books("account.payment.register").with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create(
            {
                "payment_date": "2024-05-16",
                "amount": 97,
                "journal_id": self.bank[self.company_a].id,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self.account("expense").id,
            }
        ).action_create_payments()
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                "revenue_12m": 100,
                "average_days_to_pay": 15,
                "average_days_late": 0,
                "late_rate": 0,
            },
        )
        self.assertMetrics(customer, {"receivable": 100}, as_of="2024-05-15")

    def test_write_off_by_an_entry(self):
        """A bad debt: no longer owed from the day of the entry, late, never paid."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-02-01", 100, due="2024-03-02")
        entry = self.entry(
            customer, "2024-06-10", -100, account=self.account("expense")
        )
        self.match(invoice, entry)
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                "late_rate": 1,
                "average_days_to_pay": None,
                "average_days_late": None,
                "written_off_12m": 100,
                "written_off_total": 100,
            },
        )
        self.assertMetrics(
            customer, {"receivable": 100, "overdue_91": 100}, as_of="2024-06-09"
        )

    def test_undone_reconciliation(self):
        """Undone, both are open again; the money is there, so nobody is late."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-05-01", 100, due="2024-05-10")
        payment = self.pay(customer, "2024-06-10", 100, invoice)
        paid = {
            "receivable": 0,
            "overdue": 0,
            "overdue_31_60": 0,
            "average_days_to_pay": 40,
            "average_days_late": 31,
            "late_rate": 1,
        }
        self.assertMetrics(customer, paid)
        self.items(invoice).with_user(self.accountant).remove_move_reconcile()
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                # 10 May: 51 days
                "overdue_31_60": 100,
                "overdue": 100,
                "credits_open": -100,
                "oldest_overdue_days": None,
                "average_days_to_pay": None,
                "average_days_late": None,
                "late_rate": 0,
            },
        )
        self.match(invoice, payment.move_id)
        self.assertMetrics(customer, paid)

    def test_two_instalments(self):
        """Each instalment is due, paid and late for itself."""
        customer = self.customer()
        invoice = self.invoice(
            customer,
            "2024-04-01",
            1000,
            invoice_payment_term_id=self.two_instalments.id,
        )
        self.pay(customer, "2024-04-06", 300, invoice)
        self.assertMetrics(
            customer,
            {
                "receivable": 700,
                "not_due": 700,
                "average_days_to_pay": 5,
                "average_days_late": 5,
                # one of one: the second is not due yet
                "late_rate": 1,
            },
            as_of="2024-04-10",
        )
        self.pay(customer, "2024-04-21", 700, invoice)
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                # (5 + 20) / 2, not weighted by 300 and 700
                "average_days_to_pay": 12.5,
                # (5 + 0) / 2: due 1 April and 1 May
                "average_days_late": 2.5,
                "late_rate": 0.5,
                "invoice_count_12m": 1,
            },
        )
        self.assertMetrics(
            customer, {"receivable": 1000, "not_due": 1000}, as_of="2024-04-01"
        )

    def test_late_rate(self):
        """Of what fell due in the window: paid late, or open past its due date."""
        customer = self.customer()
        in_time = self.invoice(customer, "2024-01-01", 10, due="2024-01-31")
        self.pay(customer, "2024-01-31", 10, in_time)
        late = self.invoice(customer, "2024-01-01", 10, due="2024-01-31")
        self.pay(customer, "2024-02-01", 10, late)
        self.invoice(customer, "2024-05-01", 10, due="2024-06-29")  # open, past due
        self.invoice(customer, "2024-05-01", 10, due="2024-06-30")  # open, due today
        self.invoice(customer, "2024-05-01", 10, due="2024-07-01")  # not due yet
        self.invoice(customer, "2023-05-01", 10, due="2023-06-30")  # a year ago
        self.assertMetrics(
            customer,
            {
                # late and open past due, of four
                "late_rate": 2 / 4,
                # the two that were paid: 30 and 31 days
                "average_days_to_pay": 30.5,
                # 0 and 1
                "average_days_late": 0.5,
            },
        )

    def test_never_late_is_not_never_due(self):
        never_due, never_late = self.customer("Due"), self.customer("Late")
        self.invoice(never_due, "2024-06-01", 10, due="2024-07-31")
        invoice = self.invoice(never_late, "2024-05-01", 10, due="2024-05-31")
        self.pay(never_late, "2024-05-11", 10, invoice)
        self.assertMetrics(never_due, {"late_rate": None, "average_days_late": None})
        self.assertMetrics(
            never_late,
            {"late_rate": 0, "average_days_late": 0, "average_days_to_pay": 10},
        )

    def test_days_to_pay_are_of_the_last_matching(self):
        """Only what is paid in full counts, by its last matching in the window."""
        customer = self.customer()
        partly = self.invoice(customer, "2024-01-01", 100, due="2024-01-31")
        self.pay(customer, "2024-01-11", 40, partly)
        self.pay(customer, "2024-02-10", 60, partly)
        open_ = self.invoice(customer, "2024-01-01", 100, due="2024-01-31")
        self.pay(customer, "2024-01-11", 99, open_)
        old = self.invoice(customer, "2023-01-01", 100)
        self.pay(customer, "2023-06-30", 100, old)
        self.assertMetrics(
            customer,
            {
                "average_days_to_pay": 40,
                "average_days_late": 10,
                "late_rate": 1,
                "receivable": 1,
            },
        )
        self.assertMetrics(
            customer,
            # 1 January to 30 June: 180 days; paid on the last day of the window
            {"average_days_to_pay": 180, "late_rate": 1},
            as_of="2023-06-30",
        )

    def test_paid_in_advance(self):
        """Matched on the day of the invoice, not before it."""
        customer = self.customer()
        payment = self.pay(customer, "2024-04-01", 100)
        invoice = self.invoice(customer, "2024-04-20", 100, due="2024-05-20")
        self.match(invoice, payment.move_id)
        self.assertMetrics(
            customer,
            {"average_days_to_pay": 0, "average_days_late": 0, "late_rate": 0},
        )
        self.assertMetrics(customer, {"receivable": -100}, as_of="2024-04-19")

    def test_settled_by_a_credit_note(self):
        """A matching is a matching: 11 days, in time."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-04-01", 100, due="2024-05-01")
        credit_note = self.credit_note(customer, "2024-04-12", 100)
        self.match(invoice, credit_note)
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                "average_days_to_pay": 11,
                "average_days_late": 0,
                "late_rate": 0,
                "revenue_12m": 0,
                "refund_rate_12m": 1,
            },
        )

    def test_paid_in_the_future(self):
        """A payment dated after D has not been made."""
        customer = self.customer()
        invoice = self.invoice(customer, "2024-05-01", 100, due="2024-05-31")
        self.pay(customer, "2024-07-10", 100, invoice)
        self.assertMetrics(
            customer,
            {
                "receivable": 100,
                "overdue_1_30": 100,
                "oldest_overdue_days": 30,
                "average_days_to_pay": None,
                "late_rate": 1,
            },
        )

    def test_dso(self):
        """Receivable by what was invoiced with tax, credit notes left out."""
        customer = self.customer()
        self.entry(customer, "2023-01-01", 90)
        self.invoice(
            customer,
            "2024-05-01",
            {"price_unit": 200, "tax_ids": [Command.set(self.tax.ids)]},
        )
        self.receipt(customer, "2024-05-02", 80)
        self.credit_note(customer, "2024-05-03", 20)
        self.invoice(customer, "2023-06-30", 1000)
        # (90 + 220 + 80 - 20 + 1000) / (220 + 80) * 365
        self.assertMetrics(customer, {"receivable": 1370, "dso": 1370 / 300 * 365})

    def test_credit_used(self):
        """By the limit of the company that asks; no limit, no rate."""
        customer, free = self.customer(), self.customer("Free")
        for partner in (customer, free):
            self.invoice(partner, "2024-06-01", 300)
            self.invoice(partner, "2024-06-01", 300, company=self.company_b)
        customer.with_company(self.company_a).credit_limit = 400
        customer.with_company(self.company_b).credit_limit = 0
        self.assertMetrics(customer, {"credit_used_rate": 0.75})
        self.assertMetrics(customer, {"credit_used_rate": None}, company=self.company_b)
        self.assertMetrics(free, {"credit_used_rate": None})
        self.credit_note(customer, "2024-06-02", 500)
        # (300 - 500) / 400
        self.assertMetrics(customer, {"credit_used_rate": -0.5})

    def test_credit_limit_of_the_company(self):
        """A company's default limit is the limit of who has none of his own."""
        customer = self.customer()
        self.invoice(customer, "2024-06-01", 300)
        self.env["ir.default"].set(
            "res.partner", "credit_limit", 1200, company_id=self.company_a.id
        )
        self.assertEqual(
            customer.with_company(self.company_a).sudo().credit_limit, 1200
        )
        self.assertMetrics(customer, {"credit_used_rate": 0.25})

    def test_foreign_currency_gain(self):
        """Paid at a better rate: the exchange entry settles the difference."""
        euro = self._euro(("2024-01-01", 1.10), ("2024-03-01", 1.25))
        customer = self.customer()
        invoice = self.invoice(customer, "2024-01-10", 1000, currency_id=euro.id)
        with freeze_time("2024-03-10"):
            self.pay(customer, "2024-03-10", 1000, invoice, currency_id=euro.id)
        self.assertMetrics(
            customer, {"receivable": 1100, "overdue": 1100}, as_of="2024-03-09"
        )
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                "not_due": 0,
                "overdue": 0,
                "oldest_overdue_days": None,
                "revenue_12m": 1100,
                # 10 January to 10 March: 21 + 29 + 10
                "average_days_to_pay": 60,
            },
            as_of="2024-03-10",
        )

    def test_foreign_currency_loss(self):
        """Half paid at a worse rate: half of the invoice is owed, at its own rate."""
        euro = self._euro(("2024-01-01", 1.10), ("2024-03-01", 1.00))
        customer = self.customer()
        invoice = self.invoice(
            customer, "2024-01-10", 1000, currency_id=euro.id, due="2024-03-31"
        )
        with freeze_time("2024-03-10"):
            self.pay(customer, "2024-03-10", 500, invoice, currency_id=euro.id)
        # 1100 of which 500 EUR at 1.10 are settled: 500 paid, 50 lost
        self.assertMetrics(
            customer, {"receivable": 550, "not_due": 550}, as_of="2024-03-10"
        )
        with freeze_time("2024-04-10"):
            self.pay(customer, "2024-04-10", 500, invoice, currency_id=euro.id)
        self.assertMetrics(customer, {"receivable": 550}, as_of="2024-04-09")
        self.assertMetrics(
            customer,
            {
                "receivable": 0,
                # 10 January to 10 April: 21 + 29 + 31 + 10
                "average_days_to_pay": 91,
                "average_days_late": 10,
            },
        )

    def _euro(self, *rates):
        euro = self.env.ref("base.EUR")
        euro.active = True
        for on, dollars in rates:
            self.rate(euro, on, dollars)
        return euro

    def test_main_payment(self):
        """The kind of journal that took most, less what was paid back through it."""
        customer = self.customer()
        cash = self.cash[self.company_a]
        self.pay(customer, "2024-01-10", 100)
        self.pay(customer, "2024-02-10", 60, journal=cash)
        self.pay(customer, "2024-03-10", 50, journal=cash)
        self.assertMetrics(customer, {"main_payment_journal_type": "cash"})
        # cash 110 - 20 = 90 against 100 through the bank
        self.pay(customer, "2024-03-20", -20, journal=cash)
        self.assertMetrics(customer, {"main_payment_journal_type": "bank"})
        self.assertMetrics(
            customer, {"main_payment_journal_type": "cash"}, as_of="2024-03-19"
        )
        before = self.customer("Before")
        self.pay(before, "2023-06-30", 500)
        self.assertMetrics(before, {"main_payment_journal_type": None})
        self.assertMetrics(
            before, {"main_payment_journal_type": "bank"}, as_of="2024-06-29"
        )

    def test_main_payment_by_credit_card(self):
        """A journal of type credit card, and a line of a bank statement."""
        card = self._make_journal(self.company_a, "credit")
        customer = self.customer()
        invoice = self.invoice(customer, "2024-05-01", 80)
        line = self.env["account.bank.statement.line"].create(
            {
                "payment_ref": "card",
                "journal_id": card.id,
                "amount": 80,
                "date": "2024-05-03",
                "partner_id": customer.id,
            }
        )
        _liquidity, suspense, _other = line.with_context(
            skip_account_move_synchronization=True
        )._seek_for_lines()
        suspense.account_id = self.items(invoice).account_id
        (suspense + self.items(invoice)).reconcile()
        self.pay(customer, "2024-05-04", 79)
        self.assertMetrics(
            customer,
            {"main_payment_journal_type": "credit", "average_days_to_pay": 2},
        )

    def test_no_payment(self):
        """Neither an invoice nor an entry says how somebody pays."""
        customer = self.customer()
        self.invoice(customer, "2024-05-01", 80)
        self.entry(customer, "2024-05-02", -80)
        self.assertMetrics(customer, {"main_payment_journal_type": None})

    def test_branches_and_companies(self):
        """Items of a branch are owed to its root; another company asks for its own."""
        customer = self.customer()
        branch = self.invoice(customer, "2024-05-01", 40, company=self.branch)
        self.invoice(customer, "2024-05-01", 2, company=self.company_b)
        self.assertMetrics(customer, {"receivable": 40, "overdue_31_60": 40})
        self.assertMetrics(customer, {"receivable": 2}, company=self.company_b)
        self.pay(customer, "2024-06-20", 40, branch, company=self.branch)
        self.assertMetrics(customer, {"receivable": 0, "average_days_to_pay": 50})
