"""The list of what is tested names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {
    "T": "customer_classification/tests",
    "X": "test_customer_classification/tests",
    "C": "dev/checks",
}
LINE = re.compile(r"^\| (\d+) \| .* \| (.*) \|$", re.MULTILINE)


def _tests_of(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


def test_tests_exist():
    """Sixty lines, each with tests that are there."""
    lines = LINE.findall((ROOT / "docs" / "tested.md").read_text(encoding="utf-8"))
    assert sorted(int(number) for number, _tests in lines) == list(range(1, 61))
    for number, tests in lines:
        named = re.findall(r"([TXC])/(test_\w+\.py): ([^;|]+)", tests)
        assert named, f"line {number} names no test"
        for folder, name, text in named:
            found = set(re.findall(r"\btest_\w+", text))
            assert found, f"line {number}: no test of {name}"
            missing = found - _tests_of(f"{FOLDERS[folder]}/{name}")
            assert not missing, f"line {number}: {missing} are not in {name}"
