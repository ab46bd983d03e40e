"""Refresh, queue, back-fill and mails, disturbed at random points; then one quiet run.

On a copy of the prepared database, with real processes and connections. In `make test`
a few runs; all of them, with a figure for each, by

    CHAOS_RUNS=100 CHAOS_SEED=1 make test ARGS="dev/checks/test_chaos.py"
"""

import os
import random
import sys
import time
from collections import Counter

import pytest
from chaos import MEANS, Run, prepare, sql, wait_alone
from people import People, environment

RUNS = int(os.environ.get("CHAOS_RUNS", 12))
SEED = int(os.environ.get("CHAOS_SEED", 1))
ACTIONS = (
    "cron_refresh_all",
    "cron_refresh_queue",
    "cron_rebuild_months",
    "cron_send_reports",
)
MONTHS = 4


@pytest.fixture(scope="module")
def database(make_database, prepared):
    """A copy of the prepared database, whose disk may be full."""
    name = make_database(prepared)
    prepare(name)
    return name


class Books:
    """The books that are disturbed, and how much is to be done in them."""

    def __init__(self, database):
        self.database = database
        self.people = People(database)
        self.mails_due = 0
        with environment(database) as env:
            company = env["res.company"].browse(self.people.company_id)
            env["customer.profile.month"].search([]).unlink()
            company.customer_history_months = MONTHS
            users = self.people.readers(env, 3)
            self.subscription = env["customer.report.subscription"].create(
                {
                    "report": "ranking",
                    "company_id": company.id,
                    "recipient_ids": [(0, 0, {"user_id": user.id}) for user in users],
                }
            )
            self.subscription_id = self.subscription.id
            env["mail.mail"].search([]).unlink()
            env.ref("mail.ir_cron_mail_scheduler_action").active = False
            env.cr.commit()

    def make_work(self, action):
        """Something to do for an action."""
        wait_alone(self.database)
        getattr(self, f"_work_for_{action}")()

    def _work_for_cron_refresh_all(self):
        """Every profile is wrong, and the companies were not refreshed today."""
        sql(self.database, "UPDATE customer_profile SET revenue_12m = revenue_12m + 1")
        sql(self.database, "UPDATE customer_profile_state SET date = NULL")

    def _work_for_cron_refresh_queue(self):
        self.people.do(self.people.queue_everybody)

    def _work_for_cron_rebuild_months(self):
        sql(self.database, "UPDATE customer_profile_month SET is_done = FALSE")
        sql(
            self.database,
            "DELETE FROM customer_profile_snapshot WHERE id % 3 = 0",
        )

    def _work_for_cron_send_reports(self):
        """Everybody who got the last mail waits for another one."""
        self.mails_due += sql(
            self.database,
            "UPDATE customer_report_recipient SET is_waiting = TRUE "
            "WHERE is_waiting IS NOT TRUE AND subscription_id = %s",
            self.subscription_id,
        )

    def assert_nobody_is_blamed(self):
        """No customer, rule, month or mail has an error."""
        for table in (
            "customer_profile_queue",
            "customer_refresh_fault",
            "customer_profile_month",
            "customer_profile_state",
            "customer_report_recipient",
        ):
            errors = sql(
                self.database,
                f"SELECT id, error FROM {table} WHERE error IS NOT NULL",
            )
            assert not errors, (table, errors)

    def assert_quiet(self):
        """After a run that nobody disturbs: nothing lost, nothing double."""
        for action in (*ACTIONS, "cron_refresh_queue"):
            # The scheduler gives what was killed three times a rest first.
            assert 0 in (Run(self.database, action).wait() for _number in range(3))
        self.assert_nobody_is_blamed()
        left = {
            "customer_profile_queue": "TRUE",
            "customer_profile_month": "is_done IS NOT TRUE",
            "customer_report_recipient": "is_waiting",
            "ir_cron": "NOT active AND cron_name LIKE 'Customer Classification%'",
        }
        for table, where in left.items():
            count = f"SELECT count(*) FROM {table} WHERE {where}"
            assert sql(self.database, count) == [(0,)], table
        assert sql(self.database, "SELECT count(*) FROM mail_mail") == [
            (self.mails_due,)
        ]
        self._assert_history_is_whole()
        self._assert_nothing_is_left_to_do()

    def _assert_history_is_whole(self):
        """One open line where there is a class, and it says so; none overlap."""
        open_twice = sql(
            self.database,
            """
            SELECT profile_id, dimension_id FROM customer_classification_history
             WHERE date_to IS NULL GROUP BY 1, 2 HAVING count(*) > 1
            """,
        )
        assert not open_twice
        overlapping = sql(
            self.database,
            """
            SELECT one.id, other.id FROM customer_classification_history one
              JOIN customer_classification_history other
                ON other.profile_id = one.profile_id
               AND other.dimension_id = one.dimension_id AND other.id > one.id
             WHERE daterange(one.date_from, one.date_to)
                && daterange(other.date_from, other.date_to)
            """,
        )
        assert not overlapping
        with environment(self.database) as env:
            dimensions = env["customer.classification.dimension"].search([])
            for dimension in dimensions:
                env.cr.execute(
                    f"""
                    SELECT count(*) FROM customer_profile p
                      LEFT JOIN customer_classification_history h
                        ON h.profile_id = p.id AND h.dimension_id = %s
                       AND h.date_to IS NULL
                     WHERE p.{dimension._field_name()} IS DISTINCT FROM h.category_id
                    """,
                    [dimension.id],
                )
                assert env.cr.fetchone() == (0,), dimension.code

    def _assert_nothing_is_left_to_do(self):
        """Row by row what a complete refresh, or another back-fill, would write."""
        before = self.people.state()
        with environment(self.database) as env:
            assert not env["customer.profile"]._refresh()
            env.cr.commit()
        assert self.people.state() == before
        with environment(self.database) as env:
            months = env["customer.profile.month"].search([])
            assert len(months) >= MONTHS
            before = None
            for month in months.filtered(
                lambda m: m.company_id.id == self.people.company_id
            ):
                written = env["customer.profile.snapshot"]._take(
                    month.company_id, month.date, before, with_history=True
                )
                assert written == 0, month.date
                before = month.date


def say(text):
    """A line for whoever waits: what a worker prints otherwise is never seen."""
    print(text, file=sys.stderr)


def test_chaos(database, capsys):
    """Whatever ends a run at whatever point, the next quiet one makes all good."""
    rng = random.Random(SEED)
    books = Books(database)
    seconds = {}
    for action in ACTIONS:
        books.make_work(action)
        start = time.monotonic()
        assert Run(database, action).wait() == 0, action
        seconds[action] = time.monotonic() - start
    books.assert_nobody_is_blamed()
    ends = Counter()
    for number in range(RUNS):  # 4 and 5: every pair within 20 runs
        action, means = ACTIONS[number % len(ACTIONS)], MEANS[number % len(MEANS)]
        books.make_work(action)
        code = means(database, action, seconds[action], rng)
        end = "killed" if code < 0 else "failed" if code else "ended"
        ends[action, means.__name__, end] += 1
        books.assert_nobody_is_blamed()
    books.assert_quiet()
    with capsys.disabled():
        for (action, means, end), count in sorted(ends.items()):
            say(f"{action:22} {means:8} {end:7} {count:3}")
        say(f"RESULT ok: {RUNS} runs, seed {SEED}, {books.mails_due} mails")
