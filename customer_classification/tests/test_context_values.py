"""What comes in by a context counts as typed: checked, kept, or refused."""

import json
import re
from contextlib import suppress
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .. import context as keys
from .common_security import SecurityCommon

CATEGORY = "customer.classification.category"
DIMENSION = "customer.classification.dimension"
PARTNER = "res.partner"
PROFILE = "customer.profile"
TAG = "res.partner.category"
RULE = "[('revenue_12m', '>', 0)]"


class ContextCommon(SecurityCommon):
    """``call``: what a client gets that may send any context it can write down."""

    def call(self, user, model, name, *args, **context):
        context.setdefault("allowed_company_ids", user.company_ids.ids)
        context = json.loads(json.dumps(context))
        Model = self.env[model].with_user(user)
        return call_kw(Model, name, list(args), {"context": context})

    def own_keys(self):
        """The keys of the context that mean something to this add-on."""
        return {
            value
            for name, value in vars(keys).items()
            if name.isupper() and isinstance(value, str)
        }


@tagged("post_install", "-at_install")
class TestRulesOfTags(ContextCommon):
    """Only managers write rules of tags, whatever the way in."""

    DEFAULTS = {
        "default_customer_rule_domain": RULE,
        "default_customer_has_rule": True,
    }

    def ways(self, user, **context):
        """Everything by which a tag comes into being, or gets a rule.

        :return: {what: function}
        """
        tag = self.env[TAG].create({"name": "Plain"})
        typed = {"name": "Typed", "customer_rule_domain": RULE}

        def call(name, *args, model=TAG):
            return lambda: self.call(user, model, name, *args, **context)

        partner = self.partner.ids
        new = {"name": "Defaulted"}
        return {
            "create": call("create", [new]),
            "name_create": call("name_create", "Defaulted"),
            "web_save": call("web_save", [], new, {"display_name": {}}),
            "load": call("load", ["name"], [["Defaulted"]]),
            "x2many": call(
                "write", partner, {"category_id": [(0, 0, new)]}, model=PARTNER
            ),
            "of a new contact": call(
                "create", [{"name": "x", "category_id": [(0, 0, new)]}], model=PARTNER
            ),
            "below another": call("write", tag.ids, {"child_ids": [(0, 0, new)]}),
            "copy": call("copy", tag.ids),
            "typed": call("create", [typed]),
            "copy with a rule": call("copy", tag.ids, typed),
            "written": call("write", tag.ids, {"customer_rule_domain": RULE}),
            "web_save of one": call("web_save", tag.ids, typed, {"display_name": {}}),
            "loaded": call("load", [".id", "customer_rule_domain"], [[tag.id, RULE]]),
            "company alone": call(
                "write", tag.ids, {"customer_rule_company_id": self.company_a.id}
            ),
        }

    def try_all(self, user, **context):
        """Names of the ways that ended without an error."""
        worked = []
        for what, way in self.ways(user, **context).items():
            savepoint = self.env.cr.savepoint()
            with suppress(AccessError, ValidationError):
                result = way()
                if not (isinstance(result, dict) and result.get("messages")):
                    worked.append(what)
            self.env.flush_all()
            ruled = self.env[TAG].search([("customer_rule_domain", "!=", False)])
            self.assertFalse(ruled - self.ruled, (user.login, what))
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
        return worked

    def setUp(self):
        super().setUp()
        self.ruled = self.env[TAG].search([("customer_rule_domain", "!=", False)])

    def test_by_a_default(self):
        """A rule in the context is refused, never dropped and never applied."""
        company = self.company_a.id
        for user in (self.user_a, self.plain):
            for more in ({}, {"default_customer_rule_company_id": company}):
                with self.subTest(user=user.login, company=bool(more)):
                    worked = self.try_all(user, **self.DEFAULTS, **more)
                    # Odoo takes the defaults of others from what hangs on a record.
                    self.assertEqual(worked, ["of a new contact"])

    def test_typed(self):
        """And without a default what is not a rule goes on working."""
        allowed = {
            "create",
            "name_create",
            "web_save",
            "load",
            "x2many",
            "of a new contact",
            "below another",
            "copy",
        }
        self.assertEqual(set(self.try_all(self.user_a)), allowed)

    def test_default_of_a_field_for_everybody(self):
        """What an administrator sets as a default is no way around."""
        self.env["ir.default"].set(TAG, "customer_rule_domain", RULE)
        with self.assertRaises(AccessError):
            self.call(self.user_a, TAG, "create", [{"name": "x"}])

    def test_manager(self):
        """A default is the same as a rule that is typed: completed and applied."""
        for context in (
            {"default_customer_rule_domain": RULE},
            {"default_customer_rule_domain": "[]"},
        ):
            tag_id, _name = self.call(
                self.manager, TAG, "name_create", "By default", **context
            )
            tag = self.env[TAG].browse(tag_id)
            rule = context["default_customer_rule_domain"]
            if rule == "[]":  # for everybody is none
                self.assertFalse(tag.customer_rule_domain)
                continue
            self.assertEqual(tag.customer_rule_company_id, self.company_a)
            self.assertIn(tag, self.partner.category_id)
            with self.assertRaises(AccessError):
                self.call(
                    self.manager,
                    TAG,
                    "name_create",
                    "Of another company",
                    default_customer_rule_company_id=self.company_b.id,
                    **context,
                )


