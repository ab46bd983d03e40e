"""Which tables stand on which sheet, and the formulas of their totals."""

import itertools

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from odoo.models import BaseModel

from ...ratio import TERM, Ratio
from ..document import DIGITS, Document, Section, Table


def sheets_of(section: Section) -> list[tuple[str, list[Table]]]:
    """(title, tables) of the sheets of a section: a sheet for each table.

    A section with facts, such as the card of a customer, is one sheet.
    """
    if section.facts or len(section.tables) == 1:
        return [(section.title, section.tables)]
    return [
        (
            section.title
            if table.title == section.title
            else f"{section.title} - {table.title}",
            [table],
        )
        for table in section.tables
    ]


def leading_texts(table: Table) -> int:
    """How many columns stay in sight: up to two at the beginning that are text."""
    leading = itertools.takewhile(
        lambda column: column.part == 0 and column.kind != "trend", table.columns
    )
    return min(len(list(leading)), 2)


def as_of_label(document: Document) -> str:
    """The label of the fact that says the day, which stands third."""
    return document.facts[2][0] if len(document.facts) > 2 else ""


def total_formula(
    table: Table, place: int, rows: tuple[int, int], currency: BaseModel
) -> str | None:
    """The formula of a total; None where it is made of what is not in the table.

    :param place: of the column
    :param rows: the first row of the table, and that of the total
    :param currency: whose decimals amounts are rounded to
    """
    column, (first, last) = table.columns[place], rows
    if column.total == "sum" and last > first:
        return f"=SUM({xl_range(first, place, last - 1, place)})"
    ratio = column.total
    if not isinstance(ratio, Ratio):
        return None
    places = {c.name: at for at, c in enumerate(table.columns)}
    if not ratio.names() <= places.keys():
        return None

    def cells(terms):
        return TERM.sub(
            lambda term: term[1] + xl_rowcol_to_cell(last, places[term[2]]),
            terms.replace(" ", ""),
        )

    digits = DIGITS[column.kind]
    digits = currency.decimal_places if digits is None else digits
    of, by = cells(ratio.of), cells(ratio.by)
    times = "" if ratio.times == 1 else f"*{ratio.times}"
    return f'=IF({by}>0,ROUND(({of})/({by}){times},{digits}),"")'
