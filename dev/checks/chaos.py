"""Means of disturbing a scheduled action that runs in a process of its own.

A run is a fork of this process, so that Odoo need not be loaded a hundred times. The
child has connections of its own and ends without a word; what it wrote and committed is
all that it leaves.
"""

import logging
import os
import signal
import time
from contextlib import contextmanager

import psycopg2
from people import environment

from odoo import sql_db

#: Tables that jobs write; a full disk is met in one of them.
WRITTEN = (
    "customer_profile",
    "customer_classification_history",
    "customer_profile_snapshot",
    "customer_profile_queue",
    "customer_profile_month",
    "customer_report_recipient",
    "mail_mail",
)
UNLIMITED = "-c lock_timeout=0 -c statement_timeout=0"
FULL_DISK = """
    CREATE FUNCTION chaos_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF random() < current_setting('chaos.disk', TRUE)::float8 THEN
            RAISE EXCEPTION 'could not extend file: No space left on device'
                USING ERRCODE = '53100';
        END IF;
        RETURN NULL;
    END $$
"""


def sql(database, statement, *params):
    """Run a statement outside of any transaction; its rows, or how many it wrote.

    The limits of the database are for whoever is disturbed.
    """
    connection = psycopg2.connect(dbname=database, options=UNLIMITED)
    try:
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute(statement, params or None)
            return cr.fetchall() if cr.description else cr.rowcount
    finally:
        connection.close()


def wait_alone(database):
    """Until the connections of whoever was killed are gone, with what they held."""
    sql_db.close_db(database)
    others = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND pid <> "
    for _number in range(3000):
        if not sql(database, others + "pg_backend_pid()", database):
            return
        time.sleep(0.01)
    raise TimeoutError("somebody is still connected")


def prepare(database):
    """Let the disk of a database be full for whoever asks for it."""
    sql(database, FULL_DISK)
    for table in WRITTEN:
        sql(
            database,
            f"CREATE TRIGGER chaos_disk AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION chaos_disk()",
        )


class Run:
    """A scheduled action in a process of its own."""

    def __init__(self, database, action):
        self.database = database
        wait_alone(database)  # and a child must not speak on our connections
        self.start = time.monotonic()
        self.pid = os.fork()
        if not self.pid:
            self._be_the_child(action)

    def _be_the_child(self, action):
        """Run the action as the scheduler does; 0 if it went without an error."""
        code = 1
        try:
            logging.disable(logging.CRITICAL)
            with environment(self.database) as env:
                cron = env.ref(f"customer_classification.{action}")
                failures = cron.failure_count
                cron.method_direct_trigger()
                env.cr.commit()
                cron.invalidate_recordset()
                code = int(cron.failure_count > failures)
        finally:
            os._exit(code)

    def wait(self, seconds=120):
        """Wait until it ends: the code, negative for the signal that killed it."""
        while time.monotonic() < self.start + seconds:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.005)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise TimeoutError("the action does not end")


@contextmanager
def settings(database, **values):
    """Settings of the database for sessions that begin meanwhile."""
    for name, value in values.items():
        name = name.replace("__", ".")
        sql(database, f'ALTER DATABASE "{database}" SET {name} = %s', value)
    try:
        yield
    finally:
        sql(database, f'ALTER DATABASE "{database}" RESET ALL')


# Each disturbs one run: it takes the database, the action, the seconds that it takes
# when nobody disturbs it, and a random.Random; and returns how the run ended.


def backend(database, action, seconds, rng):
    """An administrator ends its connections."""
    run = Run(database, action)
    time.sleep(rng.uniform(0, seconds))
    sql(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = %s AND pid <> pg_backend_pid()",
        database,
    )
    return run.wait()


def worker(database, action, seconds, rng):
    """Its process is killed."""
    run = Run(database, action)
    time.sleep(rng.uniform(0, seconds))
    os.kill(run.pid, signal.SIGKILL)
    return run.wait()


def disk(database, action, _seconds, rng):
    """The disk is full now and then."""
    with settings(database, chaos__disk=str(rng.uniform(0.02, 0.5))):
        return Run(database, action).wait()


def timeout(database, action, _seconds, _rng):
    """No statement may take longer than 5 ms."""
    with settings(database, statement_timeout="5ms"):
        return Run(database, action).wait()


def locks(database, action, seconds, rng):
    """Somebody holds what it wants to write, and it does not wait for long."""
    with settings(database, lock_timeout="20ms"):
        run = Run(database, action)  # which has to be alone when it begins
        holder = psycopg2.connect(dbname=database, options=UNLIMITED)
        try:
            time.sleep(rng.uniform(0, seconds / 2))
            with holder.cursor() as cr:
                table = rng.choice(WRITTEN)
                cr.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            time.sleep(rng.uniform(0, seconds))
        finally:
            holder.close()
        return run.wait()


MEANS = (backend, worker, disk, timeout, locks)
