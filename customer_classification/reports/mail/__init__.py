"""Reports that go out by mail every month."""

from . import (
    customer_report_subscription,
    customer_report_recipient,
    send,
)
