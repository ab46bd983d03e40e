from . import (
    above_average,
    customer_classification_reason,
    customer_profile,
    customer_profile_facts,
    customer_rule_mixin,
    flip,
    inverse,
    last_rule,
    payments,
    small_invoices,
)
