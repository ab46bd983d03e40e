"""Reports: one document as data, shown on the screen, on paper and in a workbook.

===============================  ================================================
:mod:`.document`                 what a report consists of
:mod:`.customer_report_options`  what can be asked for
:mod:`.customer_report`          what is asked for, by whom: the wizard
:mod:`.customer_report_address`  the same as an address that can be kept and sent
:mod:`.customer_report_subscription`  what is sent every month, and to whom
:mod:`.customer_report_document`  the report as data
:mod:`.customer_report_customers`  which customers, and that they are up to date
:mod:`.customer_report_columns`  the columns and how they are computed
:mod:`.customer_report_lines`    what the reports share; the tie-out
``customer_report_*``            one report each
===============================  ================================================
"""

from . import (
    customer_report,
    customer_report_address,
    customer_report_arrears,
    customer_report_bridge,
    customer_report_card,
    customer_report_card_classes,
    customer_report_card_items,
    customer_report_card_numbers,
    customer_report_columns,
    customer_report_customers,
    customer_report_document,
    customer_report_lines,
    customer_report_movement,
    customer_report_options,
    customer_report_overview,
    customer_report_ranking,
    customer_report_recipient,
    customer_report_subscription,
    customer_report_subscription_send,
    customer_report_trend,
    report_document,
)
