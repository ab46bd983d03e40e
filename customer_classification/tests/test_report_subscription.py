"""Monthly mails: when, to whom, with what, and what happens when it fails."""

import io
from datetime import date, datetime
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_reports import ReportCommon

GROUP_USER = "customer_classification.group_user"
GROUP_MANAGER = "customer_classification.group_manager"
MAIL = "odoo.addons.customer_classification.reports.mail"
LOGGER = f"{MAIL}.customer_report_recipient"
SEND = f"{MAIL}.send"
SUBSCRIPTIONS = f"{MAIL}.customer_report_subscription"


class SubscriptionCommon(ReportCommon):
    """A ranking of company A on the first of the month; Alpha bought for 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alpha = cls.customer("Alpha")
        cls.beta = cls.customer("Beta")
        cls.invoice(cls.alpha, "2024-05-10", 500)
        cls.invoice(cls.beta, "2024-05-10", 70)
        cls.ann = cls.user("ann")
        cls.bob = cls.user("bob")
        cls.manager = cls.user("manager", GROUP_MANAGER)

    @classmethod
    def user(cls, login, groups=GROUP_USER, company=None, **vals):
        company = company or cls.company_a
        return new_test_user(
            cls.env,
            login=f"mail_{login}",
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **vals,
        )

    def subscription(self, *users, **vals):
        return self.env["customer.report.subscription"].create(
            {
                "report": "ranking",
                "company_id": self.company_a.id,
                "dimension_ids": [Command.set(self.size.ids)],
                "recipient_ids": [Command.create({"user_id": u.id}) for u in users],
                **vals,
            }
        )

    def send(self, on="2024-07-01 12:00:00"):
        """Run the scheduled action at a time; the mails that it made, oldest first."""
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        self.env.flush_all()
        with freeze_time(on):
            self.run_cron("cron_send_reports")
        self.env.invalidate_all()
        return (Mail.search([]) - before).sorted("id")

    def receivers(self, mails):
        return [mail.recipient_ids.name for mail in mails]

    def page(self, mail):
        """The report on paper; tests get it as HTML."""
        [page] = mail.attachment_ids.filtered(lambda a: a.name.endswith(".html"))
        return page.raw.decode()

    def book(self, mail):
        """{customer: revenue} by the attached workbook."""
        [file] = mail.attachment_ids.filtered(lambda a: a.name.endswith(".xlsx"))
        sheet = openpyxl.load_workbook(io.BytesIO(file.raw)).worksheets[1]
        rows = list(sheet.iter_rows(values_only=True))
        head = next(at for at, row in enumerate(rows) if "Customer" in row)
        customer, revenue = (rows[head].index(n) for n in ("Customer", "Revenue"))
        return {
            row[customer]: row[revenue]
            for row in rows[head + 1 :]
            if row[customer] in ("Alpha", "Beta")
        }


@tagged("post_install", "-at_install")
class TestSubscription(SubscriptionCommon):
    def test_next_date(self):
        """Every month has its day, also the short ones."""
        subscription = self.subscription()
        for day, today, expected in (
            ("1", "2024-06-30", "2024-07-01"),
            ("1", "2024-07-01", "2024-08-01"),
            ("1", "2024-12-31", "2025-01-01"),
            ("28", "2024-02-27", "2024-02-28"),
            ("28", "2024-02-28", "2024-03-28"),
            ("last", "2024-01-30", "2024-01-31"),
            ("last", "2024-01-31", "2024-02-29"),
            ("last", "2024-02-29", "2024-03-31"),
            ("last", "2023-02-01", "2023-02-28"),
            ("last", "2024-12-31", "2025-01-31"),
        ):
            with self.subTest(day=day, today=today):
                subscription.day = day
                found = subscription._next_day(date.fromisoformat(today))
                self.assertEqual(found, date.fromisoformat(expected))

    def test_day_that_is_none(self):
        """Odoo would save any; a month without it would have no mail for anybody."""
        subscription = self.subscription()
        for day in ("29", "30", "0", "x", "LAST"):
            with (
                self.subTest(day),
                self.assertRaisesRegex(ValidationError, f"“{day}”"),
                self.env.cr.savepoint(),
            ):
                subscription.day = day
                self.env.flush_all()
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.subscription(day=day)

    def test_one_that_cannot_be_worked_out(self):
        """Saved before days were checked: the others get their mails."""
        bad = self.subscription(self.bob)
        self.subscription(self.ann)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_report_subscription SET day = '30', "
            "next_date = '2024-06-30' WHERE id = %s",
            [bad.id],
        )
        self.env.invalidate_all()
        with self.assertLogs(SUBSCRIPTIONS, "ERROR") as logged:
            mails = self.send("2025-02-03 12:00:00")
        self.assertEqual(self.receivers(mails), [self.ann.name])
        self.assertIn(bad.name, logged.output[0])
        self.assertFalse(bad.recipient_ids.is_waiting)

    def test_a_year(self):
        """Once a month over a year, on the last day of each."""
        subscription = self.subscription(day="last")
        days = []
        for _month in range(12):
            days.append(subscription.next_date)
            with freeze_time(datetime.combine(days[-1], datetime.min.time())):
                subscription._note_due()
        self.assertEqual(
            [f"{day:%y-%m-%d}" for day in days],
            "24-07-31 24-08-31 24-09-30 24-10-31 24-11-30 24-12-31 "
            "25-01-31 25-02-28 25-03-31 25-04-30 25-05-31 25-06-30".split(),
        )

    def test_as_of(self):
        """The month that is over; on its last day that is the current one."""
        subscription = self.subscription()
        for as_of, today, expected in (
            ("month", "2024-07-01", "2024-06-30"),
            ("month", "2024-07-15", "2024-06-30"),
            ("month", "2024-06-30", "2024-06-30"),
            ("today", "2024-07-15", "2024-07-15"),
        ):
            subscription.as_of = as_of
            with freeze_time(f"{today} 12:00:00"):
                self.assertEqual(
                    subscription._as_of_date(), date.fromisoformat(expected)
                )

    def test_mail(self):
        """One mail to each, with the same numbers on paper and in the workbook."""
        subscription = self.subscription(self.ann, self.bob)
        self.assertFalse(self.send("2024-06-30 23:00:00"))
        mails = self.send()
        self.assertEqual(self.receivers(mails), [self.ann.name, self.bob.name])
        for mail in mails:
            self.assertEqual(mail.subject, "Sales Ranking: Company A, 06/30/2024")
            self.assertEqual(self.book(mail), {"Alpha": 500, "Beta": 70})
            page = self.page(mail)
            for text in ("Alpha", "500.00", "Beta", "70.00", "570.00"):
                self.assertIn(text, page)
            self.assertIn("06/30/2024", mail.body_html)
            self.assertIn(
                f"/odoo/customer.report.subscription/{subscription.id}", mail.body_html
            )
            self.assertTrue(mail.auto_delete)
            self.assertEqual(mail.state, "outgoing")
        self.assertIn(self.ann.name, mails[0].body_html)
        self.assertNotIn(self.bob.name, mails[0].body_html)
        self.assertEqual(subscription.next_date, date(2024, 8, 1))
        self.assertFalse(subscription.error)
        self.assertEqual(
            set(subscription.recipient_ids.mapped("last_date")),
            {datetime(2024, 7, 1, 12)},
        )

    def test_attachments_go_with_the_mail(self):
        mails = self.send_to(self.ann)
        files = mails.attachment_ids
        self.assertEqual(len(files), 2)
        mails.unlink()
        self.assertFalse(files.exists())

    def send_to(self, *users, **vals):
        self.subscription(*users, **vals)
        return self.send()

    def test_language_and_time_zone(self):
        """Dates, numbers and the hour of printing are those of each user."""
        self.ann.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
        self.bob.tz = "America/New_York"
        chinese, english = self.send_to(self.ann, self.bob)
        Report = self.env["customer.report"].with_context(lang="zh_CN")
        labels = dict(Report._fields["report"]._description_selection(Report.env))
        self.assertEqual(chinese.subject, f"{labels['ranking']}: Company A, 2024/06/30")
        self.assertIn("2024/06/30", chinese.body_html)
        self.assertIn("20:00", chinese.body_html)
        self.assertIn('lang="zh-CN"', self.page(chinese))
        for mail, text in ((chinese, "2024/06/30"), (english, "06/30/2024")):
            self.assertIn(text, self.page(mail))
        self.assertRegex(english.body_html, r"8:00:?0?0?\sAM")

    def test_never_twice(self):
        subscription = self.subscription(self.ann)
        self.assertEqual(len(self.send()), 1)
        self.assertFalse(self.send())
        self.assertFalse(self.send("2024-07-02 12:00:00"))
        # Nor when the day is moved within the month.
        with freeze_time("2024-07-02 12:00:00"):
            subscription.day = "15"
        self.assertEqual(subscription.next_date, date(2024, 8, 15))
        self.assertFalse(self.send("2024-07-15 12:00:00"))
        self.assertEqual(len(self.send("2024-08-15 12:00:00")), 1)

    def test_missed_days(self):
        """A server that was down sends once, and goes on as planned."""
        subscription = self.subscription(self.ann)
        self.assertEqual(len(self.send("2024-09-10 12:00:00")), 1)
        self.assertEqual(subscription.next_date, date(2024, 10, 1))

    def test_stopped_in_between(self):
        """After the first mail nothing goes on; the rest follows, none twice."""
        self.subscription(self.ann, self.bob)
        Cron = type(self.env["ir.cron"])
        progress = Cron._commit_progress

        def stop(cron, processed=0, **kwargs):
            progress(cron, processed, **kwargs)
            return 0 if processed else 100

        with patch.object(Cron, "_commit_progress", stop):
            first = self.send()
        self.assertEqual(self.receivers(first[:1]), [self.ann.name])
        rest = self.send("2024-07-02 12:00:00")
        self.assertEqual(
            sorted(self.receivers(first + rest)), [self.ann.name, self.bob.name]
        )

    def test_archived(self):
        self.subscription(self.ann, active=False)
        self.assertFalse(self.send())

    def test_some_fail(self):
        """Each is told by name and reason, and the others get their mail."""
        no_group = self.user("no_group", "base.group_user")
        elsewhere = self.user("elsewhere", company=self.company_b)
        no_mail = self.user("no_mail")
        no_mail.email = False
        gone = self.user("gone")
        gone.active = False
        subscription = self.subscription(no_group, elsewhere, self.ann, no_mail, gone)
        mails = self.send()
        self.assertEqual(self.receivers(mails), [self.ann.name])
        errors = {line.user_id: line.error for line in subscription.recipient_ids}
        self.assertFalse(errors.pop(self.ann))
        for user, error in errors.items():
            self.assertIn(user.name, error)
            self.assertIn(error, subscription.error)
        self.assertIn("not allowed to see", errors[no_group])
        self.assertIn("Company A", errors[elsewhere])
        self.assertIn("email", errors[no_mail])
        self.assertIn("active user", errors[gone])
        self.assertFalse(any(subscription.recipient_ids.mapped("is_waiting")))
        # They are tried again next month, and the error goes when it is mended.
        no_mail.email = "no_mail@example.com"
        mails = self.send("2024-08-01 12:00:00")
        self.assertEqual(self.receivers(mails), [self.ann.name, no_mail.name])
        self.assertNotIn("no_mail", subscription.error)

    def test_our_own_fault(self):
        """What nobody foresaw is in the log, and leaves nothing behind."""
        subscription = self.subscription(self.ann, self.bob)
        Subscription = type(subscription)
        attach = Subscription._attachments

        def fail(subscription, report, document):
            if report.env.user == self.ann:
                self.env["res.partner"].create({"name": "left behind"})
                raise ZeroDivisionError("on purpose")
            return attach(subscription, report, document)

        with (
            patch.object(Subscription, "_attachments", fail),
            mute_logger(LOGGER),
        ):
            mails = self.send()
        self.assertEqual(self.receivers(mails), [self.bob.name])
        self.assertIn("on purpose", subscription.recipient_ids[0].error)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "left behind")]))

    def test_no_program_for_pdf(self):
        """The workbook goes alone, the mail says so, and so does the list."""
        subscription = self.subscription(self.ann)
        Print = type(self.env["ir.actions.report"])
        missing = "Unable to find Wkhtmltopdf on this system."
        with (
            patch.object(Print, "_render_qweb_pdf", side_effect=UserError(missing)),
            mute_logger(SEND),
        ):
            [mail] = self.send()
        self.assertEqual(
            mail.attachment_ids.mapped("mimetype"),
            ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
        )
        self.assertEqual(self.book(mail)["Alpha"], 500)
        self.assertIn(missing, mail.body_html)
        self.assertNotIn("Attached as PDF", mail.body_html)
        self.assertIn(missing, subscription.error)
        [mail] = self.send("2024-08-01 12:00:00")
        self.assertEqual(len(mail.attachment_ids), 2)
        self.assertFalse(subscription.error)

    def test_neither_pdf_nor_workbook(self):
        """Nobody's month is lost: the next hour tries again."""
        subscription = self.subscription(self.ann)
        Print = type(self.env["ir.actions.report"])
        with (
            patch.object(Print, "_render_qweb_pdf", side_effect=UserError("no pdf")),
            patch(f"{MAIL}.send.xlsx.write", side_effect=ImportError("no xlsxwriter")),
            mute_logger(SEND, LOGGER),
        ):
            self.assertFalse(self.send())
        self.assertIn("no xlsxwriter", subscription.error)
        [mail] = self.send("2024-07-01 13:00:00")
        self.assertEqual(len(mail.attachment_ids), 2)
        self.assertFalse(subscription.error)
        self.assertFalse(self.send("2024-07-01 14:00:00"))

    def test_hostile_names(self):
        self.company_a.name = "<b>A</b>"
        self.ann.name = "<script>alert(1)</script>"
        [mail] = self.send_to(self.ann, name="=1+1 <i>x</i>")
        for text in ("<script", "<b>A", "<i>x"):
            self.assertNotIn(text, mail.body_html)
        self.assertIn("&lt;i&gt;x", mail.body_html)

    def test_card(self):
        """Cards are of the day, whatever the mail is as of."""
        self.subscription(
            self.ann, report="card", partner_ids=[Command.set(self.alpha.ids)]
        )
        [mail] = self.send("2024-07-01 12:00:00")
        self.assertIn("07/01/2024", mail.subject)
        self.assertIn("Alpha", self.page(mail))


