from . import import_template, report_xlsx
