"""Metrics from receivable items: what is open, how it is paid, and by what."""

from odoo.tools import SQL

from ..scope import Scope
from .base import (
    AGING,
    Family,
    due_date,
    matched_of_customers,
    not_settled,
    posted_items,
)

#: Journal types a customer pays through, in the order that breaks a tie.
PAYMENT_JOURNALS = ["bank", "cash", "credit"]


def open_items(scope: Scope) -> Family:
    """Receivable at D and its aging by days since the due date (company currency).

    The sum of the residuals, which is the sum of the balances: what posted items
    settle with each other up to D cancels out. ``oldest_overdue_days`` looks at
    positive items only and is NULL where none is overdue; a credit counts in the
    bucket of its own date.
    """
    query = SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               SUM(item.residual) AS receivable,
               %(buckets)s,
               SUM(item.residual) FILTER (WHERE item.late_days > 0) AS overdue,
               MAX(item.late_days) FILTER (
                   WHERE item.late_days > 0 AND item.residual > 0
               ) AS oldest_overdue_days
          FROM (%(items)s) item
          JOIN res_partner partner ON partner.id = item.partner_id
      GROUP BY partner.commercial_partner_id
        """,
        buckets=SQL(", ").join(_bucket(*bucket) for bucket in AGING),
        items=_open_items(scope),
    )
    buckets = tuple(name for name, _first, _last in AGING)
    return Family(query, ("receivable", *buckets, "overdue"), ("oldest_overdue_days",))


def _bucket(name: str, first: int | None, last: int | None) -> SQL:
    """The residual that fell due ``first`` to ``last`` days ago."""
    bounds = [SQL("item.late_days >= %s", first)] if first is not None else []
    bounds += [SQL("item.late_days <= %s", last)] if last is not None else []
    return SQL(
        "SUM(item.residual) FILTER (WHERE %s) AS %s",
        SQL(" AND ").join(bounds),
        SQL.identifier(name),
    )


def _open_items(scope: Scope) -> SQL:
    """One row per receivable item that is open at D: partner, days late, residual."""
    return SQL(
        """
        SELECT partner_id, %(as_of)s - due_date AS late_days, SUM(amount) AS residual
          FROM (SELECT line.id, line.partner_id,
                       %(due_date)s AS due_date,
                       line.amount_residual AS amount
                  FROM account_move_line line
                 WHERE line.reconciled IS NOT TRUE AND %(items)s
             UNION ALL
                SELECT line.id, line.partner_id, %(due_date)s, unsettled.amount
                  FROM (%(unsettled)s) unsettled
                  JOIN account_move_line line ON line.id = unsettled.line_id
                 WHERE %(items)s) part
      GROUP BY id, partner_id, due_date
        """,
        as_of=scope.as_of,
        due_date=due_date(),
        items=SQL(
            "%s AND %s",
            scope.on_receivable(SQL("line.account_id")),
            posted_items(scope),
        ),
        unsettled=not_settled(scope),
    )


def payment_behaviour(scope: Scope) -> Family:
    """How fast and how late invoices are paid (days; NULL where nothing tells).

    Instalments are positive receivable items of invoices and receipts. The two
    averages are plain means over those whose last matching, which settled them in
    full, lies in the window. ``late_rate`` (0-1) is over those due in the window:
    settled after the due date, or still open past it at D; the two counts are what
    it is made of.
    """
    query = SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               SUM(days_to_pay)::float8 / NULLIF(SUM(paid), 0) AS average_days_to_pay,
               SUM(days_late)::float8 / NULLIF(SUM(paid), 0) AS average_days_late,
               SUM(late)::float8 / NULLIF(SUM(due), 0) AS late_rate,
               SUM(due)::int4 AS due_count_12m,
               SUM(late)::int4 AS late_count_12m
          FROM (SELECT partner_id,
                       SUM(paid_date - invoice_date)
                           FILTER (WHERE %(paid_now)s) AS days_to_pay,
                       SUM(GREATEST(paid_date - due_date, 0))
                           FILTER (WHERE %(paid_now)s) AS days_late,
                       COUNT(*) FILTER (WHERE %(paid_now)s) AS paid,
                       COUNT(*) FILTER (
                           WHERE %(due_now)s
                             AND COALESCE(paid_date, %(as_of)s) > due_date
                       ) AS late,
                       COUNT(*) FILTER (WHERE %(due_now)s) AS due
                  FROM (%(instalments)s) instalment
              GROUP BY partner_id) ledger
          JOIN res_partner partner ON partner.id = ledger.partner_id
      GROUP BY partner.commercial_partner_id
        """,
        as_of=scope.as_of,
        paid_now=scope.within(SQL("paid_date"), scope.window_start),
        due_now=scope.within(SQL("due_date"), scope.window_start),
        instalments=_instalments(scope),
    )
    return Family(
        query,
        ("due_count_12m", "late_count_12m"),
        ("average_days_to_pay", "average_days_late", "late_rate"),
    )


