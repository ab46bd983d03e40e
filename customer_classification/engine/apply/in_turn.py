"""Dimensions in their order: those before see nothing of those after them."""

from collections.abc import Callable, Sequence
from functools import partial

from ..methods import Dimension
from .contained import Faults, Part, attempt, contained


def in_turn(
    dimensions: Dimension,
    collect: Callable[[Dimension, Part], int],
    write: Callable[[Dimension], None],
    everybody: Callable[[], Sequence[int]],
) -> tuple[dict[int, int], Faults]:
    """Evaluate dimensions in their order, and write as many at once as can be.

    All in one savepoint, as nearly always nothing fails; else once more, each in its
    own.

    :param collect: function of a dimension and a part of the customers: find who of
        them changes, return how many
    :param write: function of dimensions: write what was found, which rules that look
        at their classes then see
    :param everybody: ids of the profiles among whom somebody may be to blame
    :return: {dimension id: how many customers changed}, and what failed
    """
    found, error = attempt(
        dimensions.env.cr, partial(_in_groups, dimensions, collect, write)
    )
    if error is None:
        return found, Faults()
    return _one_by_one(dimensions, collect, write, everybody)


def _in_groups(
    dimensions: Dimension,
    collect: Callable[[Dimension, Part], int],
    write: Callable[[Dimension], None],
) -> dict[int, int]:
    """Evaluate dimensions of which none fails, and write many together."""
    found = {}
    pending = dimensions.browse()
    for dimension in dimensions:
        if dimension._used_classes() & {d._field_name() for d in pending}:
            write(pending)
            pending = dimensions.browse()
        found[dimension.id] = collect(dimension, Part())
        if found[dimension.id]:
            pending |= dimension
    if pending:
        write(pending)
    return found


def _one_by_one(
    dimensions: Dimension,
    collect: Callable[[Dimension, Part], int],
    write: Callable[[Dimension], None],
    everybody: Callable[[], Sequence[int]],
) -> tuple[dict[int, int], Faults]:
    """Evaluate and write each dimension in a savepoint of its own."""
    found, faults = {}, Faults()

    def work(dimension: Dimension, part: Part) -> int:
        count = collect(dimension, part)
        if count:
            write(dimension)
        return count

    for dimension in dimensions:
        count, error, customers = contained(
            dimension.env.cr,
            partial(work, dimension),
            everybody,
            f"dimension {dimension.code}",
        )
        if error is not None:
            faults.dimensions[dimension.id] = error
            continue
        found[dimension.id] = count
        for profile_id, reason in customers.items():
            faults.customers[profile_id] = dimension.id, reason
    return found, faults
