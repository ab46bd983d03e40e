from odoo import api, models
from odoo.exceptions import MissingError

from ...groups import USER
from .customer_classification_fields_mixin import CATEGORY_MODEL, FIELD_PREFIX


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _instanciate_attrs(self, field_data):
        """Give the fields of dimensions what Odoo cannot store for them."""
        attrs = super()._instanciate_attrs(field_data)
        if (
            attrs
            and field_data["name"].startswith(FIELD_PREFIX)
            and field_data["relation"] == CATEGORY_MODEL
        ):
            attrs["groups"] = USER
            if attrs.get("related"):
                # A class is read with the rights of the user, as numbers are.
                attrs["related_sudo"] = False
        return attrs

    @api.model
    def get_field_string(self, model_name):
        """Call the fields of dimensions what the dimensions are called today.

        Their own labels are those of the day on which they were made, in one language.
        """
        strings = super().get_field_string(model_name)
        Dimension = self.env["customer.classification.dimension"]
        labels = Dimension._field_labels()
        fields = self.env[model_name]._fields if model_name in self.env else {}
        strings.update({name: labels[name] for name in labels.keys() & fields.keys()})
        # Anybody may call this, and the names of dimensions are not everybody's.
        for name in Dimension._foreign_fields() & strings.keys():
            del strings[name]
        return strings

    @api.model
    def _get_fields_cached(self, model_name):
        """Ask again where fields that are gone are remembered.

        A long request that began before a dimension was deleted still sees its fields;
        what it remembers of them would break every later one.
        """
        try:
            return super()._get_fields_cached(model_name)
        except MissingError:
            self.env.registry.clear_cache("stable")
            return super()._get_fields_cached(model_name)
