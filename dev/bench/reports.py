"""Reports of all customers as workbooks, each in a process of its own.

    python dev/bench/reports.py DATABASE REPORT

prints, as JSON, the seconds and the megabytes that the process grew by.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

from clock import Row, environment

# All dimensions to a workbook; so much may the process grow.
OVERVIEW_BOUND = 10_000
MEMORY_BOUND = 300
REPORTS = {
    "overview": "overview of all dimensions",
    "ranking": "ranking of all customers",
    "arrears": "arrears of all customers",
}
USER = "base.user_admin"


def measure(database):
    """Seconds and memory of each report, from the books to the file."""
    rows = []
    for report, label in REPORTS.items():
        found = _run(database, report)
        bound = OVERVIEW_BOUND if report == "overview" else None
        rows += [
            Row(f"{label}, to XLSX", 1000 * found["seconds"], bound=bound),
            Row(
                f"{label}: growth of memory",
                found["megabytes"],
                bound=MEMORY_BOUND,
                unit="MB",
            ),
        ]
    return rows


def _run(database, report):
    command = [sys.executable, __file__, database, report]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _write(database, report):
    """Write one report in this process."""
    from odoo.addons.customer_classification.reports.writers import xlsx

    with environment(database, USER) as env:
        asked = env["customer.report"].create({"report": report})
        if report == "overview":
            asked.dimension_ids = asked._get_dimensions()
        before, started = _peak(), time.perf_counter()
        with tempfile.TemporaryFile() as stream:
            xlsx.write(asked._get_document(), stream, env)
        seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "megabytes": _peak() - before}))


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import odoo.tools
    from odoo.modules.module import initialize_sys_path

    odoo.tools.config.parse_config(
        ["-c", os.environ["ODOO_RC"], "--log-level=error", "--no-http"]
    )
    initialize_sys_path()
    _write(*sys.argv[1:])
