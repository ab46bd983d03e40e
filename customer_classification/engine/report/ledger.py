"""The totals of a report once more, from the journal items alone."""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..scope import Scope
from .asked import Asked

DOCUMENTS = ["out_invoice", "out_receipt", "out_refund"]


def totals(cr: BaseCursor, scope: Scope, asked: Asked, partners: SQL) -> dict:
    """Revenue of the period and receivable at D, as the ledger has them.

    :param scope: the company tree and its accounts
    :param partners: SELECT, in brackets, of the partners whose items count
    :return: {"revenue": amount, "receivable": amount, "no_customer": receivable items
        without a partner}
    """
    cr.execute(
        SQL(
            """
            SELECT COALESCE(SUM(balance) FILTER (WHERE partner_id IN %(partners)s), 0)
                   AS receivable,
                   COALESCE(SUM(balance) FILTER (WHERE partner_id IS NULL), 0)
                   AS no_customer,
                   (%(revenue)s) AS revenue
              FROM account_move_line
             WHERE parent_state = 'posted' AND date <= %(as_of)s
               AND account_id = ANY(%(accounts)s)
               AND company_id = ANY(%(companies)s)
            """,
            partners=partners,
            revenue=_revenue(scope, asked, partners),
            as_of=asked.as_of,
            accounts=list(scope.receivable_account_ids),
            companies=list(scope.company_ids),
        )
    )
    return cr.dictfetchone()


def _revenue(scope: Scope, asked: Asked, partners: SQL) -> SQL:
    """What the product lines of the documents took on: a credit is revenue."""
    return SQL(
        """
        SELECT COALESCE(-SUM(line.balance), 0)
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE line.parent_state = 'posted' AND line.display_type = 'product'
           AND move.move_type = ANY(%(documents)s)
           AND move.invoice_date > %(start)s AND move.invoice_date <= %(as_of)s
           AND line.company_id = ANY(%(companies)s)
           AND line.partner_id IN %(partners)s
        """,
        documents=DOCUMENTS,
        start=asked.start,
        as_of=asked.as_of,
        companies=list(scope.company_ids),
        partners=partners,
    )
