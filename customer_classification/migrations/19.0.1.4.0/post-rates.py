"""What rates of groups are made of is new: everybody is computed anew, and the past."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Have the next refresh come at once, and the past follow."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.ref("customer_classification.cron_refresh_all")._trigger()
    env["customer.profile.month"]._request(env["res.company"].search([]))
