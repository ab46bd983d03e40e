"""Older versions, installed with their demo books and used, are upgraded to this one.

The code of the older versions comes from the history of this repository, so it takes a
clone that has it. Whatever has a name must be as in a new installation, and every
number and class as a refresh from nothing makes them.
"""

import os
import subprocess
import tarfile
from io import BytesIO

import psycopg2
import pytest
from commands import REPOSITORY, differences, look, odoo, script
from contents import names

pytestmark = pytest.mark.slow

MODULE = "customer_classification"
#: The last commit of each version.
VERSIONS = {
    "19.0.1.0.0": "33e661577734bc4d23f9e1f1d60d63a8f83ebf9c",
    "19.0.1.1.0": "9adf00079685b10b53c116c20f2b1c4002fef4b4",
    "19.0.1.2.0": "8a89904bda767d60088fcde170f5bd3d1e3e19c0",
}
#: What upgrade_use.py makes.
MADE = ("x_class_made_by_hand", "By a dimension")
# An upgrade asks for work that is then done in the background.
SECONDS = 60  # of Odoo's processor: the machine may have other things to do
WRITTEN = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables
     WHERE relname IN ('customer_profile', 'customer_profile_snapshot')
"""


@pytest.fixture(scope="module", params=VERSIONS)
def old_code(request, tmp_path_factory):
    """A folder of add-ons that holds this one in an older version."""
    commit = VERSIONS[request.param]
    archive = subprocess.run(
        ["git", "archive", commit, MODULE], cwd=REPOSITORY, capture_output=True
    )
    assert archive.returncode == 0, (
        f"{request.param} is {commit}, which this clone does not have: "
        "git fetch --unshallow"
    )
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def new_names(make_database):
    """Names of what there is after a new installation.

    It is upgraded, too: only then Odoo gives names to the fields of dimensions.
    """
    name = make_database(os.environ["TEMPLATE"], "new")
    odoo(name, "server", "-i", MODULE, "--with-demo", "--stop-after-init")
    odoo(name, "server", "-u", MODULE, "--with-demo", "--stop-after-init")
    return look(name, names)


@pytest.fixture(scope="module")
def upgraded(make_database, old_code):
    """(database that was upgraded, seconds that took, numbers that were written)"""
    name = make_database(os.environ["TEMPLATE"])
    with psycopg2.connect(dbname=name) as connection:
        # What came with later versions is not known yet.
        connection.cursor().execute(
            "DELETE FROM ir_module_module WHERE name LIKE %(ours)s;"
            "DELETE FROM ir_model_data WHERE model = 'ir.module.module' "
            "AND name LIKE %(ours)s",
            {"ours": f"%{MODULE}%"},
        )
    old = f"--addons-path={old_code}"
    odoo(name, "server", "-i", MODULE, "--with-demo", "--stop-after-init", old)
    script(name, "upgrade_use.py", old)
    before = written(name), used()
    # The dashboard comes with a new installation; whoever upgrades installs it.
    more = ("-i", f"{MODULE}_dashboard")
    odoo(name, "server", "-u", MODULE, *more, "--with-demo", "--stop-after-init")
    return name, used() - before[1], written(name) - before[0]


def used():
    """Seconds of the processor that commands have taken so far."""
    times = os.times()
    return times.children_user + times.children_system


def written(database):
    """How often a customer's numbers, of today or of a past day, were written."""
    with psycopg2.connect(dbname=database) as connection:
        cr = connection.cursor()
        cr.execute(WRITTEN)
        return cr.fetchone()[0]


def test_upgrade_computes_nothing(upgraded):
    """What is to be computed anew is not computed meanwhile."""
    _database, seconds, rows = upgraded
    assert not rows
    assert seconds < SECONDS


def test_names(upgraded, new_names):
    """Tables, columns, indexes, fields, views and so on are those of a new one."""
    assert not [
        line
        for line in differences(new_names, look(upgraded[0], names))
        if not any(made in line for made in MADE)
    ]


def test_numbers(upgraded):
    """The jobs bring everybody to where a refresh from nothing leads to."""
    script(upgraded[0], "upgrade_check.py")


def test_what_people_entered(upgraded):
    """Classes by hand, pins and their reasons are as they were."""
    with psycopg2.connect(dbname=upgraded[0]) as connection:
        cr = connection.cursor()
        cr.execute(
            "SELECT c.name ->> 'en_US', pin.reason "
            "FROM customer_classification_pin pin "
            "JOIN customer_classification_category c ON c.id = pin.category_id "
            "WHERE pin.reason = 'Said so'"
        )
        assert cr.fetchall() == [("A", "Said so")]
        cr.execute(
            "SELECT count(*) FROM customer_profile p "
            "JOIN customer_classification_category c ON c.id = p.x_class_made_by_hand "
            "WHERE c.name ->> 'en_US' = 'One'"
        )
        assert cr.fetchone() == (5,)
