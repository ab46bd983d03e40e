import re

from lxml import etree

from odoo import api, models
from odoo.tools import SQL

from ...groups import USER

FIELD_PREFIX = "x_class_"
CATEGORY_MODEL = "customer.classification.category"
# Elements of a view that carry this class receive the dimensions; what they
# receive depends on the element, see `_add_dimensions_to_view`.
VIEW_MARK = "o_customer_dimensions"


def class_fields_in(text):
    """Names of the fields of dimensions in the text of a domain."""
    return set(re.findall(rf"\b{FIELD_PREFIX}[a-z0-9_]+", text or ""))


class CustomerClassificationFieldsMixin(models.AbstractModel):
    """One Many2one field per dimension on every model that inherits this.

    How to use: inherit it, say with `_prepare_dimension_field_vals` how the field
    is made on your model, and put the class ``o_customer_dimensions`` on

    * a field in a list: the dimensions follow it as optional columns,
    * a field in a pivot or graph: the first dimension shown in lists becomes its rows,
    * a field in a search view: a search field per dimension follows it, and one
      group-by per dimension ends the view's group of them,
    * a `<searchpanel>`: filled with the dimensions that ask to be in the panel,
    * a `<group>` in a form: filled with the dimensions,
    * a `<div>` in a form: filled with chips of the dimensions shown in lists.
    """

    _name = "customer.classification.fields.mixin"
    _description = "Customer Classification Fields"

    @api.model
    def _prepare_dimension_field_vals(self, dimension):
        """Values for the ``ir.model.fields`` of `dimension` on this model."""
        return {
            "name": dimension._field_name(),
            "model_id": self.env["ir.model"]._get_id(self._name),
            "field_description": dimension.name,
            "ttype": "many2one",
            "relation": "customer.classification.category",
            "domain": f"[('dimension_id', '=', {dimension.id})]",
            "state": "manual",
            "on_delete": "restrict",
            "copied": False,
        }

    @api.model
    def _get_dimensions(self):
        """The active dimensions that the current company uses, in their order.

        Empty for whoever may not see classes.
        """
        Dimension = self.env["customer.classification.dimension"]
        if not (self.env.su or Dimension.has_access("read")):
            return Dimension
        return (
            Dimension.sudo()
            ._of_company(self.env.company)
            .filtered(lambda d: d._field_name() in self._fields)
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Leave out the fields of archived dimensions and of other companies."""
        res = super().fields_get(allfields, attributes)
        return self._leave_out_dimensions(res)

    @api.model
    def _leave_out_dimensions(self, descriptions):
        """`descriptions` of fields without the dimensions that are not used here."""
        unused = {
            name
            for name in descriptions
            if name.startswith(FIELD_PREFIX)
            and self._fields[name].comodel_name == "customer.classification.category"
        }
        if unused:
            unused -= {dimension._field_name() for dimension in self._get_dimensions()}
        return {n: value for n, value in descriptions.items() if n not in unused}

    def _fetch_field(self, field):
        """Read all classes at once: Odoo never reads manual fields ahead."""
        if not (field.store and field.name.startswith(FIELD_PREFIX)):
            return super()._fetch_field(field)
        names = {dimension._field_name() for dimension in self.sudo()._get_dimensions()}
        self.fetch(
            name
            for name in names | {field.name}
            if self._has_field_access(self._fields[name], "read")
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Whoever has no number comes last, not on top of the largest."""
        field = self._fields.get(field_name)
        if direction.code == "DESC" and not nulls.code and self._is_metric(field):
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _is_metric(self, field):
        """Whether a field is a number or date that a customer may not have."""
        return False

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (self.env.company.root_id.id,)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        marks = arch.xpath(f"//*[contains(@class, '{VIEW_MARK}')]")
        if marks:
            dimensions = self.sudo()._get_dimensions()
            for mark in marks:
                self._add_dimensions_to_view(mark, dimensions, view_type)
        return arch, view

    @api.model
    def _add_dimensions_to_view(self, mark, dimensions, view_type):
        """Fill the element `mark` of a view, or the place behind it.

        What is said by a panel, chips or a group goes *into* the mark, which has no
        other content. A field cannot hold anything: there it goes beside the mark.
        """
        if mark.tag == "searchpanel":
            in_panel = dimensions.filtered("in_panel")
            mark.extend(self._dimension_node(d, "searchpanel") for d in in_panel)
        elif mark.tag == "div":
            in_list = dimensions.filtered("in_list")
            mark.extend(self._dimension_node(d, "chip") for d in in_list)
        elif mark.tag == "group":
            mark.extend(self._dimension_node(d, "group") for d in dimensions)
        elif view_type in ("pivot", "graph"):
            # Rows are nested in the order of the view: the class is the outer one. A
            # second dimension would make a table that nobody asked for.
            for dimension in dimensions.filtered("in_list")[:1]:
                mark.addprevious(self._dimension_node(dimension, "axis"))
        else:
            if view_type == "search":
                self._add_group_bys(mark, dimensions)
            # Each goes right behind the mark: the last one first keeps their order.
            for dimension in reversed(dimensions):
                mark.addnext(self._dimension_node(dimension, view_type))

    @api.model
    def _add_group_bys(self, mark, dimensions):
        """One group-by per dimension, at the end of the search view's group."""
        groups = mark.xpath("//group") or [etree.SubElement(mark.getparent(), "group")]
        etree.SubElement(groups[-1], "separator")
        groups[-1].extend(self._dimension_node(d, "group_by") for d in dimensions)

    @api.model
    def _dimension_node(self, dimension, place):
        """One element of a view for `dimension`; `place` as in the class docstring."""
        name = dimension._field_name()
        if place == "group_by":
            return etree.Element(
                "filter",
                name=f"group_{name}",
                string=dimension.name,
                context=repr({"group_by": name}),
                groups=USER,
            )
        node = etree.Element("field", name=name)
        if place == "searchpanel":
            # Only a category (select one) is drawn as a tree.
            node.set("select", "one" if dimension.is_hierarchical else "multi")
            node.set("enable_counters", "1")
            node.set("icon", "fa-users")
            node.set("limit", "0")  # Odoo shows nothing where there are more than 200
        elif place == "search":
            node.set("operator", "child_of")
        elif place == "axis":
            node.set("type", "row")
        else:
            node.set("options", "{'no_create': True, 'no_open': True}")
            if place == "list":
                node.set("optional", "show" if dimension.in_list else "hide")
            if place == "chip":
                node.set("readonly", "1")
                node.set("class", "w-auto")
            if place in ("list", "chip"):
                node.set("widget", "customer_class")
        return node
