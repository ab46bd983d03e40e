"""For `odoo shell`: somebody works with other apps and ours."""

# ruff: noqa: F821
from odoo import Command

company = env.company
customer = env["res.partner"].create(
    {"name": "Customer of Apps", "is_company": True, "email": "apps@example.com"}
)
thing = env["product.product"].create(
    {
        "name": "Thing",
        "is_storable": True,
        "invoice_policy": "order",
        "list_price": 100,
        "standard_price": 40,
        "taxes_id": False,
    }
)
order = env["sale.order"].create(
    {
        "partner_id": customer.id,
        "order_line": [Command.create({"product_id": thing.id, "product_uom_qty": 2})],
    }
)
order.action_confirm()
order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
order.picking_ids.button_validate()
invoice = order._create_invoices()
invoice.action_post()
register = env["account.payment.register"].with_context(
    active_model="account.move", active_ids=invoice.ids
)
register.create({"amount": 150}).action_create_payments()
env.cr.commit()

env["customer.profile"].action_refresh_now()
profile = customer.with_company(company).customer_profile_id
found = (profile.revenue_12m, profile.margin_12m, profile.receivable)
assert found == (200, 120, 50), found
assert customer.x_class_size, "the customer is not classified"
profiles = env["customer.profile"].search([("company_id", "=", company.id)])
total = sum(profiles.mapped("receivable"))
booked = sum(
    env["account.move.line"]
    .search(
        [
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("company_id", "child_of", company.id),
            ("partner_id", "!=", False),
        ]
    )
    .mapped("amount_residual")
)
assert company.currency_id.is_zero(total - booked), (total, booked)

dimension = env["customer.classification.dimension"].create(
    {
        "name": "With apps",
        "code": "with_apps",
        "method": "domain",
        "category_ids": [
            Command.create({"name": "Buys", "domain": "[('revenue_12m', '>', 0)]"})
        ],
    }
)
dimension.apply_now()
assert customer.x_class_with_apps.name == "Buys"

for action in env["ir.actions.act_window"].search([]):
    data = action.get_external_id().get(action.id, "")
    if data.startswith(("customer_classification.", "base.", "account.", "sale.")):
        if action.res_model in env and not env[action.res_model]._abstract:
            modes = [
                mode for mode in action.view_mode.split(",") if mode != "dashboard"
            ]
            env[action.res_model].get_views([(False, mode) for mode in modes])

# What people save with fields of ours.
contacts = env["ir.model"]._get("res.partner")
domain = "[('customer_overdue', '>', 0), ('x_class_with_apps', '!=', False)]"
env["ir.filters"].create(
    [
        {"name": "Overdue", "model_id": "res.partner", "domain": domain},
        {
            "name": "By size",
            "model_id": "account.move",
            "context": "{'group_by': ['partner_id.x_class_size']}",
        },
        {"name": "Big", "model_id": "customer.profile", "domain": "[]"},
        {
            "name": "Largest first",
            "model_id": "res.partner",
            "sort": '["customer_revenue_12m desc"]',
        },
    ]
)
env["ir.exports"].create(
    {
        "name": "With numbers",
        "resource": "account.move",
        "export_fields": [
            Command.create({"name": "partner_id/customer_revenue_12m"}),
            Command.create({"name": "partner_id/x_class_size"}),
        ],
    }
)
automation = env["base.automation"].create(
    {
        "name": "Somebody is overdue",
        "model_id": contacts.id,
        "trigger": "on_create_or_write",
        "filter_domain": domain,
        "action_server_ids": [
            Command.create(
                {
                    "name": "Nothing",
                    "model_id": contacts.id,
                    "state": "code",
                    "code": "",
                }
            )
        ],
    }
)
favorite = env["mailing.filter"].create(
    {
        "name": "Overdue",
        "mailing_model_id": contacts.id,
        "mailing_domain": "[('customer_overdue', '!=', 0)]",
    }
)
env["mailing.mailing"].create(
    [
        {
            "subject": "To the big ones",
            "mailing_model_id": contacts.id,
            "mailing_domain": domain,
        },
        {
            "subject": "To a favorite",
            "mailing_model_id": contacts.id,
            "mailing_filter_id": favorite.id,
        },
        {
            "subject": "To an address",
            "mailing_model_id": contacts.id,
            "mailing_domain": "[('email', '=', 'apps@example.com')]",
        },
    ]
)
team = env.ref("sales_team.team_sales_department")
team.write(
    {
        "assignment_domain": "[('partner_id.customer_revenue_12m', '>', 0)]",
        "assignment_max": 10,
    }
)
team.crm_team_member_ids.ensure_one().write(
    {
        "assignment_domain": "[('partner_id.x_class_size', '!=', False)]",
        "assignment_domain_preferred": "[('partner_id.customer_overdue', '=', 0)]",
    }
)
board = env.ref("board.board_my_dash_view")
actions = [
    env.ref("customer_classification.action_customers").id,
    env.ref("base.action_partner_form").id,
]
env["ir.ui.view.custom"].create(
    {
        "user_id": env.ref("base.user_admin").id,
        "ref_id": board.id,
        "arch": "<form><board style='2-1'><column>"
        f"<action name='{actions[0]}' string='Ours' view_mode='list' "
        "context=\"{'group_by': ['x_class_size']}\" domain='[]'/>"
        f"<action name='{actions[1]}' string='Theirs' view_mode='list' "
        "context='{}' domain='[]'/>"
        f"<action name='{actions[1]}' string='Overdue' view_mode='list' context='{{}}' "
        "domain=\"[('customer_overdue', '>', 0)]\"/>"
        "</column></board></form>",
    }
)
env.cr.commit()
print("done")
