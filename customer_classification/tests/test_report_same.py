import io
import re
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from lxml import html

from odoo import Command
from odoo.tests import tagged

from ..reports.document import DIGITS
from ..reports.writers import xlsx
from ..reports.writers.html import MAX_TEXT
from .common import CustomerClassificationCommon
from .common_reports import KINDS, PDF_ACTION

DATES = {"en_US": "%m/%d/%Y", "zh_CN": "%Y/%m/%d"}


class SameNumbers:
    """Reads back what was written, by another way than it was written."""

    def html_tables(self, report):
        """[table]: its lines, a {column name: text} each, with parts put together."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(report.env.user)
            .with_context(**report.env.context)
            ._render_qweb_html(PDF_ACTION, report.ids)
        )
        tables = []
        for node in html.fromstring(content).xpath("//table[@data-table]"):
            names = [th.get("data-column") for th in node.xpath("./thead/tr/th")]
            lines = [
                dict(zip(names, self.texts(tr), strict=True))
                for tr in node.xpath("./tbody/tr")
            ]
            if tables and self.is_next_part(tables[-1], node, names):
                for line, more in zip(tables[-1][1], lines, strict=True):
                    line.update(more)
                tables[-1][2].extend(names)
            else:
                tables.append((node.get("data-table"), lines, names))
        return [lines for _name, lines, _names in tables]

    def texts(self, tr):
        return [" ".join(td.text_content().split()) for td in tr.xpath("./td")]

    def is_next_part(self, table, node, names):
        """The parts of a table follow each other, and share their first column."""
        name, _lines, before = table
        return name == node.get("data-table") and before[-1] not in names

    def sheets(self, report):
        """[table]: its lines as lists of values, as a spreadsheet stores them."""
        stream = io.BytesIO()
        document = report._get_document()
        xlsx.write(document, stream, report.env)
        book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()), data_only=True)
        tables = []
        for sheet in book.worksheets[1:]:
            header = int(re.fullmatch(r"A(\d+):.*", sheet.auto_filter.ref)[1])
            tables.append(
                [
                    [cell.value for cell in row]
                    for row in sheet.iter_rows(min_row=header + 1)
                ]
            )
        return tables

    def document_tables(self, report):
        """[(columns, lines)]: what the document says, the total last."""
        return [
            (
                table.columns,
                [row.values for row in table] + ([table.total] if table.total else []),
            )
            for section in report._get_document().sections
            for table in section.tables
        ]

    def number(self, kind, text, lang):
        """What a person reads, as a number or a day."""
        if not text:
            return None
        if kind == "date":
            return datetime.strptime(text, DATES[lang]).date()
        number = Decimal(re.sub("[,%\\s]", "", text).replace("−", "-"))
        return number / 100 if kind == "rate" else number

    def assertSame(self, report):
        """Document, screen, paper and workbook, cell by cell.

        :return: how many cells were compared
        """
        count, lang = 0, report.env.context["lang"]
        documents = self.document_tables(report)
        pages, sheets = self.html_tables(report), self.sheets(report)
        self.assertEqual(len(pages), len([1 for _c, lines in documents if lines]))
        self.assertEqual(len(sheets), len(documents))
        pages = iter(pages)
        for (columns, lines), sheet in zip(documents, sheets, strict=True):
            page = next(pages) if lines else []
            self.assertEqual(len(page), len(lines))
            for values, texts, cells in zip(lines, page, sheet, strict=False):
                for column, value, cell in zip(columns, values, cells, strict=False):
                    about = (report.report, column.name, value)
                    self.assertCell(
                        column, value, texts[column.name], cell, lang, about
                    )
                    count += 1
        return count

    def assertCell(self, column, value, text, cell, lang, about):
        kind = column.kind
        if value is None or value == "":
            self.assertEqual((text, cell or None), ("", None), about)
        elif kind == "date" and isinstance(value, date):
            self.assertEqual(self.number(kind, text, lang), value, about)
            self.assertEqual(cell.date(), value, about)
        elif kind in DIGITS and not isinstance(value, str):
            self.assertEqual(float(self.number(kind, text, lang)), float(value), about)
            self.assertEqual(float(cell), float(value), about)
        else:
            self.assertEqual(text, " ".join(value.split()), about)
            self.assertEqual(cell, value, about)


@tagged("post_install", "-at_install")
class TestReportSame(SameNumbers, CustomerClassificationCommon):
    """The demo books: screen, PDF_ACTION and workbook carry the same numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        books = cls.env["customer.classification.demo"]._load_demo_books()
        cls.accountant.company_ids |= books
        cls.books_of_demo = books

    def reports(self):
        for company, lang in zip(self.books_of_demo, ("en_US", "zh_CN"), strict=True):
            for kind in KINDS:
                Report = (
                    self.env["customer.report"]
                    .with_user(self.accountant)
                    .with_context(allowed_company_ids=company.ids, lang=lang)
                )
                report = Report.create({"report": kind})
                if kind == "overview":
                    report.dimension_ids = report._get_dimensions()
                yield company, kind, report

    def test_same_numbers_everywhere(self):
        for company, kind, report in self.reports():
            with self.subTest(company=company.name, report=kind):
                self.assertGreater(self.assertSame(report), 5)

    def test_ties_out_to_the_ledger(self):
        """The difference is 0.00 in both companies, in every report that compares."""
        compared = []
        for company, kind, report in self.reports():
            for section in report._get_document().sections:
                for table in section.tables:
                    if not table.name.startswith("tie_out"):
                        continue
                    for row in table:
                        _what, ledger, found, difference = row.values
                        self.assertTrue(ledger)
                        self.assertEqual(found, ledger, (company.name, kind))
                        self.assertEqual(str(difference), "0.00")
                        compared.append((company, kind))
        self.assertEqual({kind for _company, kind in compared}, set(KINDS) - {"trend"})
        self.assertEqual(
            {company for company, _kind in compared}, set(self.books_of_demo)
        )

    def test_bridge_adds_up(self):
        """To the cent, in each line and in every dimension."""
        for company in self.books_of_demo:
            Report = self.env["customer.report"].with_user(self.accountant)
            Report = Report.with_context(allowed_company_ids=company.ids, lang="en_US")
            report = Report.create({"report": "bridge"})
            report.dimension_ids = [Command.set(report._get_dimensions().ids)]
            for section in report._get_document().sections[:-1]:
                [table] = section.tables
                for values in [*(row.values for row in table), table.total]:
                    booked, came, went, today, growth, new, lost, now = values[1:]
                    self.assertEqual(booked + came + went, today)
                    self.assertEqual(today + growth + new + lost, now)

    def test_cards(self):
        """Cards of three customers: tables below each other on a sheet for each."""
        for company, lang in zip(self.books_of_demo, ("en_US", "zh_CN"), strict=True):
            Report = self.env["customer.report"].with_user(self.accountant)
            Report = Report.with_context(allowed_company_ids=company.ids, lang=lang)
            largest = Report.env["customer.profile"].search(
                [("company_id", "=", company.id)], order="receivable desc", limit=3
            )
            partners = [Command.set(largest.partner_id.ids)]
            report = Report.create({"report": "card", "partner_ids": partners})
            with self.subTest(company=company.name):
                self.assertGreater(self.assertSameCards(report, lang), 100)

    def assertSameCards(self, report, lang):
        """:return: how many cells were compared"""
        stream, document, count = io.BytesIO(), report._get_document(), 0
        xlsx.write(document, stream, report.env)
        book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()), data_only=True)
        pages = iter(self.html_tables(report))
        for section, sheet in zip(document.sections, book.worksheets[1:], strict=False):
            cells = iter([[cell.value for cell in row] for row in sheet.iter_rows()])
            for table in section.tables:
                labels = [column.label for column in table.columns]
                next(row for row in cells if row[: len(labels)] == labels)
                lines = [row.values for row in table]
                lines += [line for line in (table.rest, table.total) if line]
                page = next(pages) if lines else []
                for values, texts in zip(lines, page, strict=True):
                    found = next(cells)
                    for place, column in enumerate(table.columns):
                        kind, value = table.kind(column, values[place])
                        if kind == "trend":
                            continue
                        about = (section.title, table.name, column.name, value)
                        text, cell = texts[column.name], found[place]
                        if isinstance(value, str):
                            value, text, cell = (
                                (part or "")[:MAX_TEXT].strip()
                                for part in (value, text, cell)
                            )
                        column = column._replace(kind=kind)
                        self.assertCell(column, value, text, cell, lang, about)
                        count += 1
        return count
