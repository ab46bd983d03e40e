"""Other apps of Odoo beside ours: installed before it, and after it; then ours goes.

Whoever sells, delivers and is paid through them is classified, all of our screens open,
our own tests pass in that company, and nothing that people have saved with our fields
breaks what is left of the other apps.
"""

import os
import subprocess
import sys

import psycopg2
import pytest
from commands import REPOSITORY, differences, look, odoo, script
from contents import names

pytestmark = pytest.mark.slow

MODULE = "customer_classification"
APPS = (
    "account_debit_note base_automation board crm hr_expense loyalty mass_mailing "
    "point_of_sale project purchase sale_loyalty sale_management sale_margin "
    "sale_stock stock_account website_sale"
).split()
TESTS = (
    "dimension forms import items ledger merge metrics_invoices metrics_products "
    "metrics_receivables pins queue refresh security snapshot tags"
).split()


def install(database, *modules):
    odoo(database, "server", "-i", ",".join(modules), "--stop-after-init")


@pytest.fixture(scope="module")
def apps(make_database):
    """Odoo with its apps, without ours and without demo data."""
    name = make_database(os.environ["TEMPLATE"], "apps")
    with psycopg2.connect(dbname=name) as connection:
        connection.cursor().execute("UPDATE ir_module_module SET demo = FALSE")
    install(name, *APPS)
    return name


@pytest.fixture(scope="module", params=["before", "after"])
def database(request, make_database, apps):
    """Ours beside the apps, which came before it or after it."""
    if request.param == "before":
        name = make_database(apps)
        install(name, MODULE)
        return name
    name = make_database(os.environ["TEMPLATE"])
    with psycopg2.connect(dbname=name) as connection:
        connection.cursor().execute("UPDATE ir_module_module SET demo = FALSE")
    install(name, MODULE)
    install(name, *APPS)
    return name


@pytest.fixture(scope="module")
def used(database):
    """Somebody has sold through the apps, and saved this and that with our fields."""
    script(database, "apps_use.py")
    return database


def test_use(used):
    """Customers of the apps are classified, and all screens open; see apps_use.py."""


def test_our_tests(used):
    """What our own tests say of refreshing, rules, rights and screens holds here."""
    files = [f"{MODULE}/tests/test_{name}.py" for name in TESTS]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0"]
        + [f"--odoo-database={used}", "--odoo-http", *files],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-20_000:]


def test_uninstall(used, apps):
    """Nothing of ours is left, and what people saved with it breaks no screen."""
    script(used, "apps_uninstall.py")
    left = differences(look(apps, names), look(used, names))
    # What was used is of the apps: numbers of documents, an archived rule.
    assert not [line for line in left if "ir_sequence" not in line]
