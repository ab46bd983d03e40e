from contextlib import suppress
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_report import THEN, TODAY, ReportCommon

KINDS = ("overview", "ranking", "arrears", "trend", "movement", "bridge")


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
