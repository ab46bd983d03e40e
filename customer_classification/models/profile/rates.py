from odoo import api, models
from odoo.models import parse_read_group_spec
from odoo.tools import SQL

from ...fields import fact
from ...ratio import Ratio


class CustomerProfileMetrics(models.AbstractModel):
    """Rates, averages and days of several customers are those of them together."""

    _inherit = "customer.profile.metrics"

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The mean of a rate is the ratio of the sums that it is made of."""
        select = super()._read_group_select(aggregate_spec, query)  # asks for rights
        name, _property, function = parse_read_group_spec(aggregate_spec)
        if function == "avg" and fact(self, name, "parts"):
            return self._metric_of_group(name, self._table)
        return select

    @api.model
    def _metric_of_group(self, name, alias, where=None):
        """Aggregate: a metric of the customers of a group together; NULL is empty.

        Amounts in different currencies are no sum: empty, too.

        :param alias: of the table of this model
        :param SQL where: which of the rows count, None for all
        """
        where = where or SQL("TRUE")
        ratio = self._fields[name].parts

        def column(of):
            return SQL.identifier(alias, of)

        if not isinstance(ratio, Ratio):
            return SQL("AVG(%s) FILTER (WHERE %s)", column(name), where)
        if ratio.own:
            where = SQL("%s AND %s IS NOT NULL", where, column(name))
        rate = ratio.of_rows(column, where)
        if not any(self._fields[of].type == "monetary" for of in ratio.names()):
            return rate
        currency = column("currency_id")
        return SQL(
            "CASE WHEN MIN(%(currency)s) FILTER (WHERE %(where)s)"
            " = MAX(%(currency)s) FILTER (WHERE %(where)s) THEN %(rate)s END",
            currency=currency,
            where=where,
            rate=rate,
        )
