"""The process that is to be killed: it does something, says so, and never commits.

python dev/checks/hold.py DATABASE ACTION

ACTION is `refresh_queue`, or `build`: parts of a first refresh, of which the last one
is not committed.
"""

import os
import signal
import sys

from people import building, environment

import odoo.tools
from odoo.modules.module import initialize_sys_path

PARTS = 3  # everybody's numbers, and two batches of classes


def refresh_queue(env):
    """Refresh what is queued."""
    env["customer.profile.queue"]._take(1000)._refresh_customers()


def build(env):
    """Do the first parts; only the last one is not committed."""
    with building():
        company = env.ref("base.main_company")
        for part in range(1, PARTS + 1):
            assert not env["customer.profile"]._refresh_next_part(company)
            if part < PARTS:
                env.cr.commit()


ACTIONS = {action.__name__: action for action in (refresh_queue, build)}

if __name__ == "__main__":
    odoo.tools.config.parse_config(
        ["-c", os.environ["ODOO_RC"], "--log-level=critical", "--no-http"]
    )
    initialize_sys_path()
    with environment(sys.argv[1]) as env:
        ACTIONS[sys.argv[2]](env)
        print("holding", flush=True)
        signal.pause()
