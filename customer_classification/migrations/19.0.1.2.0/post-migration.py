"""Customers have counts and amounts that reports add up: everybody is computed anew."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let the next refresh, or report, compute everybody, and the past follow."""
    cr.execute("UPDATE res_company SET customer_classification_date = NULL")
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["customer.profile.month"]._request(env["res.company"].search([]))
