"""People with different rights, and the names of what they may see."""

from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import TODAY, CustomerClassificationCommon
from .common_ways import attempts

MODULE = "customer_classification"
GROUP_USER = f"{MODULE}.group_user"
GROUP_MANAGER = f"{MODULE}.group_manager"
CATEGORY = f"{MODULE.replace('_', '.')}.category"
DIMENSION = f"{MODULE.replace('_', '.')}.dimension"
HISTORY = f"{MODULE.replace('_', '.')}.history"
PIN = f"{MODULE.replace('_', '.')}.pin"
WIZARD = f"{MODULE.replace('_', '.')}.pin.wizard"
PROFILE = "customer.profile"
QUEUE = "customer.profile.queue"
REPORT = "account.invoice.report"


class SecurityCommon(CustomerClassificationCommon):
    """One customer of companies A and B, classified and pinned in both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env[DIMENSION].search([("code", "=", "source")])
        cls.value = cls.env[DIMENSION].search([("code", "=", "value")])
        cls.source_category = cls.source.category_ids[0]
        cls.partner = cls.customer("Secret customer")
        cls.invoice(cls.partner, "2024-05-05", 1000)
        cls.invoice(cls.partner, "2024-05-06", 70, company=cls.company_b)
        Profile = cls.env[PROFILE]
        Profile._refresh(cls.company_a + cls.company_b, as_of=TODAY)
        cls.profile_a, cls.profile_b = (
            Profile.search(
                [("partner_id", "=", cls.partner.id), ("company_id", "=", company.id)]
            )
            for company in (cls.company_a, cls.company_b)
        )
        for profile in cls.profile_a + cls.profile_b:
            profile.with_company(profile.company_id).sudo()._set_classes(
                {
                    "x_class_source": cls.source_category.id,
                    "x_class_value": cls.value.category_ids[-1].id,
                }
            )
        cls.pin_a, cls.pin_b = cls.env[PIN].search(
            [("partner_id", "=", cls.partner.id)], order="company_id"
        )
        cls._make_users()

    @classmethod
    def _make_users(cls):
        contact = "base.group_partner_manager,base.group_allow_export"
        cls.plain = cls.user("plain", f"base.group_user,{contact}")
        cls.portal = cls.user("portal", "base.group_portal")
        cls.reader = cls.user("reader", "account.group_account_invoice")
        invoicing = f"account.group_account_invoice,{contact}"
        cls.user_a = cls.user("user_a", invoicing)
        cls.user_b = cls.user("user_b", invoicing, cls.company_b)
        cls.user_branch = cls.user("user_branch", invoicing, cls.branch)
        cls.user_ab = cls.user("user_ab", invoicing, cls.company_a, cls.company_b)
        cls.manager = cls.user("manager", f"{GROUP_MANAGER},{contact}")

    @classmethod
    def user(cls, login, groups, *companies):
        companies = cls.env["res.company"].union(*companies or (cls.company_a,))
        return new_test_user(
            cls.env,
            login=f"classification_{login}",
            groups=groups,
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def as_user(self, user, model, *companies):
        """A model as the user sees it, in these companies (theirs unless told)."""
        companies = self.env["res.company"].union(*companies or (user.company_ids,))
        context = {"allowed_company_ids": companies.ids}
        return self.env[model].with_user(user).with_context(**context)

    def assertRefused(self, attempts, about=""):
        """Each attempt ends in an AccessError."""
        allowed = []
        for what, attempt in attempts.items():
            with suppress(AccessError):
                with self.env.cr.savepoint():
                    attempt()
                allowed.append(what)
        self.assertFalse(allowed, f"not refused: {about}")

    def protected_fields(self, model):
        """Names of the fields of Odoo's own model that show metrics or classes."""
        return [
            name
            for name, field in self.env[model]._fields.items()
            if name.startswith("x_class_")
            or (name.startswith("customer_") and MODULE in field._modules)
        ]

    def attempts(self, user, model, record, name):
        """Everything a user may try to learn the value of a field.

        :return: {what: function}
        """
        return attempts(self.as_user(user, model), record, name)
