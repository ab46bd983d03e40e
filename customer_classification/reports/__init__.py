"""Reports: one document as data, shown on the screen, on paper and in a workbook.

===============================  ================================================
:mod:`.customer_report_options`  what can be asked for
:mod:`.customer_report`          what is asked for, by whom: the wizard
:mod:`.customers`                which customers, and that they are up to date
:mod:`.address`                  the same as an address that can be kept and sent
:mod:`.as_document`              what is asked for becomes a document
:mod:`.document`                 what a report consists of
:mod:`.kinds`                    what each report shows
:mod:`.writers`                  a document as a page, on paper, as a workbook
:mod:`.mail`                     what is sent every month, and to whom
===============================  ================================================
"""

from . import (
    customer_report_options,
    customer_report,
    customers,
    address,
    as_document,
    kinds,
    writers,
    mail,
)
from .kinds import card_hooks  # extends customer.report, which the kinds come before
