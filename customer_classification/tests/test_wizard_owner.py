"""A dialog that somebody opened is nobody else's."""

import inspect

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_reports import ReportRightsCommon
from .common_security import MODULE, SecurityCommon


@tagged("post_install", "-at_install")
class TestWizardOwner(SecurityCommon):
    """A colleague of the same company, with the same rights and a manager's, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rights = (
            "account.group_account_invoice,base.group_partner_manager,"
            "base.group_allow_export"
        )
        cls.colleague = cls.user("colleague", rights)
        cls.superior = cls.user("superior", f"{rights},{MODULE}.group_manager")

    def vals(self, model):
        """What a dialog of the model needs."""
        partners = {"partner_ids": [Command.set(self.partner.ids)]}
        return {
            "customer.classification.pin.wizard": {
                **partners,
                "dimension_id": self.source.id,
                "category_id": self.source_category.id,
                "reason": "Secret reason",
            },
            "customer.tag.wizard": {
                **partners,
                "add_tag_ids": [Command.create({"name": "New"})],
            },
            "customer.profile.as.of.wizard": {"date": "2024-05-31"},
            "customer.profile.movement.wizard": {
                "dimension_id": self.value.id,
                "date_from": "2024-03-31",
                "date_to": "2024-05-31",
            },
            "customer.report": {"report": "ranking"},
        }[model]

    def wizards(self):
        """Names of the dialogs of this add-on."""
        return [
            name
            for name, model in self.env.registry.items()
            if model._transient and model._original_module == MODULE
        ]

    def own_methods(self, model):
        """Names of what can be called on a dialog without arguments."""
        return {
            name
            for cls in type(self.env[model]).__mro__
            if cls.__module__.startswith(f"odoo.addons.{MODULE}.")
            for name, function in vars(cls).items()
            if inspect.isfunction(function)
            and name.startswith("action_")
            and not hasattr(function, "_api_private")
        }

    def test_every_wizard(self):
        """Reading, changing, running and finding what a colleague opened."""
        self.assertGreaterEqual(len(self.wizards()), 5)
        for model in self.wizards():
            wizard = self.as_user(self.user_a, model).create(self.vals(model))
            self.assertEqual(wizard.create_uid, self.user_a)
            self.assertTrue(self.own_methods(model), model)
            self.env.flush_all()
            for user in (self.colleague, self.superior):
                self.env.invalidate_all()
                Other = self.as_user(user, model)
                other = Other.browse(wizard.id)
                calls = {
                    "read": lambda o=other: o.read(["display_name"]),
                    "web_read": lambda o=other: o.web_read({"display_name": {}}),
                    "write": lambda o=other: o.write({"create_uid": o.env.uid}),
                    "web_save": lambda o=other, m=model: o.web_save(
                        dict(list(self.vals(m).items())[-1:]), {}
                    ),
                    "unlink": lambda o=other: o.unlink(),
                    "export": lambda o=other: o.export_data(["display_name"]),
                    "copy": lambda o=other: o.copy(),
                    "onchange": lambda o=other, m=model: o.onchange(
                        {}, [], {name: {} for name in self.vals(m)}
                    ),
                } | {
                    name: getattr(other, name)
                    for name in sorted(self.own_methods(model))
                }
                with self.subTest(model, user=user.login):
                    self.assertRefused(calls, model)
                    self.assertFalse(Other.search([("id", "=", wizard.id)]))
                    self.assertFalse(Other.search_count([]))
                    self.assertFalse(Other.name_search(""))
            self.env.invalidate_all()
            mine = self.as_user(self.user_a, model).browse(wizard.id)
            mine.read(["display_name"])
            mine.write({})

    def test_swapped_category(self):
        """What a colleague would slip into a dialog before it is confirmed."""
        wizard = self.as_user(self.user_a, "customer.classification.pin.wizard").create(
            self.vals("customer.classification.pin.wizard")
        )
        other = self.source.category_ids[1]
        with self.assertRaises(AccessError):
            wizard.with_user(self.colleague).write({"category_id": other.id})
        wizard.action_apply()
        self.assertEqual(self.profile_a.x_class_source, self.source_category)

    def test_creator_cannot_be_forged(self):
        """Neither typed nor as a default of the context."""
        for context in ({}, {"default_create_uid": self.user_a.id}):
            Wizard = self.as_user(self.colleague, "customer.profile.as.of.wizard")
            wizard = Wizard.with_context(**context).create(
                {"date": "2024-05-31", "create_uid": self.user_a.id}
            )
            self.assertEqual(wizard.create_uid, self.colleague)


@tagged("post_install", "-at_install")
class TestWizardsWithoutTheContactOfTheCompany(ReportRightsCommon):
    """Everything works for a salesperson who may read hardly any contact."""

    def setUp(self):
        super().setUp()
        self.env["customer.profile"]._refresh(self.company_a)
        self.env.invalidate_all()

    def as_seller(self, model):
        Model = self.env[model].with_user(self.salesperson)
        return Model.with_context(allowed_company_ids=self.company_a.ids)

    def test_contact_of_the_company_is_hidden(self):
        contact = self.company_a.partner_id.with_user(self.salesperson)
        self.assertRefused(lambda: contact.read(["tz"]))

    def test_today(self):
        self.company_a.partner_id.tz = "Asia/Shanghai"
        self.env.invalidate_all()
        company = self.company_a.with_user(self.salesperson)
        self.assertEqual(company._customer_classification_tz(), "Asia/Shanghai")
        self.assertEqual(str(company._customer_classification_today()), "2024-06-30")

    def test_as_of(self):
        Wizard = self.as_seller("customer.profile.as.of.wizard")
        values = Wizard.default_get(["date"])
        self.assertEqual(str(values["date"]), "2024-05-31")
        wizard = Wizard.create({})
        found = self.as_seller("customer.profile.snapshot").search(
            wizard.action_open()["domain"]
        )
        self.assertEqual(found.partner_id, self.mine)
        wizard.action_open_history()

    def test_movement(self):
        Wizard = self.as_seller("customer.profile.movement.wizard")
        wizard = Wizard.create({"dimension_id": self.size.id})
        action = wizard.action_open()
        Movement = self.as_seller("customer.profile.movement")
        found = Movement.with_context(**action["context"]).search([])
        self.assertEqual(found.partner_id, self.mine)

    def test_tag_wizard(self):
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        tag = self.env["res.partner.category"].create({"name": "Friend"})
        wizard = self.as_seller("customer.tag.wizard").create(
            {
                "partner_ids": [Command.set(self.mine.ids)],
                "add_tag_ids": [Command.set(tag.ids)],
            }
        )
        wizard.action_apply()
        self.assertIn(tag, self.mine.category_id)

    def test_pin_wizard(self):
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        big = self.size.category_ids[0]
        wizard = self.as_seller("customer.classification.pin.wizard").create(
            {
                "partner_ids": [Command.set(self.mine.ids)],
                "dimension_id": self.size.id,
                "category_id": big.id,
            }
        )
        wizard.action_apply()
        self.assertEqual(self.profile(self.mine).x_class_size_class, big)

    def test_screens(self):
        """Lists, the page of a customer, a number, the history, the contact."""
        profile = self.profile(self.mine).with_user(self.salesperson)
        self.assertTrue(profile.get_page()["classes"])
        rows = profile.history_ids
        self.assertTrue(rows)
        rows.read(["reason_text", "change_text"])
        contact = self.mine.with_user(self.salesperson)
        contact.read(["customer_revenue_12m", "customer_missing_info"])
        contact.action_customer_profile()
        for model in (
            "customer.profile",
            "customer.profile.snapshot",
            "customer.classification.history",
            "customer.classification.pin",
            "customer.tag.assignment",
            "customer.classification.dimension",
            "customer.classification.category",
            "res.partner",
        ):
            Model = self.as_seller(model)
            Model.get_views([(False, "list"), (False, "search")])
            Model.web_search_read([], {"display_name": {}}, limit=80)

    def test_manager(self):
        """Trying and saving a rule, the queue, and refreshing all."""
        manager = "customer_classification.group_manager"
        self.salesperson.group_ids += self.env.ref(manager)
        size = self.size.with_user(self.salesperson)
        size = size.with_context(allowed_company_ids=self.company_a.ids)
        vals = {
            "category_ids": [
                Command.update(self.size.category_ids[0].id, {"lower_bound": 50})
            ]
        }
        self.assertTrue(size.preview_changes(vals)["companies"])
        size.write(vals)
        size.apply_now()
        self.as_seller("customer.profile").action_refresh_now()
        self.as_seller("customer.profile.month").action_rebuild()
        tag = self.as_seller("res.partner.category")
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        tag = tag.create(
            {"name": "Buyers", "customer_rule_domain": "[('revenue_12m', '>', 0)]"}
        )
        self.assertEqual(tag.customer_matching_count, 1)
