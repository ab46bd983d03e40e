from lxml import etree

from odoo import api, models

from ...fields import is_metric

DIGITS = "[16, 1]"  # of days and other numbers with a fraction
# Lists with a foot that asks the server; any other would take the mean of the lines.
MEANS = {"customer_list", "customer_means"}


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
                if view_type == "list" and is_metric(field) and field.parts:
                    node.attrib.pop("avg", None)
                    if arch.get("js_class") in MEANS:
                        node.set("avg", self.env._("Of all together"))
        if view_type == "pivot":
            self._show_rates_in_percent(arch)
        return arch, view

    @api.model
    def _show_rates_in_percent(self, arch):
        """Measures that a pivot only offers are no elements of it yet."""
        shown = {node.get("name"): node for node in arch.iter("field")}
        for name, field in self._fields.items():
            if is_metric(field) and field.kind == "rate" and not field.groups:
                node = shown.get(name)
                if node is None:
                    node = etree.SubElement(arch, "field", name=name)
                node.set("widget", "customer_rate")

    @api.model
    def _show_as_metric(self, node, field, view_type):
        """Complete the element of a metric that says nothing of how to show it."""
        if view_type == "form" and field.items and self._opens_metrics():
            node.set("widget", "customer_metric")
        elif field.kind == "rate":
            node.set("widget", "customer_rate")
        if field.type == "float" and field.kind != "rate" and not node.get("digits"):
            node.set("digits", DIGITS)
