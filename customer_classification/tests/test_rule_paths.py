"""Where rules may look: accepted only from a closed list, whatever the way there."""

import random

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import TODAY
from .common_security import (
    CATEGORY,
    GROUP_MANAGER,
    HISTORY,
    MODULE,
    PROFILE,
    SecurityCommon,
)

#: The list once more, written by hand. Of the profile and of classes all that is plain
#: and not hidden from everybody.
NAMED = {"id", "name", "display_name"}
ALLOWED = {
    "res.partner": NAMED
    | set(
        "complete_name active color company_name company_registry create_date "
        "credit_limit customer_rank email employee function is_company lang "
        "partner_latitude partner_longitude partner_share phone ref street street2 "
        "city zip supplier_rank trust type tz vat website category_id "
        "commercial_partner_id company_id country_id industry_id parent_id "
        "property_payment_term_id specific_property_product_pricelist state_id "
        "user_id".split()
    ),
    "res.partner.category": NAMED | {"active", "color", "parent_id"},
    "res.partner.industry": NAMED | {"active", "full_name"},
    "res.country": NAMED | {"code", "phone_code", "country_group_ids"},
    "res.country.group": NAMED | {"code"},
    "res.country.state": NAMED | {"code", "country_id"},
    "res.users": {"id", "name"},
    "account.payment.term": NAMED | {"active"},
    "product.pricelist": NAMED | {"active"},
    "product.category": NAMED | {"complete_name", "parent_id"},
    CATEGORY: NAMED | {"active", "code", "color", "parent_id"},
}
#: Of the test add-on, by the hook.
ALLOWED["res.partner"].add("property_account_position_id")
ALLOWED["account.fiscal.position"] = {"id", "name", "display_name"}
#: Closed to a manager without accounting.
CLOSED = {"credit_limit"}
VALUES = {
    "boolean": ("=", True),
    "integer": (">", 1),
    "float": (">", 1.0),
    "monetary": (">", 1.0),
    "date": (">", "2024-01-01"),
    "datetime": (">", "2024-01-01 00:00:00"),
    "many2one": ("=", 1),
    "one2many": ("!=", False),
    "many2many": ("in", [1]),
}
OUTSIDE = (
    # What lies behind a company, a user, a contact's messages, money and devices.
    "company_id.user_ids.partner_id.channel_ids.message_ids.body",
    "company_id.name",
    "company_id.partner_id.bank_ids.acc_number",
    "currency_id.rate_ids.rate",
    "history_ids",
    "history_ids.dimension_id.code",
    "pin_ids",
    "pin_ids.reason",
    "partner_id.activity_ids.summary",
    "partner_id.bank_ids",
    "partner_id.bank_ids.acc_number",
    "partner_id.barcode",
    "partner_id.channel_ids.message_ids.body",
    "partner_id.child_ids.name",
    "partner_id.company_id.name",
    "partner_id.contract_ids.name",
    "partner_id.create_uid.login",
    "partner_id.credit",
    "partner_id.customer_credit_score",
    "partner_id.customer_history_ids",
    "partner_id.customer_profile_id.x_class_value",
    "partner_id.customer_revenue_12m",
    "partner_id.invoice_ids.amount_total_signed",
    "partner_id.message_bounce",
    "partner_id.message_follower_ids.partner_id",
    "partner_id.message_ids",
    "partner_id.message_ids.body",
    "partner_id.parent_id.customer_credit_score",
    "partner_id.parent_id.parent_id.parent_id.name",
    "partner_id.parent_id.x_class_value",
    "partner_id.commercial_partner_id.x_class_value",
    "partner_id.payment_token_ids.provider_ref",
    "partner_id.properties",
    "partner_id.ref_company_ids.name",
    "partner_id.signup_type",
    "partner_id.user_id.login",
    "partner_id.user_id.partner_id.phone",
    "partner_id.user_ids.api_key_ids.name",
    "partner_id.user_ids.device_ids.ip_address",
    "partner_id.user_ids.login",
    "partner_id.website_message_ids.body",
    "partner_id.x_class_value",
    "x_class_value.dimension_id.code",
    "x_class_value.create_uid.name",
)
INSIDE = (
    "id",
    "active",
    "credit_score",
    "display_name",
    "main_product_category_id.parent_id.name",
    "partner_id.category_id.name",
    "partner_id.country_id.country_group_ids.code",
    "partner_id.create_date",
    "partner_id.industry_id.full_name",
    "partner_id.parent_id.city",
    "partner_id.parent_id.country_id.code",
    "partner_id.specific_property_product_pricelist.name",
    "partner_id.state_id.country_id.code",
    "partner_id.user_id.name",
    "revenue_12m",
    "x_class_value.code",
    "x_class_value.parent_id.name",
)


