"""The list of acts: what somebody may do, and how often."""

from collections.abc import Callable
from typing import NamedTuple


class Act(NamedTuple):
    """``do``: function of a World and an environment; its text says what was done.

    ``weight``: how often, as compared with others. ``queued``: whether what follows
    is seen to by the queue alone. Rules wait for the night unless applied at once, so
    the queue and a complete refresh agree only where none was changed since.
    """

    name: str
    do: Callable
    weight: int
    queued: bool


class NothingToDo(Exception):
    """There is nothing an act could be done to, just now."""


ACTS: list[Act] = []


def act(weight=4, queued=True):
    """Put a function on the list; see :class:`Act`."""

    def add(do):
        ACTS.append(Act(do.__name__, do, weight, queued))
        return do

    return add
