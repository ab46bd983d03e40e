from odoo import api, fields, models

from ...engine.methods import METHODS, Method


class CustomerClassificationDimension(models.Model):
    """The classification methods to choose from, and what the chosen one is like."""

    _inherit = "customer.classification.dimension"

    needs_metric = fields.Boolean(
        compute="_compute_method_flags",
        help="Whether the method is made of one number.",
    )
    has_bounds = fields.Boolean(
        compute="_compute_method_flags",
        help="Whether the method compares one number with bounds.",
    )
    has_tree = fields.Boolean(
        compute="_compute_method_flags",
        help="Whether categories of the method may have a parent.",
    )
    bound_field = fields.Char(
        compute="_compute_method_flags",
        help="The field of the categories that says where each of them begins.",
    )
    method_text = fields.Char(
        string="How the Method Works",
        compute="_compute_method_text",
        help="How the method gives customers their category.",
    )

    @api.model
    def _get_method_objects(self):
        """The classification methods, a list of :class:`~...engine.methods.Method`.

        A bridge adds its own to the list.
        """
        return list(METHODS)

    @api.model
    def _get_methods(self):
        """The classification methods to choose from, as (key, label)."""
        return [(m.key, self.env._(m.label)) for m in self._get_method_objects()]

    def _method_object(self):
        """The method of this dimension; one that is gone has a rule nobody can use."""
        for method in self._get_method_objects():
            if method.key == self.method:
                return method
        return Method.missing(self.method)

    @api.depends("method")
    def _compute_method_flags(self):
        for dimension in self:
            method = dimension._method_object()
            dimension.needs_metric = method.needs_metric
            dimension.has_bounds = method.is_bounded
            dimension.has_tree = method.has_tree
            dimension.bound_field = method.bound_field

    @api.depends("method")
    @api.depends_context("lang")
    def _compute_method_text(self):
        for dimension in self:
            text = dimension._method_object().text
            dimension.method_text = text and self.env._(text)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """The help of the method tells of all there are."""
        descriptions = super().fields_get(allfields, attributes)
        if "help" in descriptions.get("method", {}):
            descriptions["method"]["help"] = self._get_methods_help()
        return descriptions

    @api.model
    def _get_methods_help(self):
        """A line for each method."""
        return "\n".join(
            self.env._(
                "%(method)s: %(help)s",
                method=self.env._(method.label),
                help=self.env._(method.help),
            )
            for method in self._get_method_objects()
        )

    def _ranks(self):
        """Whether one customer's class depends on everybody's numbers."""
        return self._method_object().ranks


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    bound_field = fields.Char(related="dimension_id.bound_field")
