"""Odoo's own commands on a database, and what is in it before and after."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import psycopg2

REPOSITORY = Path(__file__).resolve().parents[2]
SHELL = REPOSITORY / "dev/shell"
#: What the log may say, and why it is none of ours: any other warning fails.
ALLOWED = {
    "pg_trgm": "the PostgreSQL wheel has no such extension, and Odoo does without",
}


def odoo(database, command, *arguments, **options):
    """Run a command of Odoo's; returns what it printed. No warnings in its log.

    :param database: None for commands that take the names of databases otherwise
    """
    if database:
        arguments = ("-d", database, *arguments, "--log-level=warn")
    if command in ("server", "shell"):
        arguments = (*arguments, "--no-http")
    run = subprocess.run(
        [sys.executable, "-m", "odoo", command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    assert run.returncode == 0, run.stdout
    assert not complaints(run.stdout), run.stdout
    return run.stdout


def complaints(log):
    """The lines of a log that are warnings or worse, without what is allowed."""
    return [
        line
        for line in log.splitlines()
        if re.search(" (WARNING|ERROR|CRITICAL) |Warning: ", line)
        and not any(text in line for text in ALLOWED)
    ]


def script(database, name, *arguments):
    """Run a file of dev/shell/ in Odoo's shell; it says when it is done."""
    with (SHELL / name).open() as source:
        printed = odoo(database, "shell", *arguments, stdin=source)
    assert "done" in printed.splitlines(), printed


def look(database, what):
    """What a database holds, as lines: `names` or `rows` of contents.py."""
    with psycopg2.connect(dbname=database) as connection:
        return what(connection.cursor())


def differences(one, other):
    """The first lines that are only in one (-) or only in the other (+)."""
    one, other = Counter(one), Counter(other)
    return [
        *(f"- {line}" for line in sorted((one - other).elements())),
        *(f"+ {line}" for line in sorted((other - one).elements())),
    ][:100]
