"""All metrics of all customers in one statement."""

from collections.abc import Callable, Iterable, Iterator

from odoo.fields import Field
from odoo.tools import SQL

from ..ranking import RFM_COLUMNS, rfm_scores
from ..scope import Scope
from .base import Family
from .population import population

Families = Iterable[tuple[str, Callable[[Scope], Family]]]

#: What the queries read: pending values are flushed before they run.
READS = {
    "account.account": ("account_type", "company_ids"),
    "account.journal": ("type",),
    "account.move": (
        "state move_type invoice_date company_id currency_id amount_total "
        "amount_untaxed_signed amount_total_signed reversed_entry_id "
        "customer_is_correction"
    ).split(),
    "account.move.line": (
        "move_id partner_id account_id journal_id company_id parent_state "
        "display_type date invoice_date date_maturity balance amount_residual "
        "amount_residual_currency payment_id reconciled matching_number quantity "
        "product_id product_uom_id tax_repartition_line_id customer_unit_cost "
        "no_followup"
    ).split(),
    "account.partial.reconcile": (
        "debit_move_id credit_move_id amount debit_amount_currency "
        "credit_amount_currency max_date"
    ).split(),
    "customer.classification.history": ("profile_id", "source", "date_to"),
    "customer.classification.pin": ("profile_id",),
    "customer.profile": ("partner_id", "company_id"),
    "product.product": ("product_tmpl_id", "standard_price"),
    "product.template": ("categ_id", "uom_id"),
    "res.company": (
        "partner_id",
        "customer_classification_no_revenue",
        "customer_classification_no_revenue_account_ids",
    ),
    "res.partner": (
        "active commercial_partner_id company_id customer_rank supplier_rank "
        "category_id credit_limit"
    ).split(),
    "res.users": ("partner_id", "share"),
    "uom.uom": ("factor",),
}


def metrics_query(scope: Scope, families: Families) -> SQL:
    """SELECT ``partner_id`` and every metric: one row per customer in scope.

    :param families: (name, function) as in ``customer.profile._metric_families()``
    :return: columns of the families in their order, the derived ones,
        ``metrics_date``; the four ``rfm_*`` scores for everybody only, because they
        rank a customer among all. Amounts are numeric, counts and days int4, rates
        and average days float8, dates date. Reads no field that is not flushed when
        run by ``env.execute_query``.
    """
    built = [(name, function(scope)) for name, function in families]
    metrics = SQL(", ").join(
        SQL.identifier(column)
        for _name, family in built
        for column in family.zeros + family.empties
        if not column.startswith("_")
    )
    query = SQL(
        "WITH base AS (%s), metrics AS %s (SELECT partner_id, %s FROM base) %s",
        _base(scope, built),
        SQL("MATERIALIZED") if scope.everybody else SQL(),
        SQL(", ").join([metrics, *_derived(scope)]),
        _ranked() if scope.everybody else SQL("SELECT * FROM metrics"),
    )
    return SQL("%s", query, to_flush=read_fields(scope.env))


def read_fields(env) -> list[Field]:
    """The fields in `READS`: what has to be in the database before a query runs."""
    return [
        env[model]._fields[name] for model, names in READS.items() for name in names
    ]


def _base(scope: Scope, built: list[tuple[str, Family]]) -> SQL:
    """The customers with the columns of every family."""
    return SQL(
        "SELECT customer.partner_id, %s FROM (%s) customer %s",
        SQL(", ").join(col for name, family in built for col in _columns(name, family)),
        population(scope),
        SQL(" ").join(
            SQL(
                "LEFT JOIN (%s) %s ON %s = customer.partner_id",
                family.query,
                SQL.identifier(name),
                SQL.identifier(name, "partner_id"),
            )
            for name, family in built
        ),
    )


def _columns(name: str, family: Family) -> Iterator[SQL]:
    for column in family.zeros:
        source = SQL.identifier(name, column)
        yield SQL("COALESCE(%s, 0) AS %s", source, SQL.identifier(column))
    for column in family.empties:
        yield SQL.identifier(name, column)


def _derived(scope: Scope) -> list[SQL]:
    """Metrics computed from the columns of several families.

    Rates are NULL where there is nothing to divide by: no revenue, no limit, ...
    ``dso`` = receivable / taxed amount invoiced in the window * 365 days.
    """
    margin = SQL("(revenue_12m - _cost_12m)")
    return [
        SQL(
            "((revenue_12m - revenue_prev_12m) / %s)::float8 AS revenue_growth",
            _positive("revenue_prev_12m"),
        ),
        SQL("%s - last_invoice_date AS recency_days", scope.as_of),
        SQL("%s - first_invoice_date AS tenure_days", scope.as_of),
        SQL("(receivable / %s * 365)::float8 AS dso", _positive("taxed_12m")),
        SQL(
            "(receivable / %s)::float8 AS credit_used_rate",
            _positive("credit_limit"),
        ),
        SQL("%s AS margin_12m", margin),
        SQL("(%s / %s)::float8 AS margin_rate_12m", margin, _positive("revenue_12m")),
        SQL(
            "main_product_category_id <> previous_product_category_id "
            "AS preference_changed"
        ),
        SQL("%s::date AS metrics_date", scope.as_of),
    ]


def _positive(column: str) -> SQL:
    """The column where it is above zero, else NULL."""
    identifier = SQL.identifier(column)
    return SQL("CASE WHEN %s > 0 THEN %s END", identifier, identifier)


def _ranked() -> SQL:
    """The metrics with the RFM scores of everybody."""
    return SQL(
        "SELECT metrics.*, %s FROM metrics LEFT JOIN (%s) rfm USING (partner_id)",
        SQL(", ").join(SQL.identifier("rfm", name) for name in RFM_COLUMNS),
        rfm_scores(SQL("metrics")),
    )
