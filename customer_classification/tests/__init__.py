from . import (
    test_bad_input,
    test_demo_books,
    test_dimension,
    test_import,
    test_metrics_contacts,
    test_metrics_invoices,
    test_metrics_products,
    test_metrics_receivables,
    test_metrics_rfm,
    test_security,
    test_translations,
    test_ui,
)
