{
    "name": "Customer Classification: Dashboard",
    "version": "19.0.1.0.0",
    "summary": "Customers by class, revenue, overdue, movement and risks at a glance",
    "author": "Customer Classification contributors",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["customer_classification", "spreadsheet_dashboard"],
    "data": ["data/dashboards.xml"],
    "auto_install": True,
}
