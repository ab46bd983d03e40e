"""Reports on paper, printed by the program that people print with, and read back."""

import os
import re
import subprocess
import tempfile
from datetime import datetime
from statistics import median
from unittest.mock import patch

from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report

from .common import CustomerClassificationCommon
from .common_reports import KINDS, PDF_ACTION, ReportCommon

#: Bytes that a report may have: it goes out by mail.
MAX_SIZE = 300_000
#: Nobody listens there.
NOBODY = "http://127.0.0.1:9"
#: Characters that look like 日 and are none.
RADICALS = {chr(code) for code in range(0x2E80, 0x2FE0)}


class Printing(HttpCase):
    """Prints through the server of the tests: `HttpCase` writes it down as the address
    of this Odoo, so that styles come from the code that is tested."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # In milliseconds: a report has no scripts that Odoo would have to wait for.
        cls.env["ir.config_parameter"].set_param("report.print_delay", "1")

    def print_pdf(self, report):
        """The PDF of a report, in bytes."""
        content, kind = (
            self.env["ir.actions.report"]
            .with_env(report.env)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(PDF_ACTION, report.ids)
        )
        self.assertEqual(kind, "pdf")
        return content

    def read_pdf(self, content, *options):
        """What one gets who copies all of a PDF: the text of each page."""
        return self._run("pdftotext", content, *options, "-").split("\f")[:-1]

    def left(self, content):
        """Points between the edge of the paper and the first word on it."""
        words = self._run("pdftotext", content, "-bbox", "-")
        return min(map(float, re.findall(r'<word xMin="([\d.]+)"', words)))

    def _run(self, command, content, *arguments):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            return subprocess.run(
                [command, file.name, *arguments],
                capture_output=True,
                check=True,
                encoding="utf-8",
            ).stdout


@tagged("post_install", "-at_install")
class TestReportPdf(ReportCommon, Printing):
    """Paper: its size is that of the company, a page for each dimension."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.customer("Customer"), "2024-01-10", 100)

    def test_header_on_each_page(self):
        """Sixty customers: as many pages as headers."""
        for number in range(60):
            self.invoice(self.customer(f"Customer {number}"), "2024-01-10", 10)
        pages = self.read_pdf(self.print_pdf(self.report("ranking")))
        texts = [" ".join(page.split()) for page in pages]
        headed = [text for text in texts if "Cumulative Share" in text]
        self.assertGreaterEqual(len(headed), 2)
        for text in texts:
            if "Customer 1" in text:
                self.assertIn("Cumulative Share", text)

    def test_sizes(self):
        dimensions = (self.size + self.owing).ids
        report = self.report("overview", dimension_ids=[Command.set(dimensions)])
        for paper, size in (
            ("base.paperformat_euro", "842 x 595 pts"),
            ("base.paperformat_us", "792 x 612 pts"),
        ):
            with self.subTest(paper=paper):
                self.company_a.paperformat_id = self.env.ref(paper)
                facts = self._run("pdfinfo", self.print_pdf(report))
                self.assertRegex(facts, r"Pages: +2\n")
                self.assertRegex(facts, rf"Page size: +{size}")

    def test_letters_can_be_read(self):
        """Over 7 points: a line of Liberation Sans is 1.15 times as high."""
        content = self.print_pdf(self.report("overview"))
        words = self._run("pdftotext", content, "-bbox", "-")
        tops_and_ends = re.findall(r'yMin="([\d.]+)" .*yMax="([\d.]+)"', words)
        heights = [float(end) - float(top) for top, end in tops_and_ends]
        self.assertGreater(median(heights), 7 * 1.15)

    def test_page(self):
        """What only a program with headers and footers shows: title and numbers."""
        report = self.report("overview")
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            PDF_ACTION, report.ids, data={"report_type": "pdf"}
        )
        page = html.fromstring(content)
        self.assertEqual(page.get("data-report-margin-bottom"), "15")
        [article] = page.xpath("//div[contains(@class, 'article ')]")
        self.assertEqual(article.findtext("title"), report._file_name())
        [footer] = page.xpath("//div[contains(@class, 'footer ')]")
        self.assertIn("o_customer_footer", footer.findtext("style"))
        self.assertTrue(footer.xpath(".//span[@class='topage']"))

    def test_styles_are_loaded(self):
        """From the server of the tests: its style sheets have the margins."""
        Print, report = self.env["ir.actions.report"], self.report("overview")
        self.assertEqual(Print._get_report_url(), self.base_url())
        styled = self.print_pdf(report)
        self.assertGreater(self.left(styled), 20)
        self.env["ir.config_parameter"].set_param("report.url", NOBODY)
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            plain = self.print_pdf(report)
        self.assertLess(self.left(plain), 10)
        self.assertEqual(self.words(plain), self.words(styled))

    def words(self, pdf):
        """The text of a PDF; where its lines end is a matter of styles."""
        return [page.split() for page in self.read_pdf(pdf, "-raw")]

    def test_no_program(self):
        """Where it is not installed Odoo says so, and what to do."""
        report = self.report("overview")
        self.addCleanup(ir_actions_report._wkhtml.cache_clear)
        with patch.dict(os.environ, PATH="/nowhere"):
            ir_actions_report._wkhtml.cache_clear()
            with self.assertRaisesRegex(UserError, "Wkhtmltopdf"):
                self.print_pdf(report)


