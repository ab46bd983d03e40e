"""Several people and jobs at work at the same time, with real connections.

On a copy of the prepared database, with the demo books; what is done is committed.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest
from people import PATIENCE, People, environment

from odoo.exceptions import LockError

HOLD = Path(__file__).with_name("hold.py")


@pytest.fixture(scope="module")
def database(make_database, prepared):
    """A copy of the prepared database for all checks of this file."""
    return make_database(prepared)


@pytest.fixture
def people(database):
    """People, in books where everybody is refreshed and nobody queued."""
    return People(database)


ACTIONS = {
    "edit": ["edit"],
    "sell": ["sell"],
    "pay": ["pay"],
    "archive": ["archive"],
    "company": ["set_company"],
    "everybody": ["edit", "sell", "pay", "archive", "set_company"],
}


@pytest.mark.parametrize("actions", ACTIONS.values(), ids=ACTIONS)
def test_nobody_waits_for_a_refresh(people, actions):
    """Everybody is being refreshed, nothing committed yet: people go on working."""
    with people.refreshing():
        for action in actions:
            people.do(getattr(people, action))
    people.assert_nothing_is_lost()


def test_company_changes_during_a_refresh(people):
    """Somebody saves the settings after a refresh has begun; it goes on to its end."""
    with environment(people.database) as env:
        env.cr.execute("UPDATE customer_profile_state SET date = NULL")
        env.cr.commit()
        assert people.company(env).name  # what this transaction sees is settled
        people.do(people.set_company)
        env["customer.profile"]._refresh()
        env.cr.commit()
        assert people.company(env)._is_customer_refreshed_today()
    people.assert_nothing_is_lost()


def test_rules_change_beside_a_refresh(people):
    """A manager does not wait, and the next refresh has the new rules."""
    with people.refreshing():
        people.do(people.set_rules)
    with environment(people.database) as env:
        assert env["customer.profile"]._refresh(), "nobody's class has changed"
        env.cr.commit()
    people.assert_nothing_is_lost()


def test_second_refresh_is_told(people):
    """The second one does not wait, it is told that one is running."""
    with environment(people.database) as one, environment(people.database) as other:
        one["customer.profile"]._refresh(people.company(one))
        other.cr.execute(PATIENCE)
        with pytest.raises(LockError):
            other["customer.profile"]._refresh(people.company(other))


def test_two_queue_jobs_take_different_customers(people):
    """The second one leaves what the first has taken."""
    people.do(people.queue_everybody)
    with environment(people.database) as one, environment(people.database) as other:
        taken = one["customer.profile.queue"]._take(10)
        other.cr.execute(PATIENCE)
        others = other["customer.profile.queue"]._take(1000)
        assert taken and others
        assert not set(taken.ids) & set(others.ids)
    people.assert_nothing_is_lost()


def test_killed_worker_does_nothing_by_halves(people):
    """It is killed after it has refreshed and before it has committed."""
    people.do(people.queue_everybody)
    before = people.state()
    worker = subprocess.Popen(
        [sys.executable, HOLD, people.database, "refresh_queue"],
        stdout=subprocess.PIPE,
    )
    with worker:
        assert worker.stdout.readline() == b"holding\n"  # it holds the rows now
        os.kill(worker.pid, signal.SIGKILL)
    assert people.state() == before
    people.assert_nothing_is_lost()


@pytest.mark.parametrize("action", ["delete", "merge", "look_back"])
def test_nobody_is_blamed_for_a_contact(people, action):
    """A contact is gone after a queue job has taken it, before it is refreshed.

    The job may have to give way and begin again; it must not blame anybody.
    """
    with environment(people.database) as env:
        partner = env["res.partner"].create({"name": f"To {action}"})
        people.ids.append(partner.id)
        env.cr.commit()
    with environment(people.database) as env:
        batch = env["customer.profile.queue"]._take(1000)
        assert batch, "the new contact is not queued"
        with suppress(Exception):  # whoever comes second may be refused
            people.do(getattr(people, action))
        try:
            batch._refresh_customers()
            env.cr.commit()
        except (psycopg2.OperationalError, psycopg2.errors.UniqueViolation):
            env.cr.rollback()
        assert not batch.exists().filtered("error")
    people.assert_nothing_is_lost()


def test_no_month_is_blamed_for_a_new_contact(people):
    """It gets its profile after a month was taken, before that month is done."""
    with environment(people.database) as env:
        env["customer.profile.month"]._request(people.company(env))
        env["res.partner"].create({"name": "To be refreshed"})
        env.cr.commit()
    with environment(people.database) as env:
        month = people.take_month(env)
        assert month
        people.do(people.refresh_queue)
        try:
            month._rebuild_or_mark()
            env.cr.commit()
        except (psycopg2.OperationalError, psycopg2.errors.UniqueViolation):
            env.cr.rollback()
        assert not month.error


def test_nobody_waits_for_the_past(people):
    """A month is being rebuilt: managers do not wait, and no day is lost."""
    with environment(people.database) as env:
        env["customer.profile.month"]._request(people.company(env))
        env.cr.commit()
    with environment(people.database) as env:
        people.take_month(env)._rebuild_or_mark()
        env.flush_all()
        people.do(people.ask_for_months)
        people.do(people.rebuild)
        env.cr.commit()
    with environment(people.database) as env:
        months = env["customer.profile.month"].search(
            [("company_id", "=", people.company_id)]
        )
        # Each is asked for once, and one of them is done.
        ends = people.company(env)._customer_history_month_ends()
        assert months.mapped("date") == ends
        assert len(months.filtered("is_done")) == 1
