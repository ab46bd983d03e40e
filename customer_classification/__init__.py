from odoo.fields import Date
from odoo.tools import SQL

from . import controllers, demo, models, reports, wizards
from .engine.apply import tags
from .engine.trace import settled


def post_init_hook(env):
    """Ask for everybody to be classified, and for the past, in the background.

    Big books take minutes, which an installation must not.
    """
    companies = env["res.company"].search([])
    env["customer.profile.state"]._ask_for_build(companies)
    env["customer.profile.month"]._request(companies)


def uninstall_hook(env):
    """Drop the fields and columns made for dimensions, and what was saved with them."""
    dimensions = env["customer.classification.dimension"]
    dimensions = dimensions.with_context(active_test=False).search([])
    dimensions._forget_saved(*_what_goes(env, dimensions))
    dimensions._drop_fields()
    # Categories refer to each other and stand in the history; Odoo deletes the records
    # of a module one by one and would stumble over them.
    env.cr.execute("DELETE FROM customer_classification_history")
    env.cr.execute("DELETE FROM customer_classification_pin")
    env.cr.execute("DELETE FROM customer_profile_snapshot")
    env.cr.execute("UPDATE customer_classification_category SET parent_id = NULL")
    _keep_tags_given_by_hand(env)
    settled.drop_function(env.cr)
    # Odoo forgets the foreign key of a field on a model that is not ours.
    env.cr.execute(
        "DELETE FROM ir_model_constraint "
        "WHERE name = 'res_partner_category_customer_rule_company_id_fkey'"
    )
    env.invalidate_all(flush=False)


def _what_goes(env, dimensions):
    """What people may have saved searches, and more, with.

    :return: (names of our fields on models of others, names of our models)
    """
    ours = env["customer.profile"]._original_module
    registry = env.registry.values()
    return (
        {
            name
            for model in registry
            if model._original_module != ours
            for name, field in model._fields.items()
            if set(field._modules or ()) == {ours}
        }
        | {dimension._field_name() for dimension in dimensions},
        {model._name for model in registry if model._original_module == ours},
    )


def _keep_tags_given_by_hand(env):
    """What rules gave goes, what people gave stays, with the tags that they gave."""
    tags.take_back(env.cr, SQL("TRUE"), Date.today())
    env.cr.execute(
        SQL(
            "DELETE FROM ir_model_data WHERE module = 'customer_classification' "
            "AND model = 'res.partner.category' AND res_id IN "
            "(SELECT category_id FROM %s)",
            tags.LINKS,
        )
    )
