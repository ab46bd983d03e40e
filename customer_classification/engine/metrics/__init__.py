"""The metrics: one set-based SELECT per family, joined into one row per customer.

========================  =====================================================
:mod:`.base`              the ``Family`` type; documents, items and residuals at D
:mod:`.population`        who has a profile
:mod:`.invoices`          revenue, counts, dates, averages, credit notes, RFM input
:mod:`.receivables`       receivable and aging, days to pay, way of paying
:mod:`.products`          cost (margin) and main product categories
:mod:`.credit`            credit limit
:mod:`.query`             all of them, and what is derived from several
========================  =====================================================

A new family is a function ``scope -> Family``; a bridge appends it to
``customer.profile._metric_families()``.
"""

from odoo.sql_db import BaseCursor

from .base import Family
from .credit import credit
from .invoices import invoices
from .population import population
from .products import products
from .query import metrics_query, read_fields
from .receivables import payments, receivables

#: (name, function) of the families of this add-on, in the order of their columns.
FAMILIES = [
    ("invoices", invoices),
    ("receivables", receivables),
    ("payments", payments),
    ("products", products),
    ("credit", credit),
]

__all__ = [
    "FAMILIES",
    "Family",
    "metrics_query",
    "population",
    "read_fields",
    "tune_planner",
]


def tune_planner(cr: BaseCursor) -> None:
    """Set what suits the full statement, until the end of the transaction.

    Compiling it costs more than it saves, and its hash tables fit into 64 MB.
    """
    cr.execute("SET LOCAL jit = off")
    cr.execute("SET LOCAL work_mem = '64MB'")
