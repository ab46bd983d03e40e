from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.customer_classification.tests.common import (
    TODAY,
    CustomerClassificationCommon,
)

from ..models import above_average


@tagged("post_install", "-at_install")
class TestMethod(CustomerClassificationCommon):
    """A module adds a classification method, and that is all it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large, cls.middle, cls.small, cls.none = (
            cls.customer(name) for name in ("Large", "Middle", "Small", "None")
        )
        # Averages of their invoices: 600, 300, 0 and nothing. Of all: 900 / 3 = 300.
        cls.invoice(cls.large, "2024-02-01", 700)
        cls.invoice(cls.large, "2024-03-01", 500)
        cls.invoice(cls.middle, "2024-03-01", 300)
        cls.invoice(cls.small, "2024-03-01", 0)
        cls.credit_note(cls.none, "2024-04-01", 100)
        manager = new_test_user(
            cls.env,
            login="above_average",
            groups="customer_classification.group_manager",
            company_id=cls.company_a.id,
            company_ids=cls.company_a.ids,
        )
        cls.Dimension = cls.env["customer.classification.dimension"]
        cls.Dimension = cls.Dimension.with_user(manager)
        cls.chosen = cls.choose()
        cls.chosen_field = cls.chosen._field_name()

    @classmethod
    def choose(cls):
        """A dimension of the method, as a person makes it on the form."""
        with Form(cls.Dimension) as form:
            form.name, form.code = "Against All", "test_against_all"
            form.method = "above_average"
            form.metric_id = cls.env["ir.model.fields"]._get(
                "customer.profile", "average_invoice_12m"
            )
            for name in ("Above", "Rest"):
                with form.category_ids.new() as category:
                    category.name = name
        return form.record

    def named(self, partner):
        return self.profile(partner)[self.chosen_field].name

    def line(self, partner):
        """What the customer's screen says about the dimension."""
        lines = self.profile(partner).get_classes()
        return next(ln for ln in lines if ln["dimension"]["id"] == self.chosen.id)

    def test_it_is_in_the_list(self):
        """By its label, with its line in the help; in Chinese as well."""
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, label, line in (
            (
                "en_US",
                "Above Average",
                "Above Average: customers above the average of all, then the others.",
            ),
            (
                "zh_CN",
                "高于平均",
                "高于平均：先是高于全部平均值的客户，然后是其他客户。",
            ),
        ):
            described = self.Dimension.with_context(lang=lang).fields_get(["method"])
            self.assertIn(("above_average", label), described["method"]["selection"])
            self.assertIn(line, described["method"]["help"].splitlines())

    def test_the_form_knows_it(self):
        """It asks for a metric, explains the method and offers no bounds."""
        self.assertTrue(self.chosen.needs_metric)
        with Form(self.chosen) as form:
            self.assertEqual(
                form.method_text,
                "The first category takes who is above the average of all customers.",
            )
            with self.assertRaisesRegex(AssertionError, "metric_id is a required"):
                form.metric_id = self.env["ir.model.fields"]
                form.save()
            form.metric_id = self.chosen.metric_id
            with self.assertRaisesRegex(AssertionError, "invisible"):
                form.calm_margin = 5
            # By these the list of categories leaves out bounds and parents.
            self.assertFalse(form.bound_field)
            self.assertFalse(form.has_tree)

    def having(self, **flags):
        """The dimension, if the method said some more about itself."""
        method = replace(above_average.ABOVE_AVERAGE, **flags)
        self.startPatcher(patch.object(above_average, "ABOVE_AVERAGE", method))
        self.env.invalidate_all()
        return Form(self.chosen)

    def test_what_the_form_asks_for(self):
        """Window, field, criteria and rules of whatever method reads them."""
        form = Form(self.chosen)
        for name, value in (
            ("window_months", 6),
            ("source_field_id", self.env["ir.model.fields"]),
        ):
            with self.assertRaisesRegex(AssertionError, "invisible"):
                form[name] = value
        with self.assertRaisesRegex(AssertionError, "not visible"):
            form.criterion_ids.new()
        form = self.having(has_window=True, has_criteria=True, needs_source=True)
        form.window_months = 6
        form.source_field_id = self.env["ir.model.fields"]._get(
            "customer.profile", "main_product_category_id"
        )
        with form.criterion_ids.new() as criterion:
            criterion.metric_id = self.chosen.metric_id
            with criterion.band_ids.new() as band:
                band.points = 10
        form.save()
        self.assertEqual(self.chosen.window_months, 6)
        self.assertEqual(self.chosen.criterion_ids.metric_id, self.chosen.metric_id)

    def test_what_the_form_of_a_class_asks_for(self):
        category = self.chosen.category_ids[0]
        with Form(category) as form:
            for name, value in (("rule_kind", "rest"), ("recency_min", 2)):
                with self.assertRaisesRegex(AssertionError, "invisible"):
                    form[name] = value
        self.having(has_rules=True, has_ranges=True)
        with Form(category) as form:
            form.rule_kind, form.recency_min = "rest", 2
        self.assertEqual((category.domain, category.recency_min), ("[]", 2))

    def test_classes(self):
        """600 is above 300; 300 itself and 0 are not; without a number, nothing."""
        self.refresh(self.company_a, as_of=TODAY)
        found = [self.named(p) for p in (self.large, self.middle, self.small)]
        self.assertEqual(found, ["Above", "Rest", "Rest"])
        self.assertFalse(self.profile(self.none)[self.chosen_field])

    def test_a_customer_alone_moves_the_others(self):
        """500 of one: the average falls to (600 + 300 + 0 + 500) / 4 = 350, ...

        and with 900 more of the middle one, (600 + 600 + 0 + 500) / 4 = 425.
        """
        self.refresh(self.company_a, as_of=TODAY)
        self.invoice(self.none, "2024-05-01", 500)
        self.refresh(self.company_a, as_of=TODAY, partner_ids=self.none.ids)
        self.assertEqual(self.named(self.none), "Above")
        self.assertEqual(self.line(self.large)["why"], self.sentence(600, 350))
        self.invoice(self.middle, "2024-05-01", 900)
        self.refresh(self.company_a, as_of=TODAY, partner_ids=self.middle.ids)
        self.assertEqual(self.named(self.middle), "Above")
        self.assertEqual(self.line(self.large)["why"], self.sentence(600, 425))

    def sentence(self, value, average):
        symbol = self.company_a.currency_id.symbol
        return (
            f"Average Invoice is {symbol}\N{NO-BREAK SPACE}{value}.00, the average of "
            f"all is {symbol}\N{NO-BREAK SPACE}{average}.00."
        )

    def test_why(self):
        """The sentence on the screen, and the one in the history."""
        self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(self.line(self.large)["category"]["display_name"], "Above")
        self.assertEqual(self.line(self.large)["why"], self.sentence(600, 300))
        row = self.profile(self.small).history_ids.filtered(
            lambda r: r.dimension_id == self.chosen
        )
        self.assertEqual(row.reason_text, self.sentence(0, 300))
        self.env["res.lang"]._activate_lang("zh_CN")
        row = row.with_context(lang="zh_CN")
        self.assertRegex(row.reason_text, "^客单价为.*全部客户的平均值为")

    def test_preview(self):
        """Without the largest the average is 150: one enters, one leaves."""
        self.refresh(self.company_a, as_of=TODAY)
        found = self.chosen.preview_changes(
            {"scope_domain": "[('average_invoice_12m', '<', 500)]"}
        )
        [company] = found["companies"]
        above, rest = self.chosen.category_ids.ids
        flows = {(f["from"], f["to"]): f["customers"] for f in company["flows"]}
        self.assertEqual(flows, {(above, False): 1, (rest, above): 1})
        self.assertEqual(self.named(self.large), "Above")

    def test_gone(self):
        """A method whose add-on is gone: customers keep what they had."""
        self.refresh(self.company_a, as_of=TODAY)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_classification_dimension SET method = 'gone' "
            "WHERE id = %s",
            [self.chosen.id],
        )
        self.env.invalidate_all()
        self.invoice(self.large, "2024-05-01", 1)
        with self.assertLogs(
            "odoo.addons.customer_classification.engine.apply.contained", "ERROR"
        ):
            self.refresh(self.company_a, as_of=TODAY)
        self.assertEqual(self.named(self.large), "Above")
        self.assertFalse(self.chosen.method_text)
        self.assertFalse(self.chosen._ranks())


