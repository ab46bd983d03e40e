# Run in a shell: uninstall as the button of the Apps menu does.
# ruff: noqa: F821
TAGS = """
    SELECT DISTINCT tag.name ->> 'en_US' FROM res_partner_category tag
      JOIN res_partner_res_partner_category_rel link ON link.category_id = tag.id
     WHERE tag.name ->> 'en_US' IN ('Key Customer', 'Everybody') ORDER BY 1
"""
env.cr.execute(TAGS)
assert env.cr.fetchall() == [("Everybody",), ("Key Customer",)]
module = env["ir.module.module"].search([("name", "=", "customer_classification")])
module.button_immediate_uninstall()
assert module.state == "uninstalled", module.state
# What people gave stays, what rules gave is gone.
env.cr.execute(TAGS)
assert env.cr.fetchall() == [("Key Customer",)]
print("done")
