"""Documents and journal items as terms of the metrics: one SQL expression each.

What :mod:`.metrics` sums up for all customers at once, these say of a single document
or journal item, so that a list of them adds up to the number. The alias is that of
``account_move`` or ``account_move_line`` in the query around the expression; D is the
as-of date.
"""

from datetime import date

from odoo.tools import SQL

from ..metrics.base import due_date, is_settled, untaxed_but_no_revenue
from ..metrics.products import EXPENSE_TYPES, product_of_line, unit_cost
from ..scope import EQUITY

__all__ = [
    "document_revenue",
    "due_date",
    "line_cost",
    "line_revenue",
    "open_residual",
]


def document_revenue(move: str) -> SQL:
    """Untaxed amount of a document in company currency, negative for credit notes."""
    return SQL(
        """
        (%s + COALESCE((SELECT SUM(line.balance)
                          FROM account_move_line line
                         WHERE line.move_id = %s
                           AND (%s OR line.display_type = 'product' AND %s)), 0))
        """,
        SQL.identifier(move, "amount_untaxed_signed"),
        SQL.identifier(move, "id"),
        untaxed_but_no_revenue(),
        is_no_revenue("line"),
    )


def is_no_revenue(item: str) -> SQL:
    """Condition: an item is on an account whose lines are no revenue.

    By the settings of its company; one set of accounts for all items of a query.
    """
    return SQL(
        """
        ((%s, %s) IN (
            SELECT company.id, account.id
              FROM res_company company
              JOIN res_company root
                   ON root.id = split_part(company.parent_path, '/', 1)::int4
              JOIN account_account account
                   ON CASE WHEN root.customer_classification_no_revenue = 'equity'
                           THEN account.account_type = ANY(%s)
                           ELSE (root.id, account.id) IN (
                               SELECT company_id, account_id
                                 FROM customer_classification_no_revenue_account_rel)
                      END))
        """,
        SQL.identifier(item, "company_id"),
        SQL.identifier(item, "account_id"),
        list(EQUITY),
    )


def line_revenue(item: str) -> SQL:
    """Net revenue of an item of a document: that of its product lines."""
    return SQL(
        "(CASE WHEN %s = 'product' AND NOT %s THEN -%s ELSE 0 END)",
        SQL.identifier(item, "display_type"),
        is_no_revenue(item),
        SQL.identifier(item, "balance"),
    )


def line_cost(item: str) -> SQL:
    """Cost of an item of a document, negative for returns.

    A move with cost-of-goods items has its cost there, any other on product lines.
    """
    return SQL(
        """
        (CASE WHEN %(kind)s = 'cogs' AND %(on_expense)s THEN %(balance)s
              WHEN %(kind)s = 'product' AND NOT %(no_revenue)s AND NOT EXISTS (
                       SELECT FROM account_move_line cogs
                        WHERE cogs.move_id = %(move)s AND cogs.display_type = 'cogs'
                          AND %(cogs_on_expense)s)
              THEN COALESCE(%(sign)s * %(quantity)s * (
                       SELECT %(unit_cost)s FROM (VALUES (1)) one %(product)s), 0)
              ELSE 0 END)
        """,
        kind=SQL.identifier(item, "display_type"),
        no_revenue=is_no_revenue(item),
        balance=SQL.identifier(item, "balance"),
        move=SQL.identifier(item, "move_id"),
        quantity=SQL.identifier(item, "quantity"),
        on_expense=_on_expense(item),
        cogs_on_expense=_on_expense("cogs"),
        sign=_sign(item),
        unit_cost=unit_cost(item),
        product=product_of_line(item),
    )


def _on_expense(item: str) -> SQL:
    return SQL(
        "(SELECT account_type FROM account_account WHERE id = %s) = ANY(%s)",
        SQL.identifier(item, "account_id"),
        list(EXPENSE_TYPES),
    )


def _sign(item: str) -> SQL:
    return SQL(
        "(SELECT CASE WHEN move_type = 'out_refund' THEN -1 ELSE 1 END"
        " FROM account_move WHERE id = %s)",
        SQL.identifier(item, "move_id"),
    )


def open_residual(item: str, as_of: SQL | date) -> SQL:
    """What is open of a posted receivable item at D, see `metrics.base.not_settled`."""
    return SQL(
        """
        (%(residual)s
         + COALESCE((SELECT SUM(amount) FROM account_partial_reconcile partial
                      WHERE partial.debit_move_id = %(id)s
                        AND NOT %(by_credit)s), 0)
         - COALESCE((SELECT SUM(amount) FROM account_partial_reconcile partial
                      WHERE partial.credit_move_id = %(id)s
                        AND NOT %(by_debit)s), 0))
        """,
        residual=SQL.identifier(item, "amount_residual"),
        id=SQL.identifier(item, "id"),
        by_credit=is_settled("partial", "credit_move_id", as_of),
        by_debit=is_settled("partial", "debit_move_id", as_of),
    )
