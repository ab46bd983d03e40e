"""Fixtures of the checks: databases of their own, not the one of the add-ons' tests."""

import subprocess

import pytest

from odoo import sql_db
from odoo.orm.registry import Registry


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """Instead of pytest-odoo's: no copy of the test database to roll back in."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Instead of pytest-odoo's: no server."""


@pytest.fixture(scope="module", autouse=True)
def enable_odoo_test_flag():
    """Instead of pytest-odoo's: what runs here runs as it does for people."""


@pytest.fixture(scope="session")
def prepared(request):
    """Name of the database with all add-ons and the demo books; only to be copied."""
    return request.config.getoption("--odoo-database")


@pytest.fixture(scope="module")
def make_database(request):
    """Call with the name of a database: it is copied; returns the name of the copy.

    A second copy has a name that tells it from the first one.
    """
    made = set()

    def make(template, second=""):
        worker = getattr(request.config, "workerinput", {}).get("workerid", "gw")
        name = f"check-{request.module.__name__}{second}-{worker}".replace("_", "-")
        made.add(name)
        forget(name)
        subprocess.run(["createdb", "-T", template, name], check=True)
        return name

    yield make
    for name in made:
        forget(name)


def forget(name):
    """Drop a database, with what this process remembers of it."""
    Registry.delete(name)
    sql_db.close_db(name)
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)
