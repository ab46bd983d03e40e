"""Simulated days of all kinds of acts, after which everything has to agree.

    soak.py TEMPLATE --seeds 1,2 --days 30 --acts 25

Each seed works in a copy of the database TEMPLATE, which has the add-ons. A line
``RESULT ok seed=1 acts=743`` ends it, or ``RESULT FAULTS ...`` after the acts of the
days in which something was found; the number of an act and the seed say where it was.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
import traceback
from collections import Counter
from contextlib import suppress

import books
import checks
import choices
import company
import contacts
import freezegun.api as clocks  # which it leaves alone
import payments
import psycopg2
import rules
from acts import ACTS, NothingToDo
from freezegun import freeze_time
from world import CONTACTS, START, World

from odoo import sql_db
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.module import initialize_sys_path
from odoo.orm.registry import Registry
from odoo.tools import config

PACKAGES = ("odoo.addons.customer_classification", "odoo.sql_db")
#: Refused with a sentence, which is a way to end.
REFUSED = (UserError, ValidationError, AccessError)
# Who does what.
LOGINS = {
    books: ("soak_invoicing", "soak_accountant"),
    payments: ("soak_invoicing", "soak_accountant"),
    contacts: ("soak_accountant", "soak_invoicing"),
    choices: ("soak_accountant", "soak_invoicing"),
    rules: ("soak_accountant",),
    company: ("soak_accountant",),
}
EVERY = 5  # days from one comparison with a complete refresh to the next
NIGHTS = 0.85


class Log(logging.Handler):
    """Keeps what our code warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        """Keep the line where it is ours."""
        if record.name.startswith(PACKAGES) or record.levelno >= logging.ERROR:
            self.lines.append(f"{record.name}: {record.getMessage()}")

    def forget(self, name):
        """Lines of one logger were expected."""
        self.lines = [line for line in self.lines if not line.startswith(name)]


class Soak:
    """One seed: days, acts, nights; what was found."""

    def __init__(self, world, say, log):
        self.world = world
        self.say = say
        self.log = log
        self.count = 0
        self.found = []
        self.outcomes = Counter()

    def run(self, days, acts):
        """All days; ends with the day on which something is found."""
        self._begin()
        for day in range(days):
            last = day == days - 1
            self.world.begin(day)
            self.say(f"day {day} {self.world.now.date()}")
            self._day(acts, compare=last or day % EVERY == EVERY - 1)
            if self.found:
                return

    def _begin(self):
        """Contacts, and a first night."""
        self.world.begin(0)
        for _number in range(CONTACTS):
            self._act(next(a for a in ACTS if a.name == "make_contact"))
        self._night()

    def _day(self, acts, compare):
        if self.world.chance(NIGHTS) or compare:
            self._night()
        for number in range(acts):
            queued = compare and number >= acts // 2
            if compare and number == acts // 2:
                # Rules that were saved in the morning have to come into force.
                self._job("customer.profile", "_refresh")
            self._act(self._choose(queued))
            if self.world.chance(0.15):
                self._job("customer.profile.queue", "_cron_refresh_queue")
            self.world.go_on()
        if self.world.chance(0.3):
            self._job("customer.profile.month", "_cron_rebuild")
        if self.world.chance(0.2):
            self._job("customer.report.subscription", "_cron_send")
        self._check(compare)

    def _choose(self, queued):
        acts = [act for act in ACTS if act.queued or not queued]
        weights = [act.weight for act in acts]
        return self.world.random.choices(acts, weights)[0]

    def _act(self, act):
        """Somebody does something, and commits it; a refusal takes it back."""
        self.count += 1
        module = sys.modules[act.do.__module__]
        login = self.world.random.choice(LOGINS[module])
        at = self.world.a_company()
        began = clocks.real_monotonic()
        try:
            with self.world.somebody(login, at) as env:
                text, outcome = act.do(self.world, env), "done"
        except NothingToDo:
            text, outcome = "", "nothing to do"
        except REFUSED as error:
            text, outcome = str(error).replace("\n", " "), "refused"
        except psycopg2.Error as error:
            text, outcome = str(error).replace("\n", " "), "crashed"
            if isinstance(error, psycopg2.errors.ForeignKeyViolation):
                # Somebody has documents; the request would have a sentence for it.
                self.log.forget("odoo.sql_db")
            else:
                self.found.append(f"act {self.count} {act.name}: {error}")
        except Exception:
            text, outcome = traceback.format_exc(), "crashed"
            self.found.append(f"act {self.count} {act.name}: {text}")
        self.outcomes[act.name, outcome] += 1
        seconds = clocks.real_monotonic() - began
        self.say(f"act {self.count} {act.name} {outcome} ({seconds:.2f} s): {text}")

    def _job(self, model, method):
        """A scheduled action runs to its end."""
        began = clocks.real_monotonic()
        try:
            with self.world.somebody() as env:
                getattr(env[model], method)()
        except Exception:
            self.found.append(f"{method}: {traceback.format_exc()}")
        self.say(f"    {method} ({clocks.real_monotonic() - began:.2f} s)")

    def _night(self):
        self._job("customer.profile", "_cron_refresh_all")

    def _check(self, compare):
        """The queue is worked off; then everything has to be in order."""
        if compare:  # where another day has begun in the meantime
            self._night()
        self._job("customer.profile.queue", "_cron_refresh_queue")
        began = clocks.real_monotonic()
        with self.world.somebody() as env:
            self.found += checks.faults(self.world, env)
            if compare:
                self.found += checks.against_a_full_refresh(env)
        self.found += self.log.lines
        self.log.lines = []
        self.say(f"    checks ({clocks.real_monotonic() - began:.2f} s)")


