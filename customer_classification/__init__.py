from . import controllers, demo, models, wizards


def post_init_hook(env):
    """Classify everybody at once: the first look at the customers is not empty."""
    env["customer.profile"]._refresh_or_queue(env["res.company"].search([]))


def uninstall_hook(env):
    """Drop the fields, columns and views made for dimensions while running."""
    env["customer.classification.dimension"]._drop_fields()
