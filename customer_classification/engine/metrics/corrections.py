"""Corrections: an invoice and the credit note that cancels it whole, by mistake made.

Together they are no purchase, no return and no payment in time. What they are worth
stays in revenue and receivable, where both cancel out.
"""

from odoo.tools import SQL

from ..scope import Scope
from .base import SALES_TYPES


def is_corrected(scope: Scope, column: SQL, refunds: bool = True) -> SQL:
    """Condition: the document in ``column`` is one of the two, at D.

    For everybody all pairs are found once; else the document is looked up.

    :param column: id of ``account_move``
    :param refunds: whether it may be the credit note
    """
    if scope.everybody:
        pairs = _pairs(scope, SQL("TRUE"))
        ids = SQL("unnest(ARRAY[invoice.id, refund.id])" if refunds else "invoice.id")
        return SQL("(%s IN (SELECT %s %s))", column, ids, pairs)
    invoice = _pairs(scope, SQL("invoice.id = %s", column))
    if not refunds:
        return SQL("(EXISTS (SELECT %s))", invoice)
    refund = _pairs(scope, SQL("refund.id = %s", column))
    return SQL("(EXISTS (SELECT %s) OR EXISTS (SELECT %s))", invoice, refund)


def _pairs(scope: Scope, condition: SQL) -> SQL:
    """FROM posted credit notes of a whole invoice, dated up to D.

    One is a correction where *Reverse and Create Invoice* made it. Of those made
    before that was kept nobody knows; they are where they came within some days.
    """
    return SQL(
        """
        FROM account_move refund
        JOIN account_move invoice ON invoice.id = refund.reversed_entry_id
       WHERE refund.move_type = 'out_refund' AND refund.state = 'posted'
         AND invoice.move_type = ANY(%(sales)s) AND invoice.state = 'posted'
         AND refund.invoice_date <= %(as_of)s
         AND refund.currency_id = invoice.currency_id
         AND refund.amount_total = invoice.amount_total
         AND COALESCE(refund.customer_is_correction,
                      refund.invoice_date - invoice.invoice_date <= %(days)s)
         AND %(in_companies)s AND %(condition)s
        """,
        sales=SALES_TYPES,
        as_of=scope.as_of,
        days=scope.correction_days,
        in_companies=scope.in_companies(SQL("refund.company_id")),
        condition=condition,
    )
