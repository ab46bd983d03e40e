from . import customer_report_options
