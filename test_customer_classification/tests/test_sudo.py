"""docs/sudo.md: each place that works without the rights of the user, and why."""

import ast
import re
from collections import Counter
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "sudo.md"
ADDONS = ("customer_classification", "customer_classification_dashboard")
#: ``- `file` `function` 2: reason``; for SQL there is no function.
ENTRY = re.compile(r"^- `([\w./-]+\.py)`(?: `([\w.]+)`)? (\d+): \S")
KEYWORDS = ("su", "compute_sudo", "bypass_access")
EXECUTE = ("execute", "execute_query", "execute_values")


def lifts_rights(node):
    """Whether a node of Python code works without the rights of the user."""
    if isinstance(node, ast.Name):
        return node.id == "SUPERUSER_ID"
    if not isinstance(node, ast.Call):
        return False
    true = any(
        word.arg in KEYWORDS
        and isinstance(word.value, ast.Constant)
        and word.value.value is True
        for word in node.keywords
    )
    function = node.func
    if not (isinstance(function, ast.Attribute) and function.attr == "sudo"):
        return true
    # `sudo(False)` and `sudo(self.env.su)` give rights back.
    return not node.args


def runs_sql(node):
    """Whether a node of Python code asks the database without the ORM."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in EXECUTE
    )


def found(wanted, by_function=True):
    """{(file, function): how often} of what is wanted, in all our add-ons."""
    counts = Counter()
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/tests/" not in name:
                _walk(ast.parse(path.read_text()), name, "", wanted, counts)
    if not by_function:
        files = Counter()
        for (name, _function), count in counts.items():
            files[name, None] += count
        return files
    return counts


def _walk(tree, name, function, wanted, counts):
    for node in ast.iter_child_nodes(tree):
        inside = function
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            inside = f"{function}.{node.name}".strip(".")
        if wanted(node):
            counts[name, function or "module"] += 1
        _walk(node, name, inside, wanted, counts)


def entries():
    """{(file, function): how often} of the page; the second for SQL, by file."""
    places, files = {}, {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("- `"):
            continue
        match = ENTRY.match(line)
        if not match:
            raise ValueError(f"{PAGE.name}: {line}")
        name, function, count = match.groups()
        (places if function else files)[name, function] = int(count)
    return places, files


@tagged("post_install", "-at_install")
class TestSudo(BaseCase):
    maxDiff = None

    def test_every_sudo_has_a_reason(self):
        places, _files = entries()
        self.assertGreater(len(places), 50)
        self.assertEqual(dict(found(lifts_rights)), places)

    def test_every_statement_has_a_reason(self):
        _places, files = entries()
        self.assertGreater(len(files), 20)
        self.assertEqual(dict(found(runs_sql, by_function=False)), files)

    def test_it_can_fail(self):
        """The walk sees each way to lift rights, and none that gives them back."""
        for text, expected in (
            ("self.sudo().x", 1),
            ("self.env(su=True)", 1),
            ("Model._search([], bypass_access=True)", 1),
            ("fields.Char(compute_sudo=True)", 1),
            ("self.with_user(SUPERUSER_ID)", 1),
            ("self.sudo(False).x", 0),
            ("self.sudo(self.env.su)", 0),
            ("self.env(su=False)", 0),
        ):
            counts = Counter()
            _walk(ast.parse(f"def f(self):\n    {text}"), "a", "", lifts_rights, counts)
            self.assertEqual(counts["a", "f"], expected, text)
