"""Debts and credits are apart: everybody is computed anew, and the past with them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Have the next refresh come at once, and the past follow."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.ref("customer_classification.cron_refresh_all")._trigger()
    env["customer.profile.month"]._request(env["res.company"].search([]))
    # Days that nobody keeps are computed again when somebody asks for them.
    cr.execute("DELETE FROM customer_profile_snapshot WHERE is_month_end IS NOT TRUE")
