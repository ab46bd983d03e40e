"""What metrics declare of themselves leads somewhere, and nobody says it again."""

from lxml import etree

from odoo.fields import NO_ACCESS
from odoo.tests import TransactionCase, tagged

from ..fields import added, fact, is_metric, metrics
from ..reports.document import DIGITS


@tagged("post_install", "-at_install")
class TestMetricFacts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Profile = cls.env["customer.profile"]
        cls.metrics = metrics(cls.Profile)

    def test_every_number_is_a_metric(self):
        """But for those of the test of plain columns, and what nobody sees."""
        plain = {
            name
            for name, field in self.Profile._fields.items()
            if field.type in ("integer", "float", "monetary")
            and field.store
            and field.groups != NO_ACCESS
        }
        plain -= {name for name in self.metrics if self.metrics[name].kind}
        self.assertEqual(
            {name for name in plain if not name.startswith("test_")}, {"id"}
        )

    def test_kinds(self):
        """Reports know each kind; amounts are amounts."""
        for name, field in self.metrics.items():
            with self.subTest(name):
                self.assertIn(field.kind, {None, "date", *DIGITS})
                self.assertEqual(field.kind == "money", field.type == "monetary")
                self.assertEqual(field.kind == "date", field.type == "date")

    def test_methods_are_there(self):
        """Steps, sources of items and events are names of methods."""
        Reason = self.env["customer.classification.reason"]
        for name, field in self.metrics.items():
            with self.subTest(name):
                if field.step:
                    self.assertTrue(field.better, "a step leads somewhere")
                    self.assertTrue(hasattr(Reason, f"_step_{field.step}"))
                if field.items:
                    method = f"_metric_items_{field.items.source}"
                    self.assertTrue(hasattr(self.Profile, method))
                History = self.env["customer.classification.history"]
                events = field.events or (field.items and field.items.source)
                if events:
                    self.assertTrue(hasattr(History, f"_events_{events}"))

    def test_sums_are_of_past_days_too(self):
        Snapshot = self.env["customer.profile.snapshot"]
        for name, field in added(self.Profile).items():
            self.assertTrue(is_metric(Snapshot._fields[field.name]), name)

    def test_contacts(self):
        """A contact has each metric, with the rights to see it."""
        Partner = self.env["res.partner"]
        for name, field in self.metrics.items():
            related = Partner._fields.get(f"customer_{name}")
            if not field.on_contact or field._module != "customer_classification":
                continue
            with self.subTest(name):
                self.assertEqual(related.groups, "customer_classification.group_user")
                self.assertEqual(related.type, field.type)
                self.assertEqual(fact(Partner, related.name, "kind"), field.kind)
                self.assertEqual(related.items, field.items)

    def test_views_do_not_say_it_again(self):
        """No view tells how to show a metric in a list or on a page."""
        views = self.env["ir.ui.view"].search(
            [
                ("model", "in", ("customer.profile", "customer.profile.snapshot")),
                ("type", "in", ("list", "form", "kanban")),
            ]
        )
        self.assertGreater(len(views), 4)
        said = [
            (view.name, node.get("name"))
            for view in views
            for node in etree.fromstring(view.arch_db).iter("field")
            if node.get("name") in self.metrics
            and (node.get("widget") in ("customer_metric", "customer_rate"))
        ]
        self.assertFalse(said)
