from . import (
    test_docs,
    test_independent,
    test_independent_items,
    test_independent_settlements,
    test_item_settled,
    test_method,
    test_metric_family,
    test_poison,
    test_report_kind,
    test_sudo,
    test_unrest,
)
