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
# Tags of ours given by hand and by a rule, and a rule on a tag of the user's.
customer.category_id += env.ref("customer_classification.tag_key_customer")
tag = env["res.partner.category"].create(
    {"name": "Everybody", "customer_rule_domain": "[('id', '>', 0)]"}
)
env["customer.profile"].action_refresh_now()
assert tag in customer.category_id
today = env.company._customer_classification_today()
env["customer.profile.snapshot"]._take(env.company, today, with_history=True)
env["ir.filters"].create(
    [
        {
            "name": "By a dimension",
            "model_id": "res.partner",
            "context": "{'group_by': ['x_class_made_by_hand']}",
        },
        {
            "name": "Overdue",
            "model_id": "res.partner",
            "domain": "[('customer_overdue', '>', 0)]",
        },
        {
            "name": "Of the largest",
            "model_id": "account.move",
            "domain": "[('partner_id.customer_revenue_12m', '>', 1000)]",
        },
        {
            "name": "Largest first",
            "model_id": "res.partner",
            "sort": '["customer_revenue_12m desc"]',
        },
        {"name": "All", "model_id": "customer.profile"},
    ]
)
env["ir.exports"].create(
    [
        {
            "name": "With a dimension",
            "resource": "res.partner",
            "export_fields": [(0, 0, {"name": "x_class_made_by_hand"})],
        },
        {
            "name": "With a number",
            "resource": "account.move",
            "export_fields": [(0, 0, {"name": "partner_id/customer_overdue"})],
        },
        {
            "name": "Of ours",
            "resource": "customer.profile",
            "export_fields": [(0, 0, {"name": "partner_id"})],
        },
    ]
)
env.cr.commit()
print("done")
