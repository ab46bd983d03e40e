from . import test_demo_books
from . import test_import
from . import test_metrics_contacts
from . import test_metrics_invoices
from . import test_metrics_products
from . import test_metrics_receivables
from . import test_metrics_rfm
