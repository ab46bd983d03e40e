from contextlib import suppress
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_reports import KINDS, ReportRightsCommon


@tagged("post_install", "-at_install")
class TestReportRights(ReportRightsCommon):
    """What each user finds in a report."""

    def test_salesperson_sees_own_customers(self):
        """In every report, in every total, and nothing about the others."""
        for kind in KINDS:
            with self.subTest(report=kind):
                document = self.asked_by(self.salesperson, kind)._get_document()
                text = " ".join(self.words(document))
                for number in ("9000", "5000", "9100", "5070", "Theirs"):
                    self.assertNotIn(number, text)
                if kind != "trend":  # no month end is kept here
                    mine = "170.00" if kind == "arrears" else "100.00"
                    self.assertIn(mine, text)

    def test_salesperson_ties_out(self):
        """The ledger is that of the same customers: it tells nothing more."""
        document = self.asked_by(self.salesperson, "overview")._get_document()
        lines = self.cells(self.table(document, "tie_out"))
        self.assertEqual(
            [line["ledger"] for line in lines.values()], [Decimal(100), Decimal(170)]
        )
        self.assertTies(document)

    def test_salesperson_cannot_name_others(self):
        """Asking for a customer one may not read gives nothing away."""
        report = self.asked_by(self.salesperson, "ranking")
        report.sudo().partner_ids = self.theirs
        with suppress(AccessError):
            text = " ".join(self.words(report._get_document()))
            for number in ("9000", "Theirs"):
                self.assertNotIn(number, text)

    def test_everybody_else_sees_all_customers(self):
        document = self.document("ranking")
        self.assertEqual(
            list(self.cells(self.table(document, "ranking"), key=1)),
            ["Theirs", "Mine", "Total"],
        )

    def test_other_company(self):
        """A user of B cannot ask for A, and sees nothing of it in B."""
        document = self.asked_by(self.user_b, "ranking")._get_document()
        self.assertEqual(
            list(self.cells(self.table(document, "ranking"), key=1)), ["Far", "Total"]
        )
        report = self.asked_by(self.user_b, "ranking")
        report.sudo().company_id = self.company_a
        self.assertRefused(report._get_document)
        self.assertRefused(
            lambda: self.asked_by(
                self.user_b, "ranking", company_id=self.company_a.id
            )._get_document()
        )

    def test_guessed_ids(self):
        """Nobody opens what somebody else asked for."""
        report = self.asked_by(self.accountant, "ranking")
        for user in (self.user_b, self.salesperson, self.plain, self.portal):
            with self.subTest(user=user.login):
                guessed = self.env["customer.report"].with_user(user).browse(report.id)
                self.assertRefused(guessed._get_document)
                self.assertRefused(guessed.action_export)
                self.assertRefused(guessed.action_print)
                self.assertRefused(lambda g=guessed: g.read(["report"]))
                self.assertRefused(lambda g=guessed: g.write({"report": "arrears"}))

    def test_without_the_group(self):
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login):
                self.assertRefused(lambda u=user: self.asked_by(u, "overview"))
