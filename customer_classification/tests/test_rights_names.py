"""A refusal tells nothing: neither names of another company nor what there is."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_canaries import BAND, CHAT, FAR_NAMES, CanariesCommon
from .common_remote import CHANGES
from .common_roles import OUTSIDERS, ROLES

CATEGORY = "customer.classification.category"
DIMENSION = "customer.classification.dimension"


@tagged("post_install", "-at_install")
class TestRefusalsTellNothing(CanariesCommon):
    def assertTellsNothing(self, call, error=UserError):
        """It is refused, in words without a name that only company B has."""
        with self.assertRaises(error) as refused, self.env.cr.savepoint():
            call()
        text = str(refused.exception)
        for secret in (*FAR_NAMES, CHAT):
            self.assertNotIn(secret, text)
        return text

    def far(self, model):
        return self.records[model]["far"]

    def test_code_of_a_dimension_of_another_company(self):
        """It is taken: codes are names of columns. By whom, is not told."""
        vals = {"name": "x", "code": "rights_far"}
        text = self.assertTellsNothing(
            lambda: self.as_role("manager", DIMENSION).create(vals), ValidationError
        )
        self.assertIn("rights_far", text)
        with self.assertRaisesRegex(ValidationError, "Canary Far Dimension"):
            self.as_role("two", DIMENSION).create(vals)

    def test_code_of_a_class_of_another_company(self):
        far = self.far(CATEGORY)
        vals = {"name": "x", "code": far.code, "dimension_id": far.dimension_id.id}
        self.assertTrue(far.code)
        self.assertTellsNothing(
            lambda: self.as_role("manager", CATEGORY).create(vals), AccessError
        )

    def test_codes_by_who_may_not_create(self):
        far = self.far(CATEGORY)
        for role in (*OUTSIDERS, "user", "invoicing"):
            for model, vals in (
                (DIMENSION, {"name": "x", "code": "rights_band"}),
                (CATEGORY, {"name": "x", "code": far.code, "dimension_id": far.id}),
            ):
                with self.subTest(role, model=model):
                    self.assertTellsNothing(
                        lambda m=model, v=vals, r=role: self.as_role(r, m).create(v),
                        AccessError,
                    )

    def test_class_of_another_company(self):
        profile = self.records["customer.profile"]["near"]
        for role in ("user", "manager"):
            text = self.assertTellsNothing(
                lambda r=role: (
                    self.as_role(r, "customer.profile")
                    .browse(profile.id)
                    .write({BAND: self.far(CATEGORY).id})
                ),
                ValidationError,
            )
            self.assertIn(str(self.far(CATEGORY).id), text)

    def test_field_of_a_dimension_of_another_company(self):
        profile = self.records["customer.profile"]["near"]
        for model, record in (
            ("customer.profile", profile),
            ("res.partner", profile.partner_id),
        ):
            Model = self.as_role("user", model)
            self.assertTellsNothing(
                lambda M=Model, r=record: M.browse(r.id).write(
                    {"x_class_rights_far": self.far(CATEGORY).id}
                )
            )

    def test_rule_of_another_company(self):
        """A dimension that they use cannot go, and who uses it, is not told."""
        self.far_dimension.sequence = 5000
        self.far_dimension.write(
            {
                "method": "domain",
                "category_ids": [
                    Command.update(
                        self.far(CATEGORY).id,
                        {"domain": f"[('{BAND}', '!=', False)]"},
                    )
                ],
            }
        )
        band = self.as_role("manager", DIMENSION).browse(self.band.id)
        self.assertTellsNothing(band.unlink)
        self.assertTellsNothing(lambda: band.write({"active": False}))
        for role in OUTSIDERS:
            band = self.as_role(role, DIMENSION).browse(self.band.id)
            self.assertTellsNothing(
                lambda b=band: b.write({"active": False}), AccessError
            )

    def test_labels(self):
        """Odoo tells anybody the labels of the fields of any model."""
        name, own = "x_class_rights_far", "x_class_rights_band"
        for model in ("customer.profile", "res.partner", "account.invoice.report"):
            for role in ROLES:
                Fields = self.as_role(role, "ir.model.fields", lang="en_US")
                found = Fields.get_field_string(model)
                with self.subTest(model, role=role):
                    self.assertEqual(name in found, role == "two")
                    self.assertEqual(own in found, role not in OUTSIDERS)

    def test_nothing_is_done_before_it_is_refused(self):
        """Who may not delete, holds nobody up by trying."""
        for role in (*OUTSIDERS, "user"):
            for model in (DIMENSION, CATEGORY):
                record = self.as_role(role, model).browse(
                    self.records[model]["near"].id
                )
                with self.recorded() as statements, self.subTest(role, model=model):
                    self.assertTellsNothing(record.unlink, AccessError)
                    self.assertTellsNothing(
                        lambda r=record: r.write({"active": False}), AccessError
                    )
                    self.assertFalse([s for s in statements if CHANGES.match(s)])
