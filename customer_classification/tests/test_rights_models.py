"""Every model of ours has its line in the table of rights, and it is true."""

from odoo.tests import tagged

from .common_rights import OPERATIONS, ROLES, RightsCommon, table

#: Rights of ours on models of others: {model: {group: letters}}.
GIVEN = {"ir.model.fields": {"Customer Classification / Manager": "r"}}


@tagged("post_install", "-at_install")
class TestRightsOnModels(RightsCommon):
    def test_rights(self):
        """On what is everybody's of a company, and on what is of another one."""
        self.assertGreater(self.assertRights("near", "far", "own"), 1000)

    def ours(self):
        """Names of our models, by whether they hold anything."""
        models = [
            (name, Model)
            for name, Model in self.registry.items()
            if Model._original_module == "customer_classification"
        ]
        return (
            {name for name, Model in models if not Model._abstract},
            {name for name, Model in models if Model._abstract},
        )

    def test_every_model_has_a_line(self):
        models, _abstract = self.ours()
        self.assertEqual(models, set(table()))

    def test_abstract_models_are_nobody_s(self):
        _models, abstract = self.ours()
        self.assertGreater(len(abstract), 8)
        for model in abstract:
            for role in ROLES:
                for operation in OPERATIONS.values():
                    self.assertFalse(
                        self.as_role(role, model).has_access(operation), (model, role)
                    )

    def test_rights_on_models_of_others(self):
        access = self.env["ir.model.access"].browse(
            self.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "customer_classification"),
                    ("model", "=", "ir.model.access"),
                ]
            )
            .mapped("res_id")
        )
        models, _abstract = self.ours()
        found = {}
        for row in access.filtered(lambda a: a.model_id.model not in models):
            letters = "".join(
                letter for letter, name in OPERATIONS.items() if row[f"perm_{name}"]
            )
            groups = found.setdefault(row.model_id.model, {})
            groups[row.group_id.full_name] = letters
        self.assertEqual(found, GIVEN)
