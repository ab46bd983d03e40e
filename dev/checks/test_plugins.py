"""Our plugins for pytest: strict and longest_first."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import longest_first
import pytest

LIB = Path(__file__).resolve().parents[1] / "lib"
SKIPPED = """
import unittest

import pytest


def test_passes(): pass


@pytest.mark.skip(reason="no browser")
def test_skipped(): pass


class TestParts(unittest.TestCase):
    def test_part(self):
        with self.subTest("part"):
            self.skipTest("no Chinese")
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_skipped_is_failed(tmp_path, workers):
    """A skipped test, part of a test and file fail, and the reason is printed."""
    (tmp_path / "test_some.py").write_text(SKIPPED)
    (tmp_path / "test_file.py").write_text(
        "import pytest\npytest.skip('no printer', allow_module_level=True)"
    )
    environment = {**os.environ, "PYTHONPATH": str(LIB)}
    environment.pop("ODOO_RC", None)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "strict", "-p", "no:odoo"]
        + ["-n", workers, "-p", "no:cacheprovider", "--continue-on-collection-errors"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1, run.stdout
    assert "skipped" not in run.stdout.splitlines()[-1]
    # test_passes, and test_part but for its part
    assert "2 passed" in run.stdout
    for reason in ("no browser", "no Chinese", "no printer"):
        assert reason in run.stdout


def test_longest_first(tmp_path, monkeypatch):
    """New classes, then those that took longest; the tests of each stay together."""
    store = tmp_path / "seconds.json"
    monkeypatch.setattr(longest_first, "STORE", store)
    store.write_text(json.dumps({"a.py::Short": 1, "b.py::Long": 60, "c.py": 7}))
    names = ["a.py::Short::x", "b.py::Long::x", "b.py::Long::y", "c.py::x", "d.py::x"]
    items = [SimpleNamespace(nodeid=name) for name in names]
    longest_first.pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == [
        "d.py::x",
        "b.py::Long::x",
        "b.py::Long::y",
        "c.py::x",
        "a.py::Short::x",
    ]
