from . import (
    customer_past_wizard_mixin,
    customer_selection_mixin,
    account_move_reversal,
    base_partner_merge,
    customer_classification_pin_wizard,
    customer_profile_as_of_wizard,
    customer_profile_movement_wizard,
    customer_tag_wizard,
)
