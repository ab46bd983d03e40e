import ast
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from .. import engine
from ..engine.methods import METHODS
from ..engine.methods.base import Categories, Dimension

#: Private names of Odoo that the engine uses, and what it asks of a company.
OTHERS = {
    "_fields",
    "_read_group",
    "_to_sql",
    "_field_to_sql",
    "_replace",
    "_customer_classification_tz",
}


@tagged("post_install", "-at_install")
class TestContract(TransactionCase):
    """What the engine asks of the models is written down, and there."""

    def test_models_keep_it(self):
        dimension = self.env.ref("customer_classification.dimension_value")
        self.assertIsInstance(dimension, Dimension)
        self.assertIsInstance(dimension.category_ids, Categories)
        self.assertNotIsInstance(self.env["res.partner"], Dimension)

    def test_engine_asks_for_nothing_else(self):
        """No private method of a model that is not in the protocols."""
        written_down = {n for p in (Categories, Dimension) for n in vars(p)}
        asked, own = set(), set()
        for path in Path(engine.__file__).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    own.add(node.name)
                elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                    if getattr(node.value, "id", "") != "self":
                        asked.add(node.attr)
        asked = {name for name in asked if not name.startswith("__")}
        self.assertIn("_rule_domain", asked)
        self.assertEqual(asked - own - OTHERS - written_down, set())

    def test_methods(self):
        """Each key once, and only what is listed by a bound has a field for it."""
        keys = [method.key for method in METHODS]
        self.assertEqual(len(keys), len(set(keys)))
        fields = self.env["customer.classification.category"]._fields
        for method in METHODS:
            with self.subTest(method=method.key):
                self.assertIn(method.bound_field, {None, *fields})
                self.assertLessEqual(method.ranks, method.compares)
                if method.bound_field:
                    self.assertTrue(method.is_bounded)
