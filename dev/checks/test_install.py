"""Install, upgrade twice, uninstall and install again, on a copy of the template.

A second upgrade must change nothing: every row of every table is compared, but for what
upgrading any module of Odoo changes. Uninstalling must leave nothing: tables, columns,
indexes, fields, views, menus, scheduled actions and so on are compared by name with
what was there before. A warning in the log is an error, even where Odoo goes on.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import psycopg2
import pytest
from contents import names, rows

MODULE = "customer_classification"
SHELL = Path(__file__).resolve().parents[1] / "shell"
#: What the log may say, and why it is none of ours: any other warning fails.
ALLOWED = {
    "pg_trgm": "the PostgreSQL wheel has no such extension, and Odoo does without",
}


@pytest.fixture(scope="module")
def database(make_database):
    """Odoo alone; no demo books, which take a minute and stay as they are in books."""
    name = make_database(os.environ["TEMPLATE"])
    with psycopg2.connect(dbname=name) as connection:
        connection.cursor().execute("UPDATE ir_module_module SET demo = FALSE")
    return name


@pytest.fixture(scope="module")
def before(database):
    """Names of what there is before the add-on."""
    return look(database, names)


@pytest.fixture(scope="module")
def installed(database, before):
    """Names of what there is with the add-on."""
    odoo(database, "server", "-i", MODULE, "--stop-after-init")
    return look(database, names)


@pytest.fixture(scope="module")
def upgraded(database, installed):
    """Rows after somebody used the add-on, upgraded once and twice."""
    script(database, "install_use.py")
    found = []
    # The first upgrade gives names to fields that were made while the module ran.
    for _upgrade in range(2):
        odoo(database, "server", "-u", MODULE, "--stop-after-init")
        found.append(look(database, rows))
    return found


@pytest.fixture(scope="module")
def uninstalled(database, upgraded):
    """Names of what is left."""
    script(database, "install_uninstall.py")
    return look(database, names)


@pytest.fixture(scope="module")
def reinstalled(database, uninstalled):
    """Names of what there is after installing again."""
    odoo(database, "server", "-i", MODULE, "--stop-after-init")
    return look(database, names)


def test_installing_makes_something(before, installed):
    """Otherwise nothing of what follows says anything."""
    assert set(installed) - set(before)


def test_second_upgrade_changes_nothing(upgraded):
    """Every row of every table is as before, and there are rows of ours."""
    once, twice = upgraded
    assert any(line.startswith("customer_profile ") for line in once)
    assert not differences(once, twice)


def test_uninstalling_leaves_nothing(before, uninstalled):
    """Whatever has a name is as before."""
    assert not differences(before, uninstalled)


def test_installing_again_makes_the_same(installed, reinstalled):
    """Whatever has a name is as it was the first time."""
    assert not differences(installed, reinstalled)


def odoo(database, command, *arguments, **options):
    """Run a command of Odoo's; returns what it printed. No warnings in its log."""
    run = subprocess.run(
        [sys.executable, "-m", "odoo", command, "-d", database, *arguments]
        + ["--no-http", "--log-level=warn"],
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


def test_a_warning_is_seen():
    """Odoo's own lines and Python's."""
    ours = "2026-01-01 00:00:00,000 1 WARNING db odoo.addons.x: a"
    assert complaints(ours) == [ours]
    assert complaints("a.py:1: DeprecationWarning: b")
    assert not complaints("2026-01-01 00:00:00,000 1 INFO db odoo: fine")


def script(database, name):
    """Run a file of dev/shell/ in Odoo's shell; it says when it is done."""
    with (SHELL / name).open() as source:
        printed = odoo(database, "shell", stdin=source)
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
