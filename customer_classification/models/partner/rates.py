from odoo import api, models
from odoo.models import parse_read_group_spec
from odoo.tools import SQL

from ...fields import fact


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Rates of a group are those of its customers, whoever works there.

        A contact person shows the numbers of the company: it would count twice.
        """
        select = super()._read_group_select(aggregate_spec, query)  # asks for rights
        name, _property, function = parse_read_group_spec(aggregate_spec)
        if function != "avg" or not fact(self, name, "parts"):
            return select
        Profile, field, alias = self._traverse_related_sql(
            self._table, self._fields[name], query
        )
        customer = SQL(
            "%s = %s",
            SQL.identifier(self._table, "id"),
            SQL.identifier(self._table, "commercial_partner_id"),
        )
        return Profile._metric_of_group(field.name, alias, customer)