def run_seed(database, seed, days, acts, verbose=False):
    """Run one seed in a database; prints what was done where something is found.

    :return: whether everything was in order
    """
    log, lines = Log(), []
    logging.getLogger().addHandler(log)
    began = time.monotonic()

    def say(line):
        lines.append(line)
        if verbose:
            print(line, flush=True)

    try:
        with freeze_time(START, tick=False) as clock:
            world = World(database, seed, clock)
            soak = Soak(world, say, log)
            soak.run(days, acts)
    finally:
        logging.getLogger().removeHandler(log)
    if soak.found and not verbose:
        print("\n".join(lines))
    for text in soak.found:
        print(f"FAULT {text}")
    result = "FAULTS" if soak.found else "ok"
    done = sum(n for (_name, how), n in soak.outcomes.items() if how == "done")
    print(
        f"RESULT {result} seed={seed} acts={soak.count} done={done} "
        f"faults={len(soak.found)} seconds={time.monotonic() - began:.0f}",
        flush=True,
    )
    return not soak.found


def run_copy(template, seed, days, acts, verbose=False, keep=False):
    """The same in a copy of a database, which goes in the end.

    :param keep: leave it for a look, where something was found
    """
    database = f"soak-{seed}"
    subprocess.run(["dropdb", "--if-exists", "--force", database], check=True)
    subprocess.run(["createdb", "-T", template, database], check=True)
    good = False
    try:
        good = run_seed(database, seed, days, acts, verbose)
        return good
    finally:
        with suppress(KeyError):
            Registry.delete(database)
        sql_db.close_db(database)
        if good or not keep:
            subprocess.run(["dropdb", "--force", database], check=True)


def main():
    """Command line; the exit status says whether all seeds are in order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("template")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--acts", type=int, default=25)
    parser.add_argument("--verbose", action="store_true", help="say each act at once")
    parser.add_argument("--keep", action="store_true", help="keep faulty databases")
    options = parser.parse_args()
    config.parse_config(["-c", os.environ["ODOO_RC"], "--no-http", "--log-level=warn"])
    initialize_sys_path()
    seeds = [int(seed) for seed in options.seeds.replace(",", " ").split()]
    results = [
        run_copy(
            options.template,
            seed,
            options.days,
            options.acts,
            options.verbose,
            options.keep,
        )
        for seed in seeds
    ]
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