def _instalments(scope: Scope) -> SQL:
    """One row per instalment; ``paid_date`` is NULL while something is open at D."""
    return SQL(
        """
        SELECT line.partner_id,
               line.invoice_date,
               %(due_date)s AS due_date,
               -- The residual is that of now and of all matchings; with what is not
               -- settled it is that of D. At zero it was paid, by the last of them.
               CASE WHEN line.amount_residual + COALESCE(unsettled.amount, 0) = 0
                    THEN matched.last_date END AS paid_date
          FROM account_move_line line
     -- LEFT: most open instalments were never matched. An instalment is a debit, so
     -- that side of the partials is enough.
     LEFT JOIN (SELECT partial.debit_move_id, MAX(partial.max_date) AS last_date
                  FROM account_partial_reconcile partial
                 WHERE partial.max_date <= %(as_of)s AND %(of_customers)s
              GROUP BY partial.debit_move_id
               ) matched ON matched.debit_move_id = line.id
     LEFT JOIN (SELECT line_id, SUM(amount) AS amount
                  FROM (%(unsettled)s) part
              GROUP BY line_id
               ) unsettled ON unsettled.line_id = line.id
         WHERE line.display_type = 'payment_term'
           -- Instalments of a document may have either sign; credits are not paid.
           AND line.balance > 0
           AND line.invoice_date <= %(as_of)s
           AND %(of_invoices)s
           AND %(on_receivable)s
           AND %(posted)s
        """,
        as_of=scope.as_of,
        due_date=due_date(),
        of_invoices=_of_invoices(scope),
        of_customers=matched_of_customers(scope, SQL("partial.debit_move_id")),
        unsettled=not_settled(scope),
        on_receivable=scope.on_receivable(SQL("line.account_id")),
        posted=posted_items(scope),
    )


def _of_invoices(scope: Scope) -> SQL:
    """Condition: the payment term ``line`` on a receivable account is no credit note's.

    Of all documents only sales have such items. For everybody the few credit notes
    are looked up instead of the many invoices.
    """
    if scope.everybody:
        return SQL(
            "line.move_id NOT IN (SELECT id FROM account_move"
            " WHERE move_type = 'out_refund')"
        )
    return SQL(
        "(SELECT move_type FROM account_move WHERE id = line.move_id) <> 'out_refund'"
    )


def payments(scope: Scope) -> Family:
    """The journal type (bank, cash, credit) a customer paid most through.

    Paid = credit less debit of the customer's receivable items in moves of such
    journals dated in the window; NULL where nothing positive is left.
    """
    query = SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, type AS main_payment_journal_type
          FROM (SELECT partner.commercial_partner_id AS partner_id,
                       journal.type,
                       -SUM(line.balance) AS paid
                  FROM account_move_line line
                  JOIN account_journal journal ON journal.id = line.journal_id
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.date > %(start)s
                   AND %(in_journals)s
                   AND %(on_receivable)s
                   AND %(posted)s
              GROUP BY partner.commercial_partner_id, journal.type) total
         WHERE paid > 0
      ORDER BY partner_id, paid DESC, array_position(%(order)s, type::text)
        """,
        start=scope.window_start,
        in_journals=scope.in_journals(SQL("line.journal_id"), *PAYMENT_JOURNALS),
        on_receivable=scope.on_receivable(SQL("line.account_id")),
        posted=posted_items(scope),
        order=PAYMENT_JOURNALS,
    )
    return Family(query, empties=("main_payment_journal_type",))
