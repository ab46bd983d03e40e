from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...context import AS_OF
from ...fields import _Sql


class CustomerItemsMixin(models.AbstractModel):
    """What documents and journal items contribute to the numbers of a customer.

    The fields are SQL expressions of :mod:`...engine.trace.items`: nothing is stored,
    and still the database sums, groups and filters by them. The as-of date D is
    ``customer_as_of`` in the context, today without it.
    """

    _name = "customer.items.mixin"
    _description = "Items of Customer Numbers"

    #: Stored fields of the day of posting: the past depends on them.
    _customer_kept = frozenset()

    @api.model
    def _has_field_access(self, field, operation):
        """What is kept of a posting is told by the server alone."""
        if operation == "write" and field.name in self._customer_kept:
            return self.env.su
        return super()._has_field_access(field, operation)

    @api.depends_context(AS_OF)
    def _compute_customer_items(self):
        """All fields of ours that share this compute method, in one query."""
        names = [
            name
            for name, field in self._fields.items()
            if isinstance(field, _Sql) and self._has_field_access(field, "read")
        ]
        self.update(dict.fromkeys(names, False))
        query = SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)",
            SQL(", ").join(self._field_to_sql(self._table, name) for name in names),
            SQL.identifier(self._table),
            list(self._origin._ids),
        )
        values = {row[0]: row[1:] for row in self.env.execute_query(query)}
        for record in self:
            if row := values.get(record._origin.id):
                record.update(dict(zip(names, row, strict=True)))

    @api.model
    def _customer_as_of(self):
        """The date D of the numbers to which the items add up.

        :raise ValidationError: for what is no date
        """
        value = self.env.context.get(AS_OF)
        try:
            return fields.Date.to_date(value) or fields.Date.context_today(self)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("As of: “%(value)s” is not a date.", value=value)
            ) from error

    @api.model
    def _get_customer_news_fields(self):
        """What numbers of customers are made of, of records that are posted.

        A module whose metric reads more of them extends the set.

        :return: set of names of fields
        """
        return set()

    def _posted(self):
        """Those that count in the books."""
        return self

    def _customer_news(self, vals):
        """Those that are posted and change where numbers of customers notice."""
        if not (names := vals.keys() & self._get_customer_news_fields()):
            return self.browse()
        return changing(self._posted(), vals, names)


def changing(records, vals, names):
    """Those in which writing values gives one of these fields another one.

    :param names: of fields that are among the values
    """

    def changes(record):
        for name in names:
            field = record._fields[name]
            value = field.convert_to_cache(vals[name], record)
            if field.convert_to_record(value, record) != record[name]:
                return True
        return False

    return records.filtered(changes)
