"""The process that is to be killed: refresh what is queued, say so, never commit.

python dev/checks/hold.py DATABASE
"""

import os
import signal
import sys

from people import environment

import odoo.tools
from odoo.modules.module import initialize_sys_path

if __name__ == "__main__":
    odoo.tools.config.parse_config(
        ["-c", os.environ["ODOO_RC"], "--log-level=critical", "--no-http"]
    )
    initialize_sys_path()
    with environment(sys.argv[1]) as env:
        env["customer.profile.queue"]._take(1000)._refresh_customers()
        print("holding", flush=True)
        signal.pause()
