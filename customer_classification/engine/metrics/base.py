"""What the families share: their result type and the facts about the books.

Whose is it? A customer is *today's* commercial partner of the partner the ledger
has: ``account_move_line.partner_id``. A document is whose its receivable items are,
never whose ``account_move.commercial_partner_id`` says: the two part when a customer
becomes somebody's contact and a customer again, and the revenue and the debt of one
invoice must not end up with two customers.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..scope import Scope

#: ``account.move.move_type`` of customer documents; the last one is negative.
DOCUMENT_TYPES = ["out_invoice", "out_receipt", "out_refund"]
SALES_TYPES, REFUND_TYPES = DOCUMENT_TYPES[:2], DOCUMENT_TYPES[2:]

#: Days since the due date: (column, first day, last day); ``None`` is open-ended.
AGING = (
    ("not_due", None, 0),
    ("overdue_1_30", 1, 30),
    ("overdue_31_60", 31, 60),
    ("overdue_61_90", 61, 90),
    ("overdue_91", 91, None),
)


class Family(NamedTuple):
    """A SELECT that gives some metrics of some customers.

    ``query``: selects ``partner_id`` (commercial partner) and the columns named
    below, at most one row a customer; customers without data may be missing.
    ``zeros``: columns that are 0 where there is no row or no value (amounts, counts).
    ``empties``: columns that stay NULL (dates, averages, rates, days, references).

    A column whose name begins with ``_`` only feeds the derived metrics of
    :mod:`.query` and is not part of the result.
    """

    query: SQL
    zeros: tuple[str, ...] = ()
    empties: tuple[str, ...] = ()


def posted_documents(scope: Scope) -> SQL:
    """SELECT of the customers' posted documents with ``invoice_date`` up to D.

    Columns: ``id``, ``partner_id`` (customer), ``invoice_date``, ``is_refund``,
    ``revenue`` (untaxed, company currency, negative for credit notes) and ``taxed``
    (the total).

    Revenue is what account.invoice.report calls ``price_subtotal``, but for lines on
    accounts that are no revenue. Headers are ten times cheaper than lines, but their
    untaxed amount has those lines, cash rounding and the non-deductible share as well
    (``account.move._compute_amount``): they are put back.
    """
    return SQL(
        """
        SELECT move.id, partner.commercial_partner_id AS partner_id,
               move.invoice_date,
               move.move_type = 'out_refund' AS is_refund,
               move.amount_untaxed_signed + COALESCE(other.balance, 0) AS revenue,
               move.amount_total_signed AS taxed
          FROM account_move move
          JOIN (%(owners)s) owner ON owner.move_id = move.id
          JOIN res_partner partner ON partner.id = owner.partner_id
     LEFT JOIN (%(other)s) other ON other.move_id = move.id
         WHERE move.state = 'posted'
           AND move.move_type = ANY(%(types)s)
           AND move.invoice_date <= %(as_of)s
           AND %(in_companies)s
           AND %(of_customers)s
        """,
        other=_untaxed_but_no_revenue(scope),
        types=DOCUMENT_TYPES,
        as_of=scope.as_of,
        in_companies=scope.in_companies(SQL("move.company_id")),
        of_customers=scope.of_customers(SQL("owner.partner_id")),
        owners=document_owners(scope),
    )


def document_owners(scope: Scope) -> SQL:
    """SELECT ``move_id, partner_id``: whose each document is, by its receivable items.

    Some rows too many: drafts, bills, documents of which a customer in scope has one
    item and somebody else the first. An index of this add-on has all that is read.
    """
    if scope.everybody:
        return SQL(
            """
            SELECT DISTINCT ON (move_id) move_id, partner_id
              FROM account_move_line
             WHERE display_type = 'payment_term'
          ORDER BY move_id, partner_id
            """
        )
    return SQL(
        """
        SELECT move_id, MIN(partner_id) AS partner_id
          FROM account_move_line
         WHERE display_type = 'payment_term'
           AND move_id IN (SELECT line.move_id FROM account_move_line line
                            WHERE line.display_type = 'payment_term' AND %s)
      GROUP BY move_id
        """,
        scope.of_customers(SQL("line.partner_id")),
    )


def _untaxed_but_no_revenue(scope: Scope) -> SQL:
    """Balance per move of the lines that headers count as untaxed and reports don't.

    The partial index ``account_move_line(move_id) WHERE display_type IN (...)`` of
    this add-on serves the first part: next to no document has such a line. Odoo's index
    by account serves the second: few items are on accounts of equity.
    """
    part = SQL(
        """
        SELECT line.move_id, line.balance
          FROM account_move_line line
         WHERE %s
        """,
        scope.of_customers(SQL("line.partner_id")),
    )
    return SQL(
        """
        SELECT move_id, SUM(balance) AS balance
          FROM (%(part)s AND %(untaxed)s
             UNION ALL
                %(part)s AND line.display_type = 'product' AND %(no_revenue)s) line
      GROUP BY move_id
        """,
        part=part,
        untaxed=untaxed_but_no_revenue(),
        no_revenue=scope.on_no_revenue(SQL("line.account_id")),
    )


def untaxed_but_no_revenue() -> SQL:
    """Condition: headers count ``line`` as untaxed, Invoice Analysis does not."""
    return SQL(
        """
        line.display_type IN (
            'rounding', 'non_deductible_product', 'non_deductible_product_total')
        AND NOT (line.display_type = 'rounding'
                 AND line.tax_repartition_line_id IS NOT NULL)
        """
    )


def due_date(alias: str = "line") -> SQL:
    """When a journal item falls due; without a due date on its own date."""
    return SQL(
        "COALESCE(%s, %s)",
        SQL.identifier(alias, "date_maturity"),
        SQL.identifier(alias, "date"),
    )


def posted_items(scope: Scope, alias: str = "line") -> SQL:
    """Condition: ``alias`` is a posted journal item in scope dated up to D."""
    return SQL(
        "%s = 'posted' AND %s <= %s AND %s AND %s",
        SQL.identifier(alias, "parent_state"),
        SQL.identifier(alias, "date"),
        scope.as_of,
        scope.in_companies(SQL.identifier(alias, "company_id")),
        scope.of_customers(SQL.identifier(alias, "partner_id")),
    )


def not_settled(scope: Scope) -> SQL:
    """SELECT ``line_id, amount, currency``: what is matched but not settled at D.

    That is what was matched only after D, and what is matched with an item that is
    not posted: Odoo keeps the matching of a document that goes back to draft, and lets
    drafts be matched. Signed as a residual: that of a posted item at D is its
    ``amount_residual`` + these amounts, the same as rebuilding it from the partials
    that count, exact for every D. It costs next to nothing: few or no partials are
    dated after today, and an index of this add-on has the items of drafts.
    """
    return SQL(
        """
        %(later)s
     UNION ALL
        SELECT partial.debit_move_id, partial.amount, partial.debit_amount_currency
          FROM account_partial_reconcile partial
         WHERE partial.max_date <= %(as_of)s
           AND partial.credit_move_id = ANY(ARRAY(%(drafts)s))
     UNION ALL
        SELECT partial.credit_move_id, -partial.amount, -partial.credit_amount_currency
          FROM account_partial_reconcile partial
         WHERE partial.max_date <= %(as_of)s
           AND partial.debit_move_id = ANY(ARRAY(%(drafts)s))
        """,
        later=_matched_later(scope),
        as_of=scope.as_of,
        # As an array the planner expects a few, which they are; joined it would
        # multiply the shares of drafts and of matched items, and scan all partials.
        drafts=SQL(
            "SELECT id FROM account_move_line"
            " WHERE parent_state <> 'posted' AND matching_number IS NOT NULL"
        ),
    )


def is_settled(partial: str, counterpart: str, as_of: SQL | date) -> SQL:
    """Condition: what a partial matched is settled at D, for a posted item.

    :param counterpart: the column of ``partial`` with the other item
    """
    return SQL(
        "(%s <= %s AND (SELECT parent_state FROM account_move_line WHERE id = %s)"
        " = 'posted')",
        SQL.identifier(partial, "max_date"),
        as_of,
        SQL.identifier(partial, counterpart),
    )


def _matched_later(scope: Scope) -> SQL:
    """SELECT ``line_id, amount, currency``: what was matched only after D."""
    if scope.everybody:  # both sides in one scan
        return SQL(
            """
            SELECT side.line_id, side.amount, side.currency
              FROM account_partial_reconcile partial
        CROSS JOIN LATERAL (VALUES (partial.debit_move_id, partial.amount,
                                    partial.debit_amount_currency),
                                   (partial.credit_move_id, -partial.amount,
                                    -partial.credit_amount_currency)
                           ) side (line_id, amount, currency)
             WHERE partial.max_date > %s
            """,
            scope.as_of,
        )
    return SQL(
        """
        SELECT partial.debit_move_id AS line_id, partial.amount,
               partial.debit_amount_currency AS currency
          FROM account_partial_reconcile partial
         WHERE partial.max_date > %(as_of)s AND %(debits)s
     UNION ALL
        SELECT partial.credit_move_id, -partial.amount, -partial.credit_amount_currency
          FROM account_partial_reconcile partial
         WHERE partial.max_date > %(as_of)s AND %(credits)s
        """,
        as_of=scope.as_of,
        debits=matched_of_customers(scope, SQL("partial.debit_move_id")),
        credits=matched_of_customers(scope, SQL("partial.credit_move_id")),
    )


def matched_of_customers(scope: Scope, column: SQL) -> SQL:
    """Condition on partials: the item in ``column`` belongs to a customer in scope."""
    if scope.everybody:
        return SQL("TRUE")
    return SQL(
        "%s IN (SELECT item.id FROM account_move_line item WHERE %s AND %s)",
        column,
        scope.of_customers(SQL("item.partner_id")),
        scope.on_receivable(SQL("item.account_id")),
    )
