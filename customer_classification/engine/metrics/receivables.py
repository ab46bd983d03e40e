"""Metrics from receivable items: what is open, how it is paid, and by what."""

from odoo.tools import SQL

from ..scope import Scope
from .base import AGING, Family, due_date, posted_items
from .corrections import is_corrected
from .entries import PAYMENT_JOURNALS
from .record import half_lives, record, weight
from .settlements import counts, is_left_out, noticed, settlements


def receivables(scope: Scope) -> Family:
    """What a customer owes, how old it is, and how its invoices are paid.

    Amounts in company currency, days since the due date. ``receivable`` is the sum of
    the residuals: of debts, which are in the bucket of their age, and of credits that
    nobody matched yet, ``credits_open``, negative and in no bucket. It is the sum of
    the balances as far as the customer's items are matched with each other.
    ``disputed`` is the part of ``overdue`` that is marked so. ``oldest_overdue_days``
    looks at debits that are worth attention, that no unmatched credit covers and that
    are not left out as disputed; NULL where none is overdue.

    The two averages are plain means over the instalments paid in the window.
    ``late_rate`` (0-1) is over those due in the window: paid after the due date,
    lost, or still open past it at D; the two counts are what it is made of.

    The record is over all history, see :mod:`.record`: signed days from the due date,
    the share that was late, and the days since the last of them.

    One query for all: they rest on the same settlements, which are found once.
    """
    query = SQL(
        """
        SELECT partner_id,
               %(sums)s,
               SUM(days_to_pay)::float8 / NULLIF(SUM(paid), 0) AS average_days_to_pay,
               SUM(days_late)::float8 / NULLIF(SUM(paid), 0) AS average_days_late,
               SUM(late)::float8 / NULLIF(SUM(due), 0) AS late_rate,
               SUM(due)::int4 AS due_count_12m,
               SUM(late)::int4 AS late_count_12m,
               SUM(paid)::int4 AS paid_count_12m,
               SUM(days_to_pay)::int4 AS days_to_pay_12m,
               SUM(days_late)::int4 AS days_late_12m,
               ROUND((SUM(record_days) / SUM(record))::numeric, 1)::float8
                   AS payment_record_days,
               ROUND((SUM(record_late) / SUM(record))::numeric, 3)::float8
                   AS payment_record_late_rate,
               %(as_of)s - MAX(record_day) AS payment_record_age
          FROM (%(opens)s
             UNION ALL
                %(paid)s
             UNION ALL
                %(lost)s) part
      GROUP BY partner_id
        """,
        sums=SQL(", ").join(
            [
                *(SQL("SUM(%(c)s) AS %(c)s", c=SQL.identifier(name)) for name in _OPEN),
                SQL("MAX(oldest_overdue_days) AS oldest_overdue_days"),
                *(SQL("SUM(%(c)s) AS %(c)s", c=SQL.identifier(name)) for name in _LOST),
            ]
        ),
        as_of=scope.as_of,
        opens=_open(scope),
        paid=_paid(scope),
        lost=_lost(scope),
    )
    return Family(
        settlements(scope, query),
        (*_OPEN, *_LOST, *_COUNTS),
        (
            "oldest_overdue_days",
            "average_days_to_pay",
            "average_days_late",
            "late_rate",
            "payment_record_days",
            "payment_record_late_rate",
            "payment_record_age",
        ),
    )


_BUCKETS = tuple(name for name, _first, _last in AGING)
_OPEN = ("receivable", *_BUCKETS, "credits_open", "overdue", "disputed")
_LOST = ("written_off_12m", "written_off_total")
#: What averages and rates are made of, for one customer and for several.
_COUNTS = (
    "due_count_12m late_count_12m paid_count_12m days_to_pay_12m days_late_12m"
).split()


def _bucket(name: str, first: int | None, last: int | None) -> SQL:
    """What is owed that fell due ``first`` to ``last`` days ago."""
    bounds = [SQL("item.residual > 0")]
    bounds += [SQL("item.late_days >= %s", first)] if first is not None else []
    bounds += [SQL("item.late_days <= %s", last)] if last is not None else []
    return SQL(
        "SUM(item.residual) FILTER (WHERE %s) AS %s",
        SQL(" AND ").join(bounds),
        SQL.identifier(name),
    )


