"""A report as data: what the screen, the PDF and the workbook all show.

The reports (:mod:`.kinds`) make a :class:`Document` out of the numbers of
:mod:`..engine.report`. :mod:`.writers` writes it down and computes nothing.
All numbers are rounded here, once, so that nobody shows another digit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from ..ratio import Ratio

#: What a cell holds, and the digits it is rounded to (None: those of the currency).
#: text; date; count (integer); money (company currency); rate (0.123 is 12.3 %);
#: days; number (per customer and the like); trend (numbers, drawn as a small line).
DIGITS = {"count": 0, "money": None, "rate": 3, "days": 1, "number": 2}


class Column(NamedTuple):
    """A column of a table.

    ``name``: unique in the table, ``label``: as people read it, ``kind``: see `DIGITS`.
    ``total``: how the total comes about: "sum", or a :class:`Ratio` of the totals of
    other columns, which need not be in the table; None where there is no telling.
    ``part``: paper is narrow. Columns of part 0 are on every part of a table, those of
    part 1, 2, ... on a part of their own.
    """

    name: str
    label: str
    kind: str = "text"
    total: str | Ratio | None = None
    part: int = 0


class Value(NamedTuple):
    """A cell whose kind is not that of its column."""

    kind: str
    value: Any


class Link(NamedTuple):
    """Where a row leads: to one record, or to the records of a domain."""

    model: str
    res_id: int | None = None
    domain: list | None = None


class Row(NamedTuple):
    """One line of a table: a value (or :class:`Value`) per column; None is empty."""

    values: tuple
    link: Link | None = None


class Chart(NamedTuple):
    """A drawing of the rows of a table, without its total.

    ``kind``: "bar" (horizontal, one or two series), "column" (vertical; a negative
    value hangs below the line), "line" (one line per series), "pareto" (columns of the
    first series, the second, a rate, as a line on a second axis from 0 to 100 %).
    ``labels``: name of the column with the labels; ``series``: names of the columns
    with the numbers; ``limit``: at most so many rows, from the top.
    """

    kind: str
    title: str
    labels: str
    series: tuple[str, ...]
    limit: int = 100


@dataclass
class Table:
    """Rows under a heading.

    ``rows``: an iterable, or a function that gives a new one: long tables are read
    while they are written. ``total``: the values of the last line, or None.
    ``rest``: the values of a line before it that stands for rows left out, or None.
    ``note`` also says what an empty table means. ``half``: on paper it needs half the
    width, two such tables stand side by side.
    """

    name: str
    title: str
    columns: list[Column]
    rows: Iterable[Row] | Callable[[], Iterable[Row]] = ()
    total: tuple | None = None
    rest: tuple | None = None
    charts: list[Chart] = field(default_factory=list)
    note: str = ""
    half: bool = False

    def __iter__(self):
        return iter(self.rows() if callable(self.rows) else self.rows)

    def position(self, name: str) -> int:
        """The place of a column.

        :raise KeyError: where the table has none of that name
        """
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise KeyError(name)

    def rest_of(self, column: Column) -> Any:
        """What the total of a summed column has beyond the rows; None for others."""
        if column.total != "sum":
            return None
        place = self.position(column.name)
        return self.total[place] - sum(row.values[place] or 0 for row in self)

    def kind(self, column: Column, value: Any) -> tuple[str, Any]:
        """(kind, bare value) of a cell."""
        return value if isinstance(value, Value) else (column.kind, value)


@dataclass
class Section:
    """What belongs together under a heading.

    ``facts``: (label, text) pairs above the tables. ``new_page``: whether it begins a
    page of its own on paper.
    """

    name: str
    title: str
    tables: list[Table] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""
    new_page: bool = True


@dataclass
class Document:
    """A report: what it is about, and its sections.

    ``facts``: (label, text) pairs: company, period, as-of date, filters, who and when.
    ``name``: of the file, without its ending.
    """

    title: str
    subtitle: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    currency: Any
    name: str = ""
    is_rtl: bool = False


def rounded(kind: str, value: Any, decimals: int) -> Any:
    """A number as everybody shows it; None stays None, what is no number stays.

    :param decimals: of the currency
    """
    if value is None or kind not in DIGITS:
        return value
    digits = DIGITS[kind]
    if kind == "count":
        return int(value)
    if kind == "money":
        unit = Decimal(1).scaleb(-decimals)
        return Decimal(value).quantize(unit, rounding="ROUND_HALF_UP")
    return round(float(value), digits)
