import re
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import RedirectWarning
from odoo.fields import Domain

from .customer_classification_fields_mixin import FIELD_PREFIX, class_fields_in

RELOAD = {"type": "ir.actions.client", "tag": "reload"}


class CustomerClassificationFieldsMixin(models.AbstractModel):
    """Screens that were opened before a dimension was deleted, and still ask for it.

    They go on without its column. What cannot be left out without showing something
    else than was asked for, a filter or a group, is refused with a way on.
    """

    _inherit = "customer.classification.fields.mixin"

    @api.model
    def web_search_read(
        self,
        domain,
        specification,
        offset=0,
        limit=None,
        order=None,
        count_limit=None,
    ):
        """As ever, without the columns of dimensions that are gone."""
        with self._refusing_gone(domain):
            return super().web_search_read(
                domain,
                self._without_gone(specification),
                offset,
                limit,
                self._order_without_gone(order),
                count_limit,
            )

    @api.model
    def search_read(
        self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs
    ):
        """As ever, without the columns of dimensions that are gone."""
        if fields:  # none at all would be every one
            fields = [name for name in fields if not self._gone(name)] or ["id"]
        with self._refusing_gone(domain):
            return super().search_read(
                domain,
                fields,
                offset,
                limit,
                self._order_without_gone(order),
                **read_kwargs,
            )

    @api.model
    def search_count(self, domain, limit=None):
        """As ever; filters by a dimension that is gone are refused."""
        with self._refusing_gone(domain):
            return super().search_count(domain, limit)

    def web_read(self, specification):
        """As ever, without the fields of dimensions that are gone."""
        return super().web_read(self._without_gone(specification))

    def onchange(self, values, field_names, fields_spec):
        """As ever, without the fields of dimensions that are gone."""
        return super().onchange(
            self._without_gone(values), field_names, self._without_gone(fields_spec)
        )

    @api.model
    def web_read_group(
        self,
        domain,
        groupby,
        aggregates=(),
        limit=None,
        offset=0,
        order=None,
        **kwargs,
    ):
        """As ever; groups of a dimension that is gone are refused."""
        if kwargs.get("unfold_read_specification"):
            kwargs["unfold_read_specification"] = self._without_gone(
                kwargs["unfold_read_specification"]
            )
        with self._refusing_gone(domain, groupby, aggregates):
            return super().web_read_group(
                domain,
                groupby,
                aggregates,
                limit,
                offset,
                self._order_without_gone(order),
                **kwargs,
            )

    @api.model
    def formatted_read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        """As ever; groups of a dimension that is gone are refused."""
        with self._refusing_gone(domain, groupby, aggregates, having):
            return super().formatted_read_group(
                domain,
                groupby,
                aggregates,
                having,
                offset,
                limit,
                self._order_without_gone(order),
            )

    @api.model
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *, order=None
    ):
        """As ever; groups of a dimension that is gone are refused."""
        with self._refusing_gone(domain, grouping_sets, aggregates):
            return super().formatted_read_grouping_sets(
                domain, grouping_sets, aggregates, order=self._order_without_gone(order)
            )

    @api.model
    def read_progress_bar(self, domain, group_by, progress_bar):
        """As ever; groups of a dimension that is gone are refused."""
        with self._refusing_gone(domain, group_by, progress_bar):
            return super().read_progress_bar(domain, group_by, progress_bar)

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
        """The terms of an order whose fields are there; None for none."""
        if not order or not self._gone(order):
            return order
        terms = [term for term in re.split(r"\s*,\s*", order) if not self._gone(term)]
        return ", ".join(terms) or None

    @contextmanager
    def _refusing_gone(self, *asked):
        """Name the filter, group or sum of a dimension that is gone, where one fails.

        Only then: most of what is asked for comes from no screen, and every time.

        :param asked: domains, and names of fields alone or in lists and dicts
        :raise RedirectWarning: with a button that loads the page again
        """
        try:
            yield
        except (KeyError, ValueError) as error:
            # Domains as objects are ours, and cannot always be written out.
            if not self._gone([a for a in asked if not isinstance(a, Domain)]):
                raise
            raise RedirectWarning(
                self.env._(
                    "A dimension that this page filters or groups by was deleted "
                    "meanwhile."
                ),
                RELOAD,
                self.env._("Load the Page Again"),
            ) from error
