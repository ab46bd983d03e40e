"""Which documents moved a customer from one day to another, for many cases at once.

A case asks for one kind of event of one customer in (since, until]:

    posted   documents dated in it
    left     documents dated so many months before, which left the window
    expired  instalments due so many months before, which left the window
    paid     items of documents matched in it
    due      items so many days past due in it, and open at its end
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..metrics.base import due_date, is_settled
from .items import document_revenue, open_residual


class Case(NamedTuple):
    """``types`` are move types, ``taxed`` asks for totals instead of revenue."""

    row_id: int
    partner_id: int
    company_id: int
    since: date
    until: date
    kind: str
    types: tuple[str, ...] = ()
    months: int = 0
    days: int = 1
    taxed: bool = False


def events(cases: Iterable[Case]) -> SQL:
    """SELECT ``row_id, kind, days, move_id, amount`` of what happened.

    Amounts are in company currency. ``kind`` can also be *late*: a document created
    in the time asked for, with an earlier date but within the last 12 months.
    """
    return SQL(
        """
        WITH asked (row_id, partner_id, company_id, since, until, kind, types, months,
                    days, taxed) AS (VALUES %(cases)s),
             customer AS (
                 SELECT asked.*, partner.id AS ledger_id
                   FROM asked
                   JOIN res_partner partner
                     ON partner.commercial_partner_id = asked.partner_id)
        %(documents)s UNION ALL %(paid)s UNION ALL %(due)s UNION ALL %(expired)s
        """,
        cases=SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s::date, %s::date, %s, %s::varchar[], %s, %s, %s)",
                *case._replace(types=list(case.types)),
            )
            for case in cases
        ),
        documents=_documents(),
        paid=_paid(),
        due=_due(),
        expired=_expired(),
    )


def _documents() -> SQL:
    """Posted, or left the window; whose they are is told by their items."""
    return SQL(
        """
        SELECT row_id, kind, days, move.id AS move_id,
               CASE WHEN taxed THEN move.amount_total_signed
                    ELSE %(revenue)s END AS amount
          FROM (SELECT DISTINCT asked.row_id, asked.days, asked.taxed, line.move_id,
                       CASE WHEN %(in_time)s THEN asked.kind ELSE 'late' END AS kind
                  FROM customer asked
                  JOIN account_move_line line ON line.partner_id = asked.ledger_id
                  JOIN account_move move ON move.id = line.move_id
                 WHERE asked.kind IN ('posted', 'left')
                   AND line.display_type = 'payment_term'
                   AND move.move_type = ANY(asked.types)
                   AND (%(in_time)s OR asked.kind = 'posted' AND %(late)s)
                   AND %(in_books)s) document
          JOIN account_move move ON move.id = document.move_id
        """,
        revenue=document_revenue("move"),
        in_time=_shifted(SQL("line.invoice_date")),
        late=SQL(
            "line.invoice_date <= asked.since"
            " AND line.invoice_date > asked.until - interval '12 months'"
            " AND move.create_date::date > asked.since"
            " AND move.create_date::date <= asked.until"
        ),
        in_books=_in_books(),
    )


def _paid() -> SQL:
    return SQL(
        """
        SELECT asked.row_id, 'paid', asked.days, line.move_id, SUM(partial.amount)
          FROM customer asked
          JOIN account_move_line line ON line.partner_id = asked.ledger_id
          JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
         WHERE asked.kind = 'paid'
           AND partial.max_date > asked.since
           AND %(settled)s AND %(on_receivable)s AND %(in_books)s
      GROUP BY asked.row_id, asked.days, line.move_id
        """,
        settled=is_settled("partial", "credit_move_id", SQL("asked.until")),
        on_receivable=_on_receivable(),
        in_books=_in_books(),
    )


def _due() -> SQL:
    return SQL(
        """
        SELECT row_id, 'due', days, move_id, SUM(residual)
          FROM (SELECT asked.row_id, asked.days, line.move_id,
                       %(residual)s AS residual
                  FROM customer asked
                  JOIN account_move_line line ON line.partner_id = asked.ledger_id
                 WHERE asked.kind = 'due'
                   AND %(due_date)s + asked.days > asked.since
                   AND %(due_date)s + asked.days <= asked.until
                   AND line.balance > 0 AND line.date <= asked.until
                   AND %(on_receivable)s AND %(in_books)s) item
         WHERE residual > 0
      GROUP BY row_id, days, move_id
        """,
        residual=open_residual("line", SQL("asked.until")),
        due_date=due_date(),
        on_receivable=_on_receivable(),
        in_books=_in_books(),
    )


def _expired() -> SQL:
    return SQL(
        """
        SELECT asked.row_id, 'left', asked.days, line.move_id, SUM(line.balance)
          FROM customer asked
          JOIN account_move_line line ON line.partner_id = asked.ledger_id
         WHERE asked.kind = 'expired' AND line.display_type = 'payment_term'
           AND line.balance > 0 AND %s AND %s AND %s
      GROUP BY asked.row_id, asked.days, line.move_id
        """,
        _shifted(due_date()),
        _on_receivable(),
        _in_books(),
    )


def _shifted(day: SQL) -> SQL:
    """Condition: a date in (since, until], so many months before."""
    return SQL(
        "(%(day)s > asked.since - make_interval(months => asked.months)"
        " AND %(day)s <= asked.until - make_interval(months => asked.months))",
        day=day,
    )


def _on_receivable() -> SQL:
    return SQL(
        "line.account_id IN"
        " (SELECT id FROM account_account WHERE account_type = 'asset_receivable')"
    )


def _in_books() -> SQL:
    """Condition: posted, in the company tree that is asked about."""
    return SQL(
        "line.parent_state = 'posted' AND line.company_id IN ("
        "SELECT id FROM res_company WHERE split_part(parent_path, '/', 1)::integer"
        " = asked.company_id)"
    )
