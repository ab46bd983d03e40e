"""Install, upgrade twice, uninstall and install again, on a copy of the template.

A second upgrade must change nothing: every row of every table is compared, but for what
upgrading any module of Odoo changes. Uninstalling must leave nothing: tables, columns,
indexes, fields, views, menus, scheduled actions and so on are compared by name with
what was there before. A warning in the log is an error, even where Odoo goes on.
"""

import os

import psycopg2
import pytest
from commands import complaints, differences, look, odoo, script
from contents import names, rows

MODULE = "customer_classification"


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


def test_a_warning_is_seen():
    """Odoo's own lines and Python's."""
    ours = "2026-01-01 00:00:00,000 1 WARNING db odoo.addons.x: a"
    assert complaints(ours) == [ours]
    assert complaints("a.py:1: DeprecationWarning: b")
    assert not complaints("2026-01-01 00:00:00,000 1 INFO db odoo: fine")