def _open(scope: Scope) -> SQL:
    """Per customer: what is open by age; the other columns NULL."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               SUM(item.residual) AS receivable,
               %(buckets)s,
               SUM(item.residual) FILTER (WHERE item.residual < 0) AS credits_open,
               SUM(item.residual) FILTER (
                   WHERE item.late_days > 0 AND item.residual > 0) AS overdue,
               SUM(item.residual) FILTER (
                   WHERE item.late_days > 0 AND item.residual > 0 AND item.disputed
               ) AS disputed,
               MAX(item.late_days) FILTER (
                   WHERE item.late_days > 0 AND item.noticed > 0 AND item.balance > 0
                     AND NOT item.covered AND NOT item.left_out
               ) AS oldest_overdue_days,
               NULL::numeric AS written_off_12m, NULL::numeric AS written_off_total,
               NULL::bigint AS days_to_pay, NULL::bigint AS days_late,
               NULL::bigint AS paid, NULL::bigint AS late, NULL::bigint AS due,
               NULL::float8 AS record_days, NULL::float8 AS record_late,
               NULL::float8 AS record, NULL::date AS record_day
          FROM (SELECT open_item.*, covered.id IS NOT NULL AS covered,
                       %(as_of)s - COALESCE(takeover.due, open_item.due) AS late_days
                  FROM open_item
             LEFT JOIN covered ON covered.id = open_item.id
             LEFT JOIN (%(takeover)s) takeover ON takeover.item_id = open_item.id
               ) item
          JOIN res_partner partner ON partner.id = item.partner_id
      GROUP BY partner.commercial_partner_id
        """,
        buckets=SQL(", ").join(_bucket(*bucket) for bucket in AGING),
        as_of=scope.as_of,
        takeover=takeover(),
    )


def takeover() -> SQL:
    """SELECT ``item_id, due``: since when an item that took others over counts as due.

    On its own date while all of the chain was honoured, else on the first due date of
    the oldest.
    """
    return SQL(
        """
        SELECT chain.item_id,
               CASE WHEN BOOL_AND(chain.honoured) THEN MAX(%(own)s)
                    ELSE MIN(%(first)s) END AS due
          FROM chain
          JOIN account_move_line item ON item.id = chain.item_id
          JOIN account_move_line origin ON origin.id = chain.origin_id
      GROUP BY chain.item_id
        """,
        own=due_date("item"),
        first=due_date("origin"),
    )


def _paid(scope: Scope) -> SQL:
    """Per customer: how the instalments of both windows were paid."""
    return SQL(
        """
        SELECT partner.commercial_partner_id,
               %(empty)s,
               SUM(paid_date - invoice_date) FILTER (WHERE %(paid_now)s),
               SUM(GREATEST(paid_date - due_date, 0)) FILTER (WHERE %(paid_now)s),
               COUNT(*) FILTER (WHERE %(paid_now)s),
               COUNT(*) FILTER (WHERE %(due_now)s AND is_late),
               COUNT(*) FILTER (WHERE %(due_now)s),
               %(record)s
          FROM (%(weighted)s) instalment
          JOIN res_partner partner ON partner.id = instalment.partner_id
      GROUP BY partner.commercial_partner_id
        """,
        empty=SQL(", ").join([SQL("NULL")] * (len(_OPEN) + 1 + len(_LOST))),
        paid_now=scope.within(SQL("paid_date"), scope.window_start),
        due_now=scope.within(SQL("due_date"), scope.window_start),
        record=record(scope),
        weighted=_weighted(scope),
    )


def payment_record(scope: Scope) -> SQL:
    """SELECT sums of the record of one customer: days, late ones, and weights.

    The weights are those of D: an instalment of D counts 1. No row without a record.
    """
    return settlements(
        scope,
        SQL(
            """
            SELECT days / today, late / today, weight / today
              FROM (SELECT %(record)s FROM (%(weighted)s) instalment
                   ) record (days, late, weight, day)
        CROSS JOIN (SELECT power(2::float8, %(age)s) AS today) now
             WHERE weight IS NOT NULL
            """,
            record=record(scope),
            weighted=_weighted(scope),
            age=half_lives(scope, SQL("%s::date", scope.as_of)),
        ),
    )


def _weighted(scope: Scope) -> SQL:
    """The instalments of invoices up to D, each with its weight in the record."""
    return SQL(
        "SELECT instalment.*, %s AS weight FROM (%s) instalment",
        weight(scope),
        instalments(
            scope,
            SQL(
                "line.balance > 0 AND line.invoice_date <= %s AND %s AND %s AND %s",
                scope.as_of,
                _of_invoices(scope),
                scope.on_receivable(SQL("line.account_id")),
                posted_items(scope),
            ),
        ),
    )


