"""What every method works with: the rule of a dimension over a relation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, Self, runtime_checkable

from odoo.api import Environment
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL, Query
from odoo.tools.translate import LazyGettext

ALIAS = "profile"
ROW = SQL.identifier(ALIAS)
ACTIVE = SQL.identifier(ALIAS, "active")


@runtime_checkable
class Categories(Protocol):
    """What the engine asks of customer.classification.category records."""

    def _by_place(self) -> Self:
        """As they are listed."""

    def _by_bound(self) -> Self:
        """From the lowest bound up, the one without a bound first."""

    def _in_order(self) -> Self:
        """As rules are tried: children before parents."""

    def _rule_domain(self) -> Domain | None:
        """The rule of one category and its parents, None without a rule."""


@runtime_checkable
class Dimension(Protocol):
    """What the engine asks of customer.classification.dimension records.

    The contract between this package and models/dimension: the engine reads these
    fields, calls these methods and no other private ones. Records are a superuser's;
    where a method is about one dimension they are one, in ``apply`` they are several
    in the order in which they are evaluated.
    """

    env: Environment
    id: int
    ids: list[int]
    code: str
    method: str
    metric_id: BaseModel
    source_field_id: BaseModel
    scope_domain: str
    category_ids: Categories
    criterion_ids: BaseModel
    calm_margin: float
    calm_days: int

    def _method_object(self) -> "Method":
        """The method of one dimension."""

    def _field_name(self) -> str:
        """The column of customer.profile that holds the category."""

    def _score_column(self) -> str | None:
        """The column that keeps the score of one of them, if any does."""

    def _used_classes(self) -> set[str]:
        """Columns of other dimensions that one dimension is made of."""

    def _get_domain_model(self) -> BaseModel:
        """customer.profile, of which rules are domains."""

    def _read_domain(self, text: str) -> Domain:
        """A rule as it is applied.

        :raise ValidationError: for one that looks where no rule may look
        """

    def _make_mirrored_categories(
        self,
        company: BaseModel,
        partner_ids: Iterable[int] | None = None,
        relation: SQL | None = None,
    ) -> dict[int, Exception]:
        """Make categories of values that customers newly have; what failed."""


@dataclass(frozen=True)
class Method:
    """A classification method: everything that is to be known about it.

    :param key: what ``dimension.method`` says; reasons are rendered by
        ``_render_<key>`` of customer.classification.reason, hints come from
        ``_hints_<key>`` of customer.classification.hint and advice from
        ``_advise_<key>``, the last two if there are any
    :param label: its name in the list of methods
    :param help: one sentence for the help text of that list
    :param text: what the form of a dimension says above the categories
    :param query: function of a :class:`Rule`: the SELECT of :mod:`..methods`
    :param needs_metric: whether it is made of the one number of the dimension
    :param ranks: whether one customer's class depends on everybody's numbers, so that
        a refresh of some customers cannot tell it
    :param compares: whether a class says how a customer stands among others, so that
        it may change without any document of its own
    :param is_bounded: whether the SELECT has the columns of :func:`limits`, by which
        the tolerance of a dimension is measured
    :param bound_field: the field of the categories that rises or falls along the list
    :param has_tree: whether categories may have a parent
    :param has_rules: whether it reads the rules of the categories, their ``domain``
    :param has_criteria: whether it reads the points of ``dimension.criterion_ids``
    :param has_ranges: whether it reads the ranges of the three RFM scores that the
        categories have
    :param has_window: whether it reads ``dimension.window_months``
    :param needs_source: whether the categories are the values of one field, the
        ``dimension.source_field_id``
    """

    key: str
    label: LazyGettext
    help: LazyGettext
    text: LazyGettext
    query: Callable[["Rule"], SQL]
    needs_metric: bool = False
    ranks: bool = False
    compares: bool = False
    is_bounded: bool = False
    bound_field: str | None = None
    has_tree: bool = False
    has_rules: bool = False
    has_criteria: bool = False
    has_ranges: bool = False
    has_window: bool = False
    needs_source: bool = False

    @classmethod
    def missing(cls, key: str) -> "Method":
        """Stands for a method whose add-on is gone: its rule cannot be used."""

        def query(rule):
            raise KeyError(key)

        return cls(key, "", "", "", query)


@dataclass(frozen=True)
class Rule:
    """What a method works on.

    :param dimension: one customer.classification.dimension, as superuser
    :param relation: SQL identifier or subselect with the columns of customer.profile
    :param company: root res.company
    """

    dimension: Dimension
    relation: SQL
    company: BaseModel

    @property
    def categories(self) -> Categories:
        """The active categories as they are listed."""
        return self.dimension.category_ids._by_place()

    @property
    def metric(self) -> SQL:
        """The column that bands and shares are made of."""
        return SQL.identifier(ALIAS, self.dimension.metric_id.name)

    @property
    def field(self) -> SQL:
        """The column that holds the category."""
        return SQL.identifier(self.dimension._field_name())

    @cached_property
    def _model(self) -> BaseModel:
        return self.dimension._get_domain_model().with_company(self.company)

    def select(
        self,
        category: Callable[[list[SQL]], SQL],
        reason: SQL,
        domains: Iterable[Domain] = (),
        limits: SQL | None = None,
    ) -> SQL:
        """SELECT id, old_id, category_id and reason of all customers.

        :param category: function of the conditions of `domains`: SQL expression of
            the category of a customer in the scope
        :param reason: SQL expression; may use ``profile`` and ``category_id``
        :param limits: SQL of more columns, see :func:`limits`; may use ``old_id``
        """
        compiled = self.compile(domains)
        columns = [SQL("id, old_id, category_id"), SQL("%s AS reason", reason)]
        return SQL(
            """
            SELECT %(columns)s
              FROM (SELECT %(profile)s.*, %(profile)s.%(field)s AS old_id,
                           CASE WHEN %(scope)s THEN %(category)s END AS category_id
                      FROM %(tables)s WHERE %(where)s) AS %(profile)s
            """,
            columns=SQL(", ").join([*columns, limits] if limits else columns),
            profile=ROW,
            field=self.field,
            scope=compiled.scope,
            category=category(compiled.conditions),
            tables=compiled.tables,
            where=compiled.where,
        )

    def compile(self, domains: Iterable[Domain] = ()) -> "Compiled":
        """Domains on customer.profile as SQL on `relation`.

        The scope, whether a customer may be classified at all, comes with them.
        """
        scope = self.dimension._read_domain(self.dimension.scope_domain)
        (scope, *conditions), tables, where = compile_domains(
            self._model, self.relation, self.company, (scope, *domains)
        )
        return Compiled(SQL("%s AND %s", ACTIVE, scope), conditions, tables, where)

    def valued(self) -> SQL:
        """SELECT id, old_id and the metric as a numeric, NULL outside the scope.

        Numeric, so that a sum does not depend on the order in which it is made.
        """
        compiled = self.compile()
        return SQL(
            """
            SELECT %(profile)s.id, %(profile)s.%(field)s AS old_id,
                   CASE WHEN %(scope)s THEN %(metric)s END::numeric AS value
              FROM %(tables)s WHERE %(where)s
            """,
            profile=ROW,
            field=self.field,
            scope=compiled.scope,
            metric=self.metric,
            tables=compiled.tables,
            where=compiled.where,
        )


class Compiled(NamedTuple):
    """The domains of a rule as SQL.

    ``scope``: condition: the customer may be classified. ``conditions``: one for each
    domain. ``tables``: what stands behind FROM, ``where``: what behind WHERE, which is
    every customer of the company.
    """

    scope: SQL
    conditions: list[SQL]
    tables: SQL
    where: SQL


def compile_domains(
    model: BaseModel,
    relation: SQL,
    company: BaseModel,
    domains: Iterable[Domain],
) -> tuple[list[SQL], SQL, SQL]:
    """Domains on customer.profile as SQL on a relation.

    :param model: customer.profile, as superuser
    :param relation: SQL identifier or subselect with its columns
    :param company: root res.company, whose customers are meant
    :return: a condition per domain on ``profile``; what stands behind FROM, with the
        joins that the conditions need; and behind WHERE, the customers of the company
    """
    query = Query(model.env, ALIAS, relation)
    conditions = [
        Domain(domain).optimize_full(model)._to_sql(model, ALIAS, query)
        for domain in domains
    ]
    # Only now: reading the domains adds the joins.
    own = SQL("%s = %s", SQL.identifier(ALIAS, "company_id"), company.id)
    return conditions, query.from_clause, own


def limits(value: SQL, low: SQL, high: SQL) -> SQL:
    """Three columns of a method's SELECT, by which a margin is measured.

    :param value: SQL of the customer's value
    :param low: SQL of the bound of the category it has now (``old_id``), NULL for none
    :param high: SQL of the bound of the category above that one, NULL for none
    """
    return SQL(
        "(%s)::numeric AS value, (%s)::numeric AS low, (%s)::numeric AS high",
        value,
        low,
        high,
    )


def case(cases: Iterable[tuple[SQL, object]], otherwise: SQL | None = None) -> SQL:
    """CASE ... END of `cases`, `otherwise` where none holds.

    :param cases: pairs of a condition and a result
    """
    whens = [SQL("WHEN %s THEN %s", condition, result) for condition, result in cases]
    return SQL(
        "CASE %s ELSE %s END",
        SQL(" ").join(whens) or SQL("WHEN FALSE THEN 0"),
        otherwise or SQL("NULL"),
    )


def case_of(column: SQL, values: Iterable[tuple[object, object]]) -> SQL:
    """CASE over a column: `values` is an iterable of (key, result)."""
    cases = [SQL("WHEN %s THEN %s", key, value) for key, value in values]
    return (
        SQL("CASE %s %s END", column, SQL(" ").join(cases))
        if cases
        else SQL("NULL::int4")
    )


def number(value: float | bool | None) -> SQL:
    """A number of the settings as float8; empty is NULL."""
    missing = value is None or value is False
    return SQL("NULL::float8") if missing else SQL("%s::float8", value)
