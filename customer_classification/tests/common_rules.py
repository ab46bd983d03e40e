"""Asking rules about customers: methods, previews and advice."""

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from ..engine.methods import Rule, rule_query
from .common import TODAY, CustomerClassificationCommon

NUMBERS = {
    "revenue_12m": (500, 300, 100, 60, 40, 0),
    "overdue": (50, 0, 20, 0, 0, 0),
    "invoice_count_12m": (10, 6, 5, 2, 1, 0),
}
TABLE = SQL.identifier("customer_profile")


class AskingRules:
    """Ten customers of company A whose metrics a test writes, and what rules say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = [cls.customer(f"Customer {number}") for number in range(10)]
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)

    def give(self, metric, *values):
        """Write a metric of the first customers, without books."""
        profiles = [self.profile(partner) for partner in self.customers]
        for profile, value in zip(profiles, values, strict=False):
            self.cr.execute(
                SQL(
                    "UPDATE customer_profile SET %s = %s WHERE id = %s",
                    SQL.identifier(metric),
                    value,
                    profile.id,
                )
            )
        self.env.invalidate_all()
        return profiles[: len(values)]

    def ask(self, dimension, relation=TABLE):
        """{profile id: (category name, reason)} by the dimension's rule."""
        self.env.flush_all()
        query = rule_query(Rule(dimension.sudo(), relation, self.company_a))
        names = {c.id: c.name for c in dimension.category_ids}
        self.cr.execute(SQL("SELECT id, category_id, reason FROM (%s) rule", query))
        return {
            id_: (names.get(category_id), reason)
            for id_, category_id, reason in self.cr.fetchall()
        }

    def assertNames(self, dimension, profiles, *names):
        """The category of each profile; None for no category at all."""
        found = self.ask(dimension)
        self.assertEqual(
            [found.get(profile.id, (None,))[0] for profile in profiles], list(names)
        )


class PreviewCommon(CustomerClassificationCommon):
    """Six customers of company A with numbers of their own, nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="classification_preview",
            groups="customer_classification.group_manager",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        cls.customers = [cls.customer(f"Customer {number}") for number in range(6)]
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)
        cls.ids = [partner.id for partner in cls.customers]
        cls.cr.execute(
            "UPDATE customer_profile SET active = FALSE WHERE partner_id <> ALL(%s)",
            [cls.ids],
        )
        for metric, values in NUMBERS.items():
            cls.give(metric, *values)
        cls.band = cls.dimension(
            "try_band",
            "band",
            "invoice_count_12m",
            [
                {"name": "Often", "lower_bound": 5},
                {"name": "Sometimes", "lower_bound": 2},
                {"name": "Rarely", "lower_bound": False},
            ],
            sequence=1000,
        )
        cls.share = cls.dimension(
            "try_share",
            "share",
            "revenue_12m",
            [
                {"name": "A", "share": 80},
                {"name": "B", "share": 95},
                {"name": "C", "share": False},
            ],
            sequence=1010,
        )
        cls.quantile = cls.dimension(
            "try_quantile",
            "quantile",
            "revenue_12m",
            [{"name": "Top"}, {"name": "Middle"}, {"name": "Low"}],
            sequence=1020,
        )
        cls.rules = cls.dimension(
            "try_rules",
            "domain",
            None,
            [
                {"name": "Big", "domain": "[('revenue_12m', '>=', 300)]"},
                {"name": "Mid", "domain": "[('revenue_12m', '>=', 60)]"},
                {"name": "Rest", "domain": "[(1, '=', 1)]"},
            ],
            sequence=1030,
        )
        for dimension in cls.band + cls.share + cls.quantile + cls.rules:
            cls.env["customer.profile"]._apply_dimension(cls.company_a, dimension)

    @classmethod
    def give(cls, metric, *values):
        """Write a metric of the first customers, company A."""
        for partner, value in zip(cls.customers, values, strict=False):
            cls.cr.execute(
                SQL(
                    "UPDATE customer_profile SET %s = %s "
                    "WHERE partner_id = %s AND company_id = %s",
                    SQL.identifier(metric),
                    value,
                    partner.id,
                    cls.company_a.id,
                )
            )
        cls.env.invalidate_all()

    def named(self, dimension, name):
        """A category by its name."""
        return dimension.category_ids.filtered(lambda c: c.name == name)

    def change(self, dimension, name, **vals):
        """Changes of one category, as the web client sends them."""
        return {"category_ids": [[1, self.named(dimension, name).id, vals]]}

    def preview(self, dimension, vals):
        """What the manager sees for company A."""
        answer = dimension.with_user(self.manager).preview_changes(vals)
        [company] = answer["companies"]
        self.assertEqual(company["id"], self.company_a.id)
        return company

    def assertPreview(self, dimension, vals, counts, moves):
        """Customers per category now and then, and who moves from where to where.

        :param counts: {category name: (now, then)}
        :param moves: [(number of the customer, from, to)], in the order of the list
        """
        found = self.preview(dimension, vals)
        names = {line["id"]: line["name"] for line in found["categories"]}
        self.assertEqual(
            {
                line["name"]: (line["customers_now"], line["customers_then"])
                for line in found["categories"]
            },
            counts,
        )
        self.assertEqual(
            [
                (self.ids.index(row["id"]), names[row["from"]], names[row["to"]])
                for row in found["movers"]
            ],
            moves,
        )
        self.assertEqual(found["moving"], len(moves))
        self.assertEqual(found["customers"], 6)
        return found


class AdviceCommon(CustomerClassificationCommon):
    def advice(self, partner, dimension, user=None, as_of=TODAY):
        """What an invoicing user reads on the customer's page."""
        self.refresh(self.company_a, as_of=as_of)
        profile = self.profile(partner).with_user(user or self.accountant)
        profile = profile.with_context(allowed_company_ids=self.company_a.ids)
        [line] = [
            line
            for line in profile.get_classes()
            if line["dimension"]["id"] == dimension.id
        ]
        return line["advice"].replace("\N{NO-BREAK SPACE}", " ")

    def category_of(self, partner, dimension, as_of=TODAY):
        self.refresh(self.company_a, as_of=as_of)
        return self.profile(partner)[dimension._field_name()].name

    def bands(self, metric, *categories):
        """A dimension; each category is a name and its bound."""
        return self.dimension(
            "test_advice",
            "band",
            metric,
            [{"name": name, "lower_bound": bound} for name, bound in categories],
            sequence=1000,
        )
