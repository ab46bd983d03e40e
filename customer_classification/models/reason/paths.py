from odoo import api, models


class CustomerClassificationReason(models.AbstractModel):
    """Why a rule matched: what stands in the fields that it looks at."""

    _inherit = "customer.classification.reason"

    @api.model
    def _render_domain(self, reason, profile):
        paths = reason.get("paths") or []
        values = reason.get("values") or {}
        if not paths:
            return self.env._("The rule takes everybody whom no earlier rule takes.")
        shown = [p for p in paths if self._is_shown(p, values.get(p), profile)]
        sentences = []
        if shown:
            parts = [self._path_text(path, values, profile) for path in shown]
            text = self._side_by_side(parts)
            sentences.append(self.env._("The rule matches: %s.", text))
        if len(shown) < len(paths):
            sentences.append(self._closed_text())
        return " ".join(sentences)

    @api.model
    def _is_shown(self, path, value, profile):
        """Whether the reader may read a field, and the record that stood there."""
        return self._may_read(path, profile) and self._may_read_value(path, value)

    @api.model
    def _path_text(self, path, values, profile):
        return self.env._(
            "%(field)s: %(value)s",
            field=self._path_label(path),
            value=self._format(path, values[path], profile)
            if path in values
            else self._path_value(path, profile),
        )

    @api.model
    def _path_label(self, path):
        """The label of the last field of a path like ``partner_id.country_id``."""
        field = self._path_field(path)
        return field.get_description(self.env, ["string"])["string"] if field else path

    @api.model
    def _path_field(self, path):
        """The last field of a path, None where a module took it away."""
        model, field = self.env["customer.profile"], None
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                return None
            model = self.env[field.comodel_name] if field.comodel_name else None
        return field

    @api.model
    def _path_value(self, path, profile):
        """What the contact says there today, in the company of the profile."""
        if not self._path_field(path):
            return self.env._("unknown")
        profile = profile.sudo().with_company(profile.sudo().company_id)
        values = profile.mapped(path)
        if isinstance(values, models.BaseModel):
            values = values.mapped("display_name")
        texts = {True: self.env._("yes"), False: self.env._("no")}
        is_flag = self._path_field(path).type == "boolean"
        shown = [
            texts[value] if is_flag else str(value)
            for value in values
            if value or is_flag
        ]
        return ", ".join(shown) or self.env._("empty")
