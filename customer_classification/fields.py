"""Fields of our own: metrics, numbers that may be empty, SQL expressions, a join."""

from operator import attrgetter
from typing import NamedTuple

from odoo import fields
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .engine.metrics import read_fields

#: What `parts` says of a number of several customers that is the mean of theirs.
MEAN = "mean"


class Items(NamedTuple):
    """The documents or journal items behind a metric, as its declaration names them.

    ``source``: a method ``_metric_items_<source>`` of customer.profile.
    ``window``: which of them count: "12m" up to the day of the numbers, "before" (the
    12 months before those), "24m" (both), "rfm" (the window of RFM), or None for all.
    ``total``: the aggregate of them that is the number, as ``_read_group`` takes it;
    None where it is no plain sum. ``beside``: a column that their list shows as well.
    """

    source: str
    window: str | None = None
    total: str | None = None
    beside: str | None = None


class _Metric:
    """Makes a field that says what its number is: the one declaration of a metric.

    Screens, reasons, advice, hints, reports and the way to the documents behind a
    number follow from it, for the fields of any module. Whoever declares such a field
    once more has to take the same class, or loses what was declared.

    :param formula: how it is computed, with the names of other metrics, for
        docs/metrics.md
    :param empty: when there is no value; None where it is 0 then
    :param kind: "money", "count", "rate" (0.5 is 50%), "days", "number" or "date", as
        in reports/document.py
    :param better: which way customers are to be led: "more", "less", None for neither
    :param step: what leads there, a method ``_step_<step>`` of the reasons, see
        models/advice; None for nothing simple
    :param lowest: the smallest value there can be, None for no limit
    :param highest: the largest value there can be, None for no limit
    :param items: the :class:`Items` it is made of, None for nothing to open
    :param events: what moves it, a method ``_events_<events>`` of the history, where
        that is not the source of its items
    :param on_card: whether the customer card shows it, in the order of declaration
    :param on_contact: whether contacts have it; False for what only other metrics need
    :param parts: what a rate, an average or days are made of for several customers: a
        :class:`~.ratio.Ratio` of sums of columns, hidden ones (:func:`part`) among
        them, or `MEAN` of those who have a value; None where there is no such number,
        which lists, pivots and exports then leave empty
    :param added: what reports call the sum over customers, None for no sum; reports
        are of past days too, so that it has to be a field of customer.profile.metrics
    """

    formula = None
    empty = None
    kind = None
    better = None
    step = None
    lowest = None
    highest = None
    items = None
    events = None
    on_card = False
    on_contact = True
    parts = None
    added = None

    def _get_attrs(self, model_class, name):
        attrs = super()._get_attrs(model_class, name)
        if attrs.get("parts"):
            attrs.setdefault("aggregator", "avg")
        return attrs

    _description_kind = property(attrgetter("kind"))
    _related_kind = property(attrgetter("kind"))
    _related_items = property(attrgetter("items"))
    _related_parts = property(attrgetter("parts"))


def is_metric(field):
    """Whether a field is declared as a metric."""
    return isinstance(field, _Metric)


def metrics(model):
    """The metrics of a model, by name, in the order of their declaration.

    :param model: customer.profile, or what has the same fields
    :return: {name: field}
    """
    return {name: f for name, f in model._fields.items() if is_metric(f)}


def added(model):
    """The amounts and counts that reports add up, by what they call the sums.

    :param model: customer.profile
    :return: {name of the sum: field}
    """
    return {f.added: f for f in metrics(model).values() if f.added}


def fact(model, name, what):
    """What the declaration of a metric says; None for what is no metric.

    :param name: a name in ``model._fields``, or anything else
    :param what: a parameter of :class:`_Metric`
    """
    return getattr(model._fields.get(name), what, None)


def part(kind, **options):
    """A column of which only the numbers of several customers are made.

    Nobody reads it: it says nothing that the numbers made of it do not say.

    :param kind: a class of fields
    """
    return kind(groups=NO_ACCESS, **options)


class MetricMonetary(_Metric, fields.Monetary):
    """An amount; 0 where there is nothing."""

    kind = "money"


class MetricInteger(_Metric, fields.Integer):
    """A count; 0 where there is nothing."""

    kind = "count"


