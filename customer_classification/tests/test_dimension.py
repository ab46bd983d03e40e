"""A dimension is a field everywhere, from the moment it is created to its deletion."""

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

CATEGORY = "customer.classification.category"
DIMENSION = "customer.classification.dimension"
MODELS = ("customer.profile", "res.partner", "account.invoice.report")
FIELD = "x_class_td_new"


@tagged("post_install", "-at_install")
class TestDimension(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.user = new_test_user(
            cls.env,
            login="dimension_user",
            groups="account.group_account_manager,base.group_partner_manager,"
            "base.group_allow_export",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company + cls.other_company).ids)],
        )
        cls.sequences = cls.env.registry.registry_sequence
        cls.dimension = (
            cls.env[DIMENSION]
            .with_user(cls.user)
            .create({"name": "Loyalty", "code": "td_new", "in_panel": True})
        )
        cls.one, cls.two = (
            cls.env[CATEGORY]
            .with_user(cls.user)
            .create(
                [
                    {"name": name, "code": name, "dimension_id": cls.dimension.id}
                    for name in ("One", "Two")
                ]
            )
        )
        cls.partner, cls.other = cls.env["res.partner"].create(
            [{"name": "Customer 1"}, {"name": "Customer 2"}]
        )

    def setUp(self):
        super().setUp()
        dimensions = self.env[DIMENSION].with_context(active_test=False).search([])
        wanted = {dimension._field_name() for dimension in dimensions}
        fields = self.env["res.partner"]._fields
        if wanted != {name for name in fields if name.startswith("x_class_")}:
            # The test before made or deleted one; the database is back already.
            self.env.registry._setup_models__(self.env.cr)

    def as_user(self, model, **context):
        return self.env[model].with_user(self.user).with_context(**context)

    def columns(self, pattern=FIELD):
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = %s",
            [pattern],
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def indexes(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexdef LIKE %s", [f"%{FIELD}%"]
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def test_no_more_columns(self):
        """PostgreSQL counts the columns of deleted dimensions too."""
        self.cr.execute(
            "SELECT max(attnum) FROM pg_attribute "
            "WHERE attrelid = 'customer_profile'::regclass"
        )
        [taken] = self.cr.fetchone()
        names = [f"spare_{number}" for number in range(1600 - taken)]
        for action in ("ADD COLUMN %s int4", "DROP COLUMN %s"):
            changes = ", ".join(action % name for name in names)
            self.cr.execute(f"ALTER TABLE customer_profile {changes}")
        with self.assertRaisesRegex(UserError, "1600 columns"):
            self.env[DIMENSION].with_user(self.user).create(
                {"name": "One more", "code": "one_more"}
            )

    def test_fields(self):
        for model in MODELS:
            field = self.env[model]._fields[FIELD]
            self.assertEqual(field.comodel_name, CATEGORY, model)
            self.assertEqual(field.groups, "customer_classification.group_user")
            [described] = self.as_user(model).fields_get([FIELD]).values()
            self.assertEqual(described["string"], "Loyalty")
            self.assertTrue(described["searchable"])
            self.assertTrue(described["groupable"], model)
        self.assertFalse(
            self.as_user("res.partner").fields_get([FIELD])[FIELD]["readonly"]
        )
        self.assertIn("customer_profile", self.columns())
        self.assertNotIn("res_partner", self.columns())
        [index] = self.indexes()
        self.assertIn(f"(company_id, {FIELD}, partner_id) WHERE active", index)

    def test_other_workers_are_told(self):
        """The registry counts as changed: its signal goes out with the commit."""
        self.assertTrue(self.env.registry.registry_invalidated)

    def test_views(self):
        """In list, search and form, and as a section of the search panel."""
        action = self.env.ref("customer_classification.action_customers")
        for model, action_views in (
            ("res.partner", action._get_action_dict()["views"]),
            ("customer.profile", [(False, "list"), (False, "search"), (False, "form")]),
        ):
            views = self.as_user(model).get_views(
                [(id_, kind) for id_, kind in action_views]
                + [
                    (
                        action.search_view_id.id if model == "res.partner" else False,
                        "search",
                    )
                ]
            )
            self.assertIn(FIELD, views["models"][model]["fields"])
            # The form of a profile shows the classes with their reasons instead.
            kinds = ("list", "search", "form")[
                : 2 if model == "customer.profile" else 3
            ]
            for kind in kinds:
                arch = etree.fromstring(views["views"][kind]["arch"])
                self.assertTrue(
                    arch.xpath(f"//field[@name='{FIELD}']")
                    or arch.xpath(f"//filter[@name='group_{FIELD}']"),
                    (model, kind),
                )
        search = etree.fromstring(
            self.as_user("res.partner").get_views(
                [(action.search_view_id.id, "search")]
            )["views"]["search"]["arch"]
        )
        [section] = search.xpath(f"//searchpanel/field[@name='{FIELD}']")
        self.assertEqual(section.get("select"), "multi")
        [group] = search.xpath(f"//filter[@name='group_{FIELD}']")
        self.assertEqual(group.get("string"), "Loyalty")

    def test_panel_of_a_tree(self):
        """Only `select="one"` is drawn as a tree."""
        self.two.parent_id = self.one
        self.env.registry.clear_cache("templates")
        action = self.env.ref("customer_classification.action_customers")
        views = self.as_user("res.partner").get_views(
            [(action.search_view_id.id, "search")]
        )
        search = etree.fromstring(views["views"]["search"]["arch"])
        [section] = search.xpath(f"//searchpanel/field[@name='{FIELD}']")
        self.assertEqual(section.get("select"), "one")

    def test_panel_of_many_classes(self):
        """A section with more than 200 classes shows them all."""
        self.dimension.write(
            {"category_ids": [Command.create({"name": f"C{n}"}) for n in range(230)]}
        )
        action = self.env.ref("customer_classification.action_customers")
        Partner = self.as_user("res.partner")
        views = Partner.get_views([(action.search_view_id.id, "search")])
        search = etree.fromstring(views["views"]["search"]["arch"])
        [section] = search.xpath(f"//searchpanel/field[@name='{FIELD}']")
        found = Partner.search_panel_select_multi_range(
            FIELD, expand=True, limit=int(section.get("limit", 200))
        )
        self.assertNotIn("error_msg", found)
        ids = {value["id"] for value in found["values"]}
        self.assertLessEqual(set(self.dimension.category_ids.ids), ids)

    def test_enter_search_group_export(self):
        partner = self.partner.with_user(self.user)
        partner[FIELD] = self.one
        self.other.with_user(self.user)[FIELD] = self.two
        Partner = self.as_user("res.partner")
        both = [("id", "in", (self.partner + self.other).ids)]
        self.assertEqual(Partner.search([*both, (FIELD, "=", self.one.id)]), partner)
        self.assertEqual(Partner.search([*both, (FIELD, "ilike", "on")]), partner)
        self.assertEqual(Partner.search([*both, (FIELD, "!=", self.two.id)]), partner)
        groups = Partner.formatted_read_group(both, [FIELD], ["__count"])
        self.assertEqual(
            [(g[FIELD], g["__count"]) for g in groups],
            [((self.one.id, "One"), 1), ((self.two.id, "Two"), 1)],
        )
        panel = Partner.search_panel_select_multi_range(
            FIELD, enable_counters=True, search_domain=both
        )
        self.assertEqual(
            {v["display_name"]: v["__count"] for v in panel["values"]},
            {"One": 1, "Two": 1},
        )
        self.assertEqual(partner.export_data([FIELD])["datas"], [["One"]])
        result = Partner.load([".id", FIELD], [[str(partner.id), "Two"]])
        self.assertEqual(result["messages"], [])
        self.assertEqual(partner[FIELD], self.two)

    def test_several_rows_at_once(self):
        """Multi-edit in the list: one write for all."""
        both = (self.partner + self.other).with_user(self.user)
        both.write({FIELD: self.one.id})
        self.assertEqual(both.mapped(FIELD), self.one)
        profiles = self.env["customer.profile"].search([("partner_id", "in", both.ids)])
        profiles.with_user(self.user).write({FIELD: self.two.id})
        self.assertEqual(both.mapped(FIELD), self.two)

    def test_form_of_the_contact(self):
        with Form(self.partner.with_user(self.user)) as form:
            form[FIELD] = self.two
        self.assertEqual(self.partner[FIELD], self.two)
        with Form(self.as_user("res.partner")) as form:
            form.name = "New customer"
            form[FIELD] = self.one
        self.assertEqual(form.record[FIELD], self.one)
        # A contact without any class is not made a customer by saving the form.
        with Form(self.as_user("res.partner")) as form:
            form.name = "Supplier"
        self.assertFalse(
            self.env["customer.profile"].search([("partner_id", "=", form.record.id)])
        )

    def test_new_name(self):
        """Another name is followed at once, in each language."""
        self.dimension.name = "Bond"
        self.dimension.with_context(lang="zh_CN").name = "忠诚度"
        action = self.env.ref("customer_classification.action_customers")
        for lang, name in (("en_US", "Bond"), ("zh_CN", "忠诚度")):
            for model in MODELS:
                [described] = (
                    self.as_user(model, lang=lang).fields_get([FIELD]).values()
                )
                self.assertEqual(described["string"], name)
            views = self.as_user("res.partner", lang=lang).get_views(
                [(action.search_view_id.id, "search")]
            )
            search = etree.fromstring(views["views"]["search"]["arch"])
            [group] = search.xpath(f"//filter[@name='group_{FIELD}']")
            self.assertEqual(group.get("string"), name)

    def test_only_in_its_company(self):
        self.dimension.company_id = self.company
        both = {
            company: self.as_user("res.partner", allowed_company_ids=company.ids)
            for company in (self.company, self.other_company)
        }
        self.assertIn(FIELD, both[self.company].fields_get())
        self.assertNotIn(FIELD, both[self.other_company].fields_get())
        action = self.env.ref("customer_classification.action_customers")
        views = [(action.search_view_id.id, "search"), (False, "list")]
        for company, Partner in both.items():
            result = Partner.get_views(views)["views"]
            for kind in ("search", "list"):
                self.assertEqual(
                    FIELD in result[kind]["arch"], company == self.company, kind
                )
        with self.assertRaises(ValidationError):
            both[self.other_company].browse(self.partner.id).write({FIELD: self.one.id})
        for model, record in ((DIMENSION, self.dimension), (CATEGORY, self.one)):
            found = self.as_user(
                model, allowed_company_ids=self.other_company.ids
            ).search([("id", "=", record.id)])
            self.assertFalse(found)

    def test_archived(self):
        self.dimension.active = False
        self.assertNotIn(FIELD, self.as_user("res.partner").fields_get())
        self.assertIn(FIELD, self.env["res.partner"]._fields)
        self.dimension.active = True
        self.assertIn(FIELD, self.as_user("res.partner").fields_get())

    def test_copy(self):
        self.two.parent_id = self.one
        copy = self.dimension.copy()
        self.assertEqual(copy.code, "td_new_2")
        self.assertEqual(
            [(c.name, c.parent_id.name) for c in copy.category_ids],
            [("One", False), ("Two", "One")],
        )
        self.assertFalse(copy.category_ids & self.dimension.category_ids)
        self.assertIn("x_class_td_new_2", self.env["res.partner"]._fields)

    def test_longest_code(self):
        code = "a" * 40
        self.env[DIMENSION].create({"name": "Long", "code": code})
        self.assertIn(f"x_class_{code}", self.env["account.invoice.report"]._fields)
        self.env[DIMENSION].create({"name": "Long", "code": "a" * 39 + "b"})
        self.assertEqual(
            self.columns(f"x_class_{'a' * 39}b"),
            {"customer_profile", "customer_profile_snapshot"},
        )

    def test_deleted(self):
        self.partner.with_user(self.user)[FIELD] = self.one
        other_fields = {
            model: set(self.env[model]._fields) - {FIELD} for model in MODELS
        }
        self.dimension.unlink()
        for model in MODELS:
            self.assertEqual(set(self.env[model]._fields), other_fields[model])
        self.assertFalse(self.columns())
        self.assertFalse(self.indexes())
        self.assertFalse(self.env["ir.model.fields"].search([("name", "=", FIELD)]))
        self.assertFalse((self.one + self.two).exists())
        self.assertTrue(self.partner.exists())
        self.env["account.invoice.report"].search([], limit=1)
        # The code is free again.
        again = self.env[DIMENSION].create({"name": "Loyalty", "code": "td_new"})
        self.assertFalse(self.partner[again._field_name()])
