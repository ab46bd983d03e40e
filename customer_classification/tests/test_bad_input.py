"""What is wrong is refused by name, and leaves nothing behind."""

import json

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

CATEGORY = "customer.classification.category"
DIMENSION = "customer.classification.dimension"
HISTORY = "customer.classification.history"
TABLES = (
    "customer_classification_dimension",
    "customer_classification_category",
    "customer_classification_history",
    "customer_classification_pin",
    "customer_profile",
    "ir_model_fields",
)


@tagged("post_install", "-at_install")
class TestBadInput(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.manager = new_test_user(
            cls.env,
            login="bad_input_manager",
            groups="account.group_account_manager,base.group_partner_manager",
        )
        cls.metric = cls.env["ir.model.fields"]._get("customer.profile", "revenue_12m")
        cls.bands, cls.shares, cls.rules, cls.hand = (
            cls.env[DIMENSION]
            .with_user(cls.manager)
            .create(
                [
                    {
                        "name": "Bands",
                        "code": "tb_bands",
                        "method": "band",
                        "metric_id": cls.metric.id,
                    },
                    {
                        "name": "Shares",
                        "code": "tb_shares",
                        "method": "share",
                        "metric_id": cls.metric.id,
                    },
                    {"name": "Rules", "code": "tb_rules", "method": "domain"},
                    {"name": "Hand", "code": "tb_hand"},
                ]
            )
        )
        cls.low, cls.high = cls.categories(cls.bands, low={}, high={"lower_bound": 100})
        cls.a, cls.b = cls.categories(cls.shares, a={"share": 80}, b={})
        cls.rule, cls.other = cls.categories(
            cls.rules, rule={"domain": "[('revenue_12m', '>', 5)]"}, other={}
        )
        cls.top, cls.sub = cls.categories(cls.hand, top={}, sub={})
        cls.sub.parent_id = cls.top
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})
        cls.partner.with_user(cls.manager).write(
            {"x_class_tb_hand": cls.sub.id, "x_class_tb_rules": cls.other.id}
        )
        cls.profile = cls.env["customer.profile"].search(
            [("partner_id", "=", cls.partner.id)]
        )

    def setUp(self):
        super().setUp()
        if "x_class_tb_hand" not in self.env["res.partner"]._fields:
            # The test before deleted the dimension; the database is back already.
            self.env.registry._setup_models__(self.env.cr)

    @classmethod
    def categories(cls, dimension, **categories):
        return (
            cls.env[CATEGORY]
            .with_user(cls.manager)
            .create(
                [
                    {
                        "name": code.title(),
                        "code": code,
                        "dimension_id": dimension.id,
                        "sequence": 10 * number,
                        **vals,
                    }
                    for number, (code, vals) in enumerate(categories.items(), 1)
                ]
            )
        )

    def state(self):
        """Every row of ours as the database has it."""
        self.env.flush_all()
        rows = {}
        for table in TABLES:
            query = SQL("SELECT * FROM %s ORDER BY id", SQL.identifier(table))
            self.env.cr.execute(query)
            rows[table] = self.env.cr.dictfetchall()
        return rows

    def assertRefusedBy(self, action, *words, error=ValidationError):
        """The error names all `words`, and nothing is saved."""
        before = self.state()
        with self.assertRaises(error) as caught:
            action()
            self.env.flush_all()
        self.env.invalidate_all()
        for word in words:
            self.assertIn(word, str(caught.exception))
        for table, rows in self.state().items():
            self.assertEqual(rows, before[table], table)

    # Trees

    def test_cycle(self):
        self.assertRefusedBy(
            lambda: self.top.write({"parent_id": self.sub.id}), "Top", "Sub"
        )
        self.assertRefusedBy(lambda: self.top.write({"parent_id": self.top.id}), "Top")
        deep = self.categories(self.hand, deep={"parent_id": self.sub.id})
        self.assertRefusedBy(
            lambda: self.top.write({"parent_id": deep.id}), "Top", "Deep"
        )

    def test_parent_of_another_dimension(self):
        self.assertRefusedBy(
            lambda: self.sub.write({"parent_id": self.a.id}), "Sub", "A", "Shares"
        )
        self.assertRefusedBy(
            lambda: self.categories(self.hand, new={"parent_id": self.a.id}), "Shares"
        )
        self.assertRefusedBy(
            lambda: self.sub.write({"dimension_id": self.shares.id}), "Sub"
        )

    # Bounds

    def test_bands(self):
        for vals, words in (
            ({"low": {"lower_bound": 100}}, ("Lower Bound", "100", "High", "Low")),
            ({"mid": {}}, ("Lower Bound", "Low", "Mid")),
            ({"mid": {"lower_bound": 50}}, ("Lower Bound", "50", "100", "High")),
        ):
            with self.subTest(vals):
                code, values = vals.popitem()
                if code == "low":
                    action = lambda v=values: self.low.write(v)  # noqa: E731
                else:
                    action = lambda c=code, v=values: (  # noqa: E731
                        self.categories(self.bands, **{c: {"sequence": 30, **v}})
                    )
                if code == "mid" and values:
                    self.low.lower_bound = 1
                self.assertRefusedBy(action, *words)

    def test_bands_may_rise_or_fall(self):
        self.low.lower_bound = 500  # falling: 500, 100, all the rest
        self.categories(self.bands, rest={"sequence": 30})
        self.assertRefusedBy(
            lambda: self.high.write({"lower_bound": 500}), "500", "Low", "High"
        )

    def test_all_bands_change_at_once(self):
        """What is in order at the end may be out of order on the way."""
        self.low.lower_bound = 10
        self.bands.category_ids = [
            Command.update(self.low.id, {"lower_bound": 200}),
            Command.update(self.high.id, {"lower_bound": 300}),
        ]
        self.assertEqual(self.bands.category_ids.mapped("lower_bound"), [200, 300])
        self.assertRefusedBy(
            lambda: self.bands.write(
                {
                    "category_ids": [
                        Command.update(self.low.id, {"lower_bound": 400}),
                        Command.update(self.high.id, {"lower_bound": 400}),
                    ]
                }
            ),
            *("400", "Low", "High"),
        )
        self.assertRefusedBy(
            lambda: self.bands.copy(
                {
                    "code": "tb_new",
                    "category_ids": [
                        Command.create({"name": name, "lower_bound": 7})
                        for name in ("One", "Two")
                    ],
                }
            ),
            *("7", "One", "Two"),
        )

    def test_shares(self):
        self.assertRefusedBy(lambda: self.b.write({"share": 80}), "80", "A", "B")
        self.assertRefusedBy(lambda: self.b.write({"share": 70}), "80", "70")
        self.assertRefusedBy(lambda: self.a.write({"share": 101}), "101", "A")
        self.assertRefusedBy(lambda: self.a.write({"share": -1}), "-1", "A")
        self.assertRefusedBy(lambda: self.a.write({"share": False}), "A", "B")

    def test_no_numbers(self):
        for value in (float("nan"), float("inf"), float("-inf"), 1e18, -1e18):
            for name, category in (("lower_bound", self.high), ("share", self.a)):
                with self.subTest(name, value=value):
                    self.assertRefusedBy(
                        lambda c=category, n=name, v=value: c.write({n: v}),
                        category.name,
                    )

    def test_no_numbers_as_text(self):
        """Over RPC anything may come."""
        for value in ("nan", "inf", "1e+18", "abc", "1,5", [1], {"a": 1}):
            for name, category in (("lower_bound", self.high), ("share", self.a)):
                with self.subTest(name, value=value):
                    self.assertRefusedBy(
                        lambda c=category, n=name, v=value: c.write({n: v}),
                        category.name,
                        str(value),
                    )
        self.high.write({"lower_bound": "250"})
        self.assertEqual(self.high.lower_bound, 250)
        self.low.write({"lower_bound": ""})
        self.assertIs(self.low.lower_bound, False)

    def test_order_of_the_list(self):
        """Dragging a band to a place where it does not belong."""
        self.low.lower_bound = 1
        third = self.categories(self.bands, third={"lower_bound": 500, "sequence": 30})
        self.assertRefusedBy(lambda: third.write({"sequence": 15}), "500", "Third")

    def test_zero_is_a_bound(self):
        self.low.lower_bound = 0
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIs(type(self.low.lower_bound), float)
        self.categories(self.bands, loss={"sequence": 5})

    # Domains

    def test_domains(self):
        for text in (
            "[('revenue_12m', '>', 5)",
            "nonsense",
            "__import__('os').system('true')",
            "[('revenue_12m', '>', __import__('os').getpid())]",
            "[('partner_id', 'in', [x for x in range(3)])]",
            "(lambda: 1)()",
            "[('nothing', '=', 1)]",
            "[('partner_id.nothing', '=', 1)]",
            "[('revenue_12m', '~~', 1)]",
            "[('revenue_12m', '>')]",
            "['&', ('revenue_12m', '>', 1)]",
            "['|']",
            "{'a': 1}",
            "5",
            "'text'",
            "[5]",
            "[('revenue_12m', 'child_of', 'x')]",
            "[('metrics_date', '>', 'yesterdayish')]",
            "[('revenue_12m', '>', 'abc')]",
            "[('active', '=', True)]" + "x",
        ):
            for action in (
                lambda t=text: self.rule.write({"domain": t}),
                lambda t=text: self.rules.write({"scope_domain": t}),
                lambda t=text: self.categories(self.rules, new={"domain": t}),
            ):
                with self.subTest(text):
                    self.assertRefusedBy(action, text, "Rule")

    def test_rules_of_later_dimensions(self):
        self.rules.sequence, self.hand.sequence = 900, 901
        later = f"[('x_class_tb_hand', '=', {self.top.id})]"
        self.assertRefusedBy(
            lambda: self.rule.write({"domain": later}), "Rules", "Hand"
        )
        own = f"[('x_class_tb_rules', '=', {self.other.id})]"
        self.assertRefusedBy(lambda: self.rule.write({"domain": own}), "Rules")
        self.hand.sequence = 899
        self.rule.domain = later
        self.assertRefusedBy(
            lambda: self.hand.write({"sequence": 950}), "Rules", "Hand"
        )

    # Codes

    def test_codes_of_dimensions(self):
        for code in (
            "with space",
            "Capital",
            "客户",
            "é",
            "a" * 41,
            "a" * 200,
            "a'; DROP TABLE res_partner; --",
            'a"b',
            "1a",
            "_a",
            "a-b",
            "a.b",
            "a\n",
            "",
            " ",
        ):
            with self.subTest(code):
                self.assertRefusedBy(
                    lambda c=code: self.env[DIMENSION]
                    .with_user(self.manager)
                    .create({"name": "New one", "code": c}),
                    "New one" if code.strip() else "",
                )

    def test_duplicate_codes(self):
        self.assertRefusedBy(
            lambda: self.hand.copy({"code": "tb_bands"}), "tb_bands", "Bands"
        )
        self.bands.active = False
        self.assertRefusedBy(lambda: self.hand.copy({"code": "tb_bands"}), "tb_bands")
        self.assertRefusedBy(lambda: self.categories(self.hand, top={}), "top", "Hand")
        self.assertRefusedBy(lambda: self.sub.write({"code": "top"}), "top", "Hand")
        self.assertRefusedBy(lambda: self.hand.write({"code": "new"}), "tb_hand")

    def test_codes_of_categories(self):
        for code in ("", " ", "a/b"):
            self.assertRefusedBy(lambda c=code: self.sub.write({"code": c}), "Sub")
        for number, code in enumerate(
            (
                "with space",
                "Großes",
                "客户",
                "x" * 200,
                "a'; DROP TABLE x; --",
                '"',
                "%s",
            )
        ):
            category = self.categories(self.hand, **{f"c{number}": {}})
            category.code = code
            self.partner.x_class_tb_hand = category
            found = self.env["res.partner"].search([("x_class_tb_hand", "=", code)])
            self.assertEqual(found, self.partner, code)

    def test_two_categories_of_the_same_name(self):
        """Codes made from names do not collide."""
        first, second = (
            self.env[CATEGORY].create({"name": "Same", "dimension_id": self.hand.id})
            for _number in range(2)
        )
        self.assertTrue(first.code)
        self.assertNotEqual(first.code, second.code)
        chinese = self.env[CATEGORY].create(
            {"name": "重要客户", "dimension_id": self.hand.id}
        )
        self.assertTrue(chinese.code)
        slash = self.env[CATEGORY].create({"name": "A/B", "dimension_id": self.hand.id})
        self.assertNotIn("/", slash.code)

    # Settings of a dimension

    def test_settings(self):
        partner_field = self.env["ir.model.fields"]._get("res.partner", "credit_limit")
        text_field = self.env["ir.model.fields"]._get("customer.profile", "partner_id")
        for vals, words in (
            ({"window_months": -1}, ("-1", "Bands")),
            ({"window_months": 1000}, ("1000", "Bands")),
            ({"metric_id": False}, ("Bands", "Metric")),
            ({"metric_id": partner_field.id}, ("Bands", "Metric")),
            ({"metric_id": text_field.id}, ("Bands", "Metric")),
            ({"name": False}, ()),
        ):
            with self.subTest(vals):
                error = ValidationError if words else UserError
                try:
                    self.assertRefusedBy(
                        lambda v=vals: self.bands.write(v), *words, error=error
                    )
                except Exception as problem:
                    if words:
                        raise
                    self.assertIn("name", str(problem))

    def test_unknown_method(self):
        self.assertRefusedBy(
            lambda: self.bands.write({"method": "magic"}), "Bands", "magic"
        )

    # Classes

    def test_category_of_another_dimension(self):
        for record in (self.partner, self.profile):
            record = record.with_user(self.manager)
            self.assertRefusedBy(
                lambda r=record: r.write({"x_class_tb_hand": self.a.id}),
                *("A", "Shares", "Hand"),
            )
            self.assertRefusedBy(
                lambda r=record: r.write(
                    {"x_class_tb_hand": self.top.id, "x_class_tb_rules": self.a.id}
                ),
                *("A", "Shares", "Rules"),
            )
        self.assertRefusedBy(
            lambda: self.env["res.partner"]
            .with_user(self.manager)
            .create({"name": "New", "x_class_tb_hand": self.a.id}),
            *("A", "Shares", "Hand"),
        )

    def test_what_is_no_category(self):
        for value in (10**9, "abc", [1], 1.5, True, -1, 0):
            with self.subTest(value):
                self.assertRefusedBy(
                    lambda v=value: self.partner.with_user(self.manager).write(
                        {"x_class_tb_hand": v}
                    ),
                    "Hand",
                    str(value),
                )

    def test_pin_that_is_over(self):
        wizard = (
            self.env["customer.classification.pin.wizard"]
            .with_user(self.manager)
            .create(
                {
                    "partner_ids": [Command.set(self.partner.ids)],
                    "dimension_id": self.rules.id,
                    "category_id": self.rule.id,
                    "date_end": "2001-02-03",
                }
            )
        )
        self.assertRefusedBy(wizard.action_apply, "2001-02-03")

    # In use

    def test_category_in_use(self):
        self.assertRefusedBy(self.sub.unlink, "Sub", error=UserError)
        self.assertRefusedBy(self.top.unlink, "Top", error=UserError)
        unused = self.categories(self.hand, unused={})
        unused.unlink()

    def test_pinned_category_is_archived(self):
        """The pin holds; nobody new comes in; nothing breaks."""
        self.other.action_archive()
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertEqual(self.profile.x_class_tb_rules, self.other)
        new = self.env["res.partner"].create({"name": "New"})
        self.assertRefusedBy(
            lambda: new.with_user(self.manager).write(
                {"x_class_tb_rules": self.other.id}
            ),
            "New",
            "Other",
        )

    def test_archived_rule_gives_nothing(self):
        self.env["customer.profile"]._refresh(self.env.company)
        self.rule.domain = "[('partner_id.name', '=', 'Ruled')]"
        ruled = self.env["res.partner"].create({"name": "Ruled"})
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertEqual(ruled.x_class_tb_rules, self.rule)
        self.rule.action_archive()
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertFalse(ruled.x_class_tb_rules)
        row = self.env[HISTORY].search(
            [("category_id", "=", self.rule.id), ("partner_id", "=", ruled.id)]
        )
        self.assertTrue(row.date_to)

    def test_parent_is_archived(self):
        """Children of an archived category keep working."""
        self.top.action_archive()
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertEqual(self.profile.x_class_tb_hand, self.sub)
        found = self.env["res.partner"].search(
            [("x_class_tb_hand", "child_of", self.top.id)]
        )
        self.assertEqual(found, self.partner)

    def test_method_changes_while_classes_exist(self):
        self.rules.method = "manual"
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertEqual(self.profile.x_class_tb_rules, self.other)
        self.assertRefusedBy(
            lambda: self.rules.write({"method": "band"}), "Metric", "Rules"
        )
        self.assertRefusedBy(
            lambda: self.rules.write({"method": "band", "metric_id": self.metric.id}),
            *("Lower Bound", "Rule", "Other"),
        )
        self.rules.method = "domain"
        # From now on the rules decide, and there is none.
        self.hand.method = "domain"
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertFalse(self.profile.x_class_tb_hand)
        row = self.env[HISTORY].search([("dimension_id", "=", self.hand.id)])
        self.assertTrue(row.date_to)

    def test_company_of_a_dimension_changes(self):
        """Classes of the companies that no longer use it end; the fields stay."""
        other = self.env["res.company"].create({"name": "Other company"})
        self.hand.sudo().company_id = other
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertNotIn(
            "x_class_tb_hand", self.env["res.partner"].fields_get(["x_class_tb_hand"])
        )
        self.assertRefusedBy(
            lambda: self.partner.write({"x_class_tb_hand": self.top.id}), "Hand"
        )
        self.hand.sudo().company_id = False
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertEqual(self.partner.x_class_tb_hand, self.sub)

    def test_dimension_is_archived_and_comes_back(self):
        favourite = self.favourite()
        self.hand.action_archive()
        self.assertNotIn("x_class_tb_hand", self.env["res.partner"].fields_get())
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertRefusedBy(
            lambda: self.partner.write({"x_class_tb_hand": self.top.id}), "Hand"
        )
        # A saved search on it is not offered, and is not lost.
        Filters = self.env["ir.filters"]
        offered = [f["id"] for f in Filters.get_filters("res.partner")]
        self.assertNotIn(favourite.id, offered)
        self.assertEqual(self.run_favourite(favourite), self.partner)
        self.hand.action_unarchive()
        offered = [f["id"] for f in Filters.get_filters("res.partner")]
        self.assertIn(favourite.id, offered)
        self.assertEqual(self.partner.x_class_tb_hand, self.sub)

    def test_dimension_is_deleted(self):
        favourites = self.favourite() | self.favourite(
            "res.partner", "[('name', '=', 'Customer')]", ["x_class_tb_hand"]
        )
        other = self.favourite("res.partner", "[('name', '=', 'Customer')]", [])
        export = self.env["ir.exports"].create(
            {
                "name": "Export",
                "resource": "res.partner",
                "export_fields": [
                    Command.create({"name": name})
                    for name in ("name", "x_class_tb_hand", "x_class_tb_hand/name")
                ],
            }
        )
        self.hand.unlink()
        self.assertEqual(export.export_fields.mapped("name"), ["name"])
        for model in ("customer.profile", "res.partner", "account.invoice.report"):
            self.assertNotIn("x_class_tb_hand", self.env[model]._fields)
        for table in ("customer_profile", "res_partner"):
            self.env.cr.execute(
                "SELECT 1 FROM information_schema.columns "
                "WHERE table_name = %s AND column_name = 'x_class_tb_hand'",
                [table],
            )
            self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%x_class_tb_hand%'"
        )
        self.assertFalse(self.env.cr.fetchall())
        self.assertFalse(self.env[HISTORY].search([("category_id", "=", self.sub.id)]))
        self.assertFalse(self.sub.exists())
        # Saved searches on the field would break every screen that offers them.
        self.assertFalse(favourites.exists())
        self.assertEqual(self.run_favourite(other), self.partner)
        self.env["customer.profile"]._refresh(self.env.company)
        self.env["res.partner"].get_views([(False, "list"), (False, "search")])

    def test_dimension_in_a_rule_is_deleted(self):
        self.hand.sequence, self.rules.sequence = 900, 901
        self.rule.domain = f"[('x_class_tb_hand', '=', {self.top.id})]"
        self.assertRefusedBy(self.hand.unlink, "Hand", "Rule", error=UserError)
        self.assertRefusedBy(
            lambda: self.hand.write({"active": False}), "Hand", "Rule", error=UserError
        )
        self.rule.domain = False
        self.hand.unlink()

    def favourite(self, model="res.partner", domain=None, group_by=()):
        return self.env["ir.filters"].create(
            {
                "name": f"Favourite {len(group_by)} {domain}",
                "model_id": model,
                "user_ids": [Command.set(self.env.user.ids)],
                "domain": domain or f"[('x_class_tb_hand', '=', {self.sub.id})]",
                "context": json.dumps({"group_by": list(group_by)}),
            }
        )

    def run_favourite(self, favourite):
        return self.env[favourite.model_id].search(favourite._get_eval_domain())

    # In the user's language

    def test_errors_in_chinese(self):
        chinese = self.bands.with_context(lang="zh_CN")
        chinese.name = "级别"
        with self.assertRaises(ValidationError) as caught:
            chinese.write({"window_months": -1})
        self.assertIn("级别", str(caught.exception))
        self.assertIn("-1", str(caught.exception))
