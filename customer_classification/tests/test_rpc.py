"""What anybody may send over RPC, and what comes back."""

import ast
import inspect
import json
import textwrap

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged

from ..context import TRUSTED
from .common import CustomerClassificationCommon

CATEGORY = "customer.classification.category"
DIMENSION = "customer.classification.dimension"


@tagged("post_install", "-at_install")
class TestContext(CustomerClassificationCommon):
    """A context of JSON opens nothing that only our code may do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="rpc_manager",
            groups="account.group_account_manager,base.group_partner_manager",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        cls.hand = cls.dimension("rpc_hand", "manual", None, [{"name": "Ours"}])
        cls.bands = cls.dimension(
            "rpc_bands",
            "band",
            "revenue_12m",
            [{"name": "High", "lower_bound": 10}, {"name": "Low"}],
        )
        cls.partner = cls.customer("RPC Customer")

    def setUp(self):
        super().setUp()
        self.addCleanup(self.registry._setup_models__, self.env.cr)

    def call(self, model, name, *args, **context):
        """What a client gets that sends any context that it can write down."""
        context = json.loads(json.dumps(context))
        return call_kw(
            self.env[model].with_user(self.manager),
            name,
            list(args),
            {"context": context},
        )

    def test_trust_cannot_be_sent(self):
        with self.assertRaises(TypeError):
            json.dumps({"customer_preview": TRUSTED})

    def test_dimension_gets_its_fields(self):
        """Neither as a preview nor as the data of a module."""
        for key in ("customer_preview", "install_mode"):
            for number, value in enumerate((True, 1, TRUSTED.value)):
                with self.subTest(key, value=value):
                    code = f"{key}_{number}"
                    vals = {"name": code, "code": code}
                    self.call(DIMENSION, "create", [vals], **{key: value})
                    fields = self.env["res.partner"]._fields
                    self.assertIn(f"x_class_{code}", fields)

    def test_bounds_are_checked(self):
        low = self.bands.category_ids[1]
        for value in (True, TRUSTED.value):
            with self.assertRaisesRegex(ValidationError, "Lower Bound"):
                self.call(
                    CATEGORY,
                    "write",
                    low.ids,
                    {"lower_bound": 10},
                    customer_bounds_later=value,
                )

    def test_source_is_not_forged(self):
        vals = {"x_class_rpc_hand": self.hand.category_ids.id}
        self.call(
            "res.partner", "write", self.partner.ids, vals, customer_class_import=True
        )
        profile = self.profile(self.partner)
        rows = profile.history_ids.filtered(lambda r: r.dimension_id == self.hand)
        self.assertEqual(rows.mapped("source"), ["manual"])
        vals = {"x_class_rpc_bands": self.bands.category_ids[0].id}
        self.call(
            "res.partner", "write", self.partner.ids, vals, customer_class_import=1
        )
        self.assertEqual(profile.pin_ids.source, "manual")

    def test_classes_are_not_collected(self):
        """A list that nobody empties would lose what was chosen."""
        category = self.hand.category_ids
        self.call(
            "res.partner",
            "write",
            self.partner.ids,
            {"x_class_rpc_hand": category.id},
            customer_classes_collected=[],
        )
        self.assertEqual(self.profile(self.partner).x_class_rpc_hand, category)


@tagged("post_install", "-at_install")
class TestReturn(TransactionCase):
    """XML-RPC cannot carry None: what can be called answers with something else."""

    def test_every_public_method(self):
        names = [
            f"{function.__module__}.{function.__qualname__}"
            for function in self.functions()
        ]
        self.assertGreater(len(names), 50)
        silent = [
            f"{function.__module__}.{function.__qualname__}"
            for function in self.functions()
            if not answers(function)
        ]
        self.assertEqual(silent, [])

    def functions(self):
        """The functions of our models that can be called over RPC."""
        found = {}
        for name, model_class in self.registry.items():
            for cls in model_class.mro():
                if cls.__module__.startswith("odoo.addons.customer_classification"):
                    for function in vars(cls).values():
                        if inspect.isfunction(function) and self.is_public(
                            name, function
                        ):
                            found[function] = True
        return list(found)

    def is_public(self, model, function):
        try:
            get_public_method(self.env[model], function.__name__)
        except (AccessError, AttributeError):
            return False
        return True

    def test_it_can_fail(self):
        """The check sees a way without an answer."""

        def falls_through(record):
            if record:
                return True

        def bare(record):
            if not record:
                return
            return True

        def whole(record):
            if record:
                return True
            raise ValueError(record)

        self.assertFalse(answers(falls_through))
        self.assertFalse(answers(bare))
        self.assertTrue(answers(whole))


def answers(function):
    """Whether a function says what it returns on every way through it."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    returns = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    return _ends(tree.body) and not any(
        node.value is None
        or (isinstance(node.value, ast.Constant) and node.value.value is None)
        for node in returns
    )


def _ends(body):
    """Whether nothing goes on behind these statements."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _ends(last.body) and _ends(last.orelse)
    if isinstance(last, ast.With):
        return _ends(last.body)
    if isinstance(last, ast.Try):
        handlers = all(_ends(handler.body) for handler in last.handlers)
        return _ends(last.orelse or last.body) and handlers
    return isinstance(last, (ast.Return, ast.Raise))
