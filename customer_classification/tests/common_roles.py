"""Ten kinds of people, from nobody to the manager of two companies."""

import os
from random import Random

from odoo import Command
from odoo.tests import new_test_user

from .common import CustomerClassificationCommon

#: RIGHTS_ALL=1: everything is tried, not a sample. RIGHTS_SEED: another sample.
ALL = bool(os.environ.get("RIGHTS_ALL"))
SEED = int(os.environ.get("RIGHTS_SEED") or 19)
CONTACTS = "base.group_partner_manager,base.group_allow_export"
USER = f"customer_classification.group_user,{CONTACTS}"
MANAGER = f"customer_classification.group_manager,{CONTACTS}"

#: Groups of each role. `own` also has a record rule: own customers only. `two` works in
#: companies A and B, everybody else in A.
ROLES = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "plain": f"base.group_user,{CONTACTS}",
    "user": USER,
    "own": USER,
    "invoicing": f"account.group_account_invoice,{CONTACTS}",
    "readonly": f"account.group_account_readonly,{CONTACTS}",
    "accountant": f"account.group_account_manager,{CONTACTS}",
    "manager": MANAGER,
    "two": MANAGER,
}
#: Who has no right of ours at all.
OUTSIDERS = ("public", "portal", "plain")
MANAGERS = ("accountant", "manager", "two")


def sample(items, count, about):
    """`count` of a list by the seed, in its order; all of them with RIGHTS_ALL."""
    items = list(items)
    if ALL or len(items) <= count:
        return items
    chosen = Random(f"{SEED} {about}").sample(range(len(items)), count)
    return [items[number] for number in sorted(chosen)]


class RolesCommon(CustomerClassificationCommon):
    """A user of each role: ``self.users[role]``; passwords are the logins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._make_user(role) for role in ROLES}
        cls.sellers = cls.env["res.groups"].create({"name": "Own Customers Only"})
        cls.users["own"].group_ids += cls.sellers
        cls.env["ir.rule"].create(
            {
                "name": "Own customers only",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [Command.link(cls.sellers.id)],
                "domain_force": "['|', ('user_id', '=', user.id), "
                "('id', '=', user.partner_id.id)]",
            }
        )

    @classmethod
    def _make_user(cls, role):
        companies = cls.company_a
        if role == "two":
            companies += cls.company_b
        return new_test_user(
            cls.env,
            login=f"rights_{role}",
            groups=ROLES[role],
            company_id=cls.company_a.id,
            company_ids=[Command.set(companies.ids)],
        )

    def as_role(self, role, model, **context):
        """A model as a role sees it, in all companies of the role."""
        user = self.users[role]
        return self.env(
            user=user,
            su=False,
            context={"allowed_company_ids": user.company_ids.ids, **context},
        )[model]
