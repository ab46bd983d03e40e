"""A rate of several customers is that of all of them together, wherever it stands."""

from lxml import etree

from odoo.tests import freeze_time, tagged

from ..fields import MEAN, metrics
from ..ratio import Ratio
from .common import TODAY, CustomerClassificationCommon
from .common_rates import CREDIT, PROFILE, VALUE, DemoRates, rates

SNAPSHOT = "customer.profile.snapshot"
#: What reports call the rates of customers.
REPORTED = {
    "growth": "revenue_growth",
    "average": "average_invoice_12m",
    "refund_rate": "refund_rate_12m",
    "margin_rate": "margin_rate_12m",
    "dso": "dso",
    "late_rate": "late_rate",
}


def spec(name):
    return f"{name}:avg"


@tagged("post_install", "-at_install")
class TestRatesOfMetrics(CustomerClassificationCommon):
    """What a declaration has to say."""

    def test_every_rate_has_parts(self):
        """No number that is no sum goes without: it would be the mean of the lines."""
        Profile = self.env[PROFILE]
        for name in rates(Profile):
            with self.subTest(name):
                self.assertTrue(Profile._fields[name].parts)
                self.assertEqual(Profile._fields[name].aggregator, "avg")

    def test_every_part_is_there(self):
        """As a column, of past days too where the rate is."""
        for model in (self.env[PROFILE], self.env[SNAPSHOT]):
            for name, field in metrics(model).items():
                if isinstance(field.parts, Ratio):
                    for part in field.parts.names():
                        self.assertTrue(model._fields[part].store, (name, part))
                elif field.parts:
                    self.assertEqual(field.parts, MEAN, name)

    def test_percent_in_pivots(self):
        """Measures that are rates are shown as lists show them; none is added."""
        for model in (self.env[PROFILE], self.env[SNAPSHOT]):
            arch = etree.fromstring(model.get_view(view_type="pivot")["arch"])
            fields = {node.get("name"): node for node in arch.iter("field")}
            for name in rates(model):
                if model._fields[name].kind == "rate":
                    self.assertEqual(fields[name].get("widget"), "customer_rate")
                    self.assertFalse(fields[name].get("type"))

    def test_feet(self):
        """Where the server is asked; in other lists it is the mean of the lines."""
        ours = self.env.ref("customer_classification.res_partner_view_list_customers")
        arch = '<list><field name="customer_late_rate" avg="Mean" /></list>'
        other = self.env["ir.ui.view"].create(
            {"name": "other", "model": "res.partner", "arch": arch}
        )
        for view in (ours, other):
            arch = self.env["res.partner"].get_view(view.id, "list")["arch"]
            path = "//field[@name='customer_late_rate']"
            [node] = etree.fromstring(arch).xpath(path)
            self.assertEqual(bool(node.get("avg")), view == ours)


@tagged("post_install", "-at_install")
class TestGroupRates(DemoRates):
    """The demo books, against the tables of the books."""

    def setUp(self):
        super().setUp()
        self.checked = set()

    def check(self, company, rows, groups, names, prefix=""):
        """Compare groups with those of the same customers by hand.

        :param rows: records with ``partner_id`` and classes
        :param groups: dicts of classes and aggregates
        """
        self.assertTrue(groups)
        for group in groups:
            members = rows
            for by in (VALUE, CREDIT):
                if by in group:
                    members = members.filtered(
                        lambda row, by=by, of=group[by]: row[by].id == (of and of[0])
                    )
            for name in names:
                with self.subTest(name, company=company.name, group=str(group[VALUE])):
                    self.assertRate(
                        self.hands[company],
                        name,
                        members.partner_id.ids,
                        group[spec(prefix + name)],
                    )
                self.checked.add(name)

    def test_lists_and_pivots(self):
        for company in self.books:
            rows = self.profiles(company)
            Profile = rows.browse()
            domain = [("company_id", "=", company.id)]
            names = [n for n in rates(Profile) if n in self.hands[company].parts]
            specs = list(map(spec, names))
            for by in ([VALUE], [VALUE, CREDIT]):
                groups = Profile.formatted_read_group(domain, by, specs)
                self.check(company, rows, groups, names)
            [total] = Profile.formatted_read_group(domain, [], specs)
            lists = Profile.formatted_read_grouping_sets(
                domain, [[], [VALUE], [VALUE, CREDIT]], specs
            )
            for group in [total, *lists[0]]:
                group[VALUE] = "all"
                for name in names:
                    self.assertRate(
                        self.hands[company],
                        name,
                        rows.partner_id.ids,
                        group[spec(name)],
                    )
            self.check(company, rows, lists[1] + lists[2], names)
        # Those of other modules are theirs to count.
        own = {n for n in rates(Profile) if not n.startswith("test_")}
        self.assertEqual(self.checked, own)

    def test_contacts(self):
        """The list of customers, and one with the people who work there."""
        for company in self.books:
            rows = self.profiles(company)
            Partner = self.of_company(company, "res.partner")
            names = [
                n
                for n in self.hands[company].parts
                if f"customer_{n}" in Partner._fields
            ]
            specs = [spec(f"customer_{name}") for name in names]
            for domain in (
                [("id", "in", rows.partner_id.ids)],
                [("commercial_partner_id", "in", rows.partner_id.ids)],
            ):
                groups = Partner.formatted_read_group(domain, [VALUE], specs)
                self.check(company, rows, groups, names, "customer_")

    def test_past_day(self):
        """The snapshot of today says what the list of today says."""
        for company in self.books:
            hand = self.hands[company]
            self.env[SNAPSHOT]._take(company, hand.today)
            domain = [("company_id", "=", company.id), ("date", "=", hand.today)]
            Snapshot = self.of_company(company, SNAPSHOT)
            names = [n for n in rates(Snapshot) if n in hand.parts]
            groups = Snapshot.formatted_read_group(
                domain, [VALUE], list(map(spec, names))
            )
            self.check(company, Snapshot.search(domain), groups, names)

    def test_reports(self):
        """Lines and total of the overview; the total of the ranking is the same."""
        for company in self.books:
            rows = self.profiles(company)
            hand = self.hands[company]
            Report = self.of_company(company, "customer.report")
            value = self.env.ref("customer_classification.dimension_value")
            overview = Report.create(
                {"report": "overview", "dimension_ids": [(6, 0, value.ids)]}
            )
            table = overview._get_document().sections[0].tables[0]
            for line in [*(row.values for row in table), table.total]:
                members = rows
                if line is not table.total:
                    category = value.category_ids.filtered_domain(
                        [("complete_name", "=", line[0])]
                    )
                    members = rows.filtered(lambda r, c=category: r[VALUE] == c)
                for column, name in REPORTED.items():
                    # A rate of 12.3 % is rounded to 0.123, days to 0.1.
                    found = line[table.position(column)]
                    kind = rows._fields[name].kind
                    places = {"rate": 3, "days": 1, "money": 2}[kind]
                    expected = hand.rate(name, members.partner_id.ids)
                    if expected is None:
                        self.assertIsNone(found)
                    else:
                        self.assertLessEqual(
                            abs(float(found) - expected),
                            0.5000001 * 10**-places,
                            (company.name, line[0], name),
                        )
            ranking = Report.create({"report": "ranking"})
            [ranked] = ranking._get_document().sections[0].tables
            for column in ("revenue", "growth", "average", "margin_rate"):
                self.assertEqual(
                    ranked.total[ranked.position(column)],
                    table.total[table.position(column)],
                    (company.name, column),
                )


