"""For `odoo shell`: the first refresh, which the nightly job would do."""

env = globals()["env"]
if "customer.profile" in env:
    changed = env["customer.profile"]._refresh()
    env.cr.commit()
    print(f"== {changed} customer profiles refreshed")