def _lost(scope: Scope) -> SQL:
    """Per customer: what its entries wrote off."""
    return SQL(
        """
        SELECT partner.commercial_partner_id,
               %(empty)s,
               ROUND(SUM(amount) FILTER (WHERE %(now)s), %(decimals)s),
               ROUND(SUM(amount), %(decimals)s),
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
          FROM (SELECT line.partner_id, line.date,
                       share.lost * (%(matched)s) AS amount
                  FROM share
                  JOIN account_move_line line ON line.id = share.credit_id
                 WHERE share.lost > 0 AND %(posted)s) written_off
          JOIN res_partner partner ON partner.id = written_off.partner_id
      GROUP BY partner.commercial_partner_id
        """,
        empty=SQL(", ").join([SQL("NULL")] * (len(_OPEN) + 1)),
        matched=matched_amount(scope, "line"),
        now=scope.within(SQL("date"), scope.window_start),
        decimals=scope.decimals,
        posted=posted_items(scope),
    )


def matched_amount(scope: Scope, credit: str) -> SQL:
    """SELECT: how much of posted debits a credit has closed at D."""
    return SQL(
        """
        SELECT COALESCE(SUM(partial.amount), 0)
          FROM account_partial_reconcile partial
          JOIN account_move_line debit ON debit.id = partial.debit_move_id
         WHERE partial.credit_move_id = %s AND debit.parent_state = 'posted' AND %s
        """,
        SQL.identifier(credit, "id"),
        counts(scope),
    )


def instalments(scope: Scope, condition: SQL) -> SQL:
    """One row per instalment that says something about how the customer pays.

    Within :func:`settlements`. Columns: ``id``, ``partner_id``, ``invoice_date``;
    ``due_date``, the one that counts: later where a transfer was honoured, earlier
    where it was written off before; ``paid_date``, NULL while something is open and
    where something is lost; ``is_late``. What was assigned, or closed without anybody
    paying or losing, is left out.

    :param condition: which payment terms ``line`` to look at
    """
    return SQL(
        """
        SELECT id, partner_id, invoice_date, due_date, paid_date,
               CASE outcome WHEN 'lost' THEN TRUE
                            WHEN 'open' THEN %(as_of)s > due_date AND NOT covered
                            ELSE paid_date > due_date END AS is_late
          FROM (SELECT item.*,
                       CASE WHEN outcome = 'lost' THEN LEAST(first_due, lost_day)
                            WHEN honoured THEN GREATEST(first_due, accepted)
                            ELSE first_due END AS due_date,
                       CASE WHEN outcome = 'paid'
                            THEN GREATEST(paid_day, invoice_date) END AS paid_date
                  FROM (SELECT item.*,
                               CASE WHEN assigned >= %(attention)s THEN 'none'
                                    WHEN lost >= %(attention)s
                                         OR other > 0 AND other * 2 >= balance
                                    THEN 'lost'
                                    WHEN open >= %(attention)s THEN 'open'
                                    WHEN paid_day IS NULL THEN 'none'
                                    ELSE 'paid' END AS outcome
                          FROM (%(items)s) item) item
                 WHERE outcome <> 'none') item
        """,
        as_of=scope.as_of,
        attention=scope.attention,
        items=_terms(scope, condition),
    )


def _terms(scope: Scope, condition: SQL) -> SQL:
    """Payment terms with all that became of them, here and in what took them over."""
    return SQL(
        """
        SELECT line.id, line.partner_id, line.invoice_date, line.balance,
               %(due_date)s AS first_due,
               %(noticed)s + COALESCE(follow.open, 0) AS open,
               GREATEST(state.paid_day, follow.paid_day) AS paid_day,
               LEAST(state.lost_day, follow.lost_day) AS lost_day,
               COALESCE(state.lost, 0) + COALESCE(follow.lost, 0) AS lost,
               COALESCE(state.other, 0) + COALESCE(follow.other, 0) AS other,
               COALESCE(state.assigned, 0) + COALESCE(follow.assigned, 0) AS assigned,
               COALESCE(follow.honoured, FALSE) AS honoured, follow.accepted,
               (covered.id IS NOT NULL OR %(noticed)s = 0)
               AND COALESCE(follow.covered, TRUE) OR %(left_out)s AS covered
          FROM account_move_line line
     LEFT JOIN unsettled ON unsettled.line_id = line.id
     LEFT JOIN state ON state.item_id = line.id
     LEFT JOIN follow ON follow.origin_id = line.id
     LEFT JOIN covered ON covered.id = line.id
         WHERE line.display_type = 'payment_term' AND %(condition)s
           AND NOT %(corrected)s
        """,
        due_date=due_date(),
        noticed=noticed(scope),
        left_out=is_left_out(scope, "line"),
        corrected=is_corrected(scope, SQL("line.move_id"), refunds=False),
        condition=condition,
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
