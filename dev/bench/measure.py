"""Print how the add-on does on big books, as ratios from one run.

    python dev/bench/measure.py DATABASE PLAIN [--only refresh,past,queue,...]

DATABASE has the add-on, PLAIN the same books without it; ODOO_RC names the settings of
the server. Every figure is the median of several warm runs. Seconds depend on the
machine, ratios hardly: nothing here is a test.
"""

import argparse
import os

import posting
import refresh
import screens
from clock import print_table

import odoo.tools
from odoo.modules.module import initialize_sys_path

PARTS = ("refresh", "past", "queue", "screens", "posting")


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
        rows += _measure(part, args.database, args.plain)
    print_table(rows)


def _measure(part, database, plain):
    if part == "refresh":
        return [*refresh.first(database), *refresh.full(database)]
    if part == "past":
        return refresh.past(database)
    if part == "queue":
        return refresh.queue(database)
    if part == "screens":
        return screens.measure(database, plain)
    return posting.measure(database, plain)


if __name__ == "__main__":
    main()
