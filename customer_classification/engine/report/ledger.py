"""The totals of a report once more, from the journal items alone."""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..scope import Scope
from .scope import ReportScope


def totals(cr: BaseCursor, books: Scope, scope: ReportScope, partners: SQL) -> dict:
    """Revenue of the period and receivable at D, as the ledger has them.

    Receivable: the balance of the receivable accounts. Revenue: what the product lines
    of documents in sale journals took on, a credit being revenue. Both in one scan of
    the items, which is what they cost.

    :param books: the company tree and its accounts
    :param partners: SELECT, in brackets, of the partners whose items count
    :return: {"revenue": amount, "receivable": amount, "no_customer": receivable items
        without a partner}
    """
    receivable = SQL(
        "(line.date <= %s AND line.account_id = ANY(%s))",
        scope.as_of,
        list(books.receivable_account_ids),
    )
    revenue = SQL(
        "(line.display_type = 'product' AND line.invoice_date > %s"
        " AND line.invoice_date <= %s AND %s)",
        scope.start,
        scope.as_of,
        books.in_journals(SQL("line.journal_id"), "sale"),
    )
    cr.execute("SET LOCAL jit = off")
    cr.execute(
        SQL(
            """
            SELECT COALESCE(-SUM(line.balance) FILTER (
                       WHERE partner.id IS NOT NULL AND %(revenue)s), 0) AS revenue,
                   COALESCE(SUM(line.balance) FILTER (
                       WHERE partner.id IS NOT NULL AND %(receivable)s), 0)
                   AS receivable,
                   COALESCE(SUM(line.balance) FILTER (
                       WHERE line.partner_id IS NULL AND %(receivable)s), 0)
                   AS no_customer
              FROM account_move_line line
         LEFT JOIN %(partners)s partner ON partner.id = line.partner_id
             WHERE line.parent_state = 'posted' AND %(in_companies)s
               AND (%(receivable)s OR %(revenue)s)
            """,
            receivable=receivable,
            revenue=revenue,
            partners=partners,
            in_companies=books.in_companies(SQL("line.company_id")),
        )
    )
    return cr.dictfetchone()
