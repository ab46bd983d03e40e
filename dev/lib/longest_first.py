"""A plugin for pytest-xdist: what took longest in the last run is begun first.

So no worker is left alone with a long class while the others have nothing to do. The
tests of a class, or of a file of functions, stay together in one worker, as its set-up
is made once. Seconds are kept in .dev/test-seconds.json; what is new there goes first.
"""

import json
from collections import defaultdict
from pathlib import Path

STORE = Path(__file__).resolve().parents[2] / ".dev" / "test-seconds.json"

_seconds = defaultdict(float)


def _scope(nodeid):
    return nodeid.rsplit("::", 1)[0]


def _known():
    try:
        return json.loads(STORE.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def pytest_collection_modifyitems(items):
    """Longest class first; every worker comes to the same order."""
    known = _known()
    items.sort(key=lambda item: -known.get(_scope(item.nodeid), float("inf")))


def pytest_runtest_logreport(report):
    """Add up set-up, call and tear-down."""
    _seconds[_scope(report.nodeid)] += report.duration


def pytest_sessionfinish(session):
    """Keep the seconds, once: not in the workers."""
    if not hasattr(session.config, "workerinput") and _seconds:
        STORE.write_text(json.dumps({**_known(), **_seconds}, indent=1, sort_keys=True))
