"""Metrics from document lines: what was sold, and what it cost."""

from odoo.tools import SQL

from ..scope import Scope
from .base import DOCUMENT_TYPES, Family

#: Account types a cost-of-goods item counts on; its counterpart is a stock account.
EXPENSE_TYPES = (
    "expense",
    "expense_depreciation",
    "expense_direct_cost",
    "expense_other",
)


def products(scope: Scope) -> Family:
    """Cost of what was sold in the window, and the main product categories.

    ``_cost_12m`` (company currency, negative for returns) makes the margin in
    :mod:`.query`: the cost-of-goods items of a move where it has any, else the cost
    of its lines. A main category is the one with the largest positive net revenue,
    the lowest id among equals; NULL where no category has any.
    """
    query = SQL(
        """
        SELECT partner_id,
               ROUND(SUM(cost), %(decimals)s) AS _cost_12m,
               (array_agg(categ_id ORDER BY revenue DESC, categ_id)
                   FILTER (WHERE is_current AND categ_id > 0 AND revenue > 0)
               )[1] AS main_product_category_id,
               (array_agg(categ_id ORDER BY revenue DESC, categ_id)
                   FILTER (WHERE NOT is_current AND categ_id > 0 AND revenue > 0)
               )[1] AS previous_product_category_id
          FROM (%(by_category)s) category
      GROUP BY partner_id
        """,
        decimals=scope.decimals,
        by_category=_by_category(scope),
    )
    empties = ("main_product_category_id", "previous_product_category_id")
    return Family(query, ("_cost_12m",), empties)


def _by_category(scope: Scope) -> SQL:
    """Net revenue and cost per customer, product category and window.

    Revenue only ranks categories: a sum of floats, rounded, is exact enough and much
    cheaper. Cost is summed as numeric: its half cents must not depend on the order.
    """
    return SQL(
        """
        WITH cogs AS (%(cogs)s), line AS %(materialized)s (%(lines)s)
        SELECT partner.commercial_partner_id AS partner_id,
               template.categ_id,
               line.is_current,
               ROUND(SUM(-line.balance::float8)::numeric, %(decimals)s) AS revenue,
               SUM(line.quantity * %(unit_cost)s)
                   FILTER (WHERE line.is_costed) AS cost
          FROM line
          JOIN res_partner partner ON partner.id = line.partner_id
            %(product_of_line)s
      GROUP BY partner.commercial_partner_id, template.categ_id, line.is_current
     UNION ALL
        SELECT partner.commercial_partner_id, NULL, TRUE, 0, SUM(cogs.cost)
          FROM cogs
          JOIN res_partner partner ON partner.id = cogs.partner_id
      GROUP BY partner.commercial_partner_id
        """,
        unit_cost=unit_cost("line"),
        product_of_line=product_of_line("line"),
        cogs=_cost_of_goods(scope),
        lines=_product_lines(scope),
        # More tables in one FROM than the planner reorders (join_collapse_limit): it
        # would not begin with the customers, unless that part is kept apart.
        materialized=SQL("NOT MATERIALIZED" if scope.everybody else "MATERIALIZED"),
        decimals=scope.decimals,
    )


def unit_cost(line: str) -> SQL:
    """Cost of one unit of a line, with the tables of :func:`product_of_line`.

    The unit cost kept at posting (:func:`keep_unit_costs`), else today's.
    """
    return SQL(
        "COALESCE(%s::numeric, %s)",
        SQL.identifier(line, "customer_unit_cost"),
        standard_cost(line),
    )


def standard_cost(line: str) -> SQL:
    """Today's standard price, for the unit of a line, company currency; NULL for none.

    Kept for the unit of the product, and converted as account.invoice.report does.
    """
    return SQL(
        """
        COALESCE(uom_line.factor, 1) / NULLIF(COALESCE(uom_template.factor, 1), 0)
        * (product.standard_price ->> %s::text)::numeric
        """,
        SQL.identifier(line, "company_id"),
    )


def keep_unit_costs(move_ids: tuple[int, ...]) -> SQL:
    """UPDATE: write today's standard cost on the posted product lines of documents.

    Prices change; what a sale earned is known on the day it is posted.

    :param move_ids: ``account.move``, not all of which need be customer documents
    """
    return SQL(
        """
        UPDATE account_move_line written
           SET customer_unit_cost = cost.unit_cost
          FROM (SELECT line.id, (%(cost)s)::float8 AS unit_cost
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                    %(product_of_line)s
                 WHERE line.move_id IN %(moves)s
                   AND line.display_type = 'product'
                   AND line.product_id IS NOT NULL
                   AND move.state = 'posted' AND move.move_type = ANY(%(types)s)
               ) AS cost
         WHERE written.id = cost.id
           AND written.customer_unit_cost IS DISTINCT FROM cost.unit_cost
        """,
        cost=standard_cost("line"),
        product_of_line=product_of_line("line"),
        moves=move_ids,
        types=DOCUMENT_TYPES,
    )


def product_of_line(line: str) -> SQL:
    """The joins from a line to its product, template and units."""
    return SQL(
        """
        LEFT JOIN product_product product ON product.id = %(product)s
        LEFT JOIN product_template template ON template.id = product.product_tmpl_id
        LEFT JOIN uom_uom uom_line ON uom_line.id = %(unit)s
        LEFT JOIN uom_uom uom_template ON uom_template.id = template.uom_id
        """,
        product=SQL.identifier(line, "product_id"),
        unit=SQL.identifier(line, "product_uom_id"),
    )


def _product_lines(scope: Scope) -> SQL:
    """Product lines of the documents of both windows, those that are revenue.

    ``quantity`` is negative on credit notes; ``is_costed`` says that the cost of the
    line counts: in the current window, in a move without cost-of-goods items.
    """
    return SQL(
        """
        SELECT line.partner_id, line.product_id, line.product_uom_id, line.company_id,
               line.balance, line.customer_unit_cost,
               CASE WHEN move.move_type = 'out_refund' THEN -line.quantity
                    ELSE line.quantity END AS quantity,
               move.invoice_date > %(start)s AS is_current,
               move.invoice_date > %(start)s AND cogs.move_id IS NULL AS is_costed
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
     LEFT JOIN cogs ON cogs.move_id = move.id
         WHERE line.display_type = 'product' AND NOT %(no_revenue)s AND %(documents)s
        """,
        no_revenue=scope.on_no_revenue(SQL("line.account_id")),
        start=scope.window_start,
        documents=_document_lines(scope, scope.prev_start),
    )


def _cost_of_goods(scope: Scope) -> SQL:
    """Cost-of-goods items per move: the expense side, positive for what was sold."""
    return SQL(
        """
        SELECT line.move_id, MIN(line.partner_id) AS partner_id,
               SUM(line.balance) AS cost
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE line.display_type = 'cogs' AND %(on_expense)s AND %(documents)s
      GROUP BY line.move_id
        """,
        on_expense=scope.on_accounts(SQL("line.account_id"), *EXPENSE_TYPES),
        documents=_document_lines(scope, scope.window_start),
    )


def _document_lines(scope: Scope, start) -> SQL:
    """Condition: ``line`` is of a posted customer document ``move`` in (start, D]."""
    return SQL(
        "line.parent_state = 'posted' AND move.move_type = ANY(%s) AND %s AND %s "
        "AND %s AND %s",
        DOCUMENT_TYPES,
        scope.within(SQL("move.invoice_date"), start),
        scope.in_journals(SQL("line.journal_id"), "sale"),
        scope.in_companies(SQL("line.company_id")),
        scope.of_customers(SQL("line.partner_id")),
    )
