"""What every method works with: the rule of a dimension over a relation."""

from dataclasses import dataclass
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL, Query

ALIAS = "profile"
PROFILE = SQL.identifier(ALIAS)
ACTIVE = SQL.identifier(ALIAS, "active")


@dataclass(frozen=True)
class Rule:
    """What a method works on.

    :param dimension: one customer.classification.dimension, as superuser
    :param relation: SQL identifier or subselect with the columns of customer.profile
    :param company: root res.company
    """

    dimension: object
    relation: SQL
    company: object

    @property
    def categories(self):
        """The active categories as they are listed."""
        return self.dimension.category_ids.sorted(lambda c: (c.sequence, c.id))

    @property
    def metric(self):
        """The column that bands and shares are made of."""
        return SQL.identifier(ALIAS, self.dimension.metric_id.name)

    @cached_property
    def _model(self):
        return self.dimension._get_domain_model().with_company(self.company)

    def select(self, category, reason, domains=(), limits=None):
        """SELECT id, old_id, category_id and reason of all customers.

        :param category: function of the conditions of `domains`: SQL expression of
            the category of a customer in the scope
        :param reason: SQL expression; may use ``profile`` and ``category_id``
        :param limits: SQL of more columns, see :func:`limits`; may use ``old_id``
        """
        (scope, *conditions), source = self.compile(domains)
        return SQL(
            """
            SELECT id, old_id, category_id, %(reason)s AS reason %(limits)s
              FROM (SELECT %(profile)s.*, %(profile)s.%(field)s AS old_id,
                           CASE WHEN %(scope)s THEN %(category)s END AS category_id
                      FROM %(source)s) AS %(profile)s
            """,
            reason=reason,
            limits=limits or SQL(),
            profile=PROFILE,
            field=self.field,
            scope=scope,
            category=category(conditions),
            source=source,
        )

    @property
    def field(self):
        """The column that holds the category."""
        return SQL.identifier(self.dimension._field_name())

    def compile(self, domains=()):
        """Domains on customer.profile as SQL on `relation`.

        :return: ([scope, condition, ...], source): whether a customer may be
            classified, a condition per domain, and FROM ... WHERE without its FROM
        """
        scope = self.dimension._read_domain(self.dimension.scope_domain)
        (scope, *conditions), source = compile_domains(
            self._model, self.relation, self.company, (scope, *domains)
        )
        return [SQL("%s AND %s", ACTIVE, scope), *conditions], source

    def valued(self):
        """SELECT id, old_id and the metric as a numeric, NULL outside the scope.

        Numeric, so that a sum does not depend on the order in which it is made.
        """
        (scope,), source = self.compile()
        return SQL(
            """
            SELECT %(profile)s.id, %(profile)s.%(field)s AS old_id,
                   CASE WHEN %(scope)s THEN %(metric)s END::numeric AS value
              FROM %(source)s
            """,
            profile=PROFILE,
            field=self.field,
            scope=scope,
            metric=self.metric,
            source=source,
        )


def compile_domains(model, relation, company, domains):
    """Domains on customer.profile as SQL on a relation.

    :param model: customer.profile, as superuser
    :param relation: SQL identifier or subselect with its columns
    :param company: root res.company, whose customers are meant
    :return: ([condition, ...], source): a condition per domain on ``profile``, and
        FROM ... WHERE without its FROM
    """
    query = Query(model.env, ALIAS, relation)
    conditions = [
        Domain(domain).optimize_full(model)._to_sql(model, ALIAS, query)
        for domain in domains
    ]
    joins = SQL(" ").join(
        SQL("%s %s AS %s ON (%s)", kind, table, SQL.identifier(alias), condition)
        for alias, (kind, table, condition) in query._joins.items()
    )
    source = SQL(
        "%s AS %s %s WHERE %s = %s",
        relation,
        PROFILE,
        joins,
        SQL.identifier(ALIAS, "company_id"),
        company.id,
    )
    return conditions, source


def limits(value, low, high):
    """Three more columns of a method's SELECT, by which a margin is measured.

    :param value: SQL of the customer's value
    :param low: SQL of the bound of the category it has now (``old_id``), NULL for none
    :param high: SQL of the bound of the category above that one, NULL for none
    """
    return SQL(
        ", (%s)::numeric AS value, (%s)::numeric AS low, (%s)::numeric AS high",
        value,
        low,
        high,
    )


def case(cases, otherwise="NULL"):
    """CASE ... END of `cases`, `otherwise` where none holds."""
    return SQL(
        "CASE %s ELSE %s END",
        SQL(" ").join(cases) or SQL("WHEN FALSE THEN 0"),
        SQL(otherwise),
    )


def case_of(column, values):
    """CASE over a column: `values` is an iterable of (key, result)."""
    cases = [SQL("WHEN %s THEN %s", key, value) for key, value in values]
    return (
        SQL("CASE %s %s END", column, SQL(" ").join(cases))
        if cases
        else SQL("NULL::int4")
    )


def number(value):
    """A number of the settings as float8; empty is NULL."""
    missing = value is None or value is False
    return SQL("NULL::float8") if missing else SQL("%s::float8", value)
