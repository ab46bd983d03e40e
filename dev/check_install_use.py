# Run in a shell: somebody works with the add-on, so that there is something to remove.
# ruff: noqa: F821
dimension = env["customer.classification.dimension"].create(
    {"name": "Made by hand", "code": "made_by_hand"}
)
category = env["customer.classification.category"].create(
    {"name": "One", "dimension_id": dimension.id}
)
value = env["customer.classification.dimension"].search([("code", "=", "value")])
customer = env["res.partner"].search([("is_company", "=", True)], limit=1)
customer.write(
    {
        "x_class_made_by_hand": category.id,
        "x_class_value": value.category_ids[-1].id,
    }
)
env["customer.profile"].action_refresh_now()
today = env.company._customer_classification_today()
env["customer.profile"]._snapshot(env.company, today, with_history=True)
env["ir.filters"].create(
    {
        "name": "By a dimension",
        "model_id": "res.partner",
        "context": "{'group_by': ['x_class_made_by_hand']}",
    }
)
env["ir.exports"].create(
    {
        "name": "With a dimension",
        "resource": "res.partner",
        "export_fields": [(0, 0, {"name": "x_class_made_by_hand"})],
    }
)
env.cr.commit()
print("done")
