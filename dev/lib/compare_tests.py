#!/usr/bin/env python3
"""Print how two runs of the same tests differ: compare_tests.py BEFORE.xml AFTER.xml

The files are those of pytest's --junitxml. The exit code is 1 where a test is worse off
in the second run, or where a run has no tests.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

#: From good to bad.
OUTCOMES = ("passed", "skipped", "failed")


def outcomes(path):
    """{name of a test: its worst outcome}"""
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag for child in case}
        bad = "failed" if kinds & {"failure", "error"} else "passed"
        outcome = bad if bad == "failed" or "skipped" not in kinds else "skipped"
        found[name] = max(found.get(name, "passed"), outcome, key=OUTCOMES.index)
    return found


def main(before, after):
    """Compare and print; returns the exit code."""
    before, after = outcomes(before), outcomes(after)
    for what, run in (("without", before), ("with", after)):
        count = Counter(run.values())
        print(f"{what:8}", ", ".join(f"{count[kind]} {kind}" for kind in OUTCOMES))
    worse = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, "absent"), after.get(name, "absent")
        if old != new:
            print(f"{name}: {old} -> {new}")
            worse += [name] if new in ("failed", "absent", "skipped") else []
    print(f"{len(worse)} of Odoo's tests are worse off with the add-ons")
    return 1 if worse or not before else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
