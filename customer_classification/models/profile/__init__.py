"""Customers as they are today: metrics, classes and history, and what keeps them so."""

from . import (
    customer_profile_metrics,
    metrics_payment,
    metric_views,
    customer_profile,
    customer_classification_history,
    customer_classification_pin,
    customer_profile_queue,
    customer_profile_state,
    res_company,
    refresh,
    ranking,
    jobs,
    by_hand,
    pins,
    tags,
    screens,
    items,
    changes,
    dimension,
)
