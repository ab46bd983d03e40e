"""For `odoo shell`: build the bundles of scripts and styles.

Otherwise the first visitor waits for them and, as a test rolls back, every browser tour.
"""

env = globals()["env"]
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
