from odoo import api, models

from ..dimension.customer_classification_fields_mixin import (
    CATEGORY_MODEL,
    FIELD_PREFIX,
)
from .finder import CategoryFinder

LISTED_VALUES = 30  # values listed below an error


class IrFieldsConverter(models.AbstractModel):
    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Find the category of a dimension by what stands in a file.

        By full name (``parent / child``), name or code, in the user's language and
        in the field's own dimension only: the same name in another one is no match.

        :raise ValueError: for a value that fits no category or several, naming the
            column, the value and what could have been meant
        """
        if field.comodel_name != CATEGORY_MODEL or not field.name.startswith(
            FIELD_PREFIX
        ):
            return super().db_id_for(model, field, subfield, value, savepoint)
        finder = self._get_customer_category_finder(field.name)
        if subfield is None:
            return self._find_customer_category(finder, field, value), []
        id_, warnings = super().db_id_for(model, field, subfield, value, savepoint)
        if id_ and id_ not in finder.names:
            raise self._customer_category_error(
                finder, value, self._customer_category_not_found(finder, value)
            )
        return id_, warnings

    @api.model
    def _get_customer_category_finder(self, name):
        """The finder of a dimension by its field, made once in an import."""
        cache = self.env.context.get("import_cache", {})
        key = f"{CATEGORY_MODEL},{name}"
        if key not in cache:
            dimension = self.env["customer.classification.dimension"].search(
                [("code", "=", name.removeprefix(FIELD_PREFIX))]
            )
            cache[key] = CategoryFinder(dimension)
        return cache[key]

    def _find_customer_category(self, finder, field, value):
        """The id of the category that a person means by `value`."""
        found = finder.find(value)
        if len(found) == 1:
            return found[0]
        if found:
            names = [finder.names[id_] for id_ in found]
            message = self.env._(
                "“%(value)s” fits several categories of “%(dimension)s”: %(names)s. "
                "Write the full name or the code.",
                value=value,
                dimension=finder.dimension,
                names=", ".join(names),
            )
            raise self._customer_category_error(finder, value, message, names)
        if self._customer_class_may_stay_empty(field):
            return None
        raise self._customer_category_error(
            finder, value, self._customer_category_not_found(finder, value)
        )

    def _customer_class_may_stay_empty(self, field):
        """Whether the user chose to leave out, or to skip, what is not found."""
        context = self.env.context
        chosen = (
            *context.get("import_set_empty_fields", ()),
            *context.get("import_skip_records", ()),
        )
        path = "/".join([*context.get("parent_fields_hierarchy", ()), field.name])
        return bool(context.get("import_file")) and path in chosen

    def _customer_category_not_found(self, finder, value):
        return self.env._(
            "“%(value)s” is no category of “%(dimension)s”.",
            value=value,
            dimension=finder.dimension,
        )

    def _customer_category_error(self, finder, value, message, names=None):
        """An error that the import screen shows at its column, with the choices."""
        return ValueError(
            message.replace("%", "%%"),  # the import fills in placeholders once more
            {
                "value": value[:50] if isinstance(value, str) else value,
                "field_type": self.env._("name"),
                "moreinfo": (names or finder.active_names)[:LISTED_VALUES],
            },
        )
