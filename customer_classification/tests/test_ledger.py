from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import TODAY, CustomerClassificationCommon
from .random_books import RandomBooks

DOCUMENTS = ("out_invoice", "out_receipt", "out_refund")
BUCKETS = ("not_due", "overdue_1_30", "overdue_31_60", "overdue_61_90", "overdue_91")


class LedgerTies:
    """Totals tie out to the ledger and to Invoice Analysis, today and in the past.

    ``asked``: the (root company, day) pairs to look at.
    """

    def rows(self, company, as_of):
        return self.query_metrics(company, as_of).values()

    def assertCents(self, one, two, message=None):
        """Equal as amounts: floats on the way may differ far behind the cents."""
        self.assertEqual(round(float(one), 2), round(float(two), 2), message)

    def tree(self, company):
        return (company + company.child_ids).ids

    def test_receivable(self):
        """Sum of receivable = the receivable accounts of the posted ledger."""
        for company, as_of in self.asked:
            self.cr.execute(
                """
                SELECT SUM(item.debit - item.credit)
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                 WHERE move.state = 'posted'
                   AND account.account_type = 'asset_receivable'
                   AND item.date <= %s
                   AND item.company_id = ANY(%s)
                """,
                [as_of, self.tree(company)],
            )
            (ledger,) = self.cr.fetchone()
            self.assertTrue(ledger)
            total = sum(row["receivable"] for row in self.rows(company, as_of))
            self.assertCents(total, ledger, (company.name, as_of))

    def test_receivable_of_each_customer(self):
        """The balance of a customer's posted items, whatever is matched with drafts."""
        for company, as_of in self.asked:
            self.cr.execute(
                """
                SELECT contact.commercial_partner_id, SUM(item.debit - item.credit)
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                  JOIN res_partner contact ON contact.id = item.partner_id
                 WHERE move.state = 'posted'
                   AND account.account_type = 'asset_receivable'
                   AND item.date <= %s
                   AND item.company_id = ANY(%s)
              GROUP BY contact.commercial_partner_id
                """,
                [as_of, self.tree(company)],
            )
            ledger = dict(self.cr.fetchall())
            self.assertGreaterEqual(len(ledger), 4)
            for row in self.rows(company, as_of):
                self.assertCents(
                    row["receivable"],
                    ledger.get(row["partner_id"], 0),
                    (company.name, as_of, row["partner_id"]),
                )

    def test_buckets_add_up(self):
        used = set()
        for company, as_of in self.asked:
            rows = self.rows(company, as_of)
            for row in rows:
                used.update(bucket for bucket in BUCKETS if row[bucket])
                if row["credits_open"]:
                    used.add("credits_open")
                debts = sum(row[b] for b in BUCKETS)
                self.assertCents(debts + row["credits_open"], row["receivable"])
                self.assertCents(row["not_due"] + row["overdue"], debts)
                self.assertGreaterEqual(min(row[b] for b in BUCKETS), 0)
                self.assertLessEqual(row["credits_open"], 0)
        self.assertGreaterEqual(len(used), 5)

    def test_revenue(self):
        """Sum of revenue = Invoice Analysis of the same dates and companies."""
        for company, as_of in self.asked:
            rows = self.rows(company, as_of)
            year, before = (as_of - relativedelta(months=m) for m in (12, 24))
            for name, start, end in (
                ("revenue_12m", year, as_of),
                ("revenue_prev_12m", before, year),
                ("revenue_total", date(1900, 1, 1), as_of),
            ):
                analysed = self.analyse(company, start, end)
                if name != "revenue_prev_12m":  # before the books began
                    self.assertTrue(sum(analysed.values()))
                self.assertCents(
                    sum(row[name] for row in rows),
                    sum(analysed.values()),
                    (name, company.name, as_of),
                )
                for row in rows:
                    self.assertCents(row[name], analysed.get(row["partner_id"], 0))

    def analyse(self, company, start, end):
        """{customer id: untaxed total} as Invoice Analysis shows it, without equity."""
        report = (
            self.env["account.invoice.report"]
            .with_context(allowed_company_ids=self.tree(company))
            .with_company(company)
        )
        groups = report._read_group(
            [
                ("state", "=", "posted"),
                ("move_type", "in", DOCUMENTS),
                ("invoice_date", ">", start),
                ("invoice_date", "<=", end),
                ("company_id", "in", self.tree(company)),
                ("account_id.account_type", "not like", "equity"),
            ],
            ["commercial_partner_id"],
            ["price_subtotal:sum"],
        )
        return {partner.id: total for partner, total in groups}

    def test_invoice_counts(self):
        for company, as_of in self.asked:
            rows = self.rows(company, as_of)
            count = self.env["account.move"].search_count(
                [
                    ("company_id", "in", self.tree(company)),
                    ("move_type", "in", DOCUMENTS[:2]),
                    ("state", "=", "posted"),
                    ("invoice_date", "<=", as_of),
                    ("invoice_date", ">", as_of - relativedelta(months=12)),
                ]
            )
            self.assertTrue(count)
            self.assertEqual(sum(row["invoice_count_12m"] for row in rows), count)

    def test_stored_totals(self):
        """What an invoicing user sums up on the screen is the ledger of today."""
        for company, today in self.asked[:1] + self.asked[-1:]:
            self.refresh(company, as_of=today)
            rows = self.rows(company, today)
            [(receivable, revenue)] = (
                self.books("customer.profile", company)
                .with_context(allowed_company_ids=company.ids)
                ._read_group(
                    [("company_id", "=", company.id)],
                    [],
                    ["receivable:sum", "revenue_12m:sum"],
                )
            )
            self.assertCents(receivable, sum(r["receivable"] for r in rows))
            analysed = self.analyse(company, today - relativedelta(months=12), today)
            self.assertCents(revenue, sum(analysed.values()))

    def test_a_few_and_everybody_agree(self):
        """Both forms of the query give the same, customer by customer."""
        for company, as_of in self.asked:
            rows = self.rows(company, as_of)
            ids = [row["partner_id"] for row in rows if row["revenue_total"]]
            few = self.query_metrics(company, as_of, ids)
            for row in rows:
                if row["partner_id"] in ids:
                    found = few[row["partner_id"]]
                    self.assertEqual(found, {name: row[name] for name in found})


@tagged("post_install", "-at_install")
class TestLedger(LedgerTies, RandomBooks):
    """Random books with everything that makes totals go wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moves = cls.post_documents(50, cls.START, date(2024, 7, 15))
        cls.pay_documents(moves, 0.6, date(2024, 7, 20))
        cls.asked = [
            (company, as_of)
            for company in (cls.company_a, cls.company_b)
            for as_of in (TODAY, *(date(2024, 6, 1) - timedelta(d) for d in (1, 122)))
        ] + [(cls.company_a, date(2023, 9, 30))]


@tagged("post_install", "-at_install")
class TestDemoLedger(LedgerTies, CustomerClassificationCommon):
    """The demo books: today and at three past month ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # All of the books, which installing with demo data has made already.
        books = cls.env["customer.classification.demo"]._load_demo_books()
        cls.accountant.company_ids |= books
        today = min(company._customer_classification_today() for company in books)
        cls.asked = [
            (company, as_of)
            for company in books
            for as_of in (
                today,
                *(
                    today + relativedelta(day=1, months=-back, days=-1)
                    for back in (0, 2, 7)
                ),
            )
        ]
