from . import customer_profile, small_invoices, customer_classification_reason
