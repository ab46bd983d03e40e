import re

from odoo import api, models
from odoo.exceptions import RedirectWarning

from .customer_classification_fields_mixin import FIELD_PREFIX, class_fields_in

RELOAD = {"type": "ir.actions.client", "tag": "reload"}


class CustomerClassificationFieldsMixin(models.AbstractModel):
    """Screens that were opened before a dimension was deleted, and still ask for it.

    They go on without its column. What cannot be left out without showing something
    else than was asked for, a filter or a group, is refused with a way on.
    """

    _inherit = "customer.classification.fields.mixin"

    @api.model
    def web_search_read(self, domain, specification, *args, **kwargs):
        """As ever, without the columns of dimensions that are gone."""
        self._refuse_gone(domain)
        if kwargs.get("order"):
            kwargs["order"] = self._order_without_gone(kwargs["order"])
        return super().web_search_read(
            domain, self._without_gone(specification), *args, **kwargs
        )

    def web_read(self, specification):
        """As ever, without the fields of dimensions that are gone."""
        return super().web_read(self._without_gone(specification))

    def onchange(self, values, field_names, fields_spec):
        """As ever, without the fields of dimensions that are gone."""
        return super().onchange(
            self._without_gone(values), field_names, self._without_gone(fields_spec)
        )

    @api.model
    def web_read_group(self, domain, groupby, *args, **kwargs):
        """As ever; groups of a dimension that is gone are refused."""
        self._refuse_gone([domain, groupby])
        if kwargs.get("order"):
            kwargs["order"] = self._order_without_gone(kwargs["order"])
        if kwargs.get("unfold_read_specification"):
            kwargs["unfold_read_specification"] = self._without_gone(
                kwargs["unfold_read_specification"]
            )
        return super().web_read_group(domain, groupby, *args, **kwargs)

    @api.model
    def formatted_read_group(self, domain, groupby=(), *args, **kwargs):
        """As ever; groups of a dimension that is gone are refused."""
        self._refuse_gone([domain, groupby])
        return super().formatted_read_group(domain, groupby, *args, **kwargs)

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, *args, **kwargs):
        """As ever; groups of a dimension that is gone are refused."""
        self._refuse_gone([domain, grouping_sets])
        return super().formatted_read_grouping_sets(
            domain, grouping_sets, *args, **kwargs
        )

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """As ever; the section of a dimension that is gone is empty."""
        if self._gone(field_name):
            return {"parent_field": False, "values": []}
        return super().search_panel_select_range(field_name, **kwargs)

    @api.model
    def search_panel_select_multi_range(self, field_name, **kwargs):
        """As ever; the section of a dimension that is gone is empty."""
        if self._gone(field_name):
            return {"values": []}
        return super().search_panel_select_multi_range(field_name, **kwargs)

    @api.model
    def _gone(self, asked):
        """Names of the fields of dimensions in a text, domain or list that are gone."""
        return class_fields_in(str(asked)) - self._fields.keys()

    @api.model
    def _without_gone(self, values):
        """A dict by field without those of dimensions that are gone."""
        return {
            name: value
            for name, value in values.items()
            if name in self._fields or not name.startswith(FIELD_PREFIX)
        }

    @api.model
    def _order_without_gone(self, order):
        """The terms of an order whose fields are there."""
        terms = [term for term in re.split(r"\s*,\s*", order) if not self._gone(term)]
        return ", ".join(terms) or None

    @api.model
    def _refuse_gone(self, asked):
        """Refuse a filter or group of a dimension that is gone.

        :raise RedirectWarning: with a button that loads the page again
        """
        if self._gone(asked):
            raise RedirectWarning(
                self.env._(
                    "A dimension that this page filters or groups by was deleted "
                    "meanwhile."
                ),
                RELOAD,
                self.env._("Load the Page Again"),
            )
