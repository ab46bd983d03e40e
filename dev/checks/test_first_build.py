"""The first refresh in the background, with real connections: killed, and done twice.

On a copy of the prepared database, whose customers are taken away before.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from people import PATIENCE, building, environment

from odoo.exceptions import LockError

HOLD = Path(__file__).with_name("hold.py")
BATCH = 20


@pytest.fixture
def database(make_database, prepared):
    """Books in which nobody is classified, as after an installation."""
    name = make_database(prepared)
    with psycopg2.connect(dbname=name) as connection:
        connection.cursor().execute(
            "TRUNCATE customer_profile, customer_profile_queue, "
            "customer_profile_state CASCADE"
        )
    with environment(name) as env:
        companies = env["res.company"].search([])
        env["customer.profile.state"]._ask_for_build(companies)
        env.cr.commit()
    return name


@pytest.fixture
def worker(database):
    """A process in the middle of the third part."""
    process = subprocess.Popen(
        [sys.executable, HOLD, database, "build"], stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout.readline() == b"holding\n"
        yield process
        process.kill()


def classified(database):
    """How many customers have a class, and how many there are."""
    with psycopg2.connect(dbname=database) as connection:
        cr = connection.cursor()
        cr.execute(
            "SELECT count(DISTINCT profile_id) FROM customer_classification_history"
        )
        [(done,)] = cr.fetchall()
        cr.execute("SELECT count(*) FROM customer_profile WHERE active")
        return done, cr.fetchone()[0]


def finish(database):
    """The scheduled action, until nothing is left to do."""
    with environment(database) as env, building(BATCH):
        while env["customer.profile.state"]._building():
            env["customer.profile"]._cron_refresh_all()
            env.cr.commit()


def assert_complete(database):
    """Everybody is where a complete refresh leads to, and got there once."""
    with environment(database) as env:
        assert not env["customer.profile"]._refresh()
        env.cr.execute(
            "SELECT count(*) FROM customer_classification_history "
            "WHERE date_to IS NOT NULL"
        )
        assert env.cr.fetchone() == (0,)


def test_killed(database, worker):
    """What was committed stays, the part that was not is done by the next one."""
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    done, everybody = classified(database)
    assert done == BATCH and everybody > 2 * BATCH
    finish(database)
    done, everybody = classified(database)
    assert done == everybody
    assert_complete(database)


def test_two_at_a_time(database, worker):
    """The second one does not wait and does nothing of what the first one does."""
    with environment(database) as env, building(BATCH):
        env.cr.execute(PATIENCE)
        company = env.ref("base.main_company")
        with pytest.raises(LockError):
            env["customer.profile"]._refresh_next_part(company)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    finish(database)
    assert_complete(database)