@tagged("post_install", "-at_install")
class TestClassesByDefault(ContextCommon):
    """``default_x_class_source`` in the context is a choice by hand."""

    def created(self, user, how, **context):
        """The contact that is made in one way, with a class as a default."""
        context |= {"default_x_class_source": self.source_category.id}
        result = {
            "create": lambda: self.call(
                user, PARTNER, "create", [{"name": "New"}], **context
            ),
            "name_create": lambda: self.call(
                user, PARTNER, "name_create", "New", **context
            ),
            "web_save": lambda: self.call(
                user,
                PARTNER,
                "web_save",
                [],
                {"name": "New"},
                {"display_name": {}},
                **context,
            ),
            "load": lambda: self.call(
                user, PARTNER, "load", ["name"], [["New"]], **context
            ),
        }[how]()
        if isinstance(result, dict):
            result = result["ids"]
        first = result[0]
        return self.env[PARTNER].browse(first["id"] if type(first) is dict else first)

    def test_is_kept(self):
        for how in ("create", "name_create", "web_save", "load"):
            with self.subTest(how):
                partner = self.created(self.user_a, how)
                profile = self.profile(partner)
                self.assertEqual(profile.x_class_source, self.source_category)
                rows = profile.history_ids.filtered(
                    lambda r: r.dimension_id == self.source
                )
                self.assertEqual(
                    (rows.source, rows.user_id), ("manual", self.user_a), how
                )

    def test_form(self):
        """The default shows in the form, and what is typed instead counts."""
        context = {"default_x_class_source": self.source_category.id}
        shown = self.call(
            self.user_a, PARTNER, "default_get", ["x_class_source"], **context
        )
        self.assertEqual(shown["x_class_source"], self.source_category.id)
        other = self.source.category_ids[1]
        [partner_id] = self.call(
            self.user_a,
            PARTNER,
            "create",
            [{"name": "New", "x_class_source": other.id}],
            **context,
        )
        partner = self.env[PARTNER].browse(partner_id)
        self.assertEqual(self.profile(partner).x_class_source, other)

    def test_rule_is_pinned(self):
        category = self.value.category_ids[-1]
        [partner_id] = self.call(
            self.user_a,
            PARTNER,
            "create",
            [{"name": "New"}],
            default_x_class_value=category.id,
        )
        profile = self.profile(self.env[PARTNER].browse(partner_id))
        self.assertEqual(profile.pin_ids.category_id, category)

    def test_is_refused(self):
        """As if it were typed: without the right, and for what is no such class."""
        with self.assertRaises(AccessError):
            self.created(self.plain, "create")
        for wrong in (self.value.category_ids[0].id, 2**31 - 1):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.call(
                    self.user_a,
                    PARTNER,
                    "create",
                    [{"name": "New"}],
                    default_x_class_source=wrong,
                )

    def test_default_for_everybody(self):
        """Set by an administrator, it stops nobody who may not see classes."""
        self.env["ir.default"].set(PARTNER, "x_class_source", self.source_category.id)
        [seen] = self.call(self.user_a, PARTNER, "create", [{"name": "A"}])
        [unseen] = self.call(self.plain, PARTNER, "create", [{"name": "B"}])
        profiles = [self.profile(self.env[PARTNER].browse(p)) for p in (seen, unseen)]
        self.assertEqual(profiles[0].x_class_source, self.source_category)
        self.assertFalse(profiles[1].x_class_source)


