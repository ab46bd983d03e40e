from odoo.tests import tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestBlocked(CustomerClassificationCommon):
    """What is not to be reminded of, or not to be paid, is owed all the same."""

    def test_blocked_items(self):
        """The debt is there; of a disputed part nobody is late while it is open."""
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
                "disputed": 20,
                "oldest_overdue_days": 30,
                "late_count_12m": 2,
                "due_count_12m": 3,
            },
        )
        # Paid after all, ten days late: 1 May to 10 June.
        self.pay(customer, "2024-06-10", 20, disputed)
        self.assertMetrics(
            customer,
            {
                "receivable": 103,
                "disputed": 0,
                "average_days_to_pay": 40,
                "late_count_12m": 3,
            },
        )

    def test_disputed_alone(self):
        """All that is overdue is disputed: it is owed, and nobody is late."""
        customer = self.customer()
        move = self.invoice(customer, "2024-03-01", 300, due="2024-03-31")
        move.no_followup = True
        owed = {"receivable": 300, "overdue": 300, "overdue_91": 300, "disputed": 300}
        calm = {"oldest_overdue_days": None, "late_rate": 0, "due_count_12m": 1}
        self.assertMetrics(customer, {**owed, **calm})
        self.assertMetrics(customer, {"disputed": 0, "overdue": 0}, as_of="2024-03-31")
        self.assertMetrics(customer, {"disputed": 300, **calm}, as_of="2024-04-01")
        # 31 March to 30 June
        self.company_a.customer_classification_disputed = False
        late = {"oldest_overdue_days": 91, "late_rate": 1, "due_count_12m": 1}
        self.assertMetrics(customer, {**owed, **late})

    def test_money_is_for_what_is_not_disputed(self):
        """50 that nobody matched pay the second invoice, not the disputed one before.

        With the dispute left out nothing is overdue; else 100 + 50 are owed and 50
        paid: the older one is open with 50, the other one with all of it.
        """
        customer = self.customer()
        self.invoice(customer, "2024-03-01", 100, due="2024-03-31").no_followup = True
        self.invoice(customer, "2024-04-01", 50, due="2024-04-30")
        self.pay(customer, "2024-06-01", 50)
        self.assertMetrics(
            customer,
            {
                "receivable": 100,
                "overdue": 150,
                "credits_open": -50,
                "disputed": 100,
                "oldest_overdue_days": None,
                "late_count_12m": 0,
            },
        )
        self.company_a.customer_classification_disputed = False
        self.assertMetrics(customer, {"oldest_overdue_days": 91, "late_count_12m": 2})

    def test_entries_are_marked_by_odoo(self):
        """An opening balance is in a miscellaneous journal, which is no dispute."""
        customer = self.customer()
        opening = self.entry(customer, "2024-01-01", 500, due="2024-05-31")
        self.assertTrue(self.items(opening).no_followup)
        self.assertMetrics(
            customer, {"overdue": 500, "disputed": 0, "oldest_overdue_days": 30}
        )

    def test_items_behind(self):
        """What opens is what is disputed, and its days are nobody's."""
        customer = self.customer()
        self.entry(customer, "2024-01-01", 500, due="2024-05-31")
        move = self.invoice(customer, "2024-03-01", 300, due="2024-03-31")
        move.no_followup = True
        later = self.invoice(customer, "2024-03-01", 40, due="2024-07-31")
        later.no_followup = True
        self.refresh(as_of=TODAY)
        action = self.profile(customer).action_open_metric("disputed")
        Items = self.env[action["res_model"]].with_context(**action["context"])
        item = Items.search(action["domain"])
        self.assertRecordValues(
            item, [{"customer_residual": 300, "customer_overdue_days": 0}]
        )
        self.assertEqual(item.move_id, move)
        self.assertEqual(self.profile(customer).disputed, 300)
        # Those that make the oldest one are without it: 31 May to 30 June.
        action = self.profile(customer).action_open_metric("oldest_overdue_days")
        items = Items.search(action["domain"])
        self.assertEqual(items.mapped("customer_overdue_days"), [30])
