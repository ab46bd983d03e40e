"""How to get into the next better class."""

from . import (
    advice,
    rfm,
    score,
    pay,
    customer_profile,
)
