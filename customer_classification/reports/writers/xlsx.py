"""A report as a workbook: one sheet for each table, written row by row.

Nothing is computed here but what a spreadsheet computes itself: totals are formulas,
with the numbers of the report as their stored results.
"""

import itertools
import re
import tempfile
from datetime import date
from decimal import Decimal
from typing import IO

import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..document import Document, Section, Table
from .xlsx_charts import add_chart, chart_rows
from .xlsx_formats import Formats, clean, shown_width
from .xlsx_layout import as_of_label, leading_texts, sheets_of, total_formula

#: What a workbook is called on the web and in mails.
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of a sheet, and what a total and charts below a table may need.
MAX_ROWS = 1_048_576
RESERVED = 100
MAX_WIDTH = 48
# Characters that a column shows at least, to tell how high a note is.
NOTE_WIDTH = 11
# So many rows tell how wide the columns are.
MEASURED = 1000
# More rows than these, and the charts stand beside the table instead of below.
CHART_BELOW = 40


def write(document: Document, stream: IO[bytes], env: Environment) -> None:
    """Write the workbook of a report.

    Rows are read while they are written: memory does not grow with them.

    :param stream: a file opened for writing bytes
    :param env: for texts and dates in the language of the user
    :raise UserError: for a table that has more rows than a sheet can have
    """
    with tempfile.TemporaryDirectory() as folder:
        workbook = xlsxwriter.Workbook(
            stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": folder,
            },
        )
        try:
            _Writer(document, workbook, env).write_all()
        except BaseException:
            workbook.fileclosed = True  # nothing is to be saved
            raise
        workbook.close()