@tagged("post_install", "-at_install")
class TestReportText(CustomerClassificationCommon, Printing):
    """The demo books: what one copies out of a PDF is what the screen shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books_of_demo = cls.env["customer.classification.demo"]._load_demo_books()
        cls.accountant.company_ids |= cls.books_of_demo
        # A report has the minute on it.
        cls.startClassPatcher(freeze_time(datetime.now()))

    def reports(self):
        """(language, report): all seven in both languages."""
        for company, lang in zip(self.books_of_demo, ("en_US", "zh_CN"), strict=True):
            Report = (
                self.env["customer.report"]
                .with_user(self.accountant)
                .with_context(allowed_company_ids=company.ids, lang=lang)
            )
            largest = Report.env["customer.profile"].search(
                [("company_id", "=", company.id)], order="receivable desc", limit=1
            )
            partners = [Command.set(largest.partner_id.ids)]
            for kind in (*KINDS, "card"):
                vals = {"partner_ids": partners} if kind == "card" else {}
                yield lang, Report.create({"report": kind, **vals})

    def screen(self, report):
        """The report in the browser, without its styles."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_env(report.env)
            ._render_qweb_html(PDF_ACTION, report.ids)
        )
        [page] = html.fromstring(content).xpath("//div[contains(@class, 'article ')]")
        for style in page.xpath(".//style"):
            style.drop_tree()
        return page

    def copied(self, pages, screen):
        """All pages, without the headers that only paper repeats."""
        headers = [letters(head.text_content()) for head in screen.xpath(".//thead")]
        shown, text = letters(screen.text_content()), ""
        for page in map(letters, pages):
            for header in headers:
                if page.startswith(header) and not shown.startswith(header, len(text)):
                    page = page.removeprefix(header)
            text += page
        return text

    def test_text_is_that_of_the_screen(self):
        """English, Chinese and digits, from the first word to the last."""
        found = set()
        for lang, report in self.reports():
            with self.subTest(report=report.report, lang=lang):
                content, screen = self.print_pdf(report), self.screen(report)
                self.assertLess(len(content), MAX_SIZE)
                text = self.copied(self.read_pdf(content, "-raw"), screen)
                self.assertFalse(RADICALS & {*text})
                self.assertEqual(text, letters(screen.text_content()))
                found |= {*text}
        self.assertLessEqual({*"Customer客户日月0123456789%,.-"}, found)


def letters(text):
    """A text without blanks: lines on paper end elsewhere, also within a word."""
    return "".join(text.split())
