from odoo import api, models
from odoo.exceptions import UserError

from ...context import CLASS_IMPORT, CLASSES_COLLECTED, TRUSTED, Collected
from ..dimension.customer_classification_fields_mixin import FIELD_PREFIX


class ResPartner(models.Model):
    """Import of customers with their classes."""

    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        """Import contacts; classes are set for the whole file at once.

        A wrong category anywhere in the file is told before anything is saved, also
        where the file is imported in parts.
        """
        if not any(field.startswith(FIELD_PREFIX) for field in fields):
            return super().load(fields, data)
        messages = self._check_customer_class_columns(fields, data)
        if messages:
            return self._customer_import_refused(messages)
        changes = Collected()
        savepoint = self.env.cr.savepoint()
        collecting = self.with_context(**{CLASSES_COLLECTED: changes})
        result = super(ResPartner, collecting).load(fields, data)
        if result["ids"]:
            try:
                self._apply_imported_customer_classes(changes)
            except UserError as error:
                savepoint.rollback()
                savepoint.close(rollback=False)
                return self._customer_import_refused(
                    [{"type": "error", "message": str(error)}]
                )
        savepoint.close(rollback=False)
        self._name_customer_import_rows(result["messages"])
        return result

    @api.model
    def _apply_imported_customer_classes(self, changes):
        # What was created in a part that was rolled back does not exist.
        ids = {partner.id for partners, _vals in changes for partner in partners}
        existing = self.browse(ids).exists()
        self.with_context(**{CLASS_IMPORT: TRUSTED})._apply_customer_classes(
            [(partners & existing, vals) for partners, vals in changes]
        )

    @api.model
    def _check_customer_class_columns(self, fields, data):
        """Errors of the columns with classes, of all rows that will be imported.

        Only rows behind the first part: those in it are checked as they are read.
        """
        limit = self.env.context.get("_import_limit")
        if not limit or len(data) <= limit:
            return []
        savepoint = self.env.cr.savepoint()
        messages = []
        converter = self.env["ir.fields.converter"].with_context(import_cache={})
        for column, path in enumerate(fields):
            name, _slash, subfield = path.partition("/")
            field = self._fields.get(name)
            if not name.startswith(FIELD_PREFIX) or field is None:
                continue
            subfield = subfield or None
            for row, value in self._customer_first_rows(column, data).items():
                try:
                    converter.db_id_for(self, field, subfield, value, savepoint)
                except ValueError as error:
                    messages.append(self._customer_import_message(error, name, row))
        savepoint.close(rollback=False)
        return messages

    @api.model
    def _customer_first_rows(self, column, data):
        """{number of the first row: value} of the values of a column."""
        first = {}
        for number, row in enumerate(data):
            if row[column]:
                first.setdefault(row[column], number)
        return {number: value for value, number in first.items()}

    @api.model
    def _customer_import_message(self, error, name, row):
        """An error in the shape in which `load` reports it."""
        return {
            "type": "error",
            "message": str(error.args[0])
            % {"field": self._customer_import_label(name)},
            "field": name,
            "field_path": [name],
            "field_name": self._customer_import_label(name),
            "record": row,
            "rows": {"from": row, "to": row},
            **error.args[1],
        }

    @api.model
    def _customer_import_refused(self, messages):
        """The answer of `load` when nothing was saved."""
        self._name_customer_import_rows(messages)
        return {"ids": False, "messages": messages, "nextrow": 0}

    @api.model
    def _name_customer_import_rows(self, messages):
        """Write row and column into each message about a cell.

        The import screen leaves the row out where a column has a single error.
        """
        for message in messages:
            if message["type"] != "error" or not message.get("field"):
                continue
            message["message"] = self.env._(
                "Row %(row)s, column “%(column)s”: %(message)s",
                row=message["rows"]["from"] + 1,
                column=self._customer_import_label(message["field"]),
                message=message["message"],
            )

    @api.model
    def _customer_import_label(self, name):
        """The label of a field as the user knows it."""
        name = name.split("/")[0]
        return self.fields_get([name], ["string"]).get(name, {}).get("string", name)