@tagged("post_install", "-at_install")
class TestSubscriptionRights(SubscriptionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sellers = cls.env["res.groups"].create({"name": "Own customers"})
        cls.env["ir.rule"].create(
            {
                "name": "Own customers",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [Command.link(cls.sellers.id)],
                "domain_force": "['|', ('user_id', '=', user.id), "
                "('id', '=', user.partner_id.id)]",
            }
        )

    def as_user(self, user, record):
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def test_own_customers(self):
        """Each gets what they may see, in every number."""
        self.ann.group_ids += self.sellers
        self.beta.user_id = self.ann
        self.subscription(self.ann, self.bob)
        own, whole = self.send()
        self.assertEqual(self.book(own), {"Beta": 70})
        self.assertNotIn("Alpha", self.page(own))
        self.assertNotIn("570.00", self.page(own))
        self.assertEqual(self.book(whole), {"Alpha": 500, "Beta": 70})

    def test_limited_to_hidden_customers(self):
        """Of those chosen the user sees some, or none: then there is no mail."""
        self.ann.group_ids += self.sellers
        self.beta.user_id = self.ann
        both = self.alpha + self.beta
        self.subscription(self.ann, partner_ids=[Command.set(both.ids)])
        alone = self.subscription(self.ann, partner_ids=[Command.set(self.alpha.ids)])
        [mail] = self.send()
        self.assertEqual(self.book(mail), {"Beta": 70})
        self.assertIn("Only Customers", alone.error)
        self.assertNotIn("Alpha", alone.error)

    def test_who_sees_what(self):
        """Users see what is sent to them and nobody else on the list."""
        both = self.subscription(self.ann, self.bob)
        other = self.subscription(self.bob)
        far = self.subscription(self.ann, company_id=self.company_b.id)
        Subscription = self.as_user(self.ann, self.env["customer.report.subscription"])
        self.env.invalidate_all()
        self.assertEqual(Subscription.search([]).ids, both.ids)
        mine = Subscription.browse(both.id)
        [found] = mine.web_read({"recipient_ids": {"fields": {"user_id": {}}}})
        self.assertEqual([r["user_id"] for r in found["recipient_ids"]], self.ann.ids)
        for call in (
            lambda: self.as_user(self.ann, other).read(["name"]),
            lambda: self.as_user(self.ann, far).read(["name"]),
            lambda: mine.write({"name": "x"}),
            lambda: mine.unlink(),
            lambda: mine.action_send_all(),
            lambda: self.as_user(self.ann, other).action_send_me(),
            lambda: self.as_user(self.ann, other).action_open(),
            lambda: Subscription.create({"report": "ranking"}),
            lambda: mine.recipient_ids.write({"user_id": self.bob.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        seen = self.as_user(self.manager, both).search([])
        self.assertEqual(seen, both + other)

    def test_nobody_else(self):
        subscription = self.subscription(self.ann)
        for login, groups in (
            ("portal", "base.group_portal"),
            ("employee", "base.group_user"),
        ):
            user = self.user(login, groups)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.as_user(user, subscription).read(["name"])
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.as_user(user, subscription).action_send_me()

    def test_send_me(self):
        """To oneself at once; the monthly mail comes as well."""
        subscription = self.subscription(self.ann, self.bob)
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        action = self.as_user(self.ann, subscription).action_send_me()
        self.assertIn(self.ann.email, action["params"]["message"])
        [mail] = Mail.search([]) - before
        self.assertEqual(self.receivers(mail), [self.ann.name])
        self.assertEqual(len(self.send()), 2)
        self.ann.email = False
        with self.assertRaisesRegex(UserError, "email"):
            self.as_user(self.ann, subscription).action_send_me()

    def test_send_all(self):
        """In the background, whatever the day, and the month goes on as planned."""
        subscription = self.subscription(self.ann, self.bob)
        self.as_user(self.manager, subscription).action_send_all()
        mails = self.send("2024-06-30 12:00:00")
        self.assertEqual(self.receivers(mails), [self.ann.name, self.bob.name])
        self.assertEqual(subscription.next_date, date(2024, 7, 1))
        self.assertEqual(len(self.send()), 2)

    def test_open(self):
        """The report on the screen is one's own."""
        subscription = self.subscription(self.ann)
        action = self.as_user(self.ann, subscription).action_open()
        Reports = self.as_user(self.ann, self.env["customer.report"])
        opened = Reports.open_address(action["params"])
        report = self.env["customer.report"].browse(opened["id"])
        self.assertEqual(report.create_uid, self.ann)
        self.assertEqual(report.date, date(2024, 6, 30))
