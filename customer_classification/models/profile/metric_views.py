from odoo import api, models

from ...fields import is_metric

DIGITS = "[16, 1]"  # of days and other numbers with a fraction


class CustomerClassificationFieldsMixin(models.AbstractModel):
    """How views show metrics, by what the fields declare: no view has to say it."""

    _inherit = "customer.classification.fields.mixin"

    @api.model
    def _opens_metrics(self):
        """Whether numbers in forms open what they are made of."""
        return False

    @api.model
    def _get_view_field_attributes(self):
        return [*super()._get_view_field_attributes(), "kind"]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("list", "form", "kanban"):
            # Below a field are the views of other models.
            for node in arch.xpath("//field[not(ancestor::field)]"):
                field = self._fields.get(node.get("name"))
                if is_metric(field) and not node.get("widget"):
                    self._show_as_metric(node, field, view_type)
        return arch, view

    @api.model
    def _show_as_metric(self, node, field, view_type):
        """Complete the element of a metric that says nothing of how to show it."""
        if view_type == "form" and field.items and self._opens_metrics():
            node.set("widget", "customer_metric")
        elif field.kind == "rate":
            node.set("widget", "customer_rate")
        if field.type == "float" and field.kind != "rate" and not node.get("digits"):
            node.set("digits", DIGITS)
