from . import (
    base_partner_merge,
    customer_classification_pin_wizard,
    customer_tag_wizard,
)
