import io

import openpyxl
from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_reports import CARD, HOSTILE, PDF, SCREEN, XLSX, ReportRightsCommon


@tagged("post_install", "-at_install")
class TestReportRoutes(ReportRightsCommon, HttpCase):
    """The addresses of screen, PDF and workbook, as each user opens them."""

    def open_as(self, user, address, record):
        user.password = user.login
        self.authenticate(user.login, user.login)
        return self.url_open(address % record.id)

    def texts(self, response):
        """All texts of a page or of a workbook."""
        if response.content.startswith(b"<!DOCTYPE html>"):
            return html.fromstring(response.content).text_content()
        book = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True)
        return " ".join(
            str(cell.value)
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
        )

    def test_own_report(self):
        """A salesperson sees one's own customers, and no number of the others."""
        report = self.asked_by(self.salesperson, "ranking")
        for address in (SCREEN, PDF, XLSX):  # in tests Odoo sends the page of a PDF
            with self.subTest(address=address):
                response = self.open_as(self.salesperson, address, report)
                self.assertEqual(response.status_code, 200)
                texts = self.texts(response)
                self.assertIn("Mine", texts)
                for other in ("Theirs", "9000", "9,000", "9100", "9,100"):
                    self.assertNotIn(other, texts)

    def test_workbook(self):
        """A file with a name, which nobody keeps on the way."""
        report = self.asked_by(self.accountant, "overview")
        response = self.open_as(self.accountant, XLSX, report)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("Overview", response.headers["Content-Disposition"])
        self.assertEqual(int(response.headers["Content-Length"]), len(response.content))

    def test_language_of_the_user(self):
        """Whatever the browser speaks."""
        self.accountant.lang = "zh_CN"
        report = self.asked_by(self.accountant, "ranking")
        response = self.open_as(self.accountant, XLSX, report)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.sheetnames[0], "关于本报表")

    def test_guessed_ids(self):
        """What somebody else has asked for: refused, and nothing of it is told."""
        report = self.asked_by(self.accountant, "ranking")
        for user in (self.salesperson, self.user_b, self.plain, self.portal):
            for address in (SCREEN, PDF, XLSX):
                with (
                    self.subTest(user=user.login, address=address),
                    mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
                ):
                    response = self.open_as(user, address, report)
                    self.assertIn(response.status_code, (403, 404, 500))
                    self.assertNotIn("Theirs", response.text)
                    self.assertNotIn("9,000", response.text)

    def test_cards_of_others(self):
        """A contact that the user may not read has no card."""
        for user in (self.salesperson, self.plain, self.portal):
            with (
                self.subTest(user=user.login),
                mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
            ):
                response = self.open_as(user, CARD, self.theirs)
                self.assertIn(response.status_code, (403, 404, 500))
                self.assertNotIn("9,000", response.text)

    def test_nobody_is_logged_in(self):
        report = self.asked_by(self.accountant, "ranking")
        response = self.url_open(XLSX % report.id, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_hostile_names(self):
        """Customers may be called what they like: text on the page and in cells."""
        for text in HOSTILE:
            self.invoice(self.customer(text), "2024-02-10", 50)
        report = self.asked_by(self.accountant, "ranking")
        page = self.open_as(self.accountant, SCREEN, report)
        tree = html.fromstring(page.content)
        self.assertFalse(tree.xpath("//script[contains(text(), 'alert')]"))
        names = {td.text_content().strip() for td in tree.xpath("//td")}
        self.assertIn("<script>alert(1)</script>", names)
        self.assertIn("@SUM(A1)", names)
        book = self.open_as(self.accountant, XLSX, report)
        sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[1]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        texts = {cell.value for cell in cells if cell.data_type == "s"}
        for text in HOSTILE:
            self.assertIn(text.strip(), {str(value).strip() for value in texts})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        formulas = [cell.value for cell in cells if cell.data_type == "f"]
        self.assertTrue(all(f.startswith(("=SUM(", "=IF(")) for f in formulas))
