"""For `odoo shell`: what the tests of most classes begin with, made once."""

from odoo.addons.customer_classification.tests.companies import prepare

env = globals()["env"]
prepare(env)
env.cr.commit()
