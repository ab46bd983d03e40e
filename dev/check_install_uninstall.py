# Run in a shell: uninstall as the button of the Apps menu does.
# ruff: noqa: F821
module = env["ir.module.module"].search([("name", "=", "customer_classification")])
module.button_immediate_uninstall()
assert module.state == "uninstalled", module.state
print("done")
