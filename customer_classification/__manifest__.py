{
    "name": "Customer Classification",
    "version": "19.0.1.0.0",
    "summary": "What kind of customer each customer is, from your own books",
    "author": "Customer Classification contributors",
    "license": "LGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["account"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/dimensions.xml",
        "data/categories.xml",
        "data/cron.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
