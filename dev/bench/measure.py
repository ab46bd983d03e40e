"""Print how the add-on does on big books, as ratios from one run.

    python dev/bench/measure.py DATABASE PLAIN [--only PART,...]

PARTS are the names below; without --only all are measured.

DATABASE has the add-on, PLAIN the same books without it; ODOO_RC names the settings of
the server, INSTALL_SECONDS is what the installation has taken, EMPTY_SECONDS one in a
database without books. Every other figure is the median of several warm runs. Seconds
depend on the machine, ratios hardly: nothing here is a test.
"""

import argparse
import os

import credit
import install
import posting
import preview
import refresh
import reports
import screens
import tags
from clock import print_table

import odoo.tools
from odoo.modules.module import initialize_sys_path

#: Name of each part, and what gives its rows.
PARTS = {
    "install": lambda ours, plain: install.measure(ours),
    "refresh": lambda ours, plain: [*refresh.first(ours), *refresh.full(ours)],
    "past": lambda ours, plain: refresh.past(ours),
    "queue": lambda ours, plain: refresh.queue(ours),
    "tags": lambda ours, plain: tags.measure(ours),
    "preview": lambda ours, plain: preview.measure(ours),
    "screens": screens.measure,
    "posting": posting.measure,
    "reports": lambda ours, plain: reports.measure(ours),
    "credit": lambda ours, plain: credit.measure(ours),
}


def main(argv=None):
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", help="books with the add-on")
    parser.add_argument("plain", help="the same books without it")
    parser.add_argument("--only", default=",".join(PARTS))
    args = parser.parse_args(argv)
    odoo.tools.config.parse_config(
        ["-c", os.environ["ODOO_RC"], "--log-level=error", "--no-http"]
    )
    initialize_sys_path()
    rows = []
    for part in args.only.split(","):
        print(f"measuring: {part}", flush=True)
        rows += PARTS[part](args.database, args.plain)
    print_table(rows)


if __name__ == "__main__":
    main()
