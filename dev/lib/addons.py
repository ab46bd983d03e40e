#!/usr/bin/env python3
"""Print names of add-ons, one a line, from the manifests at the top of this repository.

addons.py run       those people use
addons.py test      those and the ones that only exist for tests (test_*)
addons.py depends   the modules outside this repository that all of them need
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def manifests():
    """Return {name: manifest} of every installable add-on."""
    found = {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.glob("*/__manifest__.py"))
    }
    return {name: m for name, m in found.items() if m.get("installable", True)}


def main(what):
    ours = manifests()
    if what == "depends":
        theirs = {name for m in ours.values() for name in m.get("depends", [])}
        return sorted(theirs - ours.keys() | {"account"})
    return [name for name in ours if what == "test" or not name.startswith("test_")]


if __name__ == "__main__":
    print("\n".join(main(sys.argv[1])))
