from odoo.tests import tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestCurrencies(CustomerClassificationCommon):
    """Currencies without decimals, with three, and without a rate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yen, cls.dinar = cls._company_in("JPY"), cls._company_in("KWD")

    @classmethod
    def _company_in(cls, code):
        """A company that keeps its books in a currency, with the accountant in it."""
        currency = cls.env.ref(f"base.{code}")
        currency.active = True
        company = cls._make_company(f"Company in {code}")
        company.currency_id = currency
        cls.accountant.company_ids += company
        cls.companies += company
        return company

    def test_yen(self):
        """No decimals: the mean of 1001 and 500 is 750.5, so 751; cost 333 each.

        Margin 1501 - 2 * 333 = 835.
        """
        company = self.yen
        customer = self.customer()
        product = self.product(cost=333)
        for on, price in (("2024-01-01", 1001), ("2024-02-01", 500)):
            line = {"product_id": product.id, "price_unit": price}
            self.invoice(customer, on, line, company=company)
        self.assertMetrics(
            customer,
            {"revenue_12m": 1501, "average_invoice_12m": 751, "margin_12m": 835},
            company=company,
        )
        self.refresh(company, as_of=TODAY)
        profile = self.profile(customer, company)
        self.assertEqual(profile.average_invoice_12m, 751)
        self.assertEqual(profile.currency_id.name, "JPY")
        reason = profile.history_ids.filtered(
            lambda row: row.dimension_id.code == "value"
        )
        self.assertIn("1,501", reason.reason_text)
        self.assertNotIn("1,501.0", reason.reason_text)

    def test_dinar(self):
        """Three decimals: 1.234 + 2.345 = 3.579, mean 1.7895, so 1.790."""
        company = self.dinar
        customer = self.customer()
        for on, amount in (("2024-01-01", 1.234), ("2024-02-01", 2.345)):
            self.invoice(customer, on, amount, company=company)
        self.assertMetrics(
            customer,
            {
                "revenue_12m": 3.579,
                "average_invoice_12m": 1.79,
                "receivable": 3.579,
                "overdue": 3.579,
            },
            company=company,
        )
        self.refresh(company, as_of=TODAY)
        self.assertEqual(self.profile(customer, company).receivable, 3.579)

    def test_no_rate(self):
        """Without a rate Odoo books one to one; the metrics say what is booked."""
        pound = self.env.ref("base.GBP")
        pound.active = True
        pound.rate_ids.unlink()
        customer = self.customer()
        self.invoice(customer, "2024-05-01", 70, currency_id=pound.id)
        self.invoice(customer, "2024-05-02", 30)
        self.assertMetrics(customer, {"revenue_12m": 100, "receivable": 100})
        self.refresh(self.company_a, as_of=TODAY)
        # A rate that comes later changes no books.
        self.rate(pound, "2024-01-01", 2)
        self.assertEqual(self.refresh(self.company_a, as_of=TODAY), 0)

    def test_no_rate_of_the_credit_limit(self):
        """The limit is in the company's currency: no rate is needed for its use."""
        company = self.yen
        customer = self.customer()
        customer.with_company(company).credit_limit = 2000
        self.invoice(customer, "2024-05-01", 500, company=company)
        self.assertMetrics(customer, {"credit_used_rate": 0.25}, company=company)
