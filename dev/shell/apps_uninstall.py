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

assert not env["mailing.filter"].search([("name", "=", "Overdue")])
mailings = env["mailing.mailing"].search([("subject", "like", "To ")])
recipients = {m.subject: len(m._get_recipients()) for m in mailings}
assert recipients == {"To the big ones": 0, "To a favorite": 0, "To an address": 1}, (
    recipients
)
mailings.unlink()

lead = env["crm.lead"].create({"name": "Made afterwards", "team_id": False})
lead.user_id = False
env.ref("sales_team.team_sales_department").action_assign_leads()
assert not lead.exists().team_id

view = env["ir.ui.view.custom"].search([])
assert view.arch.count("<action") == 1 and "Theirs" in view.arch, view.arch
for action in env["ir.actions.act_window"].search([("res_model", "=", "res.partner")]):
    modes = [mode for mode in action.view_mode.split(",")]
    env["res.partner"].get_views([(False, mode) for mode in modes])
env.cr.commit()
print("done")
