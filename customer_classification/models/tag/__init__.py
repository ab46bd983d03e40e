"""Tags that a rule gives and takes away."""

from . import (
    res_partner_category,
    rules,
    customer_tag_assignment,
)
