import re

from lxml import etree

from odoo import api, models
from odoo.exceptions import UserError

# Of no use without the field: the texts in which a record names it.
FORGOTTEN = {
    "base_import.mapping": ("field_name",),
    "ir.filters": ("domain", "context", "sort"),
    "mailing.filter": ("mailing_domain",),
}
# Of no use without the model: the field that holds its name.
FORGOTTEN_WITH_MODEL = {
    "base_import.mapping": "res_model",
    "ir.exports": "resource",
    "ir.filters": "model_id",
}
AUTOMATION = ("filter_domain", "filter_pre_domain")
NOBODY = "[('id', 'in', [])]"
# Who gets leads, and which: one that fails keeps all of them from everybody.
ASSIGNED = {
    "crm.team": ("assignment_domain",),
    "crm.team.member": ("assignment_domain", "assignment_domain_preferred"),
}


class CustomerClassificationDimension(models.Model):
    """What people saved with fields that are about to go."""

    _inherit = "customer.classification.dimension"

    @api.model
    def _forget_saved(self, names, gone_models=()):
        """Take away what would break a screen, a save or a mail without these fields.

        Favourites, lists of exported fields, columns of imports and parts of dashboards
        go; automation rules are archived; mailings that are not sent get nobody, nor
        does a sales team, or a member of it, get leads by them.

        :param names: of fields
        :param gone_models: names of models that go with all of their fields
        :raise UserError: naming a record rule that asks for one of the fields: only a
            person can say what it is to hide from now on
        """
        if not names:
            return
        text = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b")
        self._check_no_record_rule(text)
        self._forget_exported(text)
        for model, fields in FORGOTTEN.items():
            self._saved_with(model, fields, text).unlink()
        for model, field in FORGOTTEN_WITH_MODEL.items():
            saved = self._saved_with(model, (field,), re.compile(""))
            saved.filtered(lambda r, f=field: r[f] in gone_models).unlink()
        if automations := self._saved_with("base.automation", AUTOMATION, text):
            automations.active = False
        mailings = self._saved_with("mailing.mailing", ("mailing_domain",), text)
        if waiting := mailings.filtered(lambda mailing: mailing.state != "done"):
            waiting.mailing_domain = NOBODY
        for model, fields in ASSIGNED.items():
            for field in fields:
                if assigned := self._saved_with(model, (field,), text):
                    assigned[field] = NOBODY
        self._forget_in_dashboards(text, gone_models)

    @api.model
    def _forget_exported(self, text):
        """Take fields off the lists of what is exported, and lists left empty."""
        lines = self._saved_with("ir.exports.line", ("name",), text)
        lists = lines.export_id
        lines.unlink()
        lists.filtered(lambda export: not export.export_fields).unlink()

    @api.model
    def _saved_with(self, model, fields, text):
        """The records of a model, if it is installed, in whose fields a text is found.

        :param fields: names of text fields
        :param text: compiled regular expression
        """
        if model not in self.env:
            return self.browse()  # nothing of any model
        records = self.env[model].sudo().with_context(active_test=False).search([])
        return records.filtered(
            lambda record: any(text.search(record[field] or "") for field in fields)
        )

    @api.model
    def _check_no_record_rule(self, text):
        rules = self._saved_with("ir.rule", ("domain_force",), text)
        ours = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [("module", "=", "customer_classification"), ("model", "=", "ir.rule")]
            )
        )
        for rule in rules.filtered(lambda rule: rule.id not in ours.mapped("res_id")):
            raise UserError(
                self.env._(
                    "The record rule “%(rule)s” of “%(model)s” asks for %(field)s. "
                    "Change or delete it first.",
                    rule=rule.name or rule.id,
                    model=rule.model_id.name,
                    field=text.search(rule.domain_force).group(),
                )
            )

    @api.model
    def _forget_in_dashboards(self, text, gone_models):
        """Take the parts that ask for a field off people's own dashboards."""
        if "board.board" not in self.env:
            return
        actions = self.env["ir.actions.act_window"].sudo()
        gone = actions.search([("res_model", "in", list(gone_models))]).ids
        for view in self.env["ir.ui.view.custom"].sudo().search([]):
            arch = etree.fromstring(view.arch)
            parts = [
                part
                for part in arch.iter("action")
                if part.get("name") in map(str, gone)
                or text.search(f"{part.get('context')} {part.get('domain')}")
            ]
            for part in parts:
                part.getparent().remove(part)
            if parts:
                view.arch = etree.tostring(arch, encoding="unicode")
