from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import TODAY, CustomerClassificationCommon
from .common_rules import AskingRules


@tagged("post_install", "-at_install")
class TestMethods(AskingRules, CustomerClassificationCommon):
    """Which category a rule gives, and the numbers it says so by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.band = cls.dimension(
            "test_band",
            "band",
            "late_rate",
            [
                {"name": "Always", "lower_bound": 0.9},
                {"name": "Often", "lower_bound": 0.25},
                {"name": "Seldom", "lower_bound": False},
            ],
            sequence=1000,
        )
        cls.share = cls.dimension(
            "test_share",
            "share",
            "revenue_total",
            [
                {"name": "A", "share": 80},
                {"name": "B", "share": 95},
                {"name": "C", "share": False},
            ],
            sequence=1010,
        )
        cls.rules = cls.dimension("test_rules", "domain", sequence=1020)
        cls.manual = cls.dimension(
            "test_manual", "manual", None, [{"name": "One"}, {"name": "Two"}]
        )

    def categories(self, *vals_list):
        """Categories of the dimension with rules, in this order."""
        return self.env["customer.classification.category"].create(
            [
                {"dimension_id": self.rules.id, "sequence": 10 * number, **vals}
                for number, vals in enumerate(vals_list, 1)
            ]
        )

    # Bands

    def test_band(self):
        """The highest bound that is reached; equal is reached, empty is nowhere."""
        profiles = self.give("late_rate", 1, 0.9, 0.8999, 0.25, 0.2499, 0, -3, None)
        self.assertNames(
            self.band,
            profiles,
            *("Always", "Always", "Often", "Often", "Seldom", "Seldom", "Seldom", None),
        )

    def test_band_without_an_empty_bound(self):
        """Below the lowest bound there is no category."""
        self.band.category_ids.filtered(lambda c: c.name == "Seldom").unlink()
        profiles = self.give("late_rate", 1, 0.25, 0.24, None)
        self.assertNames(self.band, profiles, "Always", "Often", None, None)

    def test_band_in_rising_order(self):
        """The order of the list does not matter, the bounds do."""
        for number, category in enumerate(reversed(self.band.category_ids)):
            category.sequence = number
        profiles = self.give("late_rate", 0.95, 0.5, 0.1)
        self.assertNames(self.band, profiles, "Always", "Often", "Seldom")

    def test_band_at_zero(self):
        """A bound of 0 is a bound, not an empty one."""
        always, often, seldom = self.band.category_ids
        seldom.lower_bound = -1
        often.lower_bound = 0
        profiles = self.give("late_rate", 0, -0.5, -1, -2)
        self.assertNames(self.band, profiles, "Often", "Seldom", "Seldom", None)
        self.assertEqual(always.lower_bound, 0.9)

    def test_band_archived_category(self):
        """An archived band is no band: the next one below takes its customers."""
        self.band.category_ids.filtered(lambda c: c.name == "Often").active = False
        profiles = self.give("late_rate", 0.95, 0.5, 0.1)
        self.assertNames(self.band, profiles, "Always", "Seldom", "Seldom")

    def test_band_reason(self):
        top, middle, low = self.give("late_rate", 0.95, 0.5, 0.1)
        found = self.ask(self.band)
        common = {"method": "band", "metric": "late_rate"}
        self.assertEqual(
            [found[profile.id][1] for profile in (top, middle, low)],
            [
                {**common, "value": 0.95, "bound": 0.9, "next": None},
                {**common, "value": 0.5, "bound": 0.25, "next": 0.9},
                {**common, "value": 0.1, "bound": None, "next": 0.25},
            ],
        )

    # Shares

    def test_share(self):
        """Total of the positive ones: 500 + 300 + 100 + 50 + 50 = 1000.

        Share before each, in percent: 0, 50, 80, 90, 90. The first is below 80, so
        is the second; 80 is not, but below 95; both 50s stand at 90, together.
        """
        profiles = self.give("revenue_total", 50, 300, -20, 500, 0, 50, 100)
        self.assertNames(self.share, profiles, "B", "A", "C", "A", "C", "B", "B")

    def test_share_of_equal_values(self):
        """Equal values stay together, across a bound as well.

        40, 40, 20: before them 0, 0 and 80. Ordered by anything else, the second 40
        would stand at 40.
        """
        self.share.category_ids[0].share = 30
        profiles = self.give("revenue_total", 40, 20, 40)
        self.assertNames(self.share, profiles, "A", "B", "A")

    def test_share_of_the_whole(self):
        """One customer who is everything is in the first class."""
        profiles = self.give("revenue_total", 7, 0)
        self.assertNames(self.share, profiles, "A", "C")

    def test_share_of_nothing(self):
        """Without a positive value everybody is in the last class."""
        profiles = self.give("revenue_total", 0, -5, 0)
        self.assertNames(self.share, profiles, "C", "C", "C")

    def test_share_without_a_rest(self):
        """Where every class has a bound the last one takes the rest."""
        self.share.category_ids[2].share = 99
        # 98, 1, 1 of 100: before them 0, 98, 98
        profiles = self.give("revenue_total", 9800, 199, 1, 0)
        # 9800, 199, 1 of 10000: before them 0, 98 and 99.99
        self.assertNames(self.share, profiles, "A", "C", "C", "C")

    def test_share_of_an_empty_metric(self):
        """Who has no number is in no class."""
        self.share.metric_id = self.env["ir.model.fields"]._get(
            "customer.profile", "average_invoice_12m"
        )
        profiles = self.give("average_invoice_12m", 10, None)
        self.assertNames(self.share, profiles, "A", None)

    def test_share_reason(self):
        profiles = self.give("revenue_total", 500, 300, 200, -20)
        found = self.ask(self.share)
        common = {"method": "share", "metric": "revenue_total", "total": 1000}
        reasons = [found[profile.id][1] for profile in profiles]
        self.assertEqual(
            reasons[:3],
            [
                {**common, "value": 500, "rank": 1, "before": 0, "next": None},
                {**common, "value": 300, "rank": 2, "before": 50, "next": None},
                # A customer of 300 is the last one below 80 % and so still an A.
                {**common, "value": 200, "rank": 3, "before": 80, "next": 300},
            ],
        )
        self.assertEqual(reasons[3]["value"], -20)

    # Rules

    def test_first_match(self):
        """The first category whose rule matches; an empty rule never does."""
        self.categories(
            {"name": "Nobody", "domain": False},
            {"name": "Huge", "domain": "[('revenue_total', '>=', 100)]"},
            {"name": "Some", "domain": "[('revenue_total', '>=', 10)]"},
            {"name": "All", "domain": "[('revenue_total', '<', 1000000)]"},
        )
        profiles = self.give("revenue_total", 100, 99, 9, 2000000)
        self.assertNames(self.rules, profiles, "Huge", "Some", "All", "Huge")

    def test_no_match(self):
        self.categories({"name": "Huge", "domain": "[('revenue_total', '>', 100)]"})
        profiles = self.give("revenue_total", 101, 100)
        self.assertNames(self.rules, profiles, "Huge", None)

    def test_no_rule_at_all(self):
        self.categories({"name": "Nobody"})
        self.assertEqual({name for name, _why in self.ask(self.rules).values()}, {None})

    def test_tree(self):
        """Children before their parent, and only where the parents match as well."""
        parent, _other = self.categories(
            {"name": "Company", "domain": "[('partner_id.is_company', '=', True)]"},
            {"name": "Person", "domain": "[('partner_id.is_company', '=', False)]"},
        )
        child, _grand = self.categories(
            {
                "name": "Large",
                "parent_id": parent.id,
                "domain": "[('revenue_total', '>=', 100)]",
            },
            {"name": "Without a rule", "parent_id": parent.id},
        )
        self.categories(
            {
                "name": "Larger",
                "parent_id": child.id,
                "domain": "[('revenue_total', '>=', 500)]",
            }
        )
        person = self.customers[3]
        person.is_company = False
        profiles = self.give("revenue_total", 500, 100, 99, 500)
        self.assertNames(self.rules, profiles, "Larger", "Large", "Company", "Person")

    def test_rule_through_the_contact(self):
        """Attributes of the contact, of relations, and child_of."""
        tag = self.env["res.partner.category"].create({"name": "Tag"})
        below = self.env["res.partner.category"].create(
            {"name": "Below", "parent_id": tag.id}
        )
        self.categories(
            {
                "name": "Tagged",
                "domain": f"[('partner_id.category_id', 'child_of', {tag.id})]",
            },
            {
                "name": "French or large",
                "domain": "['|', ('partner_id.country_id.code', '=', 'FR'),"
                " ('revenue_total', '>', 100)]",
            },
        )
        self.customers[0].category_id = below
        self.customers[1].country_id = self.env.ref("base.fr")
        profiles = self.give("revenue_total", 500, 1, 500, 1)
        self.assertNames(
            self.rules,
            profiles,
            *("Tagged", "French or large", "French or large", None),
        )

    def test_rule_on_empty_metrics(self):
        """Never late is not never due: empty is neither zero nor below anything."""
        self.categories(
            {"name": "Never due", "domain": "[('late_rate', '=', False)]"},
            {"name": "Never late", "domain": "[('late_rate', '=', 0)]"},
            {"name": "Late", "domain": "[('late_rate', '<', 2)]"},
        )
        profiles = self.give("late_rate", None, 0, 0.5)
        self.assertNames(self.rules, profiles, "Never due", "Never late", "Late")
        self.rules.category_ids[0].active = False
        self.assertNames(self.rules, profiles, None, "Never late", "Late")

    def test_domain_reason(self):
        """The values of the profile's own that the rule looked at."""
        self.categories(
            {
                "name": "Huge",
                "domain": "[('revenue_total', '>=', 100),"
                " ('partner_id.is_company', '=', True)]",
            }
        )
        [profile] = self.give("revenue_total", 150)
        reason = self.ask(self.rules)[profile.id][1]
        self.assertEqual(reason["method"], "domain")
        self.assertEqual(
            set(reason["paths"]), {"revenue_total", "partner_id.is_company"}
        )
        self.assertEqual(reason["values"], {"revenue_total": 150})

    def test_earlier_dimension(self):
        """A rule may use the class of a dimension that is evaluated before it."""
        name = self.band._field_name()
        often = self.band.category_ids.filtered(lambda c: c.name == "Often")
        self.categories(
            {"name": "Dunning", "domain": f"[('{name}', '=', {often.id})]"},
            {"name": "Fine", "domain": "[(1, '=', 1)]"},
        )
        late, fine = self.customers[:2]
        invoice = self.invoice(late, "2024-05-01", 10, due="2024-05-31")
        self.invoice(late, "2024-05-01", 10, due="2024-05-31")
        self.pay(late, "2024-05-31", 10, invoice)
        self.refresh(self.company_a, as_of=TODAY)
        # One of two instalments was late: 0.5.
        self.assertEqual(self.profile(late)[name], often)
        field = self.rules._field_name()
        self.assertEqual(self.profile(late)[field].name, "Dunning")
        self.assertEqual(self.profile(fine)[field].name, "Fine")

    def test_later_dimension(self):
        """A rule on itself or on a later dimension is refused, by name."""
        later = self.dimension("test_later", sequence=9000)
        for dimension in (self.rules, later):
            with (
                self.subTest(dimension=dimension.code),
                self.assertRaisesRegex(ValidationError, dimension.name),
                self.cr.savepoint(),
            ):
                self.categories(
                    {
                        "name": "Circle",
                        "domain": f"[('{dimension._field_name()}', '!=', False)]",
                    }
                )

    def test_dimension_moved_behind(self):
        """So is dragging a dimension behind one whose rules use it."""
        name = self.band._field_name()
        self.categories({"name": "Any", "domain": f"[('{name}', '!=', False)]"})
        with self.assertRaisesRegex(ValidationError, self.band.name):
            self.band.sequence = 9000

    # Scope, other relations, manual

    def test_scope(self):
        """Outside the scope nobody has a category, nor counts for shares."""
        self.share.scope_domain = "[('partner_id.is_company', '=', True)]"
        self.customers[0].is_company = False
        profiles = self.give("revenue_total", 9000, 50, 30, 20)
        # 50, 30, 20 of 100: before them 0, 50, 80
        self.assertNames(self.share, profiles, None, "A", "A", "B")
        self.band.scope_domain = "[('revenue_total', '>', 40)]"
        profiles = self.give("late_rate", 0.5, 0.5, 0.5)
        self.assertNames(self.band, profiles, "Often", "Often", None)

    def test_scope_of_rules(self):
        self.categories({"name": "All", "domain": "[(1, '=', 1)]"})
        self.rules.scope_domain = "[('revenue_total', '>', 40)]"
        profiles = self.give("revenue_total", 41, 40)
        self.assertNames(self.rules, profiles, "All", None)

    def test_another_relation(self):
        """The same rules read any relation with the columns of the profile."""
        self.categories({"name": "Huge", "domain": "[('revenue_total', '>', 100)]"})
        profiles = self.give("revenue_total", 60, 30, 10)
        doubled = SQL(
            """(SELECT id, partner_id, company_id, active, x_class_test_rules,
                       x_class_test_band, x_class_test_share,
                       revenue_total * 2 AS revenue_total, 0.5::float8 AS late_rate
                  FROM customer_profile)"""
        )
        found = {
            dimension.code: [
                self.ask(dimension, doubled).get(profile.id, (None,))[0]
                for profile in profiles
            ]
            for dimension in (self.rules, self.band, self.share)
        }
        self.assertEqual(
            found,
            {
                "test_rules": ["Huge", None, None],
                "test_band": ["Often", "Often", "Often"],
                # 120, 60, 20 of 200: before them 0, 60, 90
                "test_share": ["A", "A", "B"],
            },
        )

    def test_manual(self):
        """The rule is to leave everybody where a person put them."""
        name = self.manual._field_name()
        one = self.manual.category_ids[0]
        profile = self.profile(self.customers[0])
        profile._set_classes({name: one.id}, reason="Known them for years")
        found = self.ask(self.manual)
        self.assertEqual(found.pop(profile.id)[0], "One")
        self.assertEqual({name for name, _why in found.values()}, {None})
        self.refresh(self.company_a, as_of=date(2024, 7, 31))
        self.assertEqual(profile[name], one)
        row = profile.history_ids.filtered(lambda r: r.dimension_id == self.manual)
        self.assertRecordValues(
            row, [{"category_id": one.id, "source": "manual", "date_to": False}]
        )
        self.assertEqual(row.reason["text"], "Known them for years")

    def test_only_the_company_asked(self):
        """Customers of another company neither get a class nor count for shares."""
        self.env["customer.profile"]._refresh(self.company_b, as_of=TODAY)
        self.give("revenue_total", 50, 50)
        self.cr.execute(
            "UPDATE customer_profile SET revenue_total = 100000 WHERE company_id = %s",
            [self.company_b.id],
        )
        profiles = [self.profile(partner) for partner in self.customers[:2]]
        self.assertNames(self.share, profiles, "A", "A")
        others = self.ask(self.share).keys() & set(
            self.env["customer.profile"]
            .search([("company_id", "=", self.company_b.id)])
            .ids
        )
        self.assertFalse(others)
