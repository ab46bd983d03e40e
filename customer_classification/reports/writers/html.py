"""A report as HTML, for the screen and for paper: texts, parts of tables, links."""

import itertools
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from odoo.api import Environment
from odoo.fields import Domain
from odoo.tools import formatLang
from odoo.tools.misc import format_date

from ..document import DIGITS, Chart, Column, Document, Link, Row, Table
from . import svg

#: A text on paper has an end, whatever somebody called a customer.
MAX_TEXT = 300
#: So many rows have room on a page, and on one that begins with title and notes.
PAGE = 34
FIRST_PAGE = 26
NUMBERS = {*DIGITS, "trend"}


class Block(NamedTuple):
    """A piece of a table under a header of its own.

    ``part``: places of its columns; ``is_last``: rest and total stand below it;
    ``new_page``: it begins a page.
    """

    part: list[int]
    rows: list[Row]
    is_last: bool = True
    new_page: bool = False


class Paper:
    """What the template of a report asks for; see customer_report_templates.xml.

    :param is_paged: whether it is for paper, where a long table is cut into pages: the
        program that makes PDF repeats no header by itself
    """

    def __init__(self, document: Document, env: Environment, is_paged: bool = False):
        self.document = document
        self.env = env
        self.is_paged = is_paged

    def rows(self, table: Table) -> list[Row]:
        """The rows of a table; a template passes over them for each part."""
        return list(table)

    def blocks(self, table: Table, rows: list[Row]) -> Iterator[Block]:
        """The pieces in which a table is written, part by part."""
        if not rows and not table.total:
            return
        pages = self._pages(rows)
        for part in self.parts(table):
            for number, page in enumerate(pages):
                yield Block(part, page, number == len(pages) - 1, number > 0)

    def _pages(self, rows):
        if not self.is_paged or len(rows) <= PAGE:
            return [rows]
        rest = range(FIRST_PAGE, len(rows), PAGE)
        return [rows[:FIRST_PAGE], *(rows[at : at + PAGE] for at in rest)]

    def parts(self, table: Table) -> list[list[int]]:
        """Which columns stand next to each other: those of one part, after the first.

        :return: places of columns, for each part
        """
        shared = [at for at, column in enumerate(table.columns) if not column.part]
        parts = sorted({column.part for column in table.columns} - {0})
        return [
            shared + [at for at, c in enumerate(table.columns) if c.part == part]
            for part in parts
        ] or [shared]

    def text(self, table: Table, column: Column, cell: Any) -> str | Markup:
        """A cell as it is read, a small line for a trend."""
        kind, value = table.kind(column, cell)
        if value is None or value == "":
            return ""
        if kind == "trend":
            return svg.trend(value)
        if kind == "rate":
            return self._rate(value)
        if kind in DIGITS:
            return self._number(value, self._digits(kind))
        if isinstance(value, date):
            return format_date(self.env, value)
        return cut(value)

    def look(self, table: Table, column: Column, cell: Any = None) -> str:
        """The class of a cell: numbers at the end, red where they are negative."""
        kind, value = table.kind(column, cell)
        if kind not in NUMBERS and column.kind not in NUMBERS:
            return "o_customer_text" + (" o_customer_date" if kind == "date" else "")
        negative = kind in DIGITS and value is not None and value < 0
        return (
            "o_customer_number o_customer_negative"
            if negative
            else ("o_customer_number")
        )

    def link(self, row: Row) -> dict[str, str]:
        """Attributes that make a text lead somewhere; the web client looks for them."""
        link: Link | None = row.link
        if not link:
            return {}
        if link.res_id:
            return {
                "res-id": str(link.res_id),
                "res-model": link.model,
                "view-type": "form",
            }
        return {
            "data-customer-model": link.model,
            "data-customer-domain": json.dumps(link.domain, default=_plain),
        }

    def link_place(self, table: Table) -> int:
        """The column that leads to the row's records: the first with text."""
        return next(
            (at for at, column in enumerate(table.columns) if column.kind == "text"), 0
        )

    def cut(self, text: Any) -> str:
        """A title or a fact, not too long to be printed."""
        return cut(text)

    def chart(self, table: Table, rows: list[Row], chart: Chart) -> Markup:
        """A chart of the rows as SVG, empty where there is nothing to draw."""
        shown = list(itertools.islice(rows, chart.limit))
        label = table.columns[table.position(chart.labels)]
        places = [table.position(name) for name in chart.series]
        labels = [self._label(table, label, row) for row in shown]
        series = [
            (
                table.columns[place].label,
                [table.kind(table.columns[place], r.values[place])[1] for r in shown],
            )
            for place in places
        ]
        return svg.draw(chart.kind, labels, series, self.document.is_rtl)

    def _label(self, table, column, row):
        return str(self.text(table, column, row.values[table.position(column.name)]))

    def _digits(self, kind):
        digits = DIGITS[kind]
        return self.document.currency.decimal_places if digits is None else digits

    def _number(self, value, digits):
        return formatLang(self.env, float(value), digits=digits)

    def _rate(self, value):
        return f"{self._number(value * 100, 1)}%"


def _plain(value: Any) -> Any:
    """What JSON does not know of a domain: days, and domains within it."""
    return list(value) if isinstance(value, Domain) else str(value)


def cut(text: Any) -> str:
    """A text that is not too long to be printed, without line breaks and tabs."""
    text = " ".join(str(text).split())
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
