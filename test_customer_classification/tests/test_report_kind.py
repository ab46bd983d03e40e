"""A report of another module, and its line on the card and on the contact page."""

from decimal import Decimal

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.customer_classification.tests.common_reports import ReportCommon
from odoo.addons.customer_classification.tests.test_report_same import SameNumbers

KIND = "test_newcomers"
LABELS = {"en_US": "New Customers", "zh_CN": "新客户"}


class KindCommon(ReportCommon):
    """Anna and Ben are new in the year up to 30 June 2024; Old bought before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben, cls.old, cls.gone = (
            cls.customer(name) for name in ("Anna", "Ben", "Old", "Gone")
        )
        cls.invoice(cls.anna, "2024-02-10", 300)
        cls.invoice(cls.anna, "2024-03-10", 500)
        cls.invoice(cls.ben, "2024-01-05", 450)
        cls.credit_note(cls.ben, "2024-01-15", 50)
        cls.invoice(cls.old, "2023-01-01", 100)
        cls.invoice(cls.old, "2024-01-01", 1000)
        cls.invoice(cls.gone, "2023-01-01", 70)

    @classmethod
    def user(cls, lang):
        return new_test_user(
            cls.env,
            login=f"newcomers_{lang}",
            groups="account.group_account_invoice",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
            lang=lang,
            tz="UTC",
        )

    def asked_by(self, lang, **vals):
        Report = self.env["customer.report"].with_user(self.user(lang))
        return Report.with_context(lang=lang).create({"report": KIND, **vals})


@tagged("post_install", "-at_install")
class TestReportKind(SameNumbers, KindCommon):
    def test_choice(self):
        """It can be chosen once and every month, in the language of the user."""
        for model in ("customer.report", "customer.report.subscription"):
            for lang, label in LABELS.items():
                described = self.env[model].with_context(lang=lang).fields_get()
                selection = described["report"]["selection"]
                self.assertEqual(selection[0][0], "overview")
                self.assertEqual(selection[-1], (KIND, label))

    def test_form(self):
        """The form asks for a period, and not for dimensions."""
        report = self.env["customer.report"].new({"report": KIND})
        self.assertTrue(report.has_period)
        self.assertFalse(report.has_dimensions or report.needs_customers)
        report.report = "card"
        self.assertFalse(report.has_period)

    def test_numbers(self):
        """Anna 300 + 500; Ben 450 - 50, on average 450 an invoice; in all 1250 / 3."""
        document = self.document(KIND)
        table = self.table(document, "newcomers")
        self.assertEqual(
            [row.values for row in table],
            [
                ("Anna", Decimal(800), 2, Decimal(400)),
                ("Ben", Decimal(400), 1, Decimal(450)),
            ],
        )
        self.assertEqual(table.total, ("Total", Decimal(1200), 3, Decimal("416.67")))
        self.assertEqual(
            [row.link.res_id for row in table],
            [self.profile(partner).id for partner in (self.anna, self.ben)],
        )
        facts = dict(document.facts)
        self.assertEqual(facts["Period"], "07/01/2023 to 06/30/2024")
        self.assertEqual(facts["Customers"], "All")

    def test_screen_paper_and_workbook(self):
        """The same numbers everywhere, in both languages: 3 lines of 4 cells."""
        for lang, label in LABELS.items():
            with self.subTest(lang=lang):
                report = self.asked_by(lang)
                self.assertEqual(self.assertSame(report), 12)
                self.assertEqual(report._get_document().title, label)
                page = self.page(report)
                self.assertIn("<svg", page)
                self.assertIn(f'res-id="{self.profile(self.anna).id}"', page)
                self.assertEqual(report.action_open()["name"], label)
                self.assertIn(label, report._file_name())

    def page(self, report):
        """What the action behind the button PDF prints."""
        action = report.action_print()
        self.assertEqual(action["report_type"], "qweb-pdf")
        Print = self.env["ir.actions.report"].with_env(report.env)
        return Print._render_qweb_html(action["report_name"], report.ids)[0].decode()

    def test_nobody(self):
        """An empty table says why, in Chinese too."""
        [section] = self.asked_by("zh_CN", period="month")._get_document().sections
        [table] = section.tables
        self.assertEqual((list(table), table.note), ([], "没有首次购买的客户。"))

    def test_mail(self):
        """Every month by mail, as page and workbook in the language of the user."""
        user = self.user("zh_CN")
        subscription = self.env["customer.report.subscription"].create(
            {
                "report": KIND,
                "company_id": self.company_a.id,
                "as_of": "today",
                "recipient_ids": [Command.create({"user_id": user.id})],
            }
        )
        self.assertIn(LABELS["en_US"], subscription.name)
        user.email = "a@example.com"
        before = self.env["mail.mail"].search([])
        subscription._send_to(user)
        mail = self.env["mail.mail"].search([]) - before
        self.assertIn(LABELS["zh_CN"], mail.subject)
        self.assertEqual(len(mail.attachment_ids), 2)
        page = next(a for a in mail.attachment_ids if a.name.endswith(".html"))
        self.assertIn("416.67", page.raw.decode())

    def test_line_on_the_card(self):
        """In the facts of those who have an invoice; in Chinese too."""
        sections = {
            section.title: dict(section.facts)
            for section in self.document(
                "card", partner_ids=[Command.set((self.anna + self.gone).ids)]
            ).sections
        }
        self.assertEqual(sections["Anna"]["Largest Invoice"], "$\xa0500.00")
        self.assertNotIn("Largest Invoice", sections["Gone"])
        partner_ids = [Command.set(self.ben.ids)]
        card = self.asked_by("zh_CN", report="card", partner_ids=partner_ids)
        [section] = card._get_document().sections
        self.assertIn("450.00", dict(section.facts)["最大发票"])


@tagged("post_install", "-at_install")
class TestContactPage(KindCommon, HttpCase):
    def test_line_on_the_page(self):
        self.refresh(self.company_a)
        user = self.user("zh_CN")
        profile = self.profile(self.anna).with_user(user).with_context(lang="en_US")
        self.assertEqual(
            profile.get_page()["facts"],
            [{"label": "Largest Invoice", "text": "$\xa0500.00"}],
        )
        url = f"/odoo/res.partner/{self.anna.id}"
        self.start_tour(url, "test_customer_classification_page", login=user.login)
