from . import export, import_template, report_xlsx