class MetricDate(_Metric, fields.Date):
    """A day."""

    kind = "date"


class MetricBoolean(_Metric, fields.Boolean):
    """Whether something is so."""


class MetricSelection(_Metric, fields.Selection):
    """One of several."""


class MetricMany2one(_Metric, fields.Many2one):
    """What a customer has to do with most."""


def _is_empty(value):
    """Whether it means *no number*, which 0 does not."""
    return value is False or value is None


class _Optional:
    """Makes a number field where *empty* is not zero (never late is not never due).

    Odoo's own numbers read NULL as 0 and find NULL when a domain asks for zero.
    Here NULL reads as ``False``, which screens and exports show as nothing, and
    only ``(field, '=', False)`` finds it.
    """

    falsy_value = None
    # No sum: what may be empty is a rate, a day count, a score. See `parts`.
    aggregator = None

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

    def filter_function(self, records, field_expr, operator, value):
        """In Python 0 equals False; here it does not."""
        if operator != "in" or field_expr != self.name:
            return super().filter_function(records, field_expr, operator, value)
        get = self.expression_getter(field_expr)
        numbers = {number for number in value if not _is_empty(number)}
        finds_empty = any(map(_is_empty, value))

        def is_in(record):
            number = get(record)
            return finds_empty if _is_empty(number) else number in numbers

        return is_in


class OptionalFloat(_Optional, _Metric, fields.Float):
    """A float that may be empty."""


class OptionalInteger(_Optional, _Metric, fields.Integer):
    """An integer that may be empty."""


class OptionalMonetary(_Optional, _Metric, fields.Monetary):
    """An amount that may be empty."""

    kind = "money"


class _OfCustomer(_Optional):
    """Makes a number of a contact that is a plain one of its customer.

    A contact without a profile has none: it is empty there and satisfies no comparison.
    """

    def _compute_related(self, records):
        res = super()._compute_related(records)
        profile = self.related.split(".")[0]
        for record in records:
            if not record[profile]:
                record[self.name] = False
        return res

    def _search_related(self, records, operator, value):
        """By the number of the profile, where there is one."""
        if operator in fields.Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # Odoo asks for the others
        profile, name = self.related.split(".")
        follow = "any!" if self.compute_sudo else "any"
        if operator != "in":
            return fields.Domain(profile, follow, fields.Domain(name, operator, value))
        numbers = [number for number in value if not _is_empty(number)]
        found = fields.Domain(profile, follow, fields.Domain(name, "in", numbers))
        if len(numbers) == len(value):
            return found
        without = fields.Domain(profile, "=", False)
        return without | found if numbers else without


class CustomerMonetary(_OfCustomer, MetricMonetary):
    """An amount of the customer of a contact."""


class CustomerInteger(_OfCustomer, MetricInteger):
    """A count of the customer of a contact."""


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


class SqlBoolean(_Sql, fields.Boolean):
    """A yes or no by an SQL expression."""


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

        Only of customers whose contact the user may read; superuser reads all, by a
        join of its own: record rules are asked as superuser in the query of a user.

        :raise AccessError: for whoever may not read this field. It stands here because
            every search, order and group passes; a refusal in the search method is
            not enough, as Odoo 19.0 then searches once more as superuser.
        """
        model._check_field_access(self, "read")
        comodel = model.env[self.comodel_name]
        link = f"{self.name}_su" if model.env.su else self.name
        coalias = query.make_alias(alias, link)
        if coalias in query._joins:  # whom the user may see takes a statement to ask
            return comodel, coalias
        customer = SQL.identifier(coalias, "partner_id")
        query.add_join(
            "LEFT JOIN",
            coalias,
            comodel._table,
            SQL(
                "%s = %s AND %s = %s AND %s AND %s",
                customer,
                SQL.identifier(alias, "commercial_partner_id"),
                SQL.identifier(coalias, "company_id"),
                model.env.company.root_id.id,
                SQL.identifier(coalias, "active"),
                # A contact person may be seen where the company is not.
                comodel._visible_sql(customer),
            ),
        )
        return comodel, coalias

    def to_sql(self, model, alias):
        """There is no column; `_field_to_sql` of the model asks for one too."""
        raise ValueError(f"{self} has no column of its own")
