"""A few simulated days of all kinds of acts, as `make soak` has thirty of."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "soak"))
import soak  # noqa: E402

DAYS, ACTS = 4, 12


def test_everything_agrees_after_some_days(make_database, prepared):
    """The queue and a complete refresh, history, pins, tags, the ledger, the log."""
    assert soak.run_seed(make_database(prepared), 1, DAYS, ACTS)
