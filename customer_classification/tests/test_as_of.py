from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import RANKS
from .random_books import RandomBooks

FROZEN = date(2024, 3, 20)


@tagged("post_install", "-at_install")
class TestAsOf(RandomBooks):
    """Asked for a past day, today's books say what a refresh on that day said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.post_documents(36, cls.START, FROZEN)
        cls.pay_documents(cls.old, 0.4, FROZEN)
        with freeze_time(FROZEN):
            cls.env["customer.profile"]._refresh(cls.company_a + cls.company_b)
        cls.env.cr.execute("SELECT * FROM customer_profile ORDER BY id")
        cls.remembered = cls.env.cr.dictfetchall()

    def go_on(self):
        """Three months of business after the day: nothing before it is touched."""
        start = FROZEN + timedelta(1)
        for product in self.products:
            for company in self.companies:
                product.with_company(company).standard_price += 3
        new = self.post_documents(14, start, date(2024, 6, 20))
        open_ = self.old.filtered(
            lambda m: m.state == "posted"
            and m.amount_residual > 1
            and m.move_type != "out_refund"
        )
        self.assertGreater(len(open_), 5)
        for number, move in enumerate(open_):
            on = start + timedelta(7 * number)
            with freeze_time(on):
                payment = self.pay(
                    move.partner_id,
                    on,
                    move.amount_residual,
                    move,
                    company=move.company_id,
                    currency_id=move.currency_id.id,
                )
                if number % 3 == 0:
                    self.items(payment.move_id).remove_move_reconcile()
        self.pay_documents(new, 0.5, date(2024, 6, 25))
        credit = self.old.filtered(
            lambda m: m.move_type == "out_refund" and m.amount_residual
        )
        self.assertTrue(credit)
        on = date(2024, 4, 2)
        for move in credit:
            partner = move.partner_id
            invoice = self.invoice(
                partner,
                str(on),
                move.amount_residual,
                company=move.company_id,
                currency_id=move.currency_id.id,
            )
            with freeze_time(on):
                self.match(move, invoice)
        self.customer("Later")

    def assertAsRemembered(self):
        compared = 0
        for company in (self.company_a, self.company_b):
            before = {
                row["partner_id"]: row
                for row in self.remembered
                if row["company_id"] == company.id
            }
            now = self.query_metrics(company, FROZEN)
            self.assertLessEqual(set(before), set(now))
            for partner_id, row in before.items():
                found = now[partner_id]
                self.assertEqual({n: row[n] for n in found}, found)
                compared += len(found)
                few = self.query_metrics(company, FROZEN, [partner_id])[partner_id]
                self.assertEqual({n: row[n] for n in few if n not in RANKS}, few)
        self.assertGreater(compared, 500)

    def test_as_of(self):
        self.assertAsRemembered()
        later = {
            row["partner_id"]: row
            for row in self.query_metrics(self.company_a, date(2024, 6, 30)).values()
        }
        self.go_on()
        self.assertAsRemembered()
        # The business did change the numbers of a later day.
        now = self.query_metrics(self.company_a, date(2024, 6, 30))
        for name in (
            "revenue_12m",
            "receivable",
            "overdue",
            "average_days_to_pay",
            "late_rate",
            "dso",
            "margin_12m",
            "rfm_score",
        ):
            with self.subTest(moved=name):
                self.assertTrue(
                    any(now[p][name] != row[name] for p, row in later.items())
                )
        self.assertWrittenAgain()

    def assertWrittenAgain(self):
        """The refresh itself, asked for that day, writes the same rows again."""
        with freeze_time("2024-06-30"):
            self.refresh()
            self.refresh(as_of=FROZEN)
        stored = {row["id"]: row for row in self.stored_rows()}
        query = self.query_metrics(self.company_a, FROZEN)
        names = set(query.popitem()[1]) - {"partner_id"}
        for row in self.remembered:
            found = stored[row["id"]]
            self.assertEqual({n: row[n] for n in names}, {n: found[n] for n in names})
