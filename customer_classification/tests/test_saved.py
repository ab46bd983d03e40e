from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomerClassificationCommon

FIELD = "x_class_saved"


@tagged("post_install", "-at_install")
class TestSaved(CustomerClassificationCommon):
    """What people saved with the field of a dimension, when the dimension goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.saved = cls.dimension("saved", categories=[{"name": "One"}])
        # Its name begins with that of the other one.
        cls.other = cls.dimension("saved_too", categories=[{"name": "Two"}])

    def setUp(self):
        super().setUp()
        # The test before has deleted it; the database is back already.
        if FIELD not in self.env["res.partner"]._fields:
            self.env.registry._setup_models__(self.env.cr)

    def test_favourites_on_any_path(self):
        """Also where the field is reached from another model."""
        gone, kept = [
            self.env["ir.filters"].create(
                [
                    {
                        "name": f"Domain {field}",
                        "model_id": "account.move",
                        "domain": f"[('partner_id.{field}', '!=', False)]",
                    },
                    {
                        "name": f"Group {field}",
                        "model_id": "account.move.line",
                        "context": f"{{'group_by': ['partner_id.{field}']}}",
                    },
                    {
                        "name": f"Sort {field}",
                        "model_id": "res.partner",
                        "sort": f'["{field} desc"]',
                    },
                ]
            )
            for field in (FIELD, f"{FIELD}_too")
        ]
        self.saved.unlink()
        self.assertFalse(gone.exists())
        self.assertEqual(kept.exists(), kept)

    def test_exports_on_any_path(self):
        """Only the column goes, the list and its other columns stay."""
        export = self.env["ir.exports"].create(
            {
                "name": "With classes",
                "resource": "account.move",
                "export_fields": [
                    Command.create({"name": name})
                    for name in (
                        "name",
                        f"partner_id/{FIELD}",
                        f"partner_id/{FIELD}/name",
                        f"partner_id/{FIELD}_too",
                    )
                ],
            }
        )
        self.saved.unlink()
        self.assertEqual(
            export.export_fields.mapped("name"), ["name", f"partner_id/{FIELD}_too"]
        )

    def test_record_rule(self):
        """What it hides would be seen, or nothing could be read: a person decides."""
        rule = self.env["ir.rule"].create(
            {
                "name": "Only some",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('{FIELD}', '!=', False)]",
            }
        )
        with self.assertRaisesRegex(
            UserError, f"“Only some” of “Contact” asks for {FIELD}. Change or delete it"
        ):
            self.saved.unlink()
        self.assertIn(FIELD, self.env["res.partner"]._fields)
        rule.unlink()
        self.assertTrue(self.saved.unlink())

    def test_archived_record_rule(self):
        """It would be switched on again one day."""
        self.env["ir.rule"].create(
            {
                "name": "Asleep",
                "active": False,
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('{FIELD}', '!=', False)]",
            }
        )
        with self.assertRaisesRegex(UserError, "Asleep"):
            self.saved.unlink()
