"""Dimensions and their classes: settings, checks, rules, and the fields they become."""

from . import (
    customer_rule_mixin,
    customer_classification_fields_mixin,
    stale_screens,
    ir_http,
    ir_model_fields,
    customer_classification_dimension,
    customer_classification_category,
    customer_classification_criterion,
    customer_classification_criterion_band,
    order,
    methods,
    category_checks,
    segment,
    calm,
    columns,
    mirror,
    rules,
    scores,
    references,
    ir_filters,
)