@tagged("post_install", "-at_install")
class TestMethodOfRules(CustomerClassificationCommon):
    """A method that reads the rules of its classes, as the one of this add-on does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        bands = [
            {"name": "Big", "lower_bound": 1000},
            {"name": "Small", "lower_bound": False},
        ]
        size = cls.dimension("test_size", "band", "revenue_12m", bands, sequence=1000)
        big = size.category_ids[0]
        rules = [
            {"name": "All", "domain": "[]"},
            {"name": "Chosen", "domain": f"[('x_class_test_size', '=', {big.id})]"},
        ]
        cls.last = cls.dimension(
            "test_last", "test_last_rule", None, rules, sequence=1010
        )

    def test_classes_of_the_same_refresh(self):
        """A rule sees what the dimension before it gives in the same refresh.

        Everybody matches the first rule, whoever is big the second, which is the last.
        """
        large, small = self.customer("Large"), self.customer("Small")
        self.invoice(large, "2024-03-01", 1000)
        self.invoice(small, "2024-03-01", 999)
        self.refresh(self.company_a, as_of=TODAY)
        name = self.last._field_name()
        found = [self.profile(partner)[name].name for partner in (large, small)]
        self.assertEqual(found, ["Chosen", "All"])

    def test_rule_is_asked_for(self):
        """A class by a rule without any condition is refused, as in other methods."""
        everybody = self.last.category_ids[0]
        with self.assertRaisesRegex(ValidationError, "add a condition"):
            everybody.rule_kind = "rule"
        with Form(everybody) as form:
            form.rule_kind = "rule"
            form.domain = "[('revenue_12m', '>', 0)]"
        self.assertEqual(everybody.domain, "[('revenue_12m', '>', 0)]")
