"""Books to test with: two companies and a branch, posted by an invoicing user."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from .companies import companies, journal, make_company, make_journal

#: The day most numbers are asked for: "12m" is (30 June 2023, 30 June 2024].
TODAY = date(2024, 6, 30)

#: Columns that rank a customer among all: only a query for everybody has them.
RANKS = {"rfm_recency", "rfm_frequency", "rfm_monetary", "rfm_score"}


def day(text):
    """``"2024-06-30"`` as a date."""
    return date.fromisoformat(text)


class CustomerClassificationCommon(TransactionCase):
    """Company A with branch A1, company B, helpers that post and ask for metrics.

    Companies have no country, so that no localisation is installed, and keep their
    books in US dollars. Everything is posted by ``accountant``, an invoicing user
    without further rights. Nothing relies on demo data.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.usd = cls.env.ref("base.USD")
        cls.company_a, cls.company_b, cls.branch = companies(cls.env)
        cls.companies = cls.company_a + cls.branch + cls.company_b
        cls.accountant = new_test_user(
            cls.env,
            login="classification_accountant",
            groups="account.group_account_invoice",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.companies.ids)],
        )
        cls._make_masters()

    @classmethod
    def _make_masters(cls):
        cls.bank, cls.cash = (
            {
                company: cls._journal(company, kind)
                for company in (cls.company_a, cls.company_b)
            }
            for kind in ("bank", "cash")
        )
        cls.category_one, cls.category_two = cls.env["product.category"].create(
            [{"name": "Category One"}, {"name": "Category Two"}]
        )
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "10 %",
                "amount": 10,
                "type_tax_use": "sale",
                "company_id": cls.company_a.id,
                "country_id": cls.env.ref("base.us").id,
                "tax_group_id": cls.env["account.tax.group"]
                .create(
                    {
                        "name": "10 %",
                        "company_id": cls.company_a.id,
                        "country_id": cls.env.ref("base.us").id,
                    }
                )
                .id,
            }
        )

    @classmethod
    def _journal(cls, company, kind):
        return journal(cls.env, company, kind)

    @classmethod
    def _make_company(cls, name):
        return make_company(cls.env, name)

    @classmethod
    def _make_journal(cls, company, kind):
        return make_journal(cls.env, company, kind)

    @classmethod
    def account(cls, kind, company=None):
        """The first account of a type in a company (A unless told)."""
        company = company or cls.company_a
        return (
            cls.env["account.account"]
            .with_company(company)
            .search(
                [
                    ("account_type", "=", kind),
                    ("company_ids", "in", company.root_id.id),
                ],
                limit=1,
            )
        )

    @classmethod
    def receivable_account(cls, company=None):
        """The receivable account that customers have in a company."""
        partner = cls.env["res.partner"].with_company(company or cls.company_a)
        field = partner._fields["property_account_receivable_id"]
        return field.get_company_dependent_fallback(partner)

    # Masters

    @classmethod
    def customer(cls, name="Customer", **vals):
        """A company that may buy."""
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def product(cls, name="Product", cost=0.0, category=None, **vals):
        """A product with its cost in every company."""
        product = cls.env["product.product"].create(
            {
                "name": name,
                "categ_id": (category or cls.category_one).id,
                "taxes_id": False,
                **vals,
            }
        )
        for company in cls.companies:
            product.with_company(company).standard_price = cost
        return product

    # Documents

    @classmethod
    def books(cls, model, company=None):
        """A model as the invoicing user sees it at work in a company."""
        company = company or cls.company_a
        others = [c.id for c in cls.companies if c != company]
        return (
            cls.env[model]
            .with_user(cls.accountant)
            .with_context(allowed_company_ids=[company.id, *others])
        )

    @classmethod
    def draft(cls, partner, on, *lines, move_type="out_invoice", company=None, **vals):
        """A document in draft; a line is an amount or a dict of line values."""
        company = company or cls.company_a
        vals = cls._document_vals(
            partner, on, *lines, move_type=move_type, company=company, **vals
        )
        return cls.books("account.move", company).create(vals)

    @classmethod
    def _document_vals(cls, partner, on, *lines, move_type, company, **vals):
        income = cls.account("income", company)
        values = []
        for line in lines:
            line = line if isinstance(line, dict) else {"price_unit": line}
            values.append(
                {
                    "name": "line",
                    "quantity": 1,
                    "account_id": income.id,
                    "tax_ids": [Command.clear()],
                    **line,
                }
            )
        on = day(on) if isinstance(on, str) else on
        return {
            "move_type": move_type,
            "partner_id": partner.id,
            "company_id": company.id,
            "invoice_date": on,
            "date": on,
            "invoice_line_ids": [Command.create(line) for line in values],
            **vals,
        }

    @classmethod
    def invoice(cls, partner, on, *lines, due=None, **vals):
        """A posted invoice, due on its own day unless told."""
        if "invoice_payment_term_id" not in vals:
            vals["invoice_payment_term_id"] = False
            vals["invoice_date_due"] = due or on
        move = cls.draft(partner, on, *lines, **vals)
        move.action_post()
        return move

    @classmethod
    def credit_note(cls, partner, on, *lines, **vals):
        """A posted credit note."""
        return cls.invoice(partner, on, *lines, move_type="out_refund", **vals)

    @classmethod
    def receipt(cls, partner, on, *lines, **vals):
        """A posted sales receipt."""
        return cls.invoice(partner, on, *lines, move_type="out_receipt", **vals)

    @classmethod
    def entry(cls, partner, on, amount, due=None, account=None, company=None, **vals):
        """A posted miscellaneous entry: `amount` on the partner's receivable."""
        company = company or cls.company_a
        other = account or cls.account("equity", company)
        lines = [
            {
                "account_id": cls.receivable_account(company).id,
                "partner_id": partner.id,
                "balance": amount,
                "date_maturity": due or on,
            },
            {"account_id": other.id, "balance": -amount},
        ]
        move = cls.books("account.move", company).create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": cls._journal(company.root_id, "general").id,
                "date": on,
                "line_ids": [Command.create(line) for line in lines],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def pay(cls, partner, on, amount, *moves, journal=None, company=None, **vals):
        """A posted payment of the customer, matched with the open items of `moves`.

        :param amount: negative for money paid back
        """
        company = company or cls.company_a
        payment = cls.books("account.payment", company).create(
            {
                "payment_type": "inbound" if amount > 0 else "outbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "amount": abs(amount),
                "date": on,
                "journal_id": (journal or cls.bank[company.root_id]).id,
                **vals,
            }
        )
        payment.action_post()
        if moves:
            cls.match(payment.move_id, *moves)
        return payment

    @classmethod
    def items(cls, *moves):
        """The receivable items of moves."""
        lines = cls.env["account.move.line"].union(*(m.line_ids for m in moves))
        return lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    @classmethod
    def match(cls, *moves):
        """Match the open receivable items of moves with one another."""
        lines = cls.items(*moves).filtered(lambda line: not line.reconciled)
        lines.with_user(cls.accountant).reconcile()

    @classmethod
    def rate(cls, currency, on, dollars, company=None):
        """From this day on one unit of `currency` is worth so many dollars."""
        cls.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "name": on,
                "inverse_company_rate": dollars,
                "company_id": (company or cls.company_a).id,
            }
        )

    # Asking

    def query_metrics(self, company, as_of=TODAY, partner_ids=None):
        """{partner id: {metric: value}} as of a day, nothing written."""
        Profile = self.env["customer.profile"]
        query = Profile._metrics_query(company, as_of, partner_ids)
        self.env.cr.execute(SQL("SELECT * FROM (%s) metrics", query))
        return {row["partner_id"]: row for row in self.env.cr.dictfetchall()}

    def metrics(self, partner, as_of=TODAY, company=None):
        """The metrics of one customer; the query for everybody and the one for a
        few customers have to agree about them."""
        as_of = day(as_of) if isinstance(as_of, str) else as_of
        company = company or self.company_a
        rows = self.query_metrics(company, as_of)
        few = self.query_metrics(company, as_of, [partner.id])
        self.assertIn(partner.id, rows, "the customer has no row")
        self.assertEqual(set(few), {partner.id})
        row = rows[partner.id]
        self.assertEqual(
            few[partner.id], {k: v for k, v in row.items() if k not in RANKS}
        )
        return row

    def assertMetrics(self, partner, expected, as_of=TODAY, company=None):
        """Numbers to the cent, dates exactly, None for empty, which is not zero."""
        row = self.metrics(partner, as_of, company)
        wrong = {}
        for name, value in expected.items():
            found = row[name]
            same = (
                abs(float(found) - value) < 0.00001
                if isinstance(value, int | float) and found is not None
                else found == value
            )
            if not same:
                wrong[name] = f"{found!r} is not {value!r}"
        self.assertFalse(wrong, f"{partner.name} as of {as_of}")

    def refresh(self, *companies, **kwargs):
        """Refresh the profiles of companies, A and B unless told."""
        companies = (
            self.env["res.company"].union(*companies)
            if companies
            else (self.company_a + self.company_b)
        )
        return self.env["customer.profile"]._refresh(companies, **kwargs)

    def profile(self, partner, company=None):
        """The stored profile, also an inactive one."""
        return (
            self.env["customer.profile"]
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", (company or self.company_a).id),
                ]
            )
        )

    @contextmanager
    def recorded(self):
        """The statements that run meanwhile, as a list of texts."""
        self.env.flush_all()
        statements = []
        execute = Cursor.execute

        def record(cursor, query, *args, **kwargs):
            statements.append(query.code if isinstance(query, SQL) else str(query))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", record):
            yield statements
            self.env.flush_all()

    def row_versions(self, table):
        """{id: place of the row}: any UPDATE moves a row, whoever it is by."""
        self.env.flush_all()
        self.cr.execute(
            SQL("SELECT id, ctid::text, xmin::text FROM %s", SQL.identifier(table))
        )
        return {row[0]: row[1:] for row in self.cr.fetchall()}

    def run_cron(self, name):
        """Run a scheduled action of ours as the scheduler would."""
        with self.enter_registry_test_mode():
            self.env.ref(f"customer_classification.{name}").method_direct_trigger()

    @classmethod
    def dimension(cls, code, method="manual", metric=None, categories=(), **vals):
        """A dimension; a category is a dict with at least a name."""
        return cls.env["customer.classification.dimension"].create(
            {
                "name": code.title(),
                "code": code,
                "method": method,
                "metric_id": metric
                and cls.env["ir.model.fields"]._get("customer.profile", metric).id,
                "category_ids": [
                    Command.create({"sequence": 10 * number, **category})
                    for number, category in enumerate(categories, 1)
                ],
                **vals,
            }
        )

    def stored_rows(self, table="customer_profile", columns="*"):
        """Every row of a table as the database has it, ids included."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT %s FROM %s ORDER BY id", SQL(columns), SQL.identifier(table))
        )
        return self.env.cr.dictfetchall()
