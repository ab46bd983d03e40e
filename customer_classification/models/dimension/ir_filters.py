from odoo import api, models

from .customer_classification_fields_mixin import class_fields_in


class IrFilters(models.Model):
    """Saved searches that ask for dimensions."""

    _inherit = "ir.filters"

    @api.model
    def get_filters(self, model, *args, **kwargs):
        """Leave out searches by dimensions that the current company does not use.

        The screen knows no such field, and a favourite that groups by it would keep
        the list from opening.
        """
        filters = super().get_filters(model, *args, **kwargs)
        if model not in self.env or not filters:
            return filters
        described = None
        kept = []
        for values in filters:
            names = class_fields_in(str(values))
            if names:
                described = described or self.env[model].fields_get(attributes=[])
            if not names or names <= described.keys():
                kept.append(values)
        return kept
