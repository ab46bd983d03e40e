"""Rates of groups by hand: what each customer brings, from the tables of the books."""

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from ..fields import metrics
from .common import CustomerClassificationCommon

PROFILE = "customer.profile"
VALUE, CREDIT = "x_class_value", "x_class_credit"
NUMBERS = ("integer", "float", "monetary")
#: Numbers that several customers do not have together.
NOBODYS = {
    "rfm_score",  # three digits side by side
    # Weights of the record fade by the day, and are kept nowhere.
    "payment_record_days",
    "payment_record_late_rate",
    "payment_record_age",
}


def rates(model):
    """The rates, averages and days of customers: numbers that are no sums."""
    return [
        name
        for name, field in metrics(model).items()
        if field.type in NUMBERS
        and field.aggregator not in ("sum", "max", "min")
        and name not in NOBODYS
    ]


class Hand:
    """Numerator and denominator of each rate of each customer of a company.

    ``parts``: {metric: {contact id: (of, by)}}
    """

    def __init__(self, company, today):
        self.env = company.env
        self.company = company
        self.today = today
        self.start = today - relativedelta(months=12)
        self.before = today - relativedelta(months=24)
        self.parts = defaultdict(lambda: defaultdict(lambda: (0, 0)))
        self.env.flush_all()
        self._documents()
        self._margins()
        self._receivable()
        self._instalments()
        self._means()

    def add(self, name, contact, of, by):
        """Count something for a metric of a customer."""
        before = self.parts[name][contact]
        self.parts[name][contact] = (before[0] + of, before[1] + by)

    def rate(self, name, contacts):
        """The rate of these customers together; None for none."""
        pairs = [self.parts[name][c] for c in contacts if c in self.parts[name]]
        of, by = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
        times = 365 if name == "dso" else 1
        return float(of) / float(by) * times if by > 0 else None

    def query(self, query):
        companies = self.env["res.company"].search(
            [("id", "child_of", self.company.id)]
        )
        values = {"companies": companies.ids, "today": self.today}
        self.env.cr.execute(query, {**values, "company": str(self.company.id)})
        return self.env.cr.fetchall()

    def _documents(self):
        days = defaultdict(set)
        for contact, kind, day, untaxed, taxed in self.query(
            """
            SELECT p.commercial_partner_id, m.move_type, m.invoice_date,
                   (SELECT COALESCE(-SUM(balance), 0) FROM account_move_line
                     WHERE move_id = m.id AND display_type = 'product'),
                   m.amount_total_signed
              FROM account_move m JOIN res_partner p ON p.id = m.partner_id
             WHERE m.state = 'posted' AND m.company_id = ANY(%(companies)s)
               AND m.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND m.invoice_date <= %(today)s
            """
        ):
            is_sale = kind != "out_refund"
            if is_sale:
                days[contact].add(day)
            if self.start < day:
                self.add("revenue_growth", contact, untaxed, 0)
                self.add("refund_rate_12m", contact, 0, untaxed if is_sale else 0)
                if is_sale:
                    self.add("average_invoice_12m", contact, untaxed, 1)
                    self.add("dso", contact, 0, taxed)
                else:
                    self.add("refund_rate_12m", contact, -untaxed, 0)
            elif self.before < day:
                self.add("revenue_growth", contact, -untaxed, untaxed)
        for contact, dates in days.items():
            first, last = min(dates), max(dates)
            span = (last - first).days
            self.add("average_interval_days", contact, span, len(dates) - 1)
            self.add("recency_days", contact, (self.today - last).days, 1)
            self.add("tenure_days", contact, (self.today - first).days, 1)

    def _margins(self):
        for contact, day, revenue, cost in self.query(
            """
            SELECT p.commercial_partner_id, m.invoice_date, -l.balance,
                   CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END * l.quantity
                   * COALESCE(l.customer_unit_cost::numeric,
                              (r.standard_price ->> %(company)s)::numeric, 0)
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_partner p ON p.id = m.partner_id
         LEFT JOIN product_product r ON r.id = l.product_id
             WHERE m.state = 'posted' AND m.company_id = ANY(%(companies)s)
               AND m.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND m.invoice_date <= %(today)s AND l.display_type = 'product'
            """
        ):
            if day > self.start:
                self.add("margin_rate_12m", contact, revenue - cost, revenue)

    def _receivable(self):
        limits = {
            partner.id: partner.credit_limit
            for partner in self.env["res.partner"]
            .with_company(self.company)
            .search([("credit_limit", ">", 0)])
        }
        for contact, limit in limits.items():
            self.add("credit_used_rate", contact, 0, limit)
        for contact, amount in self.query(
            """
            SELECT p.commercial_partner_id, SUM(l.amount_residual)
              FROM account_move_line l
              JOIN account_account a ON a.id = l.account_id
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.parent_state = 'posted' AND l.company_id = ANY(%(companies)s)
               AND a.account_type = 'asset_receivable' AND l.date <= %(today)s
          GROUP BY p.commercial_partner_id
            """
        ):
            self.add("dso", contact, amount, 0)
            if contact in limits:
                self.add("credit_used_rate", contact, float(amount), 0)

    def _instalments(self):
        """Each instalment with the day of the last money, if nothing of it is open.

        Entries for exchange differences are no money; others write off, in these books.
        What nobody matched pays the oldest.
        """
        credits = dict(
            self.query(
                """
                SELECT p.commercial_partner_id, -SUM(l.amount_residual)
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE l.parent_state = 'posted' AND l.company_id = ANY(%(companies)s)
                   AND a.account_type = 'asset_receivable' AND l.amount_residual < 0
              GROUP BY p.commercial_partner_id
                """
            )
        )
        for contact, invoiced, due, left, paid, lost in self.query(
            """
            SELECT p.commercial_partner_id, l.invoice_date, l.date_maturity,
                   l.amount_residual, GREATEST(c.paid, l.invoice_date), c.lost
              FROM account_move_line l
 CROSS JOIN LATERAL (
                   SELECT MAX(c.date) AS paid, COALESCE(BOOL_OR(
                              c.payment_id IS NULL AND n.move_type = 'entry'
                              AND j.type = 'general'), FALSE) AS lost
                      FROM account_partial_reconcile r
                      JOIN account_move_line c ON c.id = r.credit_move_id
                      JOIN account_move n ON n.id = c.move_id
                      JOIN account_journal j ON j.id = n.journal_id
                     WHERE r.debit_move_id = l.id AND n.id NOT IN (
                           SELECT exchange_move_id FROM account_partial_reconcile
                            WHERE exchange_move_id IS NOT NULL)) c
              JOIN account_move m ON m.id = l.move_id
              JOIN account_account a ON a.id = l.account_id
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.parent_state = 'posted' AND l.company_id = ANY(%(companies)s)
               AND a.account_type = 'asset_receivable' AND l.balance > 0
               AND l.display_type = 'payment_term' AND l.invoice_date <= %(today)s
               AND m.move_type IN ('out_invoice', 'out_receipt')
          ORDER BY l.date_maturity, l.id
            """
        ):
            credits[contact] = credits.get(contact, 0) - left
            is_paid = not left and paid and not lost
            if is_paid and self.start < paid:
                self.add("average_days_to_pay", contact, (paid - invoiced).days, 1)
                self.add("average_days_late", contact, max((paid - due).days, 0), 1)
            if self.start < due <= self.today:
                is_late = paid > due if is_paid else lost or due < self.today
                is_late &= not left or credits[contact] < 0
                self.add("late_rate", contact, is_late, 1)

    def _means(self):
        """Scores have no other parts than the customers who have one."""
        Profile = self.env["customer.profile"]
        for profile in Profile.search([("company_id", "=", self.company.id)]):
            contact = profile.partner_id.id
            for name in (
                "rfm_recency",
                "rfm_frequency",
                "rfm_monetary",
                "credit_score",
            ):
                if profile[name] is not False:
                    self.add(name, contact, profile[name], 1)


class DemoRates(CustomerClassificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = cls.env["customer.classification.demo"]._load_demo_books()
        cls.env[PROFILE]._refresh(cls.books)
        cls.hands = {
            company: Hand(company, company._customer_classification_today())
            for company in cls.books
        }

    def of_company(self, company, model):
        return self.env[model].with_context(allowed_company_ids=company.ids)

    def profiles(self, company):
        return self.of_company(company, PROFILE).search(
            [("company_id", "=", company.id)]
        )

    def assertRate(self, hand, name, contacts, found):
        expected = hand.rate(name, contacts)
        about = f"{name} of {len(contacts)} customers of {hand.company.name}"
        if expected is None:
            self.assertIn(found, (False, None), about)
        else:
            self.assertIsInstance(found, (int, float), about)
            self.assertAlmostEqual(float(found), expected, 6, about)
