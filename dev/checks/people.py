"""People and jobs at work on the same books, each with a connection of their own."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

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


@contextmanager
def building(batch=20):
    """A first refresh is done in parts of so few customers meanwhile."""
    # The add-on can be imported once the server's settings are read.
    from odoo.addons.customer_classification.models.profile import first_build

    with patch.object(first_build, "BATCH", batch):
        yield


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

    def refresh(self, env):
        """Everybody is refreshed."""
        env["customer.profile"]._refresh()

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

    # Actions on what a refresh writes

    def set_class(self, env):
        """Somebody gives a customer a category by hand, on the contact."""
        dimension = env.ref("customer_classification.dimension_source")
        partner = env["res.partner"].browse(self.ids[0])
        name = dimension._field_name()
        partner[name] = (dimension.category_ids - partner[name])[0]

    def release_pin(self, env):
        """Somebody lets the rule decide again."""
        self.pins(env).action_release()

    def change_pin(self, env):
        """Somebody pins a customer elsewhere who is pinned already."""
        pin = self.pins(env)
        other = (pin.dimension_id.category_ids - pin.category_id)[0]
        pin.profile_id._set_classes({pin.dimension_id._field_name(): other.id})

    def delete_customer(self, env):
        """Somebody deletes a customer who never bought."""
        self.prospect(env).unlink()

    def merge_customer(self, env):
        """Somebody merges a customer who never bought into another one."""
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        kept = env["res.partner"].browse(self.ids[0])
        wizard._merge((kept + self.prospect(env)).ids, kept)

    def new_dimension(self, env):
        """A manager makes a dimension."""
        env["customer.classification.dimension"].create(
            {"name": "Beside", "code": "beside"}
        )

    def delete_company(self, env):
        """Somebody deletes a company that has customers and no books."""
        companies = env["res.company"].search([("name", "=", "Short-Lived")])
        companies.unlink()

    def pin_customer(self, env):
        """Somebody pins a customer who is not pinned yet."""
        dimension = env.ref("customer_classification.dimension_frequency")
        profile = env["customer.profile"].search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.company_id),
                ("pin_ids", "=", False),
            ],
            limit=1,
        )
        name = dimension._field_name()
        other = (dimension.category_ids - profile[name])[0]
        profile._set_classes({name: other.id}, reason="Beside")

    def tag(self, env):
        """Somebody gives a customer a tag, and takes it off another one."""
        tag = env["res.partner.category"].search([], limit=1)
        env["res.partner"].browse(self.ids[4]).category_id |= tag
        env["res.partner"].browse(self.ids[5]).category_id -= tag

    def tag_rule(self, env):
        """A manager takes the rule off a tag."""
        tag = env["res.partner.category"].search(
            [("customer_rule_domain", "!=", False)], limit=1
        )
        tag.customer_rule_domain = False

    def new_company(self, env):
        """Somebody makes a company."""
        Company = env["res.company"].with_context(active_test=False)
        Company.create({"name": f"Beside {Company.search_count([])}"})

    def archive_company(self, env):
        """Somebody archives a company, with its customers."""
        env["res.company"].search([("name", "=", "Asleep")]).active = False

    def set_zone(self, env):
        """Somebody moves the company to where it is tomorrow."""
        self.company(env).partner_id.tz = "Pacific/Kiritimati"

    def reset_to_draft(self, env):
        """Somebody resets a posted invoice to draft."""
        self.document(env, "posted").button_draft()

    def cancel(self, env):
        """Somebody cancels an invoice."""
        move = self.document(env, "posted")
        move.button_draft()
        move.button_cancel()

    def unreconcile(self, env):
        """Somebody undoes the matching of a paid invoice."""
        lines = self.document(env, "posted", paid=True).line_ids
        lines.filtered("reconciled").remove_move_reconcile()

    def archive_customer(self, env):
        """Somebody archives a customer who bought."""
        env["res.partner"].browse(self.ids[6]).active = False

    def merge_buyers(self, env):
        """Somebody merges two customers who bought."""
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        kept = env["res.partner"].browse(self.ids[7])
        wizard._merge(self.ids[7:9], kept)

    def change_category(self, env):
        """A manager renames a category and gives it another color."""
        category = env.ref("customer_classification.category_frequency_high")
        category.write({"name": category.name + "!", "color": 3, "code": "often"})

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

    def prospect(self, env):
        """A customer of this company who never bought, with a contact person."""
        profile = env["customer.profile"].search(
            [
                ("company_id", "=", self.company_id),
                ("partner_id.name", "=", "Prospect Beside"),
            ],
            limit=1,
        )
        assert profile, "there is no prospect"
        return profile.partner_id

    def pins(self, env):
        """A pin of a customer of this company."""
        pins = env["customer.classification.pin"].search(
            [("company_id", "=", self.company_id)], limit=1
        )
        assert pins, "nobody is pinned"
        return pins

    def document(self, env, state, paid=False):
        """An invoice of this company that can still be changed."""
        moves = env["account.move"].search(
            [
                ("company_id", "=", self.company_id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", state),
                ("payment_state", "in", ("paid", "in_payment"))
                if paid
                else ("payment_state", "=", "not_paid"),
                ("partner_id", "in", self.ids),
            ],
            limit=1,
        )
        assert moves, "there is no such invoice"
        return moves

    def prepare(self, env):
        """Who is deleted, pinned and closed down in the actions."""
        for name in ("Prospect Beside", "Prospect Behind"):
            env["res.partner"].create({"name": name})
        for name in ("Short-Lived", "Asleep"):
            env["res.company"].create({"name": name})
        env["customer.profile"]._refresh()
        if not env["customer.classification.pin"].search_count([]):
            self.pin_customer(env)

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
            env.cr.execute(
                "SELECT count(*) FROM customer_profile p "
                "JOIN res_company c ON c.id = p.company_id AND c.active "
                "WHERE p.active"
            )
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
