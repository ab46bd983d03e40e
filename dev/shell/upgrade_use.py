"""For `odoo shell`, in any version: somebody works with the add-on.

A dimension of their own with customers in it, a pin with a reason, a favourite; and
some days pass.
"""

# ruff: noqa: F821
dimension = env["customer.classification.dimension"].create(
    {"name": "Made by hand", "code": "made_by_hand"}
)
category = env["customer.classification.category"].create(
    {"name": "One", "dimension_id": dimension.id}
)
company = env.ref("base.main_company")
profiles = env["customer.profile"].search(
    [("company_id", "=", company.id), ("revenue_12m", ">", 0)], limit=6
)
profiles[:5].partner_id.write({"x_class_made_by_hand": category.id})
value = env.ref("customer_classification.category_value_a")
wizard = env["customer.classification.pin.wizard"].with_context(
    active_model="customer.profile", active_ids=profiles[5:].ids
)
wizard.create(
    {
        "dimension_id": value.dimension_id.id,
        "category_id": value.id,
        "reason": "Said so",
    }
).action_apply()
env["customer.profile"]._refresh()
# Ten days later everybody is refreshed, and something has changed.
env.cr.execute(
    "UPDATE customer_classification_history SET date_from = date_from - 10, "
    "date_to = date_to - 10"
)
env["ir.filters"].create(
    {
        "name": "By a dimension",
        "model_id": "res.partner",
        "context": "{'group_by': ['x_class_made_by_hand']}",
    }
)
env.cr.commit()
print("done")
