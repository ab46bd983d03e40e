"""Who never bought has no value; who was credited or owes is no prospect.

Rules that somebody has changed stay as they are.
"""

from odoo import SUPERUSER_ID, api

BUYERS = "[('first_invoice_date', '!=', False)]"
PROSPECT = "[('invoice_count_total', '=', 0)]"
STRICTER = (
    "[('invoice_count_total', '=', 0), ('revenue_total', '=', 0),"
    " ('receivable', '=', 0)]"
)


def migrate(cr, version):
    """Change the presets; customers follow with the next refresh."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code, metric in (
        ("size", "revenue_12m"),
        ("value", "revenue_12m"),
        ("profit", "margin_12m"),
        ("frequency", "invoice_count_12m"),
    ):
        dimension = _record(env, f"dimension_{code}")
        if dimension.metric_id.name == metric and dimension.scope_domain in (
            False,
            "[]",
        ):
            dimension.scope_domain = BUYERS
    prospect = _record(env, "category_relationship_prospect")
    if prospect.domain == PROSPECT:
        prospect.domain = STRICTER


def _record(env, name):
    """The record of a preset; an empty one where somebody deleted it."""
    model = "category" if name.startswith("category") else "dimension"
    found = env.ref(f"customer_classification.{name}", raise_if_not_found=False)
    return found or env[f"customer.classification.{model}"]
