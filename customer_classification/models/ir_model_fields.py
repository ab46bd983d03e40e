from odoo import models

from .customer_classification_fields_mixin import FIELD_PREFIX

CATEGORY = "customer.classification.category"


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _instanciate_attrs(self, field_data):
        """Give the fields of dimensions the group that Odoo cannot store for them."""
        attrs = super()._instanciate_attrs(field_data)
        if (
            attrs
            and field_data["name"].startswith(FIELD_PREFIX)
            and field_data["relation"] == CATEGORY
        ):
            attrs["groups"] = "customer_classification.group_user"
        return attrs
