"""Books to report on, who may see which of them, and names that break things."""

from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user

from ..reports.document import (
    Value,
)
from .common import TODAY, CustomerClassificationCommon

THEN = date(2023, 6, 30)
SCREEN = "/report/html/customer_classification.report_document/%s"
PDF = "/report/pdf/customer_classification.report_document/%s"
XLSX = "/customer_classification/report/%s/xlsx"
CARD = "/report/html/customer_classification.report_customer_card/%s"
HOSTILE = (
    '=HYPERLINK("http://example.com","x")',
    "@SUM(A1)",
    "\tTAB",
    "x" * 10_000,
    "😀 表情",
    "<script>alert(1)</script>",
    "http://example.com",
    "-1+1",
    "+1",
    "00123",
)
KINDS = ("overview", "ranking", "arrears", "trend", "movement", "bridge")
PDF_ACTION = "customer_classification.action_customer_report_pdf"


class ReportCommon(CustomerClassificationCommon):
    """Reports of company A as the accountant sees them on 30 June 2024."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2024-06-30 12:00:00"))
        cls.env.registry.clear_cache()
        # Nobody but those whom a test names.
        cls.companies.customer_classification_prospects = False
        cls.env.cr.execute(
            "UPDATE res_partner SET customer_rank = 0;"
            "DELETE FROM res_partner_res_partner_category_rel"
        )
        cls.env.invalidate_all()
        cls.size = cls.dimension(
            "size_class",
            "band",
            "revenue_12m",
            [{"name": "Big", "lower_bound": 1000}, {"name": "Small"}],
        )
        cls.owing = cls.dimension(
            "owing_class",
            "band",
            "receivable",
            [{"name": "Owes", "lower_bound": 1}, {"name": "Owes Nothing"}],
        )

    def report(self, kind, company=None, user=None, **vals):
        """A report as the accountant asks for it."""
        Report = self.books("customer.report", company)
        if user:
            Report = Report.with_user(user)
        vals.setdefault("dimension_ids", [Command.set(self.size.ids)])
        return Report.create({"report": kind, **vals})

    def document(self, kind, company=None, user=None, **vals):
        return self.report(kind, company, user, **vals)._get_document()

    def table(self, document, name):
        """The table of that name, wherever it stands."""
        return next(t for s in document.sections for t in s.tables if t.name == name)

    def cells(self, table, key=0):
        """{text in the column `key`: {column: value}}, the total as "Total"."""
        rows = [row.values for row in table]
        if table.total:
            rows.append(table.total)
        return {row[key]: self.named(table, row) for row in rows}

    def named(self, table, row):
        return {
            column.name: value.value if isinstance(value, Value) else value
            for column, value in zip(table.columns, row, strict=True)
        }

    def assertCells(self, found, expected):
        """Numbers as they stand in the report, None for empty."""
        wrong = {
            name: (found[name], value)
            for name, value in expected.items()
            if found[name]
            != (Decimal(value) if isinstance(found[name], Decimal) else value)
        }
        self.assertFalse(wrong, "(found, expected)")

    def assertTies(self, document):
        """Every comparison with the ledger has something in it, and differs by 0.00."""
        tables = [t for s in document.sections for t in s.tables if "tie_out" in t.name]
        self.assertTrue(tables)
        for table in tables:
            for values in self.cells(table).values():
                self.assertTrue(values["ledger"])
                if values["report"] is None:  # only the ledger has it
                    continue
                self.assertEqual(values["report"], values["ledger"])
                self.assertEqual(values["difference"], 0)


class ReportRightsCommon(ReportCommon):
    """Mine and Theirs are customers of company A, Far is one of company B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sellers = cls.env["res.groups"].create({"name": "Own customers only"})
        cls.salesperson = cls.user("salesperson", "customer_classification.group_user")
        cls.salesperson.group_ids += cls.sellers
        cls.user_b = cls.user("user_b", "account.group_account_invoice", cls.company_b)
        cls.plain = cls.user("plain", "base.group_user")
        cls.portal = cls.user("portal", "base.group_portal")
        cls.env["ir.rule"].create(
            {
                "name": "Own customers only",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [Command.link(cls.sellers.id)],
                "domain_force": "['|', ('user_id', '=', user.id), "
                "('id', '=', user.partner_id.id)]",
            }
        )
        cls.mine = cls.customer("Mine", user_id=cls.salesperson.id)
        cls.theirs = cls.customer("Theirs")
        cls.far = cls.customer("Far")
        for partner, then, now in ((cls.mine, 70, 100), (cls.theirs, 5000, 9000)):
            cls.invoice(partner, "2022-12-10", then)
            cls.invoice(partner, "2024-01-10", now)
        cls.invoice(cls.far, "2024-01-10", 400, company=cls.company_b)

    @classmethod
    def user(cls, login, groups, company=None):
        company = company or cls.company_a
        return new_test_user(
            cls.env,
            login=f"report_{login}",
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def asked_by(self, user, kind, **vals):
        """A report of the user's company, asked for by the user."""
        Report = self.env["customer.report"].with_user(user)
        Report = Report.with_context(allowed_company_ids=user.company_ids.ids)
        if kind in ("movement", "bridge"):
            vals |= {"date_then": THEN}
        vals |= {"date": TODAY, "dimension_ids": [Command.set(self.size.ids)]}
        return Report.create({"report": kind, **vals})

    def words(self, document):
        """Every text in a document: titles, facts, notes, cells and links."""
        yield from (document.title, document.subtitle, document.name)
        for facts in (document.facts, *(s.facts for s in document.sections)):
            yield from (text for fact in facts for text in fact)
        for section in document.sections:
            yield from (section.title, section.note)
            for table in section.tables:
                yield from (table.title, table.note)
                lines = [row.values for row in table]
                for line in (*lines, table.total or (), table.rest or ()):
                    yield from map(str, line)

    def assertRefused(self, call):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            call()