class _Writer:
    """Writes one document; ``row`` is the next free row of the sheet at work."""

    def __init__(self, document: Document, workbook, env: Environment):
        self.document = document
        self.workbook = workbook
        self.env = env
        self.formats = Formats(workbook, document.currency, env)
        self.names: set[str] = set()
        self.trends = None
        self.trend_row = 0
        self.row = 0
        self.widths: dict[int, int] = {}

    def write_all(self) -> None:
        """All sheets: what it is about, the tables, the numbers of trends."""
        about = self._sheet(self.env._("About"))
        sheets = [
            (self._sheet(title), section, tables)
            for section in self.document.sections
            for title, tables in sheets_of(section)
        ]
        if any(
            column.kind == "trend"
            for _sheet, _section, tables in sheets
            for table in tables
            for column in table.columns
        ):
            self.trends = self._sheet(self.env._("Trend Data"))
            self.trends.hide()
        self._write_about(about)
        for sheet, section, tables in sheets:
            self._write_sheet(sheet, section, tables)

    def _sheet(self, title: str) -> Worksheet:
        """A new sheet with a name that Excel accepts and no other has."""
        title = re.sub(r"[\[\]:*?/\\]", " ", clean(title)).strip().strip("'").strip()
        title = title or self.env._("Sheet")
        for number in itertools.count(1):
            mark = "" if number == 1 else f" ({number})"
            name = title[: 31 - len(mark)].rstrip("' ") + mark
            if name.lower() not in self.names | {"history"}:
                break
        self.names.add(name.lower())
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        if self.document.is_rtl:
            sheet.right_to_left()
        return sheet

    def _write_about(self, sheet):
        """What the report is about, who asked and when."""
        self.row, self.widths = 0, {0: 12, 1: 40}
        self._text(sheet, 0, self.document.title, "title")
        self.row += 2
        for label, text in self.document.facts:
            self._text(sheet, 0, label, "label")
            self._text(sheet, 1, text, "wrapped")
            self._measure(0, label)
            self.row += 1
        sheet.set_column(0, 0, self._width(0))
        sheet.set_column(1, 1, 60)

    def _write_sheet(self, sheet, section: Section, tables: list[Table]):
        self.row, self.widths = 0, {}
        self._text(sheet, 0, section.title, "title")
        self.row += 1
        self._text(sheet, 0, self._about_line(), "about")
        self.row += 1
        for label, text in section.facts:
            self._text(sheet, 0, label, "label")
            self._text(sheet, 1, text)
            self.row += 1
        if section.note:
            self._note(sheet, section.note, tables[0] if tables else None)
        self.row += 1
        for table in tables:
            self._write_table(sheet, table, alone=len(tables) == 1)
        for place in self.widths:
            sheet.set_column(place, place, self._width(place))

    def _about_line(self) -> str:
        """Company, currency and day: a sheet may be all that somebody sees."""
        document = self.document
        facts = dict(document.facts)
        parts = (
            document.subtitle,
            document.currency.name,
            facts.get(as_of_label(document)),
        )
        return " · ".join(filter(None, (document.title, *parts)))

    def _write_table(self, sheet, table: Table, alone: bool):
        """Heading, header, rows, total, note and charts; then an empty row."""
        if not alone:
            self._text(sheet, 0, table.title, "heading")
            self.row += 1
        header = self.row
        for place, column in enumerate(table.columns):
            self._text(sheet, place, column.label, "header")
            self._measure(place, column.label, wraps=True)
        self.row += 1
        first = self.row
        for line in table:
            self._check_row(table)
            self._write_values(sheet, table, line.values)
            self.row += 1
        count = self.row - first
        if table.rest:
            self._write_values(sheet, table, table.rest)
            self.row += 1
        if table.total:
            self._write_total(sheet, table, first)
            self.row += 1
        if table.note:
            self._note(sheet, table.note, table)
        if alone:
            self._finish_header(sheet, table, header, count)
        self._write_charts(sheet, table, header, first, count)
        self.row += 1

    def _check_row(self, table: Table):
        if self.row >= MAX_ROWS - RESERVED:
            raise UserError(
                self.env._(
                    "%(table)s: a sheet has room for %(rows)s rows, and there are "
                    "more. Choose fewer customers.",
                    table=table.title,
                    rows=formatLang(self.env, MAX_ROWS - RESERVED, digits=0),
                )
            )

    def _finish_header(self, sheet, table: Table, header: int, count: int):
        """Keep the header in sight, on every page, with filters."""
        texts = leading_texts(table)
        sheet.freeze_panes(header + 1, texts)
        sheet.repeat_rows(header)
        last = header + max(count, 1)
        sheet.autofilter(header, 0, last, len(table.columns) - 1)

    def _write_values(self, sheet, table: Table, values: tuple, total: str = ""):
        for place, (column, cell) in enumerate(zip(table.columns, values, strict=True)):
            kind, value = table.kind(column, cell)
            self._cell(sheet, place, kind, value, total)

    def _cell(self, sheet, place: int, kind: str, value, total: str = ""):
        """One value; None is an empty cell, text never anything else than text."""
        look = self.formats.of(total + kind)
        if value is None or value == "":
            sheet.write_blank(self.row, place, None, look)
        elif kind == "trend":
            self._trend(sheet, place, value)
        elif isinstance(value, date):
            sheet.write_datetime(self.row, place, value, look)
            self._measure(place, "0000-00-00")
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(self.row, place, float(value), look)
            if self.row <= MEASURED:
                self._measure(place, f"{value:,.2f}")
        else:
            self._text(sheet, place, value, total + "text")
            self._measure(place, value)

    def _trend(self, sheet, place: int, values: tuple):
        """A small line; its numbers stand on a sheet of their own."""
        for at, value in enumerate(values):
            if value is not None:
                self.trends.write_number(self.trend_row, at, float(value))
        numbers = xl_range(self.trend_row, 0, self.trend_row, max(len(values) - 1, 0))
        name = self.trends.get_name().replace("'", "''")
        sheet.add_sparkline(
            self.row, place, {"range": f"'{name}'!{numbers}", "series_color": "#404040"}
        )
        self.trend_row += 1
        self.widths[place] = max(self.widths.get(place, 0), 20)

    def _write_total(self, sheet, table: Table, first: int):
        for place, (column, cell) in enumerate(
            zip(table.columns, table.total, strict=True)
        ):
            kind, value = table.kind(column, cell)
            formula = total_formula(
                table, place, (first, self.row), self.document.currency
            )
            if not formula:
                self._cell(sheet, place, kind, value, "total_")
                continue
            result = "" if value is None else float(value)
            sheet.write_formula(
                self.row, place, formula, self.formats.of(f"total_{kind}"), result
            )
            self._measure(place, result and f"{result:,.2f}")

    def _write_charts(self, sheet, table: Table, header: int, first: int, count: int):
        """Below a short table, beside a long one."""
        if not count:
            return
        below = count <= CHART_BELOW
        row, place = (self.row + 1, 0) if below else (header, len(table.columns) + 1)
        for chart in table.charts:
            rows = chart_rows(chart, count)
            add_chart(self.workbook, sheet, table, chart, first, rows, (row, place))
            row += 18 + (rows // 2 if chart.kind == "bar" else 0)
        if below and table.charts:
            self.row = row

    def _note(self, sheet, text: str, table: Table | None):
        """A sentence over the width of a table, in as many lines as it takes."""
        last = len(table.columns) - 1 if table else 0
        lines = -(-shown_width(text, len(text)) // (NOTE_WIDTH * (last + 1)))
        sheet.set_row(self.row, 15 * lines)
        if last:
            blank = self.formats.of("note")
            sheet.merge_range(self.row, 0, self.row, last, "", blank)
        self._text(sheet, 0, text, "note")
        self.row += 1

    def _text(self, sheet, place: int, value, look: str = "text"):
        sheet.write_string(self.row, place, clean(value), self.formats.of(look))

    def _measure(self, place: int, text, wraps: bool = False):
        """Widen a column for a text; a header may take two lines."""
        if self.row > MEASURED:
            return
        width = shown_width(str(text))
        if wraps:
            width = max(width / 2, *map(shown_width, str(text).split() or [""]), 0) + 3
        self.widths[place] = max(self.widths.get(place, 0), width)

    def _width(self, place: int) -> float:
        return min(self.widths[place] + 2, MAX_WIDTH)