@tagged("post_install", "-at_install")
class TestSmallGroups(CustomerClassificationCommon):
    """Books so small that the rates can be worked out in the head."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small, cls.large, cls.gone = (
            cls.customer(name) for name in ("Small", "Large", "Gone")
        )
        for buyer, before, now in (
            (cls.small, 100, 200),
            (cls.large, 900, 450),
            (cls.gone, 250, 0),
        ):
            cls.invoice(buyer, "2023-03-01", before)
            if now:
                cls.invoice(buyer, "2024-03-01", now)
        with freeze_time(TODAY):
            cls.env[PROFILE]._refresh(cls.company_a)

    def growth(self, model, domain, name="revenue_growth"):
        [(rate,)] = self.env[model]._read_group(domain, [], [spec(name)])
        return rate

    def test_growth(self):
        """+100 % and -50 % are -35 %: 650 after 1,000; with whoever left -48 %."""
        domain = [("company_id", "=", self.company_a.id)]
        two = [*domain, ("partner_id", "in", (self.small + self.large).ids)]
        self.assertAlmostEqual(self.growth(PROFILE, two), -0.35)
        self.assertAlmostEqual(self.growth(PROFILE, domain), -0.48)
        nobody = [("id", "=", False)]
        self.assertIs(self.growth(PROFILE, nobody), False)

    def test_order_and_having(self):
        domain = [("company_id", "=", self.company_a.id)]
        found = self.env[PROFILE]._read_group(
            domain,
            ["partner_id"],
            [],
            having=[("revenue_growth:avg", "<", 0)],
            order="revenue_growth:avg",
        )
        self.assertEqual([p for (p,) in found], [self.gone, self.large])

    def test_people_count_once(self):
        """A contact person shows the numbers of the company, which counts already."""
        people = self.env["res.partner"].create(
            [{"name": str(i), "parent_id": self.small.id} for i in range(3)]
        )
        contacts = people + self.small + self.large
        domain = [("id", "in", contacts.ids)]
        self.env = self.env(user=self.accountant)
        name = "customer_revenue_growth"
        self.assertAlmostEqual(self.growth("res.partner", domain, name), -0.35)
        domain = [("id", "in", people.ids)]
        self.assertIs(self.growth("res.partner", domain, name), False)

    def test_currencies(self):
        """Amounts in two currencies are no sum, days and counts are."""
        other = self.profile(self.large)
        euro = self.env.ref("base.EUR").id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_profile SET currency_id = %s WHERE id = %s",
            [euro, other.id],
        )
        self.env.invalidate_all()
        domain = [("company_id", "=", self.company_a.id)]
        self.assertIs(self.growth(PROFILE, domain), False)
        self.assertAlmostEqual(
            self.growth(PROFILE, domain, "recency_days"),
            (121 + 121 + 487) / 3,  # days since 1 March of 2024, and of 2023
        )

    def test_parts_are_nobodys(self):
        """Nobody reads, searches or groups what rates are made of."""
        Profile = self.env[PROFILE].with_user(self.accountant)
        told = Profile.fields_get()
        for part in ("credit_limit", "paid_count_12m", "interval_count"):
            self.assertNotIn(part, told)
            with self.assertRaises(Exception):  # noqa: B017  AccessError or ValueError
                Profile.search([(part, ">", 0)])
