"""Segments that were there before get their ranges; the past is rebuilt once."""

from odoo import SUPERUSER_ID, api

# (place, ranges of R, F and M) as in data/categories.xml
KEPT = {
    "champion": (10, (4, 5), (4, 5), (4, 5)),
    "risk": (40, (1, 2), (2, 5), (2, 5)),
    "hibernating": (100, (2, 2), (1, 5), (1, 5)),
}
GONE = ("active", "cooling")


def migrate(cr, version):
    """Bring an installation to where a new one begins."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["customer.profile.month"]._request(env["res.company"].search([]))
    _give_ranges(env)


def _give_ranges(env):
    """Only presets that still are what they were installed as."""
    rfm = env.ref("customer_classification.dimension_rfm", raise_if_not_found=False)
    if not rfm or rfm.method != "rfm":
        return
    for code, (place, *ranges) in KEPT.items():
        for category in _preset(env, code):
            vals = {"sequence": place}
            for name, (low, high) in zip(
                ("recency", "frequency", "monetary"), ranges, strict=True
            ):
                vals |= {f"{name}_min": low, f"{name}_max": high}
            category.write(vals)
    for code in GONE:
        _preset(env, code).active = False


def _preset(env, code):
    """The preset category, or none where somebody has deleted it."""
    category = env.ref(
        f"customer_classification.category_rfm_{code}", raise_if_not_found=False
    )
    return category or env["customer.classification.category"]
