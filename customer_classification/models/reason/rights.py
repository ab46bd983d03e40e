from odoo import api, models
from odoo.models import BaseModel


class CustomerClassificationReason(models.AbstractModel):
    """What of a reason its reader may read: the user, with their own rights.

    Rules are evaluated as superuser, and screens ask for reasons as superuser. But a
    sentence is read by somebody.
    """

    _inherit = "customer.classification.reason"

    @api.model
    def _may_read_reason(self, reason, profile):
        """Whether the reader may read every field that a reason is made of.

        What a rule looks at is told field by field, see ``_render_domain``.
        """
        return all(
            self._may_read(name, profile) and self._may_read_value(name, value)
            for name, value in self._reason_fields(reason)
        )

    @api.model
    def _reason_fields(self, reason):
        """(field of the profile, value) of all that a sentence tells.

        :param dict reason: see the class
        """
        fields = [
            (part["metric"], part.get("value"))
            for part in (reason, *reason.get("parts", ()))
            if part.get("metric")
        ]
        if name := reason.get("field"):
            fields += [(name, reason.get("value")), (name, reason.get("before"))]
        return fields

    @api.model
    def _may_read(self, path, profile):
        """Whether the reader may read what stands at the end of a path.

        :param path: dotted, from the profile on
        :param profile: the customer.profile it is about
        """
        company = profile.sudo().company_id
        records = self._as_reader(profile)
        for name in path.split("."):
            field = records._fields.get(name)
            if field is None:
                break  # gone, or a part of a day
            if not (
                records.has_access("read") and records._has_field_access(field, "read")
            ):
                return False
            if not field.relational:
                return True
            records = records.sudo().with_company(company).mapped(name)
            records = self._as_reader(records)
        return records.has_access("read")

    @api.model
    def _may_read_value(self, name, value):
        """Whether the reader may read the record that a value of the profile is."""
        field = self.env["customer.profile"]._fields.get(name)
        if not value or field is None or not field.relational:
            return True
        record = self.env[field.comodel_name].sudo().browse(value).exists()
        return self._as_reader(record).has_access("read")

    @api.model
    def _as_reader(self, records: BaseModel) -> BaseModel:
        """Records with all rights that the reader has, in whatever company."""
        user = self.env.user
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    @api.model
    def _closed_text(self):
        return self.env._("A rule on a field that is not shown to you matched.")
