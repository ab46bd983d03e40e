from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import CustomerClassificationCommon

MODULE = "customer_classification"
DIMENSION = "customer.classification.dimension"
# What a method needs besides a name and a code.
NEEDS = {
    "band": ("metric_id", "invoice_count_12m"),
    "share": ("metric_id", "revenue_12m"),
    "quantile": ("metric_id", "revenue_12m"),
    "field": ("source_field_id", "main_product_category_id"),
}


@tagged("post_install", "-at_install")
class TestForms(CustomerClassificationCommon):
    """What a person meets who makes something new: nothing is filled in yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.manager = new_test_user(
            cls.env,
            login="classification_forms",
            groups="account.group_account_manager,base.group_partner_manager",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        cls.as_manager = cls.env(user=cls.manager)

    def metric(self, name):
        return self.as_manager["ir.model.fields"]._get("customer.profile", name)

    def own_models(self):
        """Names of the models that this add-on makes and has records of."""
        return [
            name
            for name, model in self.env.registry.items()
            if model._original_module == MODULE and not model._abstract
        ]

    def test_every_field_of_an_empty_record(self):
        """No computed field fails for a record in which nothing is filled in."""
        models = self.own_models()
        self.assertIn("customer.classification.criterion", models)
        self.assertIn("customer.report", models)
        for name in models:
            record = self.as_manager[name].new({})
            for field in record._fields:
                with self.subTest(f"{name}.{field}"):
                    if record._has_field_access(record._fields[field], "read"):
                        record[field]

    def test_every_form_opens_empty(self):
        """The form of every model in which people create something."""
        opened = 0
        for name in self.own_models():
            if self.as_manager[name].has_access("create"):
                with self.subTest(name):
                    Form(self.as_manager[name])
                    opened += 1
        self.assertGreater(opened, 8)

    def test_every_line_opens_empty(self):
        """A new line of every list in these forms."""
        opened = set()
        for name in self.own_models():
            if not self.as_manager[name].has_access("create"):
                continue
            form = Form(self.as_manager[name])
            if name == DIMENSION:
                form.method = "score"  # the one with all the lists
            for field, info in form._view["fields"].items():
                if info["type"] != "one2many" or any(
                    form._get_modifier(field, modifier)
                    for modifier in ("readonly", "invisible")
                ):
                    continue
                with self.subTest(f"{name}.{field}"):
                    getattr(form, field).new()
                    opened.add((name, field))
        self.assertLessEqual(
            {
                (DIMENSION, "category_ids"),
                (DIMENSION, "criterion_ids"),
                ("customer.classification.criterion", "band_ids"),
            },
            opened,
        )

    def test_dimension_of_each_method(self):
        """From nothing to a saved dimension with two classes, as on the screen."""
        for method, _label in self.env[DIMENSION]._get_methods():
            with self.subTest(method):
                form = Form(self.as_manager[DIMENSION])
                form.name = f"Form {method}"
                form.code = f"form_{method}"
                form.method = method
                if method in NEEDS:
                    field, metric = NEEDS[method]
                    form[field] = self.metric(metric)
                elif form.needs_metric:  # a method of another module
                    form.metric_id = self.metric("revenue_12m")
                if method == "score":
                    self.add_criterion(form)
                for number, name in enumerate(("First", "Second")):
                    self.add_class(form, method, name, number)
                dimension = form.save()
                self.assertEqual(
                    dimension.criterion_ids.mapped("bands_text"),
                    ["10 below 3; 90 from 3"] if method == "score" else [],
                )
                self.assertEqual(
                    dimension.category_ids.mapped("name"), ["First", "Second"]
                )

    def add_class(self, form, method, name, number):
        with form.category_ids.new() as line:
            line.name = name
            if method in ("band", "score") and not number:
                line.lower_bound = 50
            if method == "share" and not number:
                line.share = 80

    def add_criterion(self, form):
        with form.criterion_ids.new() as criterion:
            criterion.metric_id = self.metric("invoice_count_12m")
            with criterion.band_ids.new() as band:
                band.points = 10
            with criterion.band_ids.new() as band:
                band.lower_bound = 3
                band.points = 90


@tagged("post_install", "-at_install")
class TestRuleKind(CustomerClassificationCommon):
    """Who is given a class: nobody, everybody else, or whom its rule matches."""

    RULE = "[('invoice_count_12m', '>', 0)]"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.rules = cls.dimension("form_kinds", "domain", categories=[{"name": "One"}])
        cls.one = cls.rules.category_ids

    def test_follows_the_rule(self):
        for domain, kind in (
            (False, "hand"),
            ("", "hand"),
            ("[]", "rest"),
            ("[ ]", "rest"),
            (self.RULE, "rule"),
        ):
            self.one.domain = domain
            self.assertEqual(self.one.rule_kind, kind, domain)

    def test_makes_the_rule(self):
        for before in (False, "[]", self.RULE):
            for kind, after in (("hand", False), ("rest", "[]")):
                with self.subTest(before=before, kind=kind):
                    self.one.domain = before
                    self.one.rule_kind = kind
                    self.assertEqual(self.one.domain, after)
                    self.assertEqual(self.one.rule_kind, kind)

    def test_rule_that_is_missing(self):
        """Asked for by the name of the class, wherever it is said to have one."""
        message = "Rule of class “One”: add a condition"
        for before in (False, "[]"):
            self.one.domain = before
            with self.assertRaisesRegex(ValidationError, message):
                self.one.rule_kind = "rule"
            with self.assertRaisesRegex(ValidationError, message):
                self.one.write({"rule_kind": "rule", "domain": "[]"})
        with self.assertRaisesRegex(ValidationError, "Rule of class “Two”"):
            self.rules.write(
                {"category_ids": [Command.create({"name": "Two", "rule_kind": "rule"})]}
            )
        self.one.write({"rule_kind": "rule", "domain": self.RULE})
        self.assertEqual(self.one.rule_kind, "rule")
        # Without rules there is nothing to ask for.
        self.dimension("form_hand", categories=[{"name": "X", "rule_kind": "rule"}])

    def test_form(self):
        """The rule is there where it is asked for; emptied, it stays one."""
        form = Form(self.one)
        self.assertTrue(form._get_modifier("domain", "invisible"))
        form.rule_kind = "rule"
        self.assertFalse(form._get_modifier("domain", "invisible"))
        form.domain = self.RULE
        form.domain = "[]"
        self.assertEqual(form.rule_kind, "rule")
        with self.assertRaises(ValidationError):
            form.save()
        form.rule_kind = "rest"
        form.save()
        self.assertEqual(self.one.domain, "[]")

    def test_import(self):
        Category = self.env["customer.classification.category"]
        result = Category.load(
            ["dimension_id/.id", "name", "rule_kind"],
            [
                [str(self.rules.id), "Rest", "Everybody Else"],
                [str(self.rules.id), "Hand", "By Hand"],
            ],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(Category.browse(result["ids"]).mapped("domain"), ["[]", False])
        result = Category.load(
            ["dimension_id/.id", "name", "rule_kind"],
            [[str(self.rules.id), "Third", "By a Rule"]],
        )
        self.assertIn("Rule of class “Third”", result["messages"][0]["message"])
