"""Timing of calls in Odoo, and the table of what came of it."""

import statistics
import threading
import time
from contextlib import contextmanager
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.orm.registry import Registry


class Timing(NamedTuple):
    """What a call took: ``seconds``, of which ``database`` in statements."""

    seconds: float
    database: float
    statements: int


class Row(NamedTuple):
    """One line of the table.

    ``value`` and ``against`` are in ``unit``; ``bound`` limits their ratio where there
    is something to compare with, else the value itself; None is not limited.
    """

    what: str
    value: float
    against_what: str = ""
    against: float | None = None
    bound: float | None = None
    unit: str = "ms"

    @property
    def ratio(self):
        """``value`` by ``against``, None without."""
        return self.value / self.against if self.against else None

    @property
    def verdict(self):
        """Whether the bound is kept."""
        if self.bound is None:
            return ""
        measured = self.value if self.ratio is None else self.ratio
        return "ok" if measured <= self.bound else "OVER"


def timed(function):
    """Call and return (Timing, result); counts the statements of this thread."""
    thread = threading.current_thread()
    thread.query_count, thread.query_time = 0, 0.0
    started = time.perf_counter()
    result = function()
    seconds = time.perf_counter() - started
    return Timing(seconds, thread.query_time, thread.query_count), result


def middle(timings):
    """The median of several timings, each number by itself."""
    return Timing(*map(statistics.median, zip(*timings, strict=True)))


def median(env, function, runs=7, warm=2):
    """Median Timing of ``function(env)``, each run with an empty record cache."""
    timings = []
    for number in range(warm + runs):
        env.cr.rollback()
        env.invalidate_all()
        timing, _result = timed(lambda: function(env))
        if number >= warm:
            timings.append(timing)
    env.cr.rollback()
    return middle(timings)


@contextmanager
def environment(database, user=None):
    """An environment of ``database`` that keeps nothing it is not told to commit.

    :param user: XML id of the user, the superuser without
    """
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        if user:
            env = env(user=env.ref(user))
            companies = env.user.company_id.ids
            env = env(context={"lang": "en_US", "allowed_company_ids": companies})
        try:
            yield env
        finally:
            cr.rollback()


def print_table(rows):
    """Print the rows: what, measured, against what, ratio, bound, verdict."""
    lines = [("what", "measured", "against", "", "ratio", "bound", "")]
    for row in rows:
        ratio, bound = row.ratio, row.bound
        lines.append(
            (
                row.what,
                _amount(row.value, row.unit),
                row.against_what,
                "" if row.against is None else _amount(row.against, row.unit),
                "" if ratio is None else f"{ratio:.2f}",
                ""
                if bound is None
                else (_amount(bound, row.unit) if ratio is None else f"{bound:.2f}"),
                row.verdict,
            )
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.ljust(width) if number in (0, 2, 6) else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print(" | ".join(cells).rstrip())


def _amount(value, unit):
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:,.1f} {unit}"
