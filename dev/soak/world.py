"""The company that is simulated: its clock, its people, and who stands where."""

import random
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from acts import NothingToDo

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.orm.registry import Registry

START = date(2026, 1, 20)
CONTACTS = 60
#: login: groups
PEOPLE = {
    "soak_accountant": "account.group_account_manager,base.group_partner_manager",
    "soak_invoicing": "account.group_account_invoice,base.group_partner_manager",
    "soak_seller": "customer_classification.group_user,base.group_partner_manager",
}
OWN_CUSTOMERS = (
    "['|', ('user_id', '=', user.id), '|', ('partner_share', '=', False),"
    " ('commercial_partner_id.user_id', '=', user.id)]"
)


class World:
    """Two companies and a branch, in a database of their own, by one random seed.

    Nothing is asked of the real clock: the same seed does the same in the same order.
    """

    def __init__(self, database, seed, clock):
        self.database = database
        self.random = random.Random(seed)
        self.clock = clock
        self.made = 0
        with self.somebody() as env:
            self._found(env)

    # Time

    @property
    def now(self):
        """This moment, in UTC."""
        return self.clock()

    def begin(self, day):
        """It is morning, so many days after the first one."""
        self.clock.move_to(datetime.combine(START + timedelta(day), time(6)))

    def go_on(self, most=40):
        """Some minutes go by."""
        self.clock.tick(timedelta(minutes=self.random.randint(1, most)))

    def a_day(self, back=60, ahead=20):
        """Mostly a day near today, sometimes long before or after it."""
        days = self.random.choice((0, 0, 1, 3, self.random.randint(0, back), -ahead))
        return self.now.date() - timedelta(days)

    # People

    @contextmanager
    def somebody(self, login=None, company=None):
        """An environment with a connection of its own, committed at the end.

        :param login: None for the superuser, who is no person
        :param company: id of the company at work, the others are open beside it
        """
        with Registry(self.database).cursor() as cr:
            uid = self.users[login] if login else SUPERUSER_ID
            context = {"tracking_disable": True, "no_reset_password": True}
            if company:
                others = [id_ for id_ in self.company_ids if id_ != company]
                context["allowed_company_ids"] = [company, *others]
            env = api.Environment(cr, uid, context)
            yield env
            env.flush_all()
            cr.commit()

    def _found(self, env):
        """Wake the companies up, put all others to sleep, hire people."""
        # Not before the registry has made the add-ons known.
        from odoo.addons.customer_classification.tests.companies import (
            companies,
            journal,
        )

        a, b, branch = companies(env)
        self.a, self.b, self.branch = a.id, b.id, branch.id
        self.roots = [self.a, self.b]
        self.company_ids = [self.a, self.branch, self.b]
        self.journals = {
            (company.id, kind): journal(env, company, kind).id
            for company in (a, b)
            for kind in ("bank", "cash", "general", "sale")
        }
        env.flush_all()
        env.cr.execute(
            "UPDATE res_company SET active = FALSE WHERE id <> ALL(%s)",
            [self.company_ids],
        )
        # A mail would be a real one, and past months are asked for by an act.
        env.cr.execute("UPDATE ir_cron SET active = FALSE")
        env.invalidate_all()
        env.registry.clear_all_caches()
        (a + b).customer_history_months = 2
        self.euro = env.ref("base.EUR").id
        env["res.currency"].browse(self.euro).active = True
        env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.euro,
                    "name": START + timedelta(days),
                    "inverse_company_rate": dollars,
                    "company_id": company,
                }
                for company in self.roots
                for days, dollars in ((-400, 1.1), (-30, 1.2), (9, 1.3), (17, 1.05))
            ]
        )
        self.users = {
            login: env["res.users"]
            .create(
                {
                    "name": login,
                    "login": login,
                    "company_id": self.a,
                    "company_ids": [Command.set(self.company_ids)],
                    "group_ids": [
                        Command.set([env.ref(name).id for name in groups.split(",")])
                    ],
                }
            )
            .id
            for login, groups in PEOPLE.items()
        }
        self._limit_seller(env)
        self.tags = (
            env["res.partner.category"]
            .create([{"name": f"Soak {number}"} for number in range(4)])
            .ids
        )

    def _limit_seller(self, env):
        """The seller sees customers of his own only."""
        group = env["res.groups"].create(
            {"name": "Own customers", "user_ids": [self.users["soak_seller"]]}
        )
        env["ir.rule"].create(
            {
                "name": "Own customers",
                "model_id": env["ir.model"]._get("res.partner").id,
                "domain_force": OWN_CUSTOMERS,
                "groups": [Command.set(group.ids)],
            }
        )

    # Choices

    def pick(self, choices):
        """One of them, whichever kind of list it is.

        :raise NothingToDo: where there is none
        """
        if not choices:
            raise NothingToDo
        return choices[self.random.randrange(len(choices))]

    def some(self, records, most=3):
        """A few of these records."""
        if not records:
            raise NothingToDo
        ids = self.random.sample(records.ids, min(len(records), most))
        return records.browse(ids)

    def chance(self, share):
        """Whether it happens, at this probability."""
        return self.random.random() < share

    def name(self, kind):
        """A name that nobody has."""
        self.made += 1
        return f"{kind} {self.made}"

    def contacts(self, env, *domain, active=True):
        """Contacts that were made here, in a fixed order."""
        return (
            env["res.partner"]
            .with_context(active_test=active)
            .search([("ref", "=", "soak"), *domain], order="id")
        )

    def a_company(self):
        """Id of the company at work: mostly A, sometimes its branch, or B."""
        return self.random.choice((self.a, self.a, self.branch, self.b))

    def root_of(self, company):
        """The root of the books of a company."""
        return self.a if company == self.branch else company
