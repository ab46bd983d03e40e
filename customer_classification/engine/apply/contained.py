"""One fault stays one fault: work that may fail, and whom it is to be blamed on.

Whatever a rule does to a statement, its savepoint takes back what it has written, and
everything else goes on. Where a few customers are the reason, such as a number that
nobody can divide by, the rule works without them, and they are known by name.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

from odoo.sql_db import BaseCursor
from odoo.tools import SQL, mute_logger

from ...errors import is_busy

_logger = logging.getLogger(__name__)
Made = TypeVar("Made")

#: So many customers may be the reason why a rule fails; where there are more, it is
#: the rule.
MOST_TO_BLAME = 5


@dataclass
class Faults:
    """What failed while the dimensions of a company were evaluated.

    :param dimensions: {dimension id: error}
    :param customers: {profile id: (dimension id, error)}
    """

    dimensions: dict[int, Exception] = field(default_factory=dict)
    customers: dict[int, tuple[int, Exception]] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Which customers of a relation to look at.

    :param only: ids of profiles, None for all
    :param without: ids of profiles to leave out
    """

    only: Sequence[int] | None = None
    without: Sequence[int] = ()

    def of(self, relation: SQL) -> SQL:
        """That part of a relation with the columns of customer.profile."""
        if self.only is not None:
            where = SQL("id = ANY(%s)", list(self.only))
        elif self.without:
            where = SQL("NOT id = ANY(%s)", list(self.without))
        else:
            return relation
        return SQL("(SELECT * FROM %s WHERE %s)", relation, where)


def attempt(
    cr: BaseCursor, work: Callable[[], Made], flush: bool = False
) -> tuple[Made | None, Exception | None]:
    """Do something in a savepoint.

    :param flush: whether it makes records, which must not stay in the cache
    :return: what `work` returns, and None; or None, and the error that is its own fault
    :raise Exception: where it is the server's or somebody else's, see
        :func:`...errors.is_busy`
    """
    try:
        with cr.savepoint(flush=flush):
            return work(), None
    except Exception as error:
        if is_busy(error):
            raise
        return None, error


def contained(
    cr: BaseCursor,
    work: Callable[[Part], Made],
    everybody: Callable[[], Sequence[int]],
    whose: str,
) -> tuple[Made | None, Exception | None, dict[int, Exception]]:
    """Do the work of a rule for all customers but those who make it fail.

    :param work: function of a :class:`Part`: run the statements for these customers
    :param everybody: function that returns the ids of all profiles of the company
    :param whose: names the rule in the log
    :return: what `work` returns; the error that is the rule's own; and {profile id:
        error} of the customers it was done without
    """
    made, error = attempt(cr, lambda: work(Part()))
    if error is None:
        return made, None, {}
    with mute_logger("odoo.sql_db"):
        if blamed := _to_blame(cr, work, everybody):
            made, rest = attempt(cr, lambda: work(Part(without=[*blamed])))
            if rest is None:
                _logger.warning("%s goes on without %s: %s", whose, [*blamed], error)
                return made, None, blamed
    _logger.error("The rule of %s cannot be used", whose, exc_info=error)
    return None, error, {}


def _to_blame(
    cr: BaseCursor,
    work: Callable[[Part], object],
    everybody: Callable[[], Sequence[int]],
) -> dict[int, Exception]:
    """Those in whom some work fails, by halving; empty where it is not a few of many.

    Most rules that fail do so for nobody at all, which is found at once.
    """
    blamed = {}
    parts = [[], list(everybody())]
    most = min(MOST_TO_BLAME, len(parts[1]) // 2)
    while parts and len(blamed) <= most:
        ids = parts.pop(0)
        error = _error_of(cr, work, Part(only=ids))
        if error and not ids:
            return {}
        if error and len(ids) == 1:
            blamed[ids[0]] = error
        elif error:
            half = len(ids) // 2
            parts[:0] = [ids[:half], ids[half:]]
    return blamed if len(blamed) <= most else {}


def _error_of(
    cr: BaseCursor, work: Callable[[Part], object], part: Part
) -> Exception | None:
    """Why some work fails; whatever it did is taken back."""
    try:
        with closing(cr.savepoint(flush=False)):
            work(part)
    except Exception as error:
        if is_busy(error):
            raise
        return error
    return None
