"""The numbers of the reports: sums over customers, in a few statements each.

==================  ==========================================================
:mod:`.scope`       what a report is about: company, days, period, customers
:mod:`.relation`    the customers with the numbers of the period, one row each
:mod:`.totals`      sums by category, the largest customers, all customers
:mod:`.bridge`      two days against each other: movements, as booked and today
:mod:`.trend`       month ends by category
:mod:`.ledger`      the same totals from the ledger, to compare with
==================  ==========================================================
"""

from .relation import customers
from .scope import ReportScope

__all__ = ["ReportScope", "customers"]
