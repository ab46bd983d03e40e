"""A number made of sums, the same for one customer and for many."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from odoo.tools import SQL

#: A term of a sum of columns.
TERM = re.compile(r"([+-]?)\s*(\w+)")


class Ratio(NamedTuple):
    """A number made of others: sums of columns by name, as "revenue - cost".

    ``of`` / ``by`` * ``times``; empty where ``by`` is not above zero. ``own``: of
    several customers only those count who have such a number of their own.
    """

    of: str
    by: str
    times: int = 1
    own: bool = False

    def value(self, numbers: dict) -> Any:
        """The ratio of numbers by name, unrounded; None is empty."""
        by = added(self.by, numbers)
        return added(self.of, numbers) / by * self.times if by > 0 else None

    def names(self) -> set[str]:
        """The columns that it is made of."""
        return {name for _sign, name in parsed(self.of) + parsed(self.by)}

    def renamed(self, names: dict[str, str]) -> "Ratio":
        """The same of columns that are called otherwise: {name: other name}."""
        of, by = (
            TERM.sub(lambda term: f"{term[1]} {names[term[2]]}".strip(), terms)
            for terms in (self.of, self.by)
        )
        return self._replace(of=of, by=by)

    def of_rows(self, column: Callable[[str], SQL], where: SQL) -> SQL:
        """Aggregate: the ratio of the sums over the rows of a group, as float8.

        :param column: the column of a name
        :param where: which rows count
        """
        of, by = (
            SQL(" ").join(
                SQL(
                    "%s COALESCE(SUM(%s) FILTER (WHERE %s), 0)",
                    SQL("-") if sign < 0 else SQL("+"),
                    column(name),
                    where,
                )
                for sign, name in parsed(terms)
            )
            for terms in (self.of, self.by)
        )
        return SQL(
            "CASE WHEN (%(by)s) > 0"
            " THEN ((%(of)s)::numeric / (%(by)s) * %(times)s)::float8 END",
            of=of,
            by=by,
            times=self.times,
        )


@cache
def parsed(terms: str) -> tuple[tuple[int, str], ...]:
    """The terms of "a + b - c": (1 or -1, name)."""
    return tuple((-1 if sign == "-" else 1, name) for sign, name in TERM.findall(terms))


def added(terms: str, numbers: dict) -> Any:
    """The value of "a + b - c"."""
    return sum(sign * numbers[name] for sign, name in parsed(terms))
