"""For `odoo shell`: ours goes, and the other apps are used on."""

# ruff: noqa: F821
module = env["ir.module.module"].search([("name", "=", "customer_classification")])
module.button_immediate_uninstall()
env = env(context={})
assert module.state == "uninstalled", module.state

assert not env["ir.filters"].search(
    [("name", "in", ["Overdue", "By size", "Big", "Largest first"])]
)
assert not env["ir.exports"].search([("name", "=", "With numbers")])

automation = env["base.automation"].with_context(active_test=False).search([])
assert automation.mapped("active") == [False], automation.mapped("active")
env["res.partner"].create({"name": "Made afterwards"}).name = "Written afterwards"
automation.unlink()

mailing = env["mailing.mailing"].search([("subject", "=", "To the big ones")])
assert not mailing._get_recipients()
mailing.unlink()

view = env["ir.ui.view.custom"].search([])
assert view.arch.count("<action") == 1 and "Theirs" in view.arch, view.arch
for action in env["ir.actions.act_window"].search([("res_model", "=", "res.partner")]):
    modes = [mode for mode in action.view_mode.split(",")]
    env["res.partner"].get_views([(False, mode) for mode in modes])
env.cr.commit()
print("done")
