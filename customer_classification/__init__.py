from . import controllers, demo, models, wizards


def post_init_hook(env):
    """Classify everybody at once: the first look at the customers is not empty.

    The past follows in the background.
    """
    companies = env["res.company"].search([])
    env["customer.profile"]._refresh_or_queue(companies)
    env["customer.profile.month"]._request(companies)


def uninstall_hook(env):
    """Drop the fields and columns made for dimensions, and what was saved with them."""
    dimensions = env["customer.classification.dimension"]
    dimensions = dimensions.with_context(active_test=False).search([])
    dimensions._forget_searches()
    dimensions._drop_fields()
    # Categories refer to each other and stand in the history; Odoo deletes the records
    # of a module one by one and would stumble over them.
    env.cr.execute("DELETE FROM customer_classification_history")
    env.cr.execute("DELETE FROM customer_classification_pin")
    env.cr.execute("DELETE FROM customer_profile_snapshot")
    env.cr.execute("UPDATE customer_classification_category SET parent_id = NULL")
    env.invalidate_all(flush=False)
