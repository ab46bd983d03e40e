"""Work of several people and jobs at the same time, with real connections.

    python dev/check_concurrency.py DATABASE

DATABASE has the add-on and the demo books; it is changed. ODOO_RC names the settings of
the server. Prints a line per check; the exit code is 1 where one fails. Whoever works
beside a refresh has a lock timeout of 0.2 s: waiting longer is an error.
"""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date

import psycopg2

import odoo.tools
from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import LockError
from odoo.modules.module import initialize_sys_path
from odoo.orm.registry import Registry

PATIENCE = "SET LOCAL lock_timeout = '200ms'"
HOLD = "hold"  # argument of the process that is to be killed


@contextmanager
def environment(database):
    """An environment with a connection of its own; nothing is kept but commits."""
    with Registry(database).cursor() as cr:
        try:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        finally:
            cr.rollback()


class Check:
    """The checks, each on what the one before has left."""

    def __init__(self, database):
        self.database = database
        self.failed = 0
        with environment(database) as env:
            self.company_id = env.ref("base.main_company").id
            customers = env["customer.profile"].search(
                [("company_id", "=", self.company_id), ("invoice_count_12m", ">", 0)],
                order="id",
            )
            self.ids = customers.partner_id.ids
            env["customer.profile.queue"].search([]).unlink()
            env["customer.profile"]._refresh()
            env.cr.commit()

    def say(self, what, holds):
        """Print whether something holds."""
        print(f"{'ok ' if holds else 'NOT'} {what}", flush=True)
        self.failed += not holds

    def run(self):
        """All checks; how many failed."""
        self.beside_a_refresh()
        self.two_refreshes()
        self.two_queues()
        self.killed()
        self.meanwhile(self.delete, "deleted")
        self.meanwhile(self.merge, "merged")
        self.meanwhile(self.look_back, "found in the past")
        self.past_meanwhile()
        self.beside_the_past()
        return self.failed

    # What people do

    def edit(self, env):
        """Somebody edits a contact, one of its attributes being used by rules."""
        partner = env["res.partner"].browse(self.ids[0])
        partner.write({"phone": "+1 555 0100", "industry_id": False})

    def sell(self, env):
        """Somebody posts an invoice."""
        journal = env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company_id)], limit=1
        )
        line = {"name": "line", "quantity": 1, "price_unit": 77.7, "tax_ids": []}
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.ids[1],
                "journal_id": journal.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()

    def pay(self, env):
        """Somebody registers the payment of an open invoice."""
        move = env["account.move"].search(
            [
                ("company_id", "=", self.company_id),
                ("move_type", "=", "out_invoice"),
                ("payment_state", "=", "not_paid"),
                ("state", "=", "posted"),
                ("partner_id", "in", self.ids[2:]),
            ],
            limit=1,
        )
        wizard = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({}).action_create_payments()

    def set_rules(self, env):
        """A manager changes a bound."""
        category = env.ref("customer_classification.category_frequency_high")
        category.lower_bound = 5

    def archive(self, env):
        """Somebody archives a contact that never bought."""
        partner = env["res.partner"].create({"name": "Archived at once"})
        partner.active = False

    def delete(self, env):
        """Somebody deletes a contact that has just been made."""
        env["res.partner"].browse(self.ids[-1]).unlink()

    def merge(self, env):
        """Somebody merges the newest contact into a customer."""
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(
            [self.ids[0], self.ids[-1]], env["res.partner"].browse(self.ids[0])
        )

    def look_back(self, env):
        """Somebody looks at a past day; who came since gets a profile."""
        env["customer.profile.snapshot"]._take(
            env["res.company"].browse(self.company_id), date(2020, 1, 31)
        )

    def refresh_queue(self, env):
        """The queue is worked off."""
        env["customer.profile.queue"]._take(1000)._refresh_customers()

    def ask_for_months(self, env):
        """A manager wants more months of the past."""
        env["res.company"].browse(self.company_id).customer_history_months += 1

    def rebuild(self, env):
        """A manager has the past rebuilt."""
        env["customer.profile.month"].action_rebuild()

    # The checks

    def beside_a_refresh(self):
        """Everybody is being refreshed, nothing committed yet: people go on working."""
        with self.refreshing():
            for action in (self.edit, self.sell, self.pay, self.archive):
                self.say(f"nobody waits: {action.__doc__}", self.works(action))
        self.nothing_is_lost("after a refresh that people worked beside")
        with self.refreshing():
            self.say(
                f"nobody waits: {self.set_rules.__doc__}", self.works(self.set_rules)
            )
        with environment(self.database) as env:
            self.say(
                "the next refresh has the new rules", env["customer.profile"]._refresh()
            )
            env.cr.commit()
        self.nothing_is_lost("after rules were changed beside a refresh")

    @contextmanager
    def refreshing(self):
        """A refresh that has written, and locked, every profile; then it commits."""
        with environment(self.database) as env:
            env.cr.execute("UPDATE customer_profile SET revenue_12m = revenue_12m + 1")
            env.cr.commit()
            changed = env["customer.profile"]._refresh()
            env.cr.execute("SELECT count(*) FROM customer_profile WHERE active")
            assert env.cr.fetchone()[0] <= changed
            yield
            env.cr.commit()

    def works(self, action):
        """Whether somebody else can do and commit something without waiting."""
        try:
            with environment(self.database) as env:
                env.cr.execute(PATIENCE)
                action(env)
                env.flush_all()
                env.cr.commit()
        except Exception as error:  # whatever it is, it is what the check is for
            print(error)
            return False
        return True

    def nothing_is_lost(self, when):
        """The queue brings everybody to where a complete refresh leads to."""
        with environment(self.database) as env:
            env["customer.profile.queue"]._cron_refresh_queue()
            env.cr.commit()
            left = env["customer.profile.queue"].search_count([])
            changed = env["customer.profile"]._refresh()
            self.say(f"nothing is lost {when}", not left and not changed)

    def two_refreshes(self):
        """The second one does not wait, it is told so."""
        with environment(self.database) as first, environment(self.database) as second:
            company = first["res.company"].browse(self.company_id)
            first["customer.profile"]._refresh(company)
            second.cr.execute(PATIENCE)
            try:
                second["customer.profile"]._refresh(company.with_env(second))
                told = False
            except LockError:
                told = True
            self.say("a second refresh is told that one is running", told)

    def two_queues(self):
        """Two workers at the queue: the second one leaves what the first has taken."""
        self.queue_some()
        with environment(self.database) as first, environment(self.database) as second:
            taken = first["customer.profile.queue"]._take(10)
            second.cr.execute(PATIENCE)
            others = second["customer.profile.queue"]._take(1000)
            apart = taken and others and not set(taken.ids) & set(others.ids)
            self.say("two queue jobs take different customers", bool(apart))
        self.nothing_is_lost("after two queue jobs")

    def queue_some(self):
        with environment(self.database) as env:
            self.sell(env)
            env["customer.profile.queue"]._add_pairs(
                {(partner_id, self.company_id) for partner_id in self.ids}
            )
            env.cr.commit()

    def killed(self):
        """A worker is killed after it has refreshed and before it has committed."""
        self.queue_some()
        before = self.state()
        worker = subprocess.Popen(
            [sys.executable, __file__, self.database, HOLD], stdout=subprocess.PIPE
        )
        worker.stdout.readline()  # it holds the rows now
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        self.say("a killed worker has done nothing by halves", self.state() == before)
        self.nothing_is_lost("after a worker was killed")

    def meanwhile(self, action, what):
        """A contact is gone after a queue job has taken it, before it is refreshed.

        The job may have to give way and begin again; it must not blame anybody.
        """
        with environment(self.database) as env:
            partner = env["res.partner"].create({"name": f"To be {what}"})
            self.ids.append(partner.id)
            env.cr.commit()
        with environment(self.database) as env:
            batch = env["customer.profile.queue"]._take(1000)
            self.works(action)
            try:
                batch._refresh_customers()
                env.cr.commit()
            except (psycopg2.OperationalError, psycopg2.errors.UniqueViolation):
                env.cr.rollback()
            blamed = batch.exists().filtered("error")
            self.say(f"nobody is blamed for a contact {what} meanwhile", not blamed)
        self.ids.pop()
        self.nothing_is_lost(f"after a contact was {what} meanwhile")

    def past_meanwhile(self):
        """A new contact gets its profile after a month was taken, before it is done."""
        with environment(self.database) as env:
            env["customer.profile.month"]._request(
                env["res.company"].browse(self.company_id)
            )
            env["res.partner"].create({"name": "To be refreshed"})
            env.cr.commit()
        with environment(self.database) as env:
            month = self.take_month(env)
            self.works(self.refresh_queue)
            try:
                month._rebuild_or_mark()
                env.cr.commit()
            except (psycopg2.OperationalError, psycopg2.errors.UniqueViolation):
                env.cr.rollback()
            self.say("no month is blamed for a new contact", not month.error)

    def beside_the_past(self):
        """A month is being rebuilt: managers do not wait, and no day is lost."""
        with environment(self.database) as env:
            self.take_month(env)._rebuild_or_mark()
            env.flush_all()
            for action in (self.ask_for_months, self.rebuild):
                self.say(f"nobody waits: {action.__doc__}", self.works(action))
            env.cr.commit()
        with environment(self.database) as env:
            company = env["res.company"].browse(self.company_id)
            months = env["customer.profile.month"].search(
                [("company_id", "=", self.company_id)]
            )
            self.say(
                "each month is asked for once, and one of them is done",
                months.mapped("date") == company._customer_history_month_ends()
                and len(months.filtered("is_done")) == 1,
            )

    def take_month(self, env):
        """The next month, as the scheduled action takes it."""
        months = env["customer.profile.month"].search(
            [("company_id", "=", self.company_id), ("is_done", "=", False)], limit=1
        )
        return months.try_lock_for_update()

    def state(self):
        """The queue and the profiles, as everybody sees them."""
        with environment(self.database) as env:
            states = []
            for table in ("customer_profile_queue", "customer_profile"):
                env.cr.execute(f"SELECT * FROM {table} ORDER BY id")
                states.append(env.cr.fetchall())
            return states


def hold(database):
    """Refresh what is queued, tell so, and never commit."""
    with environment(database) as env:
        batch = env["customer.profile.queue"]._take(1000)
        batch._refresh_customers()
        print("holding", flush=True)
        signal.pause()


def main(database, *arguments):
    """Exit code."""
    odoo.tools.config.parse_config(
        ["-c", os.environ["ODOO_RC"], "--log-level=critical", "--no-http"]
    )
    initialize_sys_path()
    if HOLD in arguments:
        return hold(database)
    return min(Check(database).run(), 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
