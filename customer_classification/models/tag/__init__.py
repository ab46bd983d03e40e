"""Tags that a rule gives and takes away."""

from . import (
    res_partner_category,
    rules,
    cycles,
    dimension,
    customer_tag_assignment,
    res_company,
)
