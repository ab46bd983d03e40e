import io
import tempfile
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..reports.document import (
    Chart,
    Column,
    Document,
    Ratio,
    Row,
    Section,
    Table,
    Value,
)
from ..reports.writers import xlsx
from .common_reports import HOSTILE


def read(document, env):
    """(formulas, stored results): the workbook as openpyxl reads it."""
    stream = io.BytesIO()
    xlsx.write(document, stream, env)
    return tuple(
        openpyxl.load_workbook(io.BytesIO(stream.getvalue()), data_only=data_only)
        for data_only in (False, True)
    )


@tagged("post_install", "-at_install")
class TestReportXlsx(TransactionCase):
    """A workbook says what its document says."""

    def document(self, *sections, **vals):
        usd = self.env.ref("base.USD")
        facts = [("Company", "Acme"), ("Currency", "USD"), ("As of", "06/30/2024")]
        return Document("Report", "Acme", facts, list(sections), usd, **vals)

    def table(self, rows, total=None, **vals):
        columns = [
            Column("name", "Customer"),
            Column("day", "Last Invoice", "date"),
            Column("count", "Invoices", "count", "sum", 1),
            Column("revenue", "Revenue", "money", "sum", 1),
            Column("before", "Before", "money", "sum", 1),
            Column("growth", "Growth", "rate", Ratio("revenue - before", "before"), 1),
        ]
        return Table("sales", "Sales", columns, rows, total, **vals)

    def sales(self, **vals):
        rows = [
            Row(("A", date(2024, 6, 1), 2, Decimal("100.10"), Decimal("50.00"), 1.002)),
            Row(("B", None, 0, Decimal("-20.05"), Decimal("0.00"), None)),
        ]
        total = ("Total", None, 2, Decimal("80.05"), Decimal("50.00"), 0.601)
        return self.table(rows, total, **vals)

    def test_cells(self):
        """Numbers are numbers, days are days, empty is empty."""
        formulas, values = read(
            self.document(Section("s", "Sales", [self.sales()])), self.env
        )
        self.assertEqual(formulas.sheetnames, ["About", "Sales"])
        sheet = values["Sales"]
        found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        self.assertEqual(
            found[:4],
            [
                ["Customer", "Last Invoice", "Invoices", "Revenue", "Before", "Growth"],
                ["A", datetime(2024, 6, 1), 2, 100.1, 50, 1.002],
                ["B", None, 0, -20.05, 0, None],
                ["Total", None, 2, 80.05, 50, 0.601],
            ],
        )
        self.assertEqual(sheet["D5"].number_format, "#,##0.00")
        self.assertEqual(sheet["F5"].number_format, "0.0%")
        self.assertEqual(sheet["B5"].number_format, "mm/dd/yyyy")
        self.assertIn("$", sheet["D7"].number_format)
        self.assertEqual(sheet.freeze_panes, "C5")
        self.assertEqual(sheet.auto_filter.ref, "A4:F6")

    def test_totals_are_formulas(self):
        formulas, _values = read(
            self.document(Section("s", "Sales", [self.sales()])), self.env
        )
        sheet = formulas["Sales"]
        self.assertEqual(sheet["C7"].value, "=SUM(C5:C6)")
        self.assertEqual(sheet["D7"].value, "=SUM(D5:D6)")
        self.assertEqual(sheet["F7"].value, '=IF(E7>0,ROUND((D7-E7)/(E7),3),"")')

    def test_rows_left_out(self):
        """The line that stands for them is a part of the sum."""
        table = self.sales(rest=("3 more", None, 1, Decimal(7), Decimal(5), None))
        formulas, values = read(self.document(Section("s", "Sales", [table])), self.env)
        self.assertEqual(values["Sales"]["A7"].value, "3 more")
        self.assertEqual(formulas["Sales"]["D8"].value, "=SUM(D5:D7)")

    def test_what_it_is_about(self):
        _formulas, values = read(
            self.document(Section("s", "Sales", [self.sales()])), self.env
        )
        about = [
            [cell.value for cell in row[:2]]
            for row in values["About"].iter_rows(min_row=3)
        ]
        self.assertEqual(
            about,
            [["Company", "Acme"], ["Currency", "USD"], ["As of", "06/30/2024"]],
        )
        self.assertEqual(
            values["Sales"]["A2"].value, "Report · Acme · USD · 06/30/2024"
        )

    def test_hostile_text(self):
        """In cells, headers, titles and facts: text, and the whole of it."""
        rows = [Row((text, None, 1, Decimal(1), Decimal(1), None)) for text in HOSTILE]
        table = self.table(rows)
        table.columns[0] = Column("name", HOSTILE[0])
        sections = [Section(text, text, [table]) for text in HOSTILE]
        document = self.document(*sections)
        document.facts += [(text, text) for text in HOSTILE]
        formulas, _values = read(document, self.env)
        self.assertEqual(len(formulas.sheetnames), 1 + len(HOSTILE))
        for sheet in formulas.worksheets:
            self.assertLessEqual(len(sheet.title), 31)
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertIsNone(cell.hyperlink)
                    self.assertNotEqual(cell.data_type, "f", cell.value)
        names = [row[0].value for row in formulas.worksheets[1].iter_rows(min_row=5)]
        self.assertEqual(tuple(names[: len(HOSTILE)]), HOSTILE)
        facts = [row[1].value for row in formulas["About"].iter_rows(min_row=6)]
        self.assertEqual(tuple(facts), HOSTILE)

    def test_text_that_excel_refuses(self):
        """Control characters go, what is too long is cut."""
        rows = [
            Row(("a\x00b\x0bc\ufffe", None, 1, Decimal(1), Decimal(1), None)),
            Row(("y" * 40_000, None, 1, Decimal(1), Decimal(1), None)),
        ]
        _formulas, values = read(
            self.document(Section("s", "Sales", [self.table(rows)])), self.env
        )
        self.assertEqual(values["Sales"]["A5"].value, "abc")
        self.assertEqual(len(values["Sales"]["A6"].value), 32_767)
        self.assertTrue(values["Sales"]["A6"].value.endswith("y…"))

    def test_sheet_names(self):
        """Equal titles, forbidden characters, no title at all, reserved names."""
        titles = ("Sales", "sales", "A/B:C[1]", "", "History", "x" * 40, "x" * 41)
        sections = [Section("s", title, [self.sales()]) for title in titles]
        formulas, _values = read(self.document(*sections), self.env)
        self.assertEqual(
            formulas.sheetnames,
            [
                "About",
                "Sales",
                "sales (2)",
                "A B C 1",
                "Sheet",
                "History (2)",
                "x" * 31,
                "x" * 27 + " (2)",
            ],
        )

    def test_charts(self):
        charts = [
            Chart("bar", "Revenue", "name", ("revenue",)),
            Chart("column", "Revenue", "name", ("revenue", "before")),
            Chart("line", "Revenue", "name", ("revenue", "before")),
            Chart("pareto", "Revenue", "name", ("revenue", "growth")),
        ]
        formulas, _values = read(
            self.document(Section("s", "Sales", [self.sales(charts=charts)])), self.env
        )
        drawn = formulas["Sales"]._charts
        self.assertEqual(len(drawn), 4)
        first = drawn[0].series[0]
        self.assertEqual(first.val.numRef.f, "Sales!$D$5:$D$6")
        self.assertEqual(first.cat.numRef.f, "Sales!$A$5:$A$6")

    def test_trends(self):
        """The numbers of a small line are on a sheet of their own, gaps included."""
        columns = [Column("name", "What"), Column("trend", "Trend", "trend")]
        columns.append(Column("value", "Value", "money"))
        rows = [
            Row(("Revenue", (1, None, 3.5), Value("count", 7))),
            Row(("Margin", None, Value("rate", 0.25))),
        ]
        formulas, values = read(
            self.document(Section("s", "Card", [Table("t", "T", columns, rows)])),
            self.env,
        )
        data = values["Trend Data"]
        self.assertEqual(data.sheet_state, "hidden")
        self.assertEqual([cell.value for cell in data[1]], [1, None, 3.5])
        self.assertEqual(values["Card"]["C5"].number_format, "#,##0")
        self.assertEqual(values["Card"]["C6"].number_format, "0.0%")

    def test_too_many_rows(self):
        """A clear error that names the table and the number, early."""
        read_rows = []

        def rows():
            for number in range(1000):
                read_rows.append(number)
                yield Row(("A", None, number, Decimal(1), Decimal(1), None))

        document = self.document(Section("s", "Sales", [self.table(rows)]))
        with (
            patch.object(xlsx, "MAX_ROWS", 150),
            self.assertRaisesRegex(UserError, "Sales: .* 50 rows"),
        ):
            xlsx.write(document, io.BytesIO(), self.env)
        self.assertLess(len(read_rows), 60)

    def test_memory_does_not_grow_with_rows(self):
        """Twenty times the rows: next to no more memory at the peak."""
        small, large = self._peak(1_000), self._peak(20_000)
        self.assertLess(large, small + 2_000_000)

    def _peak(self, count):
        def rows():
            for number in range(count):
                name = f"Customer {number}"
                yield Row((name, None, number, Decimal(number), Decimal(1), 0.1))

        document = self.document(Section("s", "Sales", [self.table(rows)]))
        with tempfile.TemporaryFile() as stream:
            tracemalloc.start()
            try:
                xlsx.write(document, stream, self.env)
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
