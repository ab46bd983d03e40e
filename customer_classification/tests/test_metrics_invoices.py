from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, CustomerClassificationCommon

NOTHING = {
    "revenue_total": 0,
    "revenue_12m": 0,
    "revenue_prev_12m": 0,
    "revenue_growth": None,
    "invoice_count_total": 0,
    "invoice_count_12m": 0,
    "average_invoice_12m": None,
    "first_invoice_date": None,
    "last_invoice_date": None,
    "recency_days": None,
    "tenure_days": None,
    "average_interval_days": None,
    "refund_count_12m": 0,
    "refund_amount_12m": 0,
    "refund_rate_12m": None,
}


@tagged("post_install", "-at_install")
class TestMetricsInvoices(CustomerClassificationCommon):
    """Revenue, counts, dates, averages and credit notes, worked out by hand."""

    def test_no_document(self):
        """Amounts and counts are 0, everything else is empty."""
        self.assertMetrics(self.customer(), {**NOTHING, "metrics_date": TODAY})

    def test_revenue_and_growth(self):
        customer = self.customer()
        self.invoice(customer, "2021-03-01", 1000)
        self.invoice(customer, "2022-09-10", 200, 50)
        self.invoice(customer, "2023-05-20", 150)
        self.invoice(customer, "2023-08-01", 300)
        self.invoice(customer, "2024-06-30", 240)
        self.credit_note(customer, "2024-02-29", 40)
        self.assertMetrics(
            customer,
            {
                # 1000 + 250 + 150 + 300 + 240 - 40
                "revenue_total": 1900,
                # 300 + 240 - 40
                "revenue_12m": 500,
                # 250 + 150
                "revenue_prev_12m": 400,
                # (500 - 400) / 400
                "revenue_growth": 0.25,
                # invoices, the credit note is none
                "invoice_count_total": 5,
                "invoice_count_12m": 2,
                # (300 + 240) / 2, the credit note left out
                "average_invoice_12m": 270,
                "first_invoice_date": date(2021, 3, 1),
                "last_invoice_date": date(2024, 6, 30),
                "recency_days": 0,
                # 2021-03-01 to 2024-03-01: 1096 (2024-02-29 among them), then
                # March 30 + April 30 + May 31 + June 30 up to the 30th: 121
                "tenure_days": 1217,
                # 1217 days in 5 - 1 intervals
                "average_interval_days": 1217 / 4,
                "refund_count_12m": 1,
                "refund_amount_12m": 40,
                # 40 / 540
                "refund_rate_12m": 40 / 540,
            },
        )

    def test_windows_are_half_open(self):
        """(D - 12 months, D]: the day a year before D belongs to the year before."""
        customer = self.customer()
        self.invoice(customer, "2022-06-30", 1)
        self.invoice(customer, "2022-07-01", 10)
        self.invoice(customer, "2023-06-30", 100)
        self.invoice(customer, "2023-07-01", 1000)
        self.invoice(customer, "2024-06-30", 10000)
        self.assertMetrics(
            customer,
            {
                "revenue_total": 11111,
                "revenue_12m": 11000,
                "revenue_prev_12m": 110,
                "invoice_count_12m": 2,
            },
        )

    def test_window_ends_on_a_leap_day(self):
        """A year before 29 February is 28 February: 1 March 2023 is in the window."""
        customer = self.customer()
        self.invoice(customer, "2023-02-28", 1)
        self.invoice(customer, "2023-03-01", 10)
        self.invoice(customer, "2024-02-29", 100)
        self.assertMetrics(
            customer,
            {"revenue_12m": 110, "revenue_prev_12m": 1},
            as_of="2024-02-29",
        )

    def test_drafts_cancelled_and_future_documents_do_not_count(self):
        customer = self.customer()
        self.invoice(customer, "2024-06-01", 100)
        self.draft(customer, "2024-06-02", 1000)
        cancelled = self.invoice(customer, "2024-06-03", 10000)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.invoice(customer, "2024-07-01", 100000)
        self.assertMetrics(
            customer,
            {
                "revenue_total": 100,
                "invoice_count_total": 1,
                "last_invoice_date": date(2024, 6, 1),
                "receivable": 100,
            },
        )

    def test_only_a_future_document(self):
        """Before its first document a customer has none."""
        customer = self.customer()
        self.invoice(customer, "2024-07-01", 100)
        self.assertMetrics(customer, {**NOTHING, "receivable": 0, "dso": None})
        self.assertMetrics(customer, {"revenue_total": 100}, as_of="2024-07-01")

    def test_only_credit_notes(self):
        """Negative revenue, no invoice: the rate has nothing to be a part of."""
        customer = self.customer()
        self.credit_note(customer, "2024-03-01", 30)
        self.credit_note(customer, "2023-03-01", 5)
        self.assertMetrics(
            customer,
            {
                **NOTHING,
                "revenue_total": -35,
                "revenue_12m": -30,
                "revenue_prev_12m": -5,
                # prev <= 0
                "revenue_growth": None,
                "refund_count_12m": 1,
                "refund_amount_12m": 30,
                "refund_rate_12m": None,
                "receivable": -35,
                "not_due": 0,
                "dso": None,
                "margin_12m": -30,
                "margin_rate_12m": None,
                "rfm_score": None,
            },
        )

    def test_growth_to_a_negative_year(self):
        customer = self.customer()
        self.invoice(customer, "2023-01-15", 100)
        self.credit_note(customer, "2024-01-15", 50)
        # (-50 - 100) / 100
        self.assertMetrics(customer, {"revenue_growth": -1.5, "revenue_12m": -50})

    def test_growth_from_nothing_or_less_is_empty(self):
        zero, negative = self.customer("Zero"), self.customer("Negative")
        self.invoice(zero, "2024-01-15", 100)
        self.invoice(negative, "2023-01-15", 100)
        self.credit_note(negative, "2023-02-15", 150)
        self.invoice(negative, "2024-01-15", 100)
        self.assertMetrics(zero, {"revenue_growth": None, "revenue_prev_12m": 0})
        self.assertMetrics(negative, {"revenue_growth": None, "revenue_prev_12m": -50})

    def test_interval_counts_distinct_days(self):
        """Two invoices on a day are one visit; one visit has no interval."""
        often, once = self.customer("Often"), self.customer("Once")
        self.invoice(often, "2024-01-01", 10)
        self.invoice(often, "2024-01-01", 20)
        self.invoice(often, "2024-01-11", 30)
        self.receipt(often, "2024-01-31", 40)
        self.credit_note(often, "2024-03-31", 1)
        self.invoice(once, "2024-01-01", 10)
        self.invoice(once, "2024-01-01", 20)
        self.assertMetrics(
            often,
            {
                # 30 days in 3 - 1 intervals; the credit note is no visit
                "average_interval_days": 15,
                "last_invoice_date": date(2024, 1, 31),
                # February 29, March 31, April 30, May 31, June 30
                "recency_days": 151,
            },
        )
        self.assertMetrics(once, {"average_interval_days": None})

    def test_receipts_are_invoices(self):
        customer = self.customer()
        self.receipt(customer, "2024-05-01", 80)
        self.invoice(customer, "2024-05-02", 20)
        self.assertMetrics(
            customer,
            {
                "revenue_12m": 100,
                "invoice_count_12m": 2,
                "average_invoice_12m": 50,
                "first_invoice_date": date(2024, 5, 1),
                "receivable": 100,
            },
        )

    def test_zero_invoice(self):
        """An invoice of nothing is a purchase: it counts and it has a date."""
        customer = self.customer()
        self.invoice(customer, "2024-04-01", 0)
        self.assertMetrics(
            customer,
            {
                "invoice_count_12m": 1,
                "revenue_12m": 0,
                "average_invoice_12m": 0,
                "last_invoice_date": date(2024, 4, 1),
                # no credit note: 0, although there is nothing to be a part of
                "refund_rate_12m": 0,
                # nothing invoiced, nothing to divide by
                "dso": None,
                "margin_rate_12m": None,
                # nothing was due, so nothing was late
                "late_rate": None,
                "average_days_to_pay": None,
            },
        )

    def test_negative_lines(self):
        """A discount line lowers the invoice; a net of nothing is nothing."""
        customer = self.customer()
        self.invoice(customer, "2024-04-01", 100, -30)
        self.invoice(customer, "2024-04-02", 50, -50)
        self.assertMetrics(
            customer,
            {
                "revenue_12m": 70,
                "invoice_count_12m": 2,
                "average_invoice_12m": 35,
                "receivable": 70,
            },
        )

    def test_negative_invoice(self):
        """Odoo posts none below zero; one that came in otherwise is subtracted."""
        customer = self.customer()
        self.invoice(customer, "2024-04-01", 100)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.invoice(customer, "2024-04-02", -40)
        negative = self.draft(customer, "2024-04-02", -40)
        negative.sudo().state = "posted"
        self.assertMetrics(
            customer,
            {
                "revenue_12m": 60,
                "invoice_count_12m": 2,
                "average_invoice_12m": 30,
                "refund_amount_12m": 0,
                "receivable": 60,
            },
        )

    def test_refund_rate(self):
        """0 with invoices and no credit note; empty where nothing was invoiced."""
        loyal, returns = self.customer("Loyal"), self.customer("Returns")
        self.invoice(loyal, "2024-01-01", 500)
        self.credit_note(loyal, "2023-01-01", 100)
        self.invoice(returns, "2024-01-01", 100)
        self.credit_note(returns, "2024-02-01", 90)
        self.credit_note(returns, "2024-03-01", 60)
        self.assertMetrics(loyal, {"refund_rate_12m": 0, "refund_count_12m": 0})
        self.assertMetrics(
            returns,
            {
                # (90 + 60) / 100: more than everything came back
                "refund_rate_12m": 1.5,
                "refund_count_12m": 2,
                "refund_amount_12m": 150,
                "revenue_12m": -50,
            },
        )

    def test_untaxed(self):
        """Revenue is without tax, what is owed is with it."""
        customer = self.customer()
        self.invoice(
            customer,
            "2024-05-01",
            {"price_unit": 200, "tax_ids": [Command.set(self.tax.ids)]},
            {"price_unit": 50},
        )
        self.assertMetrics(
            customer,
            {
                "revenue_12m": 250,
                "average_invoice_12m": 250,
                # 200 * 1.1 + 50
                "receivable": 270,
                # 270 owed of 270 invoiced
                "dso": 365,
            },
        )

    def _rounding(self, vals):
        """A way of rounding, of company A as its accounts are."""
        return (
            self.env["account.cash.rounding"].with_company(self.company_a).create(vals)
        )

    def test_cash_rounding(self):
        """Rounding is owed but is no revenue, as Invoice Analysis has it."""
        rounding = self._rounding(
            {
                "name": "Up to 5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "UP",
                "profit_account_id": self.account("income").id,
                "loss_account_id": self.account("expense").id,
            }
        )
        customer = self.customer()
        self.invoice(
            customer, "2024-05-01", 99.97, invoice_cash_rounding_id=rounding.id
        )
        self.credit_note(
            customer, "2024-05-02", 10.02, invoice_cash_rounding_id=rounding.id
        )
        self.assertMetrics(
            customer,
            {
                # 99.97 - 10.02
                "revenue_12m": 89.95,
                "revenue_total": 89.95,
                "average_invoice_12m": 99.97,
                "refund_amount_12m": 10.02,
                # 100.00 - 10.05
                "receivable": 89.95,
            },
        )

    def test_cash_rounding_on_the_biggest_tax(self):
        rounding = self._rounding(
            {
                "name": "Tax takes it",
                "rounding": 0.05,
                "strategy": "biggest_tax",
                "rounding_method": "UP",
            }
        )
        customer = self.customer()
        self.invoice(
            customer,
            "2024-05-01",
            {"price_unit": 99.97, "tax_ids": [Command.set(self.tax.ids)]},
            invoice_cash_rounding_id=rounding.id,
        )
        # 99.97 + 10.00 tax = 109.97, three cents more of tax
        self.assertMetrics(customer, {"revenue_12m": 99.97, "receivable": 110})

    def test_foreign_currency(self):
        """Revenue is what the invoice was worth in dollars on its own day."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.rate(euro, "2024-01-01", 1.10)
        self.rate(euro, "2024-03-01", 1.25)
        customer = self.customer()
        self.invoice(customer, "2024-01-10", 1000, currency_id=euro.id)
        self.invoice(customer, "2024-03-10", 400, currency_id=euro.id)
        self.credit_note(customer, "2024-03-20", 100, currency_id=euro.id)
        self.assertMetrics(
            customer,
            {
                # 1000 * 1.10 + 400 * 1.25 - 100 * 1.25
                "revenue_12m": 1475,
                # (1100 + 500) / 2
                "average_invoice_12m": 800,
                "refund_amount_12m": 125,
                "receivable": 1475,
            },
        )

    def test_average_is_rounded_to_cents(self):
        customer = self.customer()
        for amount in (10, 10, 5):
            self.invoice(customer, "2024-05-01", amount)
        # 25 / 3 = 8.333...
        self.assertMetrics(customer, {"average_invoice_12m": 8.33})

    def test_companies_and_branches(self):
        """A branch rolls up into its root; another company has its own numbers."""
        customer = self.customer()
        self.invoice(customer, "2024-01-01", 100)
        self.invoice(customer, "2024-02-01", 20, company=self.branch)
        self.invoice(customer, "2024-03-01", 3, company=self.company_b)
        in_a = {
            "revenue_12m": 120,
            "invoice_count_12m": 2,
            "last_invoice_date": date(2024, 2, 1),
            "receivable": 120,
        }
        self.assertMetrics(customer, in_a)
        self.assertMetrics(customer, in_a, company=self.branch)
        self.assertMetrics(
            customer,
            {"revenue_12m": 3, "invoice_count_12m": 1, "receivable": 3},
            company=self.company_b,
        )

    def test_purchases_are_no_sales(self):
        """What we buy from a customer is neither revenue nor receivable."""
        customer = self.customer()
        self.invoice(customer, "2024-01-01", 100)
        self.invoice(
            customer,
            "2024-01-02",
            {"price_unit": 70, "account_id": self.account("expense").id},
            move_type="in_invoice",
        )
        self.assertMetrics(
            customer,
            {"revenue_12m": 100, "invoice_count_12m": 1, "receivable": 100},
        )
