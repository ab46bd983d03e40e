"""The totals of a report once more, from the journal items alone."""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..scope import Scope
from .scope import ReportScope


def totals(cr: BaseCursor, books: Scope, scope: ReportScope, partners: SQL) -> dict:
    """Revenue of the period and receivable at D, as the ledger has them.

    Receivable: the balance of the receivable accounts, less what its items are matched
    with that is not of the same customers. Revenue: what the product lines of documents
    in sale journals took on, a credit being revenue, but for those on accounts that are
    no revenue. Both in one scan of the items, which is what they cost.

    :param books: the company tree and its accounts
    :param partners: SELECT, in brackets, of the partners whose items count
    :return: {"revenue": amount, "receivable": amount,
        "no_revenue": what documents have on accounts that are no revenue,
        "matched_others": what receivable items are matched with of other customers,
        "matched_nobody": the same of items without a partner,
        "nobody_revenue", "nobody_receivable": the same totals without a partner}
    """
    cr.execute("SET LOCAL jit = off")
    cr.execute(_balances(books, scope, partners))
    found = cr.dictfetchone()
    cr.execute(_matched_elsewhere(books, scope, partners))
    found |= cr.dictfetchone()
    found["receivable"] -= found["matched_others"] + found["matched_nobody"]
    return found


def _balances(books: Scope, scope: ReportScope, partners: SQL) -> SQL:
    """SELECT of revenue and receivable, of these partners and of nobody."""
    return SQL(
        """
        SELECT COALESCE(-SUM(line.balance) FILTER (
                   WHERE partner.id IS NOT NULL AND %(revenue)s
                     AND NOT %(no_revenue)s), 0) AS revenue,
               COALESCE(-SUM(line.balance) FILTER (
                   WHERE partner.id IS NOT NULL AND %(revenue)s
                     AND %(no_revenue)s), 0) AS no_revenue,
               COALESCE(SUM(line.balance) FILTER (
                   WHERE partner.id IS NOT NULL AND %(receivable)s), 0) AS receivable,
               COALESCE(-SUM(line.balance) FILTER (
                   WHERE line.partner_id IS NULL AND %(revenue)s
                     AND NOT %(no_revenue)s), 0) AS nobody_revenue,
               COALESCE(SUM(line.balance) FILTER (
                   WHERE line.partner_id IS NULL AND %(receivable)s), 0)
               AS nobody_receivable
          FROM account_move_line line
     LEFT JOIN %(partners)s partner ON partner.id = line.partner_id
         WHERE line.parent_state = 'posted' AND %(in_companies)s
           AND (%(receivable)s OR %(revenue)s)
        """,
        receivable=SQL(
            "(line.date <= %s AND line.account_id = ANY(%s))",
            scope.as_of,
            list(books.receivable_account_ids),
        ),
        revenue=SQL(
            "(line.display_type = 'product' AND line.invoice_date > %s"
            " AND line.invoice_date <= %s AND %s)",
            scope.start,
            scope.as_of,
            books.in_journals(SQL("line.journal_id"), "sale"),
        ),
        no_revenue=books.on_no_revenue(SQL("line.account_id")),
        partners=partners,
        in_companies=books.in_companies(SQL("line.company_id")),
    )


def _matched_elsewhere(books: Scope, scope: ReportScope, partners: SQL) -> SQL:
    """SELECT of what was matched at D with items that are not of these partners.

    Signed as a balance: of it the residual is without.
    """
    return SQL(
        """
        SELECT COALESCE(SUM(amount) FILTER (WHERE other_id IS NOT NULL), 0)
               AS matched_others,
               COALESCE(SUM(amount) FILTER (WHERE other_id IS NULL), 0)
               AS matched_nobody
          FROM (SELECT CASE WHEN payer.id IS NULL THEN partial.amount
                            ELSE -partial.amount END AS amount,
                       CASE WHEN payer.id IS NULL THEN credit.partner_id
                            ELSE debit.partner_id END AS other_id
                  FROM account_partial_reconcile partial
                  JOIN account_move_line debit ON debit.id = partial.debit_move_id
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
             LEFT JOIN %(partners)s debtor ON debtor.id = debit.partner_id
             LEFT JOIN %(partners)s payer ON payer.id = credit.partner_id
                 WHERE debit.partner_id IS DISTINCT FROM credit.partner_id
                   AND (debtor.id IS NULL) <> (payer.id IS NULL)
                   AND partial.max_date <= %(as_of)s
                   AND debit.parent_state = 'posted' AND credit.parent_state = 'posted'
                   AND debit.account_id = ANY(%(receivable)s) AND %(in_companies)s
               ) matched
        """,
        partners=partners,
        as_of=scope.as_of,
        receivable=list(books.receivable_account_ids),
        in_companies=books.in_companies(SQL("debit.company_id")),
    )
