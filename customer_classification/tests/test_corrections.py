from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestCorrections(CustomerClassificationCommon):
    """An invoice that its own credit note cancels was no purchase, by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.customer("Buyer")
        cls.wrong = cls.invoice(cls.buyer, "2024-03-01", 900, due="2024-03-31")

    def reverse(self, method, on):
        """The wizard, as an accountant uses it; the credit note."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_company(self.company_a)
            .with_context(active_model="account.move", active_ids=self.wrong.ids)
            .create({"journal_id": self.wrong.journal_id.id, "date": on})
        )
        getattr(wizard, method)()
        return self.wrong.reversal_move_ids, wizard.new_move_ids

    def credit(self, on, amount=900):
        """A credit note of before, of which nobody knows how it was made."""
        refund = self.wrong._reverse_moves([{"date": on, "invoice_date": on}])
        refund.invoice_line_ids.price_unit = amount
        refund.action_post()
        self.match(self.wrong, refund)
        return refund

    def test_typo(self):
        """The right invoice is the only one, paid 40 days after 31 March."""
        _refund, right = self.reverse("modify_moves", "2024-03-10")
        right = right.with_env(self.env)
        right.invoice_line_ids.price_unit = 1000
        right.write({"invoice_date": "2024-03-01", "invoice_date_due": "2024-03-31"})
        right.action_post()
        self.pay(self.buyer, "2024-05-10", 1000, right)
        self.assertMetrics(
            self.buyer,
            {
                "revenue_12m": 1000,
                "invoice_count_12m": 1,
                "average_invoice_12m": 1000,
                "refund_count_12m": 0,
                "refund_amount_12m": 0,
                "refund_rate_12m": 0,
                "rfm_invoice_count": 1,
                "due_count_12m": 1,
                "late_count_12m": 1,
                "average_days_late": 40,
                "payment_record_days": 40,
                "receivable": 0,
            },
        )
        # Nobody knew on 5 March.
        self.assertMetrics(
            self.buyer,
            {"revenue_12m": 1900, "invoice_count_12m": 2, "refund_count_12m": 0},
            as_of="2024-03-05",
        )

    def test_return(self):
        """The wizard's other button, on the same day."""
        refund, _new = self.reverse("refund_moves", "2024-03-01")
        refund = refund.with_env(self.env)
        if refund.state == "draft":
            refund.action_post()
        self.match(self.wrong, refund)
        self.assertIs(refund.customer_corrected, False)
        self.assertMetrics(
            self.buyer,
            {"invoice_count_12m": 1, "refund_count_12m": 1, "refund_rate_12m": 1},
        )

    def test_old_books(self):
        """Three days after it is a correction, after four days a return."""
        self.credit("2024-03-04")
        self.assertMetrics(
            self.buyer,
            {
                "revenue_12m": 0,
                "invoice_count_12m": 0,
                "refund_count_12m": 0,
                "refund_rate_12m": None,
                "last_invoice_date": None,
                "due_count_12m": 0,
                "payment_record_days": None,
            },
        )
        self.company_a.customer_classification_correction_days = 2
        self.assertMetrics(
            self.buyer,
            {"invoice_count_12m": 1, "refund_count_12m": 1, "due_count_12m": 1},
        )

    def test_too_late(self):
        self.credit("2024-03-05")
        self.assertMetrics(self.buyer, {"invoice_count_12m": 1, "refund_count_12m": 1})

    def test_a_part(self):
        self.credit("2024-03-02", 899)
        self.assertMetrics(
            self.buyer,
            {"invoice_count_12m": 1, "refund_count_12m": 1, "receivable": 1},
        )

    def test_items(self):
        """The documents of revenue are all there, those of purchases are not."""
        refund = self.credit("2024-03-04")
        right = self.invoice(self.buyer, "2024-03-04", 1000)
        self.refresh(self.company_a, as_of=TODAY)
        profile = self.profile(self.buyer)
        for name, documents in (
            ("revenue_12m", self.wrong + refund + right),
            ("invoice_count_12m", right),
            ("refund_count_12m", right.browse()),
        ):
            with self.subTest(name):
                action = profile.action_open_metric(name)
                found = self.env["account.move"].with_context(**action["context"])
                self.assertEqual(found.search(action["domain"]), documents.sorted())
        action = profile.action_open_metric("due_count_12m")
        items = self.env["account.move.line"].with_context(**action["context"])
        self.assertEqual(items.search(action["domain"]).move_id, right)

    def test_nobody_tells(self):
        refund = self.credit("2024-03-04")
        with self.assertRaises(AccessError):
            refund.with_user(self.accountant).customer_is_correction = True
