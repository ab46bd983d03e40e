from lxml import etree

from odoo import fields
from odoo.exceptions import LockError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .common_screens import ScreensCommon

ADDON = "customer_classification"


@tagged("post_install", "-at_install")
class TestTour(ScreensCommon, HttpCase):
    def test_classify_and_find(self):
        """Create a dimension, classify, filter, group and open the reason."""
        self.start_tour(
            "/odoo/customer-dimensions",
            "customer_classification",
            login="classification_tour",
            timeout=180,
        )
        self.env.invalidate_all()
        profile = self.profile(self.partner)
        self.assertEqual(profile.x_class_tour_channel.name, "Tour Online")
        self.assertFalse(profile.pin_ids)


@tagged("post_install", "-at_install")
class TestWhyTour(ScreensCommon, HttpCase):
    """In a class of its own: a tour that makes dimensions changes the registry."""

    def test_slow_answer(self):
        """Classes of a customer left behind are not shown for the next one."""
        self.start_tour(
            "/odoo/customers-by-class",
            "customer_classification_slow_answer",
            login="classification_tour",
            timeout=180,
        )


@tagged("post_install", "-at_install")
class TestRuleKindTour(ScreensCommon, HttpCase):
    def test_by_hand_and_everybody_else(self):
        """Chosen on the screen: nobody by hand, the rest to everybody else."""
        rules = self.dimension(
            "tour_rules",
            "domain",
            categories=[{"name": "Tour Big", "domain": "[('revenue_12m', '>', 500)]"}],
            name="Tour Rules",
        )
        self.env["customer.profile"]._refresh(self.company_a)
        self.start_tour(
            "/odoo/customer-dimensions",
            "customer_classification_rule_kind",
            login="classification_tour",
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(
            rules.category_ids.mapped(lambda c: (c.name, c.domain, c.rule_kind)),
            [
                ("Tour Big", "[('revenue_12m', '>', 500)]", "rule"),
                ("Tour Chosen", False, "hand"),
                ("Tour Rest", "[]", "rest"),
            ],
        )
        for partner, name in ((self.partner, "Big"), (self.rival, "Rest")):
            profile = self.profile(partner)
            self.assertEqual(profile.x_class_tour_rules.name, f"Tour {name}")


@tagged("post_install", "-at_install")
class TestDeletedTour(ScreensCommon, HttpCase):
    def test_deleted(self):
        """A dimension is made and deleted; all lists of customers still open."""
        self.start_tour(
            "/odoo/customer-dimensions",
            "customer_classification_deleted",
            login="classification_tour",
            timeout=180,
        )


@tagged("post_install", "-at_install")
class TestScorecardTour(ScreensCommon, HttpCase):
    def test_scorecard_from_nothing(self):
        """Method, criteria, points and classes by clicking; customers get a class.

        Revenue has weight 3: 20 points, from 500.00 on 80. Invoices have weight 1:
        100 points from the second one on. The customer bought for 1,000.00 with one
        invoice: (3 x 80 + 0) / 4 = 60, just enough for the better class. The rival
        bought for 100.00 with one: (3 x 20 + 0) / 4 = 15.
        """
        self.start_tour(
            "/odoo/customer-dimensions",
            "customer_classification_scorecard",
            login="classification_tour",
            timeout=180,
        )
        self.env.invalidate_all()
        for partner, name in ((self.partner, "Good"), (self.rival, "Weak")):
            profile = self.profile(partner)
            self.assertEqual(profile.x_class_tour_score.name, f"Tour {name}")


@tagged("post_install", "-at_install")
class TestPreviewTour(ScreensCommon, HttpCase):
    def bands(self):
        """Two bands; the customer is in the upper one."""
        bands = self.dimension(
            "tour_bands",
            "band",
            "invoice_count_12m",
            [
                {"name": "Tour Often", "lower_bound": 2},
                {"name": "Tour Rarely", "lower_bound": False},
            ],
            name="Tour Bands",
        )
        self.invoice(self.partner, fields.Date.today(), 10)
        self.env["customer.profile"]._refresh(self.company_a)
        profile = self.profile(self.partner)
        self.assertEqual(profile[bands._field_name()].name, "Tour Often")
        return bands

    def test_apply_fails(self):
        """Rules that are saved and cannot be applied leave a clean form."""

        def fail(dimension):
            raise LockError("Not now")

        bands = self.bands()
        self.patch(
            self.registry["customer.classification.dimension"], "apply_now", fail
        )
        self.start_tour(
            "/odoo/customer-dimensions",
            "customer_classification_apply_fails",
            login="classification_tour",
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(bands.category_ids[0].lower_bound, 3)

    def test_preview_of_rules(self):
        """Edit a bound, look, discard; edit it again, apply: the customer moves."""
        bands = self.bands()
        profile, field = self.profile(self.partner), bands._field_name()
        self.start_tour(
            "/odoo/customer-dimensions",
            "customer_classification_preview",
            login="classification_tour",
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(profile[field].name, "Tour Rarely")
        self.assertEqual(bands.category_ids[0].lower_bound, 3)
        self.assertEqual(bands.name, "Tour Renamed")


@tagged("post_install", "-at_install")
class TestNewDimensionTour(ScreensCommon, HttpCase):
    """In a class of its own: a tour that makes dimensions changes the registry."""

    def new_dimension(self, tour):
        self.start_tour(
            "/odoo/customer-dimensions",
            f"customer_classification_{tour}",
            login="classification_tour",
            timeout=180,
        )
        self.env.invalidate_all()
        Dimension = self.env["customer.classification.dimension"]
        return Dimension.search([("code", "=", "tour_new")])

    def test_discarded(self):
        """Nothing is saved by looking at it."""
        self.assertFalse(self.new_dimension("new_discarded"))

    def test_kept_and_applied(self):
        """Refused, previewed, asked, left: what was typed stays; then it works."""
        self.assertTrue(self.new_dimension("new_dimension"))
        for partner in (self.partner, self.rival):
            self.assertEqual(self.profile(partner).x_class_tour_new.name, "Tour Buying")


@tagged("post_install", "-at_install")
class TestScreens(ScreensCommon):
    def _views(self, user, model, *view_types, action=None):
        """What the web client gets, as the user."""
        views = [(False, view_type) for view_type in view_types]
        if action:
            views = action.views + [(action.search_view_id.id, "search")]
        env = self.env(user=user)
        return env[model].get_views(views, {"toolbar": True})

    def test_outsider_sees_nothing_of_it(self):
        """Contacts work for those who may not see classes, without a trace of them."""
        result = self._views(
            self.outsider, "res.partner", "list", "form", "search", "kanban"
        )
        own = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field.groups == f"{ADDON}.group_user"
        ]
        self.assertIn("customer_overdue", own)
        self.assertIn("x_class_value", own)
        for view_type, view in result["views"].items():
            with self.subTest(view_type):
                for name in own:
                    self.assertNotIn(name, view["arch"])
        self.assertFalse(result["models"]["res.partner"]["fields"].keys() & own)
        with Form(self.partner.with_user(self.outsider)) as form:
            form.phone = "123"
        self.assertEqual(self.partner.phone, "123")

    def test_outsider_has_no_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.outsider)._visible_menu_ids()
        self.assertNotIn(self.env.ref(f"{ADDON}.menu_root").id, menus)
        menus = self.env["ir.ui.menu"].with_user(self.accountant)._visible_menu_ids()
        self.assertIn(self.env.ref(f"{ADDON}.menu_root").id, menus)
        self.assertNotIn(self.env.ref(f"{ADDON}.menu_configuration").id, menus)

    def test_every_action_opens(self):
        """All views of all our actions load, and the records they show can be read."""
        for action in (
            self.env["ir.actions.act_window"]
            .search([])
            .filtered(
                lambda a: (a.get_external_id()[a.id] or "").startswith(f"{ADDON}.")
            )
        ):
            with self.subTest(action.get_external_id()[action.id]):
                env = self.env(user=self.manager)
                result = env[action.res_model].get_views(
                    [*action.views, (action.search_view_id.id, "search")]
                )
                domain = safe_eval(action.domain or "[]")
                for view in result["views"].values():
                    arch = etree.fromstring(view["arch"])
                    names = [node.get("name") for node in arch.xpath("/list/field")]
                    env[action.res_model].search(domain, limit=5).read(names or ["id"])

    def test_new_dimension_is_everywhere(self):
        """List, search, group-by, search panel, form, export and Invoice Analysis."""
        self.dimension(
            "tour_everywhere", categories=[{"name": "One"}], in_list=True, in_panel=True
        )
        name = "x_class_tour_everywhere"
        action = self.env.ref(f"{ADDON}.action_customers")
        views = self._views(self.accountant, "res.partner", action=action)["views"]
        for expected in (f'field name="{name}"', f"group_{name}", "searchpanel"):
            self.assertIn(expected, views["search"]["arch"])
        self.assertIn(f'name="{name}" options', views["list"]["arch"])
        self.assertEqual(views["form"]["arch"].count(f'name="{name}"'), 2)
        report = self._views(self.accountant, "account.invoice.report", "search")
        self.assertIn(f"group_{name}", report["views"]["search"]["arch"])
        partner = self.partner.with_user(self.manager)
        partner[name] = self.env["customer.classification.category"].search(
            [("dimension_id.code", "=", "tour_everywhere")]
        )
        self.assertEqual(
            partner.export_data(["name", name])["datas"], [["Tour Customer", "One"]]
        )

    def test_group_sums(self):
        """Groups of the customer list show sums of amounts in their currency."""
        partners = self.env["res.partner"].with_user(self.accountant)
        fields_ = partners.fields_get(["customer_revenue_12m", "customer_dso"])
        self.assertEqual(fields_["customer_revenue_12m"]["aggregator"], "sum")
        groups = partners.with_company(self.company_a)._read_group(
            [("id", "in", (self.partner + self.rival).ids)],
            ["x_class_value"],
            ["customer_revenue_12m:sum", "customer_currency_id:array_agg_distinct"],
        )
        self.assertEqual(sum(group[1] for group in groups), 1100)
        self.assertEqual(groups[0][2], [self.usd.id])

    def test_set_category_of_selection(self):
        """One window sets a category for contacts and profiles alike."""
        dimension = self.env.ref(f"{ADDON}.dimension_value")
        category = dimension.category_ids[-1]
        for model, records in (
            ("res.partner", self.partner + self.rival),
            ("customer.profile", self.profile(self.partner)),
        ):
            with self.subTest(model):
                wizard = Form(
                    self.env["customer.classification.pin.wizard"]
                    .with_user(self.manager)
                    .with_context(active_model=model, active_ids=records.ids)
                )
                wizard.dimension_id = dimension
                wizard.category_id = category
                wizard.reason = "Agreed"
                wizard.save().action_apply()
        self.assertEqual(self.profile(self.partner).x_class_value, category)
        self.assertEqual(self.profile(self.rival).x_class_value, category)

    def test_classes_of_customer(self):
        """Each dimension says where the customer is, by whom and why."""
        profile = self.profile(self.partner).with_user(self.accountant)
        lines = {
            line["dimension"]["display_name"]: line for line in profile.get_classes()
        }
        self.assertEqual(lines["Value"]["category"]["display_name"], "A")
        self.assertIn("1,000.00", lines["Value"]["why"])
        self.assertEqual(lines["Value"]["by"], "Rule")
        self.assertFalse(lines["Source"]["category"])
        self.assertEqual(lines["Source"]["why"], "Nobody has chosen a category yet.")
        last = self.env.ref(f"{ADDON}.category_value_c")
        profile.sudo()._set_classes({"x_class_value": last.id}, reason="Agreed")
        line = next(
            line
            for line in profile.get_classes()
            if line["dimension"]["display_name"] == "Value"
        )
        self.assertTrue(line["is_pinned"] and line["is_different"])
        self.assertIn("Agreed. The rule says A", line["why"])

    def test_settings(self):
        settings = self.env["res.config.settings"].with_company(self.branch)
        with Form(settings) as form:
            form.customer_classification_prospects = False
        form.record.execute()
        self.assertFalse(self.company_a.customer_classification_prospects)
