from odoo.tests import tagged

from odoo.addons.customer_classification.tests.common import (
    TODAY,
    CustomerClassificationCommon,
)


@tagged("post_install", "-at_install")
class TestMetricFamily(CustomerClassificationCommon):
    """A module adds a family of metrics and its columns, and that is all it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large, cls.small, cls.none = (
            cls.customer(name) for name in ("Large", "Small", "None")
        )
        cls.invoice(cls.large, "2023-01-01", 9000)
        cls.invoice(cls.large, "2024-01-01", 1000)
        cls.invoice(cls.large, "2024-02-01", 2500, company=cls.branch)
        cls.invoice(cls.large, "2024-03-01", 400)
        cls.receipt(cls.small, "2024-04-01", 999)
        cls.credit_note(cls.none, "2024-04-01", 5000)

    def test_metrics(self):
        """In the query for everybody and in that for a few."""
        for partner, count, largest in (
            (self.large, 2, 2500),
            (self.small, 0, 999),
            (self.none, 0, None),
        ):
            self.assertMetrics(
                partner,
                {"test_large_count_12m": count, "test_largest_invoice_12m": largest},
            )

    def test_as_of(self):
        self.assertMetrics(
            self.large,
            {"test_large_count_12m": 1, "test_largest_invoice_12m": 9000},
            as_of="2023-12-31",
        )

    def test_stored(self):
        """The refresh fills the columns; empty stays empty."""
        self.refresh(self.company_a, as_of=TODAY)
        self.assertRecordValues(
            self.profile(self.large) + self.profile(self.small),
            [
                {"test_large_count_12m": 2, "test_largest_invoice_12m": 2500},
                {"test_large_count_12m": 0, "test_largest_invoice_12m": 999},
            ],
        )
        self.assertIs(self.profile(self.none).test_largest_invoice_12m, False)

    def test_rules(self):
        """A dimension can be made of the new metric."""
        metric = self.env["ir.model.fields"]._get(
            "customer.profile", "test_largest_invoice_12m"
        )
        dimension = self.env["customer.classification.dimension"].create(
            {
                "name": "Largest",
                "code": "test_largest",
                "method": "band",
                "metric_id": metric.id,
                "category_ids": [
                    (0, 0, {"name": "Whale", "lower_bound": 1000}),
                    (0, 0, {"name": "Fish", "lower_bound": False, "sequence": 20}),
                ],
            }
        )
        self.refresh(self.company_a, as_of=TODAY)
        found = [
            self.profile(partner)[dimension._field_name()].name
            for partner in (self.large, self.small, self.none)
        ]
        self.assertEqual(found, ["Whale", "Fish", False])
