"""Customers as they were: month ends and other past days, rebuilt from the books."""

from . import (
    customer_profile_snapshot,
    customer_profile_month,
    customer_profile_stale,
    customer_profile_queue,
    customer_profile_movement,
    category,
    customer_profile,
    res_company,
)
