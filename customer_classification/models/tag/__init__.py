"""Tags that a rule gives and takes away."""

from . import (
    res_partner_category,
    rules,
    dimension,
    customer_tag_assignment,
)
