"""Trouble of the server, and scheduled actions that are never given up."""

import psycopg2

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..errors import is_busy
from .common_faults import MUTED, Broken

CRON = "odoo.addons.base.models.ir_cron"


@tagged("post_install", "-at_install")
class TestTrouble(Broken):
    """Trouble of the server is nobody's fault: tried again, written on nobody."""

    CODES = {
        "disk full": "53100",
        "out of memory": "53200",
        "statement timeout": "57014",
        "shut down": "57P01",
        "lock timeout": "55P03",
        "serialization": "40001",
        "deadlock": "40P01",
        "i/o error": "58030",
        "connection": "08006",
        "a class is deleted": "23503",
    }

    def trouble(self, table, code):
        """Whoever writes a table meets an error of the server."""
        self.env.flush_all()
        self.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION trouble() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = %(code)s; END $$;
                CREATE OR REPLACE TRIGGER trouble BEFORE INSERT OR UPDATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION trouble()
                """,
                code=code,
                table=SQL.identifier(table),
            )
        )

    def over(self):
        self.cr.execute("DROP FUNCTION trouble CASCADE")

    def assertNobodyIsBlamed(self):
        self.env.invalidate_all()
        self.assertFalse(self.problems())

    def test_refresh(self):
        for what, code in self.CODES.items():
            for table in ("customer_classification_history", "customer_profile"):
                with self.subTest(what=what, table=table):
                    self.check_refresh(table, code)

    def waiting(self):
        """How many wait in the companies that fail; the others go on."""
        companies = (self.company_a + self.company_b).ids
        queue = self.env["customer.profile.queue"]
        return queue.search_count([("company_id", "in", companies)])

    def check_refresh(self, table, code):
        self.trouble(table, code)
        self.ship.domain = self.rule if self.ship.domain == "[]" else "[]"
        self.env["customer.profile.queue"]._add_pairs(
            {(self.buyer.id, self.company_a.id)}
        )
        self.cr.execute("UPDATE customer_profile_state SET date = NULL")
        before = self.waiting()
        with mute_logger(*MUTED, CRON):
            for cron in ("cron_refresh_queue", "cron_refresh_all"):
                self.run_cron(cron)
                self.assertNobodyIsBlamed()
                self.assertFalse(
                    self.env.ref(f"customer_classification.{cron}").failure_count
                )
        self.assertEqual(self.waiting(), before)
        self.assertFalse(self.company_a._is_customer_refreshed_today())
        self.over()
        self.run_cron("cron_refresh_all")
        self.assertTrue(self.company_a._is_customer_refreshed_today())
        self.assertNobodyIsBlamed()

    def test_months_and_mails(self):
        Month = self.env["customer.profile.month"]
        Month.search([]).unlink()
        Month.create({"company_id": self.company_a.id, "date": "2024-05-31"})
        subscription = self.env["customer.report.subscription"].create(
            {
                "report": "ranking",
                "company_id": self.company_a.id,
                "recipient_ids": [(0, 0, {"user_id": self.manager.id})],
            }
        )
        recipient = subscription.recipient_ids
        for what, code in self.CODES.items():
            with self.subTest(what=what):
                recipient.is_waiting = True
                self.trouble("customer_profile_snapshot", code)
                self.trouble("mail_mail", code)
                with mute_logger(*MUTED, CRON):
                    self.run_cron("cron_rebuild_months")
                    self.run_cron("cron_send_reports")
                self.assertNobodyIsBlamed()
                self.assertTrue(recipient.is_waiting)
                self.over()
        self.run_cron("cron_rebuild_months")
        self.run_cron("cron_send_reports")
        self.assertFalse(Month.search([("is_done", "!=", True)]))
        self.assertFalse(recipient.is_waiting)
        self.assertNobodyIsBlamed()

    def test_without_a_code(self):
        """A connection that is lost has no SQLSTATE."""
        lost = "server closed the connection unexpectedly"
        for error, busy in (
            (psycopg2.OperationalError(lost), True),
            (psycopg2.InterfaceError("connection already closed"), True),
            (psycopg2.errors.StatementTooComplex("stack depth"), False),
            (psycopg2.errors.DivisionByZero("division by zero"), False),
            (MemoryError(), True),
            (OSError(28, "No space left on device"), True),
            (ValueError("no"), False),
        ):
            with self.subTest(error=error):
                self.assertEqual(is_busy(error), busy)


@tagged("post_install", "-at_install")
class TestCronsGoOn(Broken):
    """No scheduled action is given up because of one bad thing."""

    def test_a_time_zone_that_is_gone(self):
        """Before any progress is said: its days are counted in UTC."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET tz = 'Asia/Nowhere' WHERE id = %s",
            [self.company_b.partner_id.id],
        )
        self.env.invalidate_all()
        self.cr.execute("UPDATE customer_profile_state SET date = NULL")
        for cron in ("cron_refresh_all", "cron_rebuild_months", "cron_send_reports"):
            self.run_cron(cron)
            self.assertFalse(
                self.env.ref(f"customer_classification.{cron}").failure_count, cron
            )
        for company in self.company_a + self.company_b:
            self.assertTrue(company._is_customer_refreshed_today())