class RulePathsCommon(SecurityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.dimension(
            "paths",
            "domain",
            categories=[{"name": "Chosen", "domain": "[('revenue_12m', '>', 5)]"}],
            sequence=2000,
            company_id=cls.company_a.id,
        )
        cls.chosen = cls.rules.category_ids
        cls.mine = cls.chosen.with_user(cls.manager)

    def error_of(self, action):
        """The error that an action raises, None if it goes through; undone."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
                action()
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            return error
        finally:
            self.env.invalidate_all()
        return None

    def save(self, rule, manager=None):
        """What saving a rule of a class says."""
        chosen = self.chosen.with_user(manager or self.manager)
        return self.error_of(lambda: chosen.write({"domain": str(rule)}))

    def condition(self, path):
        """A condition that suits the last field of a path."""
        model, names = self.env[PROFILE], path.split(".")
        for name in names[:-1]:
            model = self.env[model._fields[name].comodel_name]
        kind = model._fields[names[-1]].type
        return (path, *VALUES.get(kind, ("!=", False)))


@tagged("post_install", "-at_install")
class TestRulePaths(RulePathsCommon):
    def test_inside(self):
        for path in INSIDE:
            with self.subTest(path):
                self.assertIsNone(self.save([self.condition(path)]))

    def test_outside(self):
        """Refused by a sentence that names the rule, the field and what is allowed."""
        for path in OUTSIDE:
            with self.subTest(path):
                error = self.save([self.condition(path)])
                self.assertIsInstance(error, ValidationError)
                for part in ("Chosen", path, "salesperson, payment terms, price list"):
                    self.assertIn(part, str(error))

    def test_every_way_in(self):
        """Wherever a rule is saved, tried or counted."""
        rule = str([("partner_id.message_ids.body", "!=", False)])
        Tag = self.env["res.partner.category"].with_user(self.manager)
        tag = Tag.create({"name": "By rule"})
        rules = self.rules.with_user(self.manager)
        new = {"name": "Spy", "dimension_id": self.rules.id, "domain": rule}
        vals = {"category_ids": [Command.update(self.chosen.id, {"domain": rule})]}
        for action in (
            lambda: self.mine.write({"domain": rule}),
            lambda: self.mine.copy({"domain": rule}),
            lambda: self.env[CATEGORY].with_user(self.manager).create(new),
            lambda: rules.write({"scope_domain": rule}),
            lambda: rules.write(vals),
            lambda: rules.preview_changes(vals),
            lambda: rules.preview_changes({"scope_domain": rule}),
            lambda: rules.browse().preview_changes(
                {"name": "N", "code": "n", "scope_domain": rule, "method": "domain"}
            ),
            lambda: tag.write({"customer_rule_domain": rule}),
            lambda: Tag.create({"name": "Spy", "customer_rule_domain": rule}),
        ):
            self.assertIsInstance(self.error_of(action), ValidationError)
        half = self.mine.new({"dimension_id": self.rules.id, "domain": rule})
        self.assertEqual(half.matching_count, 0)
        typed = Tag.new(
            {"customer_rule_domain": rule, "customer_rule_company_id": self.company_a}
        )
        self.assertEqual(typed.customer_matching_count, 0)

    def test_shapes(self):
        """Dotted, nested, negated, as a tree, by name: all walked the same way."""
        body = [("body", "like", "x")]
        for rule in (
            [("partner_id.message_ids", "any", body)],
            [("partner_id", "any", [("message_ids", "any", body)])],
            [("partner_id", "not any", [("message_ids.body", "like", "x")])],
            ["!", ("partner_id", "any", [("message_ids.body", "like", "x")])],
            ["|", ("revenue_12m", ">", 1), ("partner_id.message_ids", "!=", False)],
            [("id", "any", [("pin_ids", "!=", False)])],
            [("history_ids", "any", [("date_to", "=", False)])],
            [("partner_id.user_id", "ilike", "adm")],
            [("partner_id.user_id", "in", ["admin", 2])],
            [("partner_id.company_id", "ilike", "other")],
            [("company_id", "=", "other")],
            [("company_id", "any", [("name", "=", "other")])],
            [("partner_id", "child_of", "Secret")],
            [("partner_id.parent_id", "child_of", 1)],
            [("partner_id.parent_id.parent_id", "ilike", "Secret")],
            [("partner_id.parent_id", "any", [("parent_id.name", "=", "x")])],
        ):
            with self.subTest(rule=rule):
                self.assertIsInstance(self.save(rule), ValidationError)
        for rule in (
            [("partner_id.user_id", "=", self.manager.id)],
            [("partner_id.user_id", "in", [self.manager.id, False])],
            [("partner_id.company_id", "in", [self.company_a.id, False])],
            [("partner_id", "any", [("country_id", "any", [("code", "=", "FR")])])],
            [("partner_id.country_id", "ilike", "fra")],
            [("partner_id.category_id", "child_of", "VIP")],
            [("partner_id", "child_of", [1])],
            [("partner_id.parent_id", "ilike", "x")],
            [("first_invoice_date.month_number", "=", 5)],
            [("x_class_value", "child_of", self.value.category_ids[:1].ids)],
        ):
            with self.subTest(rule=rule):
                self.assertIsNone(self.save(rule))

    def test_closed_fields(self):
        """What is on the list may still be closed to whoever writes the rule."""
        limit = [("partner_id.credit_limit", ">", 5)]
        self.assertIsInstance(self.save(limit), AccessError)
        accountant = self.user("limits", f"{GROUP_MANAGER},account.group_account_user")
        self.assertIsNone(self.save(limit, accountant))
        self.chosen.with_user(accountant).domain = str(limit)
        self.env.invalidate_all()
        # The count is not there for the others, and their screen is.
        self.assertEqual(self.mine.matching_count, 0)

    def test_closed_numbers(self):
        """Of a number that is closed to them nobody makes a class."""
        metric = self.env["ir.model.fields"]._get(PROFILE, "margin_12m")
        bands = self.env.ref(f"{MODULE}.dimension_size").with_user(self.manager)
        score = self.env.ref(f"{MODULE}.dimension_credit").with_user(self.manager)
        change = {"metric_id": metric.id}
        self.assertIsNone(self.error_of(lambda: bands.write(change)))
        field = self.env[PROFILE]._fields["margin_12m"]
        self.patch(field, "groups", "account.group_account_user")
        for action in (
            lambda: bands.write(change),
            lambda: bands.preview_changes(change),
            lambda: score.criterion_ids[0].write(change),
            lambda: self.mine.write({"domain": "[('margin_12m', '>', 5)]"}),
        ):
            self.assertIsInstance(self.error_of(action), AccessError)

    def test_own_fields_of_the_company(self):
        """A field that was added by hand, plain or a link, is the contact's own."""
        Fields = self.env["ir.model.fields"].with_context(update_custom_fields=True)
        partner = self.env["ir.model"]._get_id("res.partner")
        for name, kind, vals in (
            ("x_zone", "char", {}),
            ("x_grade", "many2one", {"relation": "res.partner.industry"}),
            ("x_boss", "many2one", {"relation": "res.users"}),
            ("x_class_copy", "char", {"related": "customer_profile_id.display_name"}),
            ("x_people", "many2many", {"relation": "res.users"}),
        ):
            Fields.create(
                {
                    "name": name,
                    "ttype": kind,
                    "model_id": partner,
                    "field_description": name,
                    **vals,
                }
            )
        for rule in (
            [("partner_id.x_zone", "=", "North")],
            [("partner_id.x_grade.name", "=", "Paper")],
            [("partner_id.parent_id.x_boss", "=", 2)],
        ):
            self.assertIsNone(self.save(rule))
        for rule in (
            [("partner_id.x_boss.login", "=", "admin")],
            [("partner_id.x_boss", "ilike", "admin")],
            [("partner_id.x_class_copy", "=", "x")],
            [("partner_id.x_people", "in", [2])],
        ):
            self.assertIsInstance(self.save(rule), ValidationError)

    def test_dimension_of_another_company(self):
        """Its class does not exist, as far as an error tells."""
        theirs = self.dimension("theirs", name="Merger", company_id=self.company_b.id)
        self.assertTrue(theirs)
        Tag = self.env["res.partner.category"].with_user(self.manager)
        for save in (
            self.save,
            lambda rule: self.error_of(
                lambda: Tag.create({"name": "T", "customer_rule_domain": str(rule)})
            ),
        ):
            errors = [
                str(save([(f"x_class_{code}", "!=", False)])).replace(code, "code")
                for code in ("theirs", "nowhere")
            ]
            self.assertEqual(*errors)
            self.assertIn("code", errors[0])

    def test_rules_that_were_saved_before(self):
        """They are not applied: customers keep what they have, the others go on."""
        self.refresh(self.company_a, as_of=TODAY)
        name = self.rules._field_name()
        self.assertEqual(self.profile_a[name], self.chosen)
        others = self.env["customer.profile"].search([(name, "=", self.chosen.id)])
        self.cr.execute(
            SQL(
                "UPDATE customer_classification_category SET domain = %s WHERE id = %s",
                str([("partner_id.message_ids", "=", False)]),
                self.chosen.id,
            )
        )
        self.env.invalidate_all()
        after = self.dimension("after", "band", "revenue_12m", [{"name": "All"}])
        ranks = self.dimension("ranks", "share", "revenue_12m", [{"name": "A"}])
        self.cr.execute(
            SQL(
                "UPDATE customer_classification_dimension SET scope_domain = %s "
                "WHERE id = %s",
                str([("partner_id.message_ids", "=", False)]),
                ranks.id,
            )
        )
        self.env.invalidate_all()
        with mute_logger(f"odoo.addons.{MODULE}.engine.apply.contained"):
            self.refresh(self.company_a, as_of=TODAY)
            self.partner._queue_customers()
            self.run_cron("cron_refresh_queue")
        self.assertFalse(self.env["customer.profile.queue"].search([]))
        self.env.invalidate_all()
        kept = self.env["customer.profile"].search([(name, "=", self.chosen.id)])
        self.assertEqual(kept, others)
        for broken in (self.rules, ranks):
            errors = " ".join(broken.fault_ids.mapped("error"))
            self.assertIn("partner_id.message_ids", errors)
        self.assertEqual(self.profile_a[after._field_name()], after.category_ids)
        # Something else can be saved meanwhile.
        after.with_user(self.manager).scope_domain = "[('revenue_12m', '>', 0)]"
        self.rules.with_user(self.manager).name = "Renamed"


@tagged("post_install", "-at_install")
class TestRandomPaths(RulePathsCommon):
    """Paths made of all that the registry knows, by a manager without accounting."""

    RUNS = 200

    def walk(self, chance, steps):
        """The fields of a random path of so many steps.

        Most keep to the list for a while, or nearly all would leave it at once.
        """
        model, path, keep = self.env[PROFILE], [], chance.random() < 0.7
        while len(path) < steps:
            last = len(path) == steps - 1
            fields = [f for f in model._fields.values() if last or f.comodel_name]
            if keep and (inside := [f for f in fields if self.is_listed(model, f)]):
                fields = inside
            fields = [f for f in fields if f.comodel_name in self.env or last]
            if not fields:
                break
            # Most begin at the contact: there are more classes than anything else.
            contact = self.env[PROFILE]._fields["partner_id"]
            to_contact = not path and chance.random() < 0.7
            path.append(
                contact if to_contact else chance.choice(sorted(fields, key=str))
            )
            if path[-1].comodel_name not in self.env:
                break
            model = self.env[path[-1].comodel_name]
            keep = keep and chance.random() < 0.9
        return path

    def is_listed(self, model, field):
        if model._name == PROFILE:
            return field.name in ("id", "display_name") or bool(
                field.store and field.column_type and field.groups != NO_ACCESS
            )
        return field.name in ALLOWED.get(model._name, ())

    def expected(self, path):
        """What saving must say: None, or the class of the error."""
        loops = [f.comodel_name for f in path if f.comodel_name == f.model_name]
        listed = all(self.is_listed(self.env[f.model_name], f) for f in path)
        if not listed or len(loops) > len(set(loops)):
            return ValidationError
        closed = any(field.name in CLOSED for field in path)
        return AccessError if closed else None

    def rule_of(self, chance, path):
        """The path as a condition, dotted or nested."""
        operator, value = VALUES.get(path[-1].type, ("!=", False))
        names = [field.name for field in path]
        condition = (names.pop(), operator, value)
        while names:
            if chance.random() < 0.5:
                operator = chance.choice(["any", "not any"])
                condition = (names.pop(), operator, [condition])
            else:
                condition = (f"{names.pop()}.{condition[0]}", *condition[1:])
        return [condition]

    def test_random_paths(self):
        chance = random.Random(20240630)
        seen, kinds, outcomes = set(), set(), []
        while len(seen) < self.RUNS:
            path = self.walk(chance, chance.randint(3, 5))
            names = ".".join(field.name for field in path)
            if len(path) < 3 or names in seen:
                continue
            seen.add(names)
            kinds.add(path[-1].type)
            expected = self.expected(path)
            outcomes.append(expected)
            with self.subTest(names):
                error = self.save(self.rule_of(chance, path))
                self.assertIs(error and type(error), expected, error)
                if expected is ValidationError:
                    self.assertIn("Chosen", str(error))
        # The draw has some of each.
        self.assertGreater(outcomes.count(None), 20)
        self.assertGreater(outcomes.count(ValidationError), 60)
        self.assertGreaterEqual(len(kinds), 9)

    def test_every_first_step(self):
        """All fields of the customer and of its contact, not only those drawn."""
        partner = self.env[PROFILE]._fields["partner_id"]
        paths = [[field] for field in self.env[PROFILE]._fields.values()]
        paths += [[partner, f] for f in self.env["res.partner"]._fields.values()]
        chance = random.Random(1)
        for path in paths:
            if path[-1].name == self.rules._field_name():
                continue  # its own class
            with self.subTest(path[-1]):
                error = self.save(self.rule_of(chance, path))
                self.assertIs(error and type(error), self.expected(path), error)


@tagged("post_install", "-at_install")
class TestRuleCycles(RulePathsCommon):
    def test_nothing_on_the_list_is_made_of_classes(self):
        """By the dependencies that the registry knows, of every field on the list."""
        made = self.env["customer.rule.mixin"]._rule_paths()
        for model, names in made.items():
            for name in names:
                with self.subTest(model=model, field=name):
                    found = self._sources(self.env[model]._fields[name], set())
                    if model == PROFILE and name.startswith("x_class_"):
                        continue
                    self.assertFalse(
                        [f for f in found if f.name.startswith("x_class_")], found
                    )
                    self.assertFalse([f for f in found if f.model_name == HISTORY])

    def _sources(self, field, seen):
        """All fields that a field is computed of."""
        if field in seen:
            return seen
        seen.add(field)
        for path in self.env.registry.field_depends.get(field, ()):
            model = self.env[field.model_name]
            for name in path.split("."):
                source = model._fields[name]
                self._sources(source, seen)
                if source.comodel_name:
                    model = self.env[source.comodel_name]
        return seen

    def test_own_result(self):
        own, name = self.chosen.id, self.rules._field_name()
        for rule in (
            [(name, "!=", own)],
            [(name, "not any", [("id", "=", own)])],
            ["!", ("partner_id.customer_history_ids", "any", [("id", ">", 0)])],
            [("history_ids.dimension_id.code", "=", "paths")],
            [(f"partner_id.{name}", "=", own)],
            [(f"partner_id.parent_id.{name}", "=", own)],
            [(f"partner_id.commercial_partner_id.{name}", "=", own)],
            [("partner_id.customer_profile_id", "any", [(name, "=", own)])],
        ):
            with self.subTest(rule=rule):
                self.assertIsInstance(self.save(rule), ValidationError)

    def test_tag_and_dimension(self):
        """A tag given by a class, looked at by that class: by id, name, or at all."""
        tag = self.tag("Circle", [(self.rules._field_name(), "=", self.chosen.id)])
        by_hand = self.env["res.partner.category"].create({"name": "By hand"})
        field = "partner_id.category_id"
        for condition in (
            (field, "in", tag.ids),
            (field, "not in", tag.ids),
            (field, "=", False),
            (f"{field}.name", "=", "Circle"),
            (field, "any", [("name", "=", "Circle")]),
            (field, "child_of", tag.ids),
        ):
            with self.subTest(condition=condition):
                error = self.save([condition])
                self.assertIsInstance(error, ValidationError)
                self.assertIn("Circle", str(error))
                self.assertIn("Paths", str(error))
        self.assertIsNone(self.save([(field, "in", by_hand.ids)]))
        other = self.tag("Other", [("revenue_12m", ">", 5)])
        self.assertIsNone(self.save([(field, "in", other.ids)]))

    def test_dimension_and_tag(self):
        """The same, saved the other way round, and around two corners."""
        tag = self.tag("Circle", [("revenue_12m", ">", 5)])
        self.chosen.domain = str([("partner_id.category_id", "in", tag.ids)])
        name = self.rules._field_name()
        last = self.dimension(
            "last",
            "domain",
            categories=[{"name": "L", "domain": f"[('{name}', '!=', False)]"}],
            sequence=2010,
        )
        for used in (self.rules, last):
            rule = str([(used._field_name(), "!=", False)])
            with self.subTest(used.name):
                error = self.error_of(
                    lambda rule=rule: tag.write({"customer_rule_domain": rule})
                )
                self.assertIsInstance(error, ValidationError)
                self.assertIn("Circle", str(error))

    def test_tag_of_whoever_has_none(self):
        """A tag for contacts without tags would come and go each night."""
        for operator in ("=", "!="):
            rule = [("partner_id.category_id", operator, False)]
            error = self.error_of(lambda rule=rule: self.tag("None", rule))
            self.assertIsInstance(error, ValidationError)

    def test_circles_are_real(self):
        """Without the check each refresh changes the customer: written by SQL."""
        tag = self.tag("Circle", [(self.rules._field_name(), "!=", False)])
        rule = ["!", ("partner_id.category_id", "in", tag.ids)]
        self.cr.execute(
            "UPDATE customer_classification_category SET domain = %s WHERE id = %s",
            [str(rule), self.chosen.id],
        )
        self.env.invalidate_all()
        seen = []
        for _night in range(4):
            self.refresh(self.company_a, as_of=TODAY)
            self.env.invalidate_all()
            seen.append(bool(self.profile_a[self.rules._field_name()]))
        self.assertEqual(seen[:-1], [not value for value in seen[1:]])

    def tag(self, name, rule):
        return self.env["res.partner.category"].create(
            {
                "name": name,
                "customer_rule_domain": str(rule),
                "customer_rule_company_id": self.company_a.id,
            }
        )
