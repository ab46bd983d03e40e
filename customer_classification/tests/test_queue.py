import random
from contextlib import closing
from datetime import date
from unittest.mock import patch

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api
from odoo.exceptions import LockError
from odoo.sql_db import db_connect
from odoo.tests import freeze_time, tagged

from ..models.profile import first_build, queue_batches
from .common import TODAY, CustomerClassificationCommon
from .random_books import RandomBooks

QUEUE = "customer_profile_queue"


@tagged("post_install", "-at_install")
class TestQueue(CustomerClassificationCommon):
    """News about a customer is queued by one statement, and refreshed soon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Known as both: the first document of a kind is news in all companies.
        cls.buyer, cls.other = (
            cls.customer(name, customer_rank=1, supplier_rank=1)
            for name in ("Buyer", "Other")
        )

    def forget(self):
        self.env.flush_all()
        self.cr.execute("DELETE FROM customer_profile_queue")
        self.env.invalidate_all()

    def assertQueued(self, *pairs):
        """(partner, company) pairs that are waiting; then forget them."""
        rows = self.env["customer.profile.queue"].search([])
        self.assertEqual(
            {(row.partner_id, row.company_id.id) for row in rows},
            {(partner.id, company.id) for partner, company in pairs},
        )
        self.forget()

    # What is queued

    def test_documents(self):
        """Posting, resetting to draft, posting again, cancelling; not a draft.

        When the only one is gone other companies may see a prospect in the buyer.
        """
        roots = self.env["res.company"].search([("parent_id", "=", False)])
        gone = [(self.buyer, company) for company in roots]
        self.forget()
        move = self.draft(self.buyer, "2024-05-01", 100)
        self.assertQueued()
        for step in ("action_post", "button_draft", "action_post", "button_cancel"):
            getattr(move, step)()
            with self.subTest(step=step):
                posted = step == "action_post"
                self.assertQueued(*([(self.buyer, self.company_a)] if posted else gone))

    def test_every_kind_of_document(self):
        self.forget()
        for post in (self.invoice, self.credit_note, self.receipt):
            post(self.buyer, "2024-05-01", 10)
            self.assertQueued((self.buyer, self.company_a))
        self.entry(self.buyer, "2024-05-01", 10)
        self.assertQueued((self.buyer, self.company_a))
        self.pay(self.buyer, "2024-05-01", 10)
        self.assertQueued((self.buyer, self.company_a))

    def test_an_invoice_of_nothing(self):
        self.forget()
        self.invoice(self.buyer, "2024-05-01", 0)
        self.assertQueued((self.buyer, self.company_a))

    def test_bills_are_no_news(self):
        self.forget()
        expense = self.account("expense").id
        self.invoice(
            self.buyer,
            "2024-05-01",
            {"price_unit": 10, "account_id": expense},
            move_type="in_invoice",
        )
        self.assertQueued()

    def test_matching(self):
        """Matching and unmatching, of the customer and the branch they are of."""
        invoice = self.invoice(self.buyer, "2024-05-01", 100, company=self.branch)
        entry = self.entry(self.buyer, "2024-06-01", -100, company=self.branch)
        self.forget()
        self.match(invoice, entry)
        self.assertQueued((self.buyer, self.branch))
        self.items(invoice).with_user(self.accountant).remove_move_reconcile()
        self.assertQueued((self.buyer, self.branch))

    def test_matching_of_two_customers(self):
        """Somebody pays for somebody else: news about both."""
        invoice = self.invoice(self.buyer, "2024-05-01", 100)
        payment = self.pay(self.other, "2024-06-01", 100)
        self.forget()
        self.match(invoice, payment.move_id)
        self.assertQueued((self.buyer, self.company_a), (self.other, self.company_a))

    def test_a_contact_of_the_customer(self):
        """The queue takes whoever is on the document, the refresh knows whose it is."""
        child = self.customer("Child", is_company=False, parent_id=self.buyer.id)
        self.forget()
        self.invoice(child, "2024-05-01", 100)
        with freeze_time(TODAY):
            self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
        self.assertFalse(self.profile(child))

    # What it costs

    def test_one_statement_a_batch(self):
        """20 invoices of 20 customers: one statement for the queue, no other."""
        partners = [self.customer(f"Customer {number}") for number in range(20)]
        product = self.product(cost=3)

        def post():
            moves = self.books("account.move").create(
                [
                    self._document_vals(
                        partner,
                        date(2024, 5, 1),
                        {"price_unit": 10, "product_id": product.id},
                        move_type="out_invoice",
                        company=self.company_a,
                        invoice_date_due=date(2024, 5, 31),
                        invoice_payment_term_id=False,
                    )
                    for partner in partners
                ]
            )
            self.forget()
            with self.recorded() as statements:
                moves.action_post()
            return statements

        post()
        ours = post()
        self.assertEqual(len([text for text in ours if QUEUE in text]), 1)
        rows = self.env["customer.profile.queue"].search([])
        self.assertEqual(len(rows), 20)
        Move = type(self.env["account.move"])
        with patch.object(Move, "_queue_customers", lambda moves: None):
            theirs = post()
        self.assertFalse([text for text in theirs if QUEUE in text])
        self.assertLessEqual(len(ours), len(theirs) + 1)

    def test_nobody_waits(self):
        """No unique and no foreign key to contacts: nothing two postings could fight
        over."""
        self.cr.execute(
            """
            SELECT pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid = 'customer_profile_queue'::regclass
               AND contype IN ('u', 'f', 'x')
               AND pg_get_constraintdef(oid) NOT LIKE '%res_company%'
            """
        )
        self.assertFalse(self.cr.fetchall())
        self.cr.execute(
            """
            SELECT count(*) FROM pg_index
             WHERE indrelid = 'customer_profile_queue'::regclass
               AND indisunique AND NOT indisprimary
            """
        )
        self.assertEqual(self.cr.fetchone()[0], 0)

    # What becomes of it

    @freeze_time("2024-06-30")
    def test_cron(self):
        """The customers of all companies are refreshed, the queue is empty."""
        self.forget()
        self.invoice(self.buyer, "2024-05-01", 100)
        self.invoice(self.buyer, "2024-05-01", 20, company=self.branch)
        self.invoice(self.other, "2024-05-01", 3, company=self.company_b)
        self.run_cron("cron_refresh_queue")
        self.assertQueued()
        self.assertEqual(self.profile(self.buyer).revenue_12m, 120)
        self.assertEqual(self.profile(self.other, self.company_b).revenue_12m, 3)
        self.assertFalse(self.profile(self.other))

    @freeze_time("2024-06-30")
    def test_many_at_once(self):
        """With news of very many customers everybody is refreshed, in one go."""
        Profile = type(self.env["customer.profile"])
        self.forget()
        self.invoice(self.buyer, "2024-05-01", 100)
        self.invoice(self.other, "2024-05-02", 50)
        everybody = Profile._try_everybody
        with (
            patch.object(queue_batches, "FEW", 2),
            patch.object(Profile, "_try_everybody", autospec=True) as tried,
        ):
            tried.side_effect = everybody
            self.run_cron("cron_refresh_queue")
        self.assertEqual(tried.call_count, 1)
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
        self.assertEqual(self.profile(self.other).revenue_12m, 50)
        self.assertFalse(self.env["customer.profile.queue"].search([]))

    @freeze_time("2024-06-30")
    def test_many_at_once_fail(self):
        """Where everybody together fails, they are refreshed by name after all."""
        Profile = type(self.env["customer.profile"])
        self.forget()
        self.invoice(self.buyer, "2024-05-01", 100)
        self.invoice(self.other, "2024-05-02", 50)
        with (
            patch.object(queue_batches, "FEW", 2),
            patch.object(Profile, "_try_everybody", return_value=False) as tried,
        ):
            self.run_cron("cron_refresh_queue")
        self.assertEqual(tried.call_count, 1)
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
        self.assertEqual(self.profile(self.other).revenue_12m, 50)

    @freeze_time("2024-06-30")
    def test_ranks_follow(self):
        """A sale to one moves the scores and shares of the others too."""
        value = self.env.ref("customer_classification.dimension_value")
        field = value._field_name()
        first, second = value.category_ids.sorted("sequence")[:2]
        self.invoice(self.buyer, "2024-05-01", 80)
        self.invoice(self.other, "2024-05-01", 20)
        self.refresh()
        self.assertEqual(self.profile(self.buyer)[field], first)
        self.assertEqual(self.profile(self.other)[field], second)
        self.assertEqual(self.profile(self.buyer).rfm_monetary, 5)
        self.forget()
        self.invoice(self.other, "2024-05-01", 980)
        self.run_cron("cron_refresh_queue")
        # 1000 and 80: before them 0 % and 92.6 %
        self.assertEqual(self.profile(self.other)[field], first)
        self.assertEqual(self.profile(self.buyer)[field], second)
        self.assertEqual(self.profile(self.buyer).rfm_monetary, 1)

    @freeze_time("2024-06-30")
    def test_deleted_contact(self):
        """A contact that is gone by then is no problem."""
        self.env["customer.profile.queue"]._add_pairs({(2**30, self.company_a.id)})
        self.invoice(self.buyer, "2024-05-01", 100)
        self.run_cron("cron_refresh_queue")
        self.assertQueued()
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)

    @freeze_time("2024-06-30")
    def test_while_everybody_is_refreshed(self):
        """The rows wait for the next time; nothing is lost."""
        self.forget()
        self.invoice(self.buyer, "2024-05-01", 100)
        Profile = type(self.env["customer.profile"])
        with patch.object(Profile, "_lock_company", side_effect=LockError("busy")):
            self.run_cron("cron_refresh_queue")
        self.assertFalse(self.profile(self.buyer).revenue_12m)
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
        self.assertQueued()

    @freeze_time("2024-06-30")
    def test_busy(self):
        """Another job made the profile meanwhile: nobody is blamed, tried again."""
        self.forget()
        self.invoice(self.buyer, "2024-05-01", 100)
        Profile = type(self.env["customer.profile"])
        for error in (UniqueViolation, SerializationFailure):
            with patch.object(Profile, "_refresh_company", side_effect=error("busy")):
                self.run_cron("cron_refresh_queue")
                self.run_cron("cron_refresh_all")
            rows = self.env["customer.profile.queue"].search([])
            self.assertEqual(rows.mapped("partner_id"), self.buyer.ids)
            self.assertEqual(rows.mapped("error"), [False])
            self.assertFalse(self.company_a.customer_classification_date)
        self.run_cron("cron_refresh_queue")
        self.assertEqual(self.profile(self.buyer).revenue_12m, 100)
        self.assertQueued()

    def test_two_workers(self):
        """What one worker has taken the other one skips, without waiting."""
        database = db_connect(self.cr.dbname)
        partner_ids = [2**30 + number for number in range(4)]
        company = self.env.ref("base.main_company")
        with (
            closing(database.cursor()) as one,
            closing(database.cursor()) as two,
            closing(database.cursor()) as keeper,
        ):
            first, second, keep = (
                api.Environment(cr, self.env.uid, {})["customer.profile.queue"]
                for cr in (one, two, keeper)
            )
            keep._add_pairs({(partner_id, company.id) for partner_id in partner_ids})
            keeper.commit()
            try:
                two.execute("SET LOCAL lock_timeout = '2s'")
                # By name, however many the installation left in the queue.
                with patch.object(queue_batches, "FEW", 10**6):
                    mine = set(first._take(2).ids)
                    theirs = set(second._take(1000).ids)
                self.assertEqual(len(mine), 2)
                self.assertFalse(mine & theirs)
                # While both hold their rows, the same customer is queued again.
                keeper.execute("SET LOCAL lock_timeout = '2s'")
                keep._add_pairs({(partner_ids[0], company.id)})
                keeper.commit()
                two.rollback()
                two.execute("SET LOCAL lock_timeout = '2s'")
                second.env.invalidate_all()
                # The first one is killed: its rows are there for the other.
                one.rollback()
                self.assertLessEqual(
                    set(partner_ids), set(second._take(1000).mapped("partner_id"))
                )
            finally:
                one.rollback()
                two.rollback()
                keeper.execute(
                    "DELETE FROM customer_profile_queue WHERE partner_id = ANY(%s)",
                    [partner_ids],
                )
                keeper.commit()


@tagged("post_install", "-at_install")
class TestQueueEqualsRefresh(RandomBooks):
    """Whichever way customers are refreshed, the same rows come out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moves = cls.post_documents(24, cls.START, date(2024, 6, 25))
        cls.pay_documents(cls.moves, 0.5, date(2024, 6, 25))
        # A refresh makes these; the work is undone, and their ids are compared.
        preference = cls.env.ref("customer_classification.dimension_preference")
        cls.env["customer.classification.category"].create(
            [
                {
                    "dimension_id": preference.id,
                    "name": category.display_name,
                    "source_id": category.id,
                }
                for category in cls.category_one + cls.category_two
            ]
        )

    def snapshot(self):
        """Everything about each customer but ids."""
        rows = self.stored_rows()
        keys = {row["id"]: (row["partner_id"], row["company_id"]) for row in rows}
        profiles = {
            keys[row["id"]]: {k: v for k, v in row.items() if k != "id"}
            for row in rows
            if row["company_id"] in self.companies.ids
        }
        history = {
            (*keys[row["profile_id"]], row["dimension_id"], row["category_id"])
            for row in self.stored_rows("customer_classification_history")
            if row["date_to"] is None and row["company_id"] in self.companies.ids
        }
        return profiles, history

    def undone(self, work):
        """What `work` leads to; it is undone again."""
        with closing(self.cr.savepoint()) as savepoint:
            work()
            found = self.snapshot()
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()
        return found

    def assertSame(self, one, two):
        self.assertEqual(one[0].keys(), two[0].keys())
        for key, row in one[0].items():
            self.assertEqual(row, two[0][key])
        self.assertEqual(one[1], two[1])

    def everybody(self, company):
        return sorted(self.query_metrics(company))

    @freeze_time("2024-06-30")
    def test_any_order_and_size(self):
        """Everybody at once = a few at a time in any order = the queue in batches."""
        expected = self.undone(self.refresh)
        self.assertTrue(expected[0])
        for seed in range(2):
            pick = random.Random(seed)

            def bit_by_bit(pick=pick):
                for company in (self.company_b, self.company_a):
                    waiting = self.everybody(company)
                    pick.shuffle(waiting)
                    while waiting:
                        size = pick.randint(1, 6)
                        self.refresh(company, partner_ids=waiting[:size])
                        waiting = waiting[size:]

            with self.subTest(seed=seed):
                self.assertSame(expected, self.undone(bit_by_bit))

    @freeze_time("2024-06-30")
    def test_queue_in_batches(self):
        def queue():
            for company in (self.company_a, self.company_b):
                self.env["customer.profile.queue"]._add_pairs(
                    {(partner_id, company.id) for partner_id in self.everybody(company)}
                )
            with patch.object(queue_batches, "BATCH", 7):
                self.run_cron("cron_refresh_queue")

        self.assertSame(self.undone(self.refresh), self.undone(queue))

    @freeze_time("2024-06-30")
    def test_first_refresh_in_parts(self):
        """Part by part = everybody at once, and nobody changes twice on one day."""
        closed = []

        def in_parts():
            State = self.env["customer.profile.state"]
            State._ask_for_build(self.company_a + self.company_b)
            with patch.object(first_build, "BATCH", 3):
                while State._building():
                    self.run_cron("cron_refresh_all")
            closed.extend(
                self.env["customer.classification.history"].search(
                    [
                        ("company_id", "in", self.companies.ids),
                        ("date_to", "!=", False),
                    ]
                )
            )

        self.assertSame(self.undone(self.refresh), self.undone(in_parts))
        self.assertFalse(closed)

    def test_three_days_of_standstill(self):
        """One nightly run after three days = a run every day.

        Only the numbers and classes of today count: history says since when a class
        was known, which differs.
        """
        days = [date(2024, 6, 27), date(2024, 6, 28), date(2024, 6, 29), TODAY]
        with freeze_time(days[0]):
            self.refresh()
        buyer = self.customers[3]

        def business(day):
            self.invoice(buyer, str(day), 100 + day.day, due=str(day))

        def daily():
            for day in days[1:]:
                with freeze_time(day):
                    business(day)
                    self.run_cron("cron_refresh_all")

        def once():
            for day in days[1:]:
                with freeze_time(day):
                    business(day)
            with freeze_time(TODAY):
                self.run_cron("cron_refresh_all")

        expected, found = self.undone(daily), self.undone(once)
        self.assertSame(expected, found)
        row = found[0][(buyer.id, self.company_a.id)]
        self.assertEqual(row["metrics_date"], TODAY)
        self.assertEqual(row["last_invoice_date"], TODAY)

    def test_killed_in_the_night(self):
        """A company that is done is not done again; the others are."""
        with freeze_time(TODAY):
            self.refresh(self.company_a)
            before = self.row_versions("customer_profile")
            self.run_cron("cron_refresh_all")
            after = self.row_versions("customer_profile")
        mine = self.env["customer.profile"].search(
            [("company_id", "=", self.company_a.id)]
        )
        for profile_id in mine.ids:
            self.assertEqual(after[profile_id], before[profile_id])
        self.assertEqual(self.company_b.customer_classification_date, TODAY)
