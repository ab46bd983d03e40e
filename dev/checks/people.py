"""People and jobs at work on the same books, each with a connection of their own."""

from contextlib import contextmanager
from datetime import date

from odoo import SUPERUSER_ID, Command, api
from odoo.orm.registry import Registry

#: Whoever works beside a job: waiting longer is an error.
PATIENCE = "SET LOCAL lock_timeout = '200ms'"


@contextmanager
def environment(database):
    """An environment with a connection of its own; nothing is kept but commits."""
    with Registry(database).cursor() as cr:
        try:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        finally:
            cr.rollback()


class People:
    """What people do in the main company of a database, and what they find there.

    Methods that take an environment are actions: somebody else's transaction, which
    the caller commits. ``ids`` are the customers who bought within a year.
    """

    def __init__(self, database):
        self.database = database
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

    def do(self, action):
        """Somebody does and commits something; raises where they would wait."""
        with environment(self.database) as env:
            env.cr.execute(PATIENCE)
            action(env)
            env.flush_all()
            env.cr.commit()

    # Actions

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

    def set_company(self, env):
        """Somebody saves the settings of the company."""
        company = self.company(env)
        company.customer_classification_prospects = False
        company.name += "."
        env.flush_all()
        company.customer_classification_prospects = True

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
        env["customer.profile.snapshot"]._take(self.company(env), date(2020, 1, 31))

    def refresh_queue(self, env):
        """The queue is worked off."""
        env["customer.profile.queue"]._take(1000)._refresh_customers()

    def queue_everybody(self, env):
        """Somebody sells, and everybody waits to be refreshed."""
        self.sell(env)
        env["customer.profile.queue"]._add_pairs(
            {(partner_id, self.company_id) for partner_id in self.ids}
        )

    def ask_for_months(self, env):
        """A manager wants more months of the past."""
        self.company(env).customer_history_months += 1

    def rebuild(self, env):
        """A manager has the past rebuilt."""
        env["customer.profile.month"].action_rebuild()

    # What they find

    def readers(self, env, count):
        """Users with an email who may see the customers of the company."""
        users = env["res.users"].search(
            [
                ("company_ids", "in", self.company_id),
                (
                    "all_group_ids",
                    "in",
                    env.ref("customer_classification.group_user").ids,
                ),
                ("share", "=", False),
            ],
            limit=count,
        )
        assert len(users) == count
        for user in users:
            user.email = user.email or f"{user.login}@example.com"
        return users

    def company(self, env):
        """The main company."""
        return env["res.company"].browse(self.company_id)

    @contextmanager
    def refreshing(self):
        """A refresh that has written, and locked, every profile; then it commits."""
        with environment(self.database) as env:
            env.cr.execute("UPDATE customer_profile SET revenue_12m = revenue_12m + 1")
            env.cr.execute("UPDATE customer_profile_state SET date = NULL")
            env.cr.commit()
            changed = env["customer.profile"]._refresh()
            env.cr.execute("SELECT count(*) FROM customer_profile WHERE active")
            assert env.cr.fetchone()[0] <= changed
            yield
            env.cr.commit()

    def take_month(self, env):
        """The next month to rebuild, as the scheduled action takes it."""
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

    def assert_nothing_is_lost(self):
        """The queue brings everybody to where a complete refresh leads to."""
        with environment(self.database) as env:
            env["customer.profile.queue"]._cron_refresh_queue()
            env.cr.commit()
            assert not env["customer.profile.queue"].search_count([])
            assert not env["customer.profile"]._refresh(), "the queue missed something"
