"""Who may read the reports that are mailed: whoever gets the mail, and nobody else."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_report_subscription import GROUP_USER, SubscriptionCommon


class AttachmentsCommon(SubscriptionCommon):
    def assertNotReadable(self, files, user):
        Attachment = self.env["ir.attachment"].with_user(user)
        self.env.invalidate_all()
        for file in Attachment.browse(files.ids):
            for call in (
                lambda f=file: f.read(["raw"]),
                lambda f=file: f.read(["name"]),
                lambda f=file: f.web_read({"datas": {}}),
                lambda f=file: f.copy(),
                lambda f=file: f.write({"public": True}),
                lambda f=file: f.generate_access_token(),
                lambda f=file: f.unlink(),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    call()
        self.assertFalse(Attachment.search([("id", "in", files.ids)]))

    def others(self):
        """Everybody but the administrator: other users, the manager, a portal user."""
        portal = new_test_user(
            self.env, login="mail_portal", groups="base.group_portal"
        )
        return (
            self.ann,
            self.bob,
            self.manager,
            self.user("stranger", "base.group_user"),
            self.user("foreigner", GROUP_USER, self.company_b),
            portal,
            self.env.ref("base.public_user"),
        )


@tagged("post_install", "-at_install")
class TestReportAttachments(AttachmentsCommon):
    def test_of_a_mail(self):
        """Neither public nor anybody's, as long as the mail waits or has failed."""
        mails = self.send_all()
        files = mails.attachment_ids
        self.assertEqual(len(files), 4)
        self.assertFalse(files.filtered("public"))
        self.assertFalse(files.filtered("access_token"))
        others = self.others()
        for state in ("outgoing", "exception"):
            mails.state = state
            for user in others:
                with self.subTest(state, user=user.login):
                    self.assertNotReadable(files, user)
                    mail = mails.with_user(user)
                    with self.assertRaises(AccessError):
                        mail.read(["body_html"])

    def test_of_a_mail_to_oneself(self):
        """It is the user's own, and no other one's."""
        subscription = self.subscription(self.ann, self.bob)
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        subscription.with_user(self.ann).action_send_me()
        files = (Mail.search([]) - before).attachment_ids
        self.assertEqual(len(files), 2)
        self.assertFalse(files.filtered("public"))
        for user in self.others():
            if user != self.ann:
                with self.subTest(user=user.login):
                    self.assertNotReadable(files, user)

    def test_of_screen_paper_and_workbook(self):
        """What is looked at is kept nowhere."""
        before = self.env["ir.attachment"].search([])
        report = self.report("ranking")
        self.env["ir.actions.report"].with_user(self.accountant)._render_qweb_html(
            "customer_classification.report_document", report.ids
        )
        self.env["ir.actions.report"].with_user(self.accountant)._render_qweb_pdf(
            "customer_classification.action_customer_report_pdf", report.ids
        )
        made = self.env["ir.attachment"].search([]) - before
        self.assertFalse(made.filtered(lambda a: a.res_model == "customer.report"))
        self.assertFalse(made.filtered("public").filtered(lambda a: not a.url))
        for action in self.env["ir.actions.report"].search(
            [("model", "in", ("customer.report", "customer.report.subscription"))]
        ):
            self.assertFalse(action.attachment, action.name)

    def send_all(self):
        self.subscription(self.ann, self.bob)
        return self.send()


@tagged("post_install", "-at_install")
class TestReportAttachmentsOverHttp(AttachmentsCommon, HttpCase):
    def test_guessed_ids(self):
        """By the addresses from which Odoo serves files."""
        self.subscription(self.ann)
        files = self.send().attachment_ids
        self.env["res.users"].flush_model()
        self.bob.password = "mail_bob"
        for login in (None, "mail_bob"):
            self.authenticate(login, login)
            for file in files:
                for path in (f"/web/content/{file.id}", f"/web/image/{file.id}"):
                    response = self.url_open(path, allow_redirects=False)
                    self.assertNotIn(file.raw, response.content)
                    self.assertNotIn(b"Alpha", response.content)
