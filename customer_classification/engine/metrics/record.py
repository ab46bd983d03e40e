"""The payment record: how a customer paid whatever fell due, old days counting less."""

from odoo.tools import SQL

from ..scope import Scope

#: Days before or after the due date beyond which it makes no difference.
LONGEST = 90


def record(scope: Scope) -> SQL:
    """What instalments say about the customer, whenever they were: four aggregates.

    Each that was paid, or is late, counts with the days from its due date until it was
    paid or D: negative where it was paid before, at most `LONGEST` either way. It
    weighs half as much for each half-life that it is older; see :func:`weight`.
    """
    return SQL(
        """
        SUM(weight * GREATEST(LEAST(
            COALESCE(paid_date, %(as_of)s) - due_date, %(longest)s), -%(longest)s)),
        SUM(weight * is_late::int),
        SUM(weight),
        MAX(%(day)s) FILTER (WHERE weight IS NOT NULL)
        """,
        as_of=scope.as_of,
        longest=LONGEST,
        day=_counted_day(),
    )


def weight(scope: Scope) -> SQL:
    """Of an instalment in the record; NULL where nothing is known of it yet.

    By the day it fell due, or was paid before that.
    """
    return SQL(
        "CASE WHEN paid_date IS NOT NULL OR is_late THEN power(2::float8, %s) END",
        half_lives(scope, _counted_day()),
    )


def half_lives(scope: Scope, day: SQL) -> SQL:
    """How many half-lives a day is from a day that stands still.

    Not from D: nobody's numbers change because a day goes by. Within what a float8
    holds as a power of two.
    """
    if not scope.half_life:
        return SQL("0")
    return SQL(
        "LEAST(GREATEST((%s - date '2000-01-01') / %s::float8, -900), 900)",
        day,
        scope.half_life * 365.25 / 12,
    )


def _counted_day() -> SQL:
    return SQL("LEAST(due_date, paid_date)")