@tagged("post_install", "-at_install")
class TestNumbersFromOutside(ContextCommon):
    """Numbers come from the books: typing and importing them is refused by name."""

    def test_contacts(self):
        numbers = {"customer_revenue_12m": 5, "customer_late_rate": 0.5}
        labels = "Late Rate, Revenue 12 Months"
        partner = self.partner.ids
        for what, args in {
            "create": [[{"name": "x", **numbers}]],
            "write": [partner, numbers],
            "web_save": [partner, numbers, {}],
        }.items():
            with self.subTest(what), self.assertRaisesRegex(ValidationError, labels):
                self.call(self.user_a, PARTNER, what, *args)

    def test_every_number(self):
        """None is silently left out."""
        fields = self.env[PARTNER]._fields
        names = [
            name
            for name, field in fields.items()
            if (field.related or "").startswith("customer_profile_id.")
            and field.type not in ("one2many", "many2one")
            and not name.startswith("x_class_")
        ]
        self.assertGreater(len(names), 35)
        for name in names:
            with self.subTest(name), self.assertRaises(ValidationError):
                self.call(self.user_a, PARTNER, "write", self.partner.ids, {name: 1})

    def test_import(self):
        """Of contacts and of customers: the column is named, and nothing is saved."""
        for model, record, column in (
            (PARTNER, self.partner, "customer_revenue_12m"),
            (PARTNER, self.partner, "customer_last_invoice_date"),
            (PROFILE, self.profile_a, "revenue_12m"),
        ):
            label = self.env[model]._fields[column]._description_string(self.env)
            value = "2024-01-01" if "date" in column else "5"
            rows = [[str(record.id), value]]
            if model == PARTNER:
                rows.append(["", value])
            with self.subTest(column):
                result = self.call(
                    self.user_a, model, "load", [".id", column], [rows[0]]
                )
                self.assertFalse(result["ids"])
                self.assertIn(label, result["messages"][0]["message"])
        result = self.call(
            self.user_a,
            PARTNER,
            "load",
            ["name", "customer_revenue_12m"],
            [["Imported", "5"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("Revenue 12 Months", result["messages"][0]["message"])
        self.assertFalse(self.env[PARTNER].search([("name", "=", "Imported")]))
        self.assertEqual(self.profile_a.revenue_12m, 1000)

    def test_unit_cost(self):
        """Posting writes it; nobody else, whatever the way."""
        move = self.invoice(self.partner, "2024-05-07", 100)
        draft = self.draft(self.partner, "2024-05-08", 100)
        accountant = self.user("adviser", "account.group_account_manager")
        for user in (self.user_a, accountant):
            for document in (move, draft):
                line = document.invoice_line_ids
                before = line.customer_unit_cost
                vals = {"customer_unit_cost": 99}
                calls = {
                    "write": ("account.move.line", "write", line.ids, vals),
                    "web_save": ("account.move.line", "web_save", line.ids, vals, {}),
                    "by the document": (
                        "account.move",
                        "write",
                        document.ids,
                        {"invoice_line_ids": [(1, line.id, vals)]},
                    ),
                    "new line": (
                        "account.move",
                        "write",
                        draft.ids,
                        {"invoice_line_ids": [(0, 0, {"name": "x", **vals})]},
                    ),
                    "new document": (
                        "account.move",
                        "create",
                        [
                            {
                                "move_type": "out_invoice",
                                "invoice_line_ids": [(0, 0, {"name": "x", **vals})],
                            }
                        ],
                    ),
                    "copy": ("account.move.line", "copy", line.ids, vals),
                }
                for what, (model, name, *args) in calls.items():
                    with (
                        self.subTest(what, user=user.login),
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        self.call(user, model, name, *args)
                result = self.call(
                    user,
                    "account.move.line",
                    "load",
                    [".id", "customer_unit_cost"],
                    [[str(line.id), "99"]],
                )
                self.assertFalse(result["ids"])
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.call(
                        user,
                        "account.move.line",
                        "create",
                        [{"move_id": draft.id, "name": "x"}],
                        default_customer_unit_cost=99,
                    )
                # Odoo takes the defaults of others from what hangs on a record.
                lines = {"invoice_line_ids": [(0, 0, {"name": "x"})]}
                [made] = self.call(
                    user,
                    "account.move",
                    "create",
                    [{"move_type": "out_invoice", **lines}],
                    default_customer_unit_cost=99,
                )
                made = self.env["account.move"].browse(made)
                self.assertFalse(made.line_ids.filtered("customer_unit_cost"))
                self.env.invalidate_all()
                self.assertEqual(line.customer_unit_cost, before)

    def test_unit_cost_of_a_copy(self):
        """A copy has no cost before it is posted, and then that of its own day."""
        product = self.product("Thing", cost=7)
        move = self.invoice(
            self.partner, "2024-05-07", {"product_id": product.id, "price_unit": 10}
        )
        self.assertEqual(move.invoice_line_ids.customer_unit_cost, 7)
        for company in self.companies:
            product.with_company(company).standard_price = 8
        copy = move.copy({"invoice_date": "2024-06-07"})
        self.assertFalse(copy.invoice_line_ids.customer_unit_cost)
        copy.action_post()
        self.assertEqual(copy.invoice_line_ids.customer_unit_cost, 8)
        self.assertEqual(move.invoice_line_ids.customer_unit_cost, 7)


@tagged("post_install", "-at_install")
class TestOwnKeys(ContextCommon):
    """No key of ours grants anything to whoever sends it."""

    VALUES = (True, 1, "by our code", "2024-06-30", [], [1], {}, {"dimension_id": 1})

    def results(self, **context):
        """What comes of some calls that are refused, checked or recorded."""
        source, bands = self.source, self.bands.category_ids
        calls = {
            "class of the rule": (
                (self.user_a, PARTNER, "write", self.partner.ids),
                {"x_class_value": self.value.category_ids[0].id},
            ),
            "class by hand": (
                (self.user_a, PARTNER, "write", self.partner.ids),
                {"x_class_source": source.category_ids[1].id},
            ),
            "without rights": (
                (self.plain, PARTNER, "write", self.partner.ids),
                {"x_class_source": False},
            ),
            "equal bounds": (
                (self.manager, CATEGORY, "write", bands[1].ids),
                {"lower_bound": 10},
            ),
            "numbers": (
                (self.user_a, PROFILE, "write", self.profile_a.ids),
                {"revenue_12m": 1},
            ),
            "dimension": (
                (self.user_a, DIMENSION, "write", source.ids),
                {"name": "Taken"},
            ),
            "tag": (
                (self.user_a, TAG, "create"),
                [{"name": "Ruled", "customer_rule_domain": RULE}],
            ),
            "others": ((self.user_a, PROFILE, "read", self.profile_b.ids), ["id"]),
            "found": ((self.user_a, PROFILE, "search_count"), []),
            "past": ((self.user_a, "customer.profile.snapshot", "search_count"), []),
            "refresh": ((self.user_a, PROFILE, "action_refresh_now"), None),
        }
        found = {}
        for what, (call, values) in calls.items():
            savepoint = self.env.cr.savepoint()
            args = [] if values is None else [values]
            try:
                result = self.call(*call, *args, **context)
                found[what] = (repr(result), self.recorded_choices())
            except UserError as error:
                found[what] = type(error).__name__
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
        return found

    def recorded_choices(self):
        """Who is said to have given which class."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT 'history', dimension_id, category_id, source, user_id
              FROM customer_classification_history
             WHERE profile_id = %(profile)s AND date_to IS NULL
             UNION ALL
            SELECT 'pin', dimension_id, category_id, source, user_id
              FROM customer_classification_pin WHERE profile_id = %(profile)s
             ORDER BY 1, 2, 3
            """,
            {"profile": self.profile_a.id},
        )
        return self.env.cr.fetchall()

    def test_every_key(self):
        """With any value of JSON everything is as without the key."""
        self.bands = self.dimension(
            "bands_of_keys",
            "band",
            "revenue_12m",
            [{"name": "High", "lower_bound": 10}, {"name": "Low"}],
        )
        expected = self.results()
        self.assertEqual(expected["equal bounds"], "ValidationError")
        self.assertEqual(expected["without rights"], "AccessError")
        self.assertEqual(expected["tag"], "AccessError")
        self.assertIn("manual", str(expected["class of the rule"]))
        self.assertGreaterEqual(len(self.own_keys()), 13)
        for key in sorted(self.own_keys()):
            for value in self.VALUES:
                with self.subTest(key, value=value):
                    self.assertEqual(self.results(**{key: value}), expected)

    def test_keys_stand_in_one_place(self):
        """No other key of ours is read anywhere: it would not be tried here."""
        folder = Path(__file__).parent.parent
        pattern = re.compile(r"""context(?:\.get\(|\[)["'](customer_\w+)""")
        for path in folder.rglob("*.py"):
            if "tests" not in path.parts:
                found = set(pattern.findall(path.read_text(encoding="utf-8")))
                self.assertFalse(found, path.name)
