"""Documents and journal items: what they tell the queue, and what numbers they make."""

from . import (
    customer_items_mixin,
    account_move,
    account_move_line,
    account_partial_reconcile,
    account_invoice_report,
    account_account,
    account_journal,
)
