"""Fields of our own: numbers that may be empty, SQL expressions, a joined Many2one."""

from odoo import fields
from odoo.tools import SQL

from .engine.metrics import read_fields


class _Optional:
    """Makes a number field where *empty* is not zero (never late is not never due).

    Odoo's own numbers read NULL as 0 and find NULL when a domain asks for zero.
    Here NULL reads as ``False``, which screens and exports show as nothing, and
    only ``(field, '=', False)`` finds it.
    """

    falsy_value = None

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column_insert(value, record, values, validate)

    def convert_to_export(self, value, record):
        return "" if value is False or value is None else value


class OptionalFloat(_Optional, fields.Float):
    """A float that may be empty."""


class OptionalInteger(_Optional, fields.Integer):
    """An integer that may be empty."""


class OptionalMonetary(_Optional, fields.Monetary):
    """An amount that may be empty."""


class _Sql:
    """Makes a field whose value is an SQL expression, read, searched and summed so.

    :param sql: name of a method of the model: alias -> SQL. For records, ``compute``
        has to ask the same expression, see ``customer.items.mixin``
    """

    sql = None
    copy = False

    def to_sql(self, model, alias):
        expression = getattr(model, self.sql)(alias)
        return SQL("%s", expression, to_flush=read_fields(model.env))


class SqlMonetary(_Sql, fields.Monetary):
    """An amount by an SQL expression."""


class SqlFloat(_Sql, OptionalFloat):
    """A number by an SQL expression, unrounded; may be empty."""


class SqlInteger(_Sql, OptionalInteger):
    """An integer by an SQL expression; may be empty."""


class SqlDate(_Sql, fields.Date):
    """A date by an SQL expression."""


class ProfileMany2one(fields.Many2one):
    """The profile of a partner in the current company: joined, never stored.

    Works on any model with a stored ``commercial_partner_id``. A related field
    through it is searchable, sortable and groupable, because the ORM calls
    :meth:`join` whenever it needs a column of the profile.
    """

    def join(self, model, alias, query):
        """LEFT JOIN the profile of (commercial partner, root of the company).

        :raise AccessError: for whoever may not read this field. It stands here because
            every search, order and group passes; a refusal in the search method is
            not enough, as Odoo 19.0 then searches once more as superuser.
        """
        model._check_field_access(self, "read")
        comodel = model.env[self.comodel_name]
        coalias = query.make_alias(alias, self.name)
        query.add_join(
            "LEFT JOIN",
            coalias,
            comodel._table,
            SQL(
                "%s = %s AND %s = %s AND %s",
                SQL.identifier(coalias, "partner_id"),
                SQL.identifier(alias, "commercial_partner_id"),
                SQL.identifier(coalias, "company_id"),
                model.env.company.root_id.id,
                SQL.identifier(coalias, "active"),
            ),
        )
        return comodel, coalias

    def to_sql(self, model, alias):
        """There is no column; `_field_to_sql` of the model asks for one too."""
        raise ValueError(f"{self} has no column of its own")
