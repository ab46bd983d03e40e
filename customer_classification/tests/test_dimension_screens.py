import json

from lxml import etree

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CustomerClassificationCommon

ADDON = "customer_classification"
DIMENSION = "customer.classification.dimension"
FIELD = "x_class_td_screens"
# Ours, Customer Analysis, Odoo's contacts, Invoicing > Customers, Invoice Analysis.
ACTIONS = (
    f"{ADDON}.action_customers",
    f"{ADDON}.action_customer_profiles",
    "contacts.action_contacts",
    "base.action_partner_form",
    "account.res_partner_action_customer",
    "account.action_account_invoice_report_all",
)
LANGUAGES = ("en_US", "zh_CN")


@tagged("post_install", "-at_install")
class TestDimensionScreens(CustomerClassificationCommon, HttpCase):
    """Every screen of customers while dimensions come and go, over HTTP, in one server.

    What was asked for before and what was not are remembered differently, and each
    language for itself.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.partner = cls.customer("Screens Customer")
        cls.env["customer.profile"]._refresh(cls.company_a)
        cls.manager = new_test_user(
            cls.env,
            login="classification_screens",
            groups="account.group_account_manager,base.group_partner_manager,"
            "base.group_allow_export",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )

    def setUp(self):
        super().setUp()
        self.authenticate("classification_screens", "classification_screens")
        self.addCleanup(self.registry._setup_models__, self.env.cr)

    def call(self, model, method, *args, lang="en_US", **kwargs):
        """What the web client gets from a method."""
        kwargs["context"] = {"lang": lang, **kwargs.get("context", {})}
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def create_dimension(self, **vals):
        [id_] = self.call(
            DIMENSION,
            "create",
            [
                {
                    "name": "Screens",
                    "code": "td_screens",
                    "in_list": True,
                    "category_ids": [[0, 0, {"name": "One"}], [0, 0, {"name": "Two"}]],
                    **vals,
                }
            ],
        )
        return id_

    def views_of(self, action, lang):
        views = [*action.views, (action.search_view_id.id, "search")]
        return self.call(action.res_model, "get_views", views, lang=lang)

    def asked(self, lang):
        """{what a screen asks for: whether the dimension is in the answer}"""
        found = {}
        for name in ACTIONS:
            if action := self.env.ref(name, raise_if_not_found=False):
                found[name] = FIELD in json.dumps(self.views_of(action, lang))
        for model in ("res.partner", "customer.profile", "account.invoice.report"):
            described = self.call(model, "fields_get", lang=lang)
            found[f"fields of {model}"] = FIELD in described
        tree = self.call(
            "base_import.import", "get_fields_tree", "res.partner", lang=lang
        )
        found["import"] = FIELD in json.dumps(tree)
        self.call("res.partner", "get_import_templates", lang=lang)
        exported = self.make_jsonrpc_request(
            "/web/export/get_fields",
            {"model": "res.partner", "domain": [], "import_compat": False},
        )
        found["export"] = FIELD in json.dumps(exported)
        self.call("ir.ui.menu", "load_menus", False, lang=lang)
        return found

    def assert_everywhere(self, there, languages=LANGUAGES):
        for lang in languages:
            for what, found in self.asked(lang).items():
                with self.subTest(what, lang=lang):
                    self.assertEqual(found, there)

    def test_created_and_deleted(self):
        """Nobody looked in between; somebody looked in one language; in both."""
        for looked in ((), ("en_US",), ("zh_CN",), LANGUAGES):
            with self.subTest(looked=looked):
                id_ = self.create_dimension()
                self.assert_everywhere(True, looked)
                self.assertTrue(self.call(DIMENSION, "unlink", [id_]))
                self.assert_everywhere(False)

    def test_models_after_deletion(self):
        """Nothing of the fields is left in the registry, as after a restart."""
        before = {name: set(model._fields) for name, model in self.registry.items()}
        id_ = self.create_dimension()
        self.call(DIMENSION, "unlink", [id_])
        after = {name: set(model._fields) for name, model in self.registry.items()}
        self.assertEqual(after, before)
        left = [
            str(field)
            for known in (
                self.registry.field_depends,
                self.registry.field_inverses,
                self.registry.field_setup_dependents,
            )
            for field in known
            if field.name == FIELD
        ]
        self.assertFalse(left)

    def test_renamed(self):
        id_ = self.create_dimension()
        for lang, name in (("en_US", "Screens New"), ("zh_CN", "屏幕")):
            self.asked(lang)
            self.call(DIMENSION, "write", [id_], {"name": name}, lang=lang)
        for lang, name in (("en_US", "Screens New"), ("zh_CN", "屏幕")):
            action = self.env.ref(f"{ADDON}.action_customers")
            described = self.views_of(action, lang)["models"]["res.partner"]["fields"]
            self.assertEqual(described[FIELD]["string"], name)

    def test_archived_and_back(self):
        id_ = self.create_dimension()
        self.assert_everywhere(True)
        self.call(DIMENSION, "action_archive", [id_])
        self.assert_everywhere(False)
        self.call(DIMENSION, "action_unarchive", [id_])
        self.assert_everywhere(True)

    def test_shown_elsewhere(self):
        """Panel, column and company are followed by views that were open before."""
        id_ = self.create_dimension(in_panel=True, in_list=False)
        action = self.env.ref(f"{ADDON}.action_customers")

        def seen(lang):
            views = self.views_of(action, lang)["views"]
            panel = views["search"]["arch"].partition("<searchpanel")[2]
            column = (
                f"name=\"{FIELD}\" options=\"{{'no_create': True, 'no_open': True}}\""
            )
            shown = f'{column} optional="show"' in views["list"]["arch"]
            return FIELD in panel, shown

        for lang in LANGUAGES:
            self.assertEqual(seen(lang), (True, False))
        self.call(DIMENSION, "write", [id_], {"in_panel": False, "in_list": True})
        for lang in LANGUAGES:
            self.assertEqual(seen(lang), (False, True))
        self.call(DIMENSION, "write", [id_], {"company_id": self.company_b.id})
        self.assert_everywhere(False)

    def test_duplicated_and_imported(self):
        id_ = self.create_dimension()
        [copy] = self.call(DIMENSION, "copy", [id_])
        self.assertIn("x_class_td_screens_2", self.call("res.partner", "fields_get"))
        self.call(DIMENSION, "unlink", [id_, copy])
        self.assert_everywhere(False)
        result = self.call(
            DIMENSION,
            "load",
            ["name", "code", "method"],
            [["I", "td_screens", "manual"]],
        )
        self.assertFalse(result["messages"])
        self.assert_everywhere(True)
        # A file with an error in it leaves nothing.
        rows = [["J", "td_screens_3", "manual"], ["K", "NO CODE", "manual"]]
        result = self.call(DIMENSION, "load", ["name", "code", "method"], rows)
        self.assertFalse(result["ids"])

    def test_browsers_forget_their_views(self):
        """A browser keeps views until this value changes, in each language."""
        id_ = self.create_dimension(in_list=False)
        version = self.version
        seen = {version()}
        self.assertEqual({version()}, seen)
        for vals in (
            {"name": "Screens Renamed"},
            {"in_list": True},
            {"in_panel": False},
            {"sequence": 1},
            {"active": False},
        ):
            self.call(DIMENSION, "write", [id_], vals)
            self.assertNotIn(version(), seen, vals)
            seen.add(version())
        self.call(DIMENSION, "write", [id_], {"description": "Not seen in views"})
        self.assertIn(version(), seen)

    def version(self):
        """By which a browser knows its views, as the caches have it."""
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        return info["registry_hash"]

    def test_tree_comes_and_goes(self):
        """The panel is a tree as long as a class has a parent."""
        id_ = self.create_dimension(in_panel=True)
        [one, two] = self.call(
            "customer.classification.category", "search", [["dimension_id", "=", id_]]
        )
        action = self.env.ref(f"{ADDON}.action_customers")

        def seen():
            [section] = etree.fromstring(
                self.views_of(action, "en_US")["views"]["search"]["arch"]
            ).xpath(f"//searchpanel/field[@name='{FIELD}']")
            return self.version(), section.get("select")

        def change(method, ids, *args):
            self.call("customer.classification.category", method, ids, *args)

        flat, select = seen()
        self.assertEqual(select, "multi")
        change("write", [two], {"parent_id": one})
        tree, select = seen()
        self.assertEqual(select, "one")
        self.assertNotEqual(tree, flat)
        change("unlink", [two])
        after, select = seen()
        self.assertEqual(select, "multi")
        self.assertNotEqual(after, tree)

    def test_version_whatever_the_context(self):
        """Whoever asks first with archived ones in sight speaks for himself."""
        id_ = self.create_dimension()
        Dimension = self.env[DIMENSION]
        self.assertIn(FIELD, Dimension._screens_version())
        self.call(DIMENSION, "action_archive", [id_])
        whole = Dimension.with_context(active_test=False)._screens_version()
        self.assertNotIn(FIELD, whole)

    def test_list_that_was_open(self):
        """A list goes on without its column; filter and group say what happened."""
        id_ = self.create_dimension()
        specification = {"display_name": {}, FIELD: {"fields": {"display_name": {}}}}
        ours = [["id", "=", self.partner.id]]
        for model, domain in (
            ("res.partner", ours),
            ("customer.profile", [["partner_id", "=", self.partner.id]]),
        ):
            with self.subTest(model):
                if not self.registry[model]._fields.get(FIELD):
                    id_ = self.create_dimension()
                order = f"{FIELD} DESC, id"
                search = dict(domain=domain, order=order)
                found = self.call(
                    model, "web_search_read", specification=specification, **search
                )
                [record] = found["records"]
                self.assertIn(FIELD, record)
                self.call(DIMENSION, "unlink", [id_])
                found = self.call(
                    model, "web_search_read", specification=specification, **search
                )
                self.assertEqual(
                    found["records"],
                    [{"id": record["id"], "display_name": record["display_name"]}],
                )
                by_place = self.call(
                    model, "web_search_read", domain, specification, 0, None, order
                )
                self.assertEqual(by_place["records"], found["records"])
                names = ["display_name", FIELD]
                rows = self.call(model, "search_read", domain, names, 0, None, order)
                self.assertEqual(rows, found["records"])
                rows = self.call(model, "search_read", domain, [FIELD])
                self.assertEqual(rows, [{"id": record["id"]}])
                [again] = self.call(model, "web_read", [record["id"]], specification)
                self.assertNotIn(FIELD, again)
                panel = self.call(
                    model,
                    "search_panel_select_multi_range",
                    FIELD,
                    enable_counters=True,
                )
                self.assertEqual(panel, {"values": []})
                self.assert_refused(model, specification, domain)

    def assert_refused(self, model, specification, domain):
        filtered = [*domain, [FIELD, "!=", False]]
        for method, kwargs in (
            ("web_search_read", {"domain": filtered, "specification": specification}),
            ("search_read", {"domain": filtered, "fields": ["id"]}),
            ("search_count", {"domain": filtered}),
            ("web_read_group", {"domain": domain, "groupby": [FIELD]}),
            ("web_read_group", {"domain": filtered, "groupby": ["company_id"]}),
            ("formatted_read_group", {"domain": domain, "groupby": [FIELD]}),
            (
                "formatted_read_group",
                {"domain": domain, "aggregates": [f"{FIELD}:count_distinct"]},
            ),
            (
                "formatted_read_grouping_sets",
                {"domain": domain, "grouping_sets": [[], [FIELD]]},
            ),
            (
                "read_progress_bar",
                {
                    "domain": domain,
                    "group_by": FIELD,
                    "progress_bar": {"field": "company_id", "colors": {}},
                },
            ),
            (
                "read_progress_bar",
                {
                    "domain": domain,
                    "group_by": "company_id",
                    "progress_bar": {"field": FIELD, "colors": {}},
                },
            ),
        ):
            with (
                self.subTest(method, **kwargs),
                self.assertRaisesRegex(Exception, "RedirectWarning"),
            ):
                self.call(model, method, **kwargs)
        # An order by it can be left out.
        for kwargs in ({"order": f"{FIELD}, company_id"}, {"order": FIELD}):
            by_company = {"domain": domain, "groupby": ["company_id"]}
            plain = self.call(model, "formatted_read_group", **by_company)
            for method in ("formatted_read_group", "web_read_group"):
                found = self.call(model, method, **by_company, **kwargs)
                if method == "web_read_group":
                    found = found["groups"]
                self.assertEqual(len(found), len(plain))
