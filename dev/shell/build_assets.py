"""For `odoo shell`: build the bundles of scripts and styles.

Otherwise the first visitor waits for them and, as tests roll back, every browser tour.
"""

env = globals()["env"]
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
