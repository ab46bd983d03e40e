"""Metrics from document headers: revenue, counts, dates, credit notes."""

from odoo.tools import SQL

from ..scope import Scope
from .base import Family, posted_documents
from .corrections import is_corrected


def invoices(scope: Scope) -> Family:
    """Revenue, invoices and credit notes of each customer (units: company currency).

    Revenue is untaxed and net of credit notes; counts, dates and averages are of
    invoices and receipts, but for those that were corrected. Averages, intervals,
    rates and dates are NULL without invoices. ``average_interval_days`` = (last -
    first) / (distinct dates - 1).
    """
    query = SQL(
        """
        SELECT partner_id,
               SUM(net) AS revenue_total,
               -- FILTER, not WHERE: one reading of all documents for every window.
               SUM(net) FILTER (WHERE %(now)s) AS revenue_12m,
               SUM(net) FILTER (WHERE %(before)s) AS revenue_prev_12m,
               SUM(invoice_count)::int4 AS invoice_count_total,
               SUM(invoice_count) FILTER (WHERE %(now)s)::int4 AS invoice_count_12m,
               ROUND(
                   SUM(invoiced) FILTER (WHERE %(now)s)
                   / NULLIF(SUM(invoice_count) FILTER (WHERE %(now)s), 0),
                   %(decimals)s
               ) AS average_invoice_12m,
               -- A day with credit notes alone is no day of an invoice.
               MIN(invoice_date) FILTER (WHERE invoice_count > 0)
                   AS first_invoice_date,
               MAX(invoice_date) FILTER (WHERE invoice_count > 0)
                   AS last_invoice_date,
               -- A row is a day, so COUNT counts days, and n of them have n - 1 gaps.
               (MAX(invoice_date) FILTER (WHERE invoice_count > 0)
                - MIN(invoice_date) FILTER (WHERE invoice_count > 0))::float8
               / NULLIF(COUNT(*) FILTER (WHERE invoice_count > 0) - 1, 0)
                   AS average_interval_days,
               GREATEST(COUNT(*) FILTER (WHERE invoice_count > 0) - 1, 0)::int4
                   AS interval_count,
               SUM(refund_count) FILTER (WHERE %(now)s)::int4 AS refund_count_12m,
               SUM(refunded) FILTER (WHERE %(now)s) AS refund_amount_12m,
               %(refund_rate)s AS refund_rate_12m,
               SUM(invoice_count) FILTER (WHERE %(rfm)s)::int4 AS rfm_invoice_count,
               SUM(net) FILTER (WHERE %(rfm)s) AS rfm_revenue,
               -- What became receivable, of which DSO is made.
               SUM(taxed) FILTER (WHERE %(now)s AND invoice_count > 0)
                   AS taxed_12m
          FROM (%(days)s) day
      GROUP BY partner_id
        """,
        days=_documents_by_day(scope),
        now=scope.within(SQL("invoice_date"), scope.window_start),
        before=SQL(
            "(invoice_date > %s AND invoice_date <= %s)",
            scope.prev_start,
            scope.window_start,
        ),
        rfm=scope.within(SQL("invoice_date"), scope.rfm_start),
        refund_rate=_refund_rate(scope),
        decimals=scope.decimals,
    )
    zeros = (
        "revenue_total revenue_12m revenue_prev_12m invoice_count_total "
        "invoice_count_12m interval_count refund_count_12m refund_amount_12m "
        "rfm_invoice_count rfm_revenue taxed_12m"
    )
    empties = (
        "average_invoice_12m first_invoice_date last_invoice_date "
        "average_interval_days refund_rate_12m"
    )
    return Family(query, tuple(zeros.split()), tuple(empties.split()))


def _refund_rate(scope: Scope) -> SQL:
    """Credited / untaxed invoiced in the window; 0 with invoices and no credit note.

    NULL without an invoice, and where what was invoiced is nothing to divide by.
    """
    return SQL(
        """
        CASE WHEN COALESCE(SUM(invoice_count) FILTER (WHERE %(now)s), 0) = 0
                 THEN NULL
             WHEN SUM(refund_count) FILTER (WHERE %(now)s) = 0
                 THEN 0
             WHEN SUM(invoiced) FILTER (WHERE %(now)s) > 0
                 THEN SUM(refunded) FILTER (WHERE %(now)s)
                      / SUM(invoiced) FILTER (WHERE %(now)s)
        END::float8
        """,
        now=scope.within(SQL("invoice_date"), scope.window_start),
    )


def _documents_by_day(scope: Scope) -> SQL:
    """One row per customer and invoice date: distinct dates are counted by rows."""
    return SQL(
        """
        SELECT partner_id,
               invoice_date,
               COALESCE(SUM(revenue) FILTER (WHERE kind = 'sale'), 0) AS invoiced,
               COALESCE(-SUM(revenue) FILTER (WHERE kind = 'return'), 0) AS refunded,
               SUM(revenue) AS net,
               COALESCE(SUM(taxed) FILTER (WHERE kind = 'sale'), 0) AS taxed,
               COUNT(*) FILTER (WHERE kind = 'sale') AS invoice_count,
               COUNT(*) FILTER (WHERE kind = 'return') AS refund_count
          FROM (SELECT document.*,
                       CASE WHEN %(is_corrected)s THEN 'correction'
                            WHEN is_refund THEN 'return' ELSE 'sale' END AS kind
                  FROM (%(documents)s) document) document
      GROUP BY partner_id, invoice_date
        """,
        is_corrected=is_corrected(scope, SQL("document.id")),
        documents=posted_documents(scope),
    )
