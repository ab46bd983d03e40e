import re
from datetime import date
from decimal import Decimal

from lxml import html

from odoo.tests import TransactionCase, tagged

from ..reports.document import Chart, Column, Document, Link, Row, Section, Table, Value
from ..reports.writers.html import Paper
from ..reports.writers.svg import ticks
from .common_reports import HOSTILE

TEMPLATE = "customer_classification.report_document"


@tagged("post_install", "-at_install")
class TestReportHtml(TransactionCase):
    """A page says what its document says."""

    def page(self, *sections, lang="en_US", is_rtl=False, facts=()):
        document = Document(
            "Report",
            "Acme",
            [("Company", "Acme"), *facts],
            list(sections),
            self.env.ref("base.USD"),
            is_rtl=is_rtl,
        )
        env = self.env(context={**self.env.context, "lang": lang})
        content = env["ir.actions.report"]._render_template(
            TEMPLATE, {"papers": [Paper(document, env)], "doc_ids": [], "docs": []}
        )
        return html.fromstring(content)

    def table(self, rows, **vals):
        columns = [
            Column("name", "Customer"),
            Column("day", "Last Invoice", "date", part=1),
            Column("count", "Invoices", "count", "sum", 1),
            Column("revenue", "Revenue", "money", "sum", 2),
            Column("growth", "Growth", "rate", None, 2),
            Column("days", "Days", "days", None, 2),
        ]
        return Table("sales", "Sales", columns, rows, **vals)

    def section(self, rows, **vals):
        return Section("s", "Sales", [self.table(rows, **vals)])

    def cells(self, table):
        return [
            [cell.text_content().strip() for cell in line.xpath("./td")]
            for line in table.xpath("./tbody/tr")
        ]

    def test_numbers_as_people_read_them(self):
        rows = [
            Row(("A", date(2024, 6, 30), 1200, Decimal("-1234.50"), 0.125, 45.0)),
            Row(("B", None, 0, Decimal("0.00"), None, None)),
        ]
        total = ("Total", None, 1200, Decimal("-1234.50"), None, None)
        for lang, day in (("en_US", "06/30/2024"), ("zh_CN", "2024/06/30")):
            with self.subTest(lang=lang):
                page = self.page(self.section(rows, total=total), lang=lang)
                first, second = page.xpath("//table")
                self.assertEqual(
                    self.cells(first),
                    [["A", day, "1,200"], ["B", "", "0"], ["Total", "", "1,200"]],
                )
                self.assertEqual(
                    self.cells(second),
                    [
                        ["A", "-1,234.50", "12.5%", "45.0"],
                        ["B", "0.00", "", ""],
                        ["Total", "-1,234.50", "", ""],
                    ],
                )

    def test_parts_repeat_their_header(self):
        rows = [Row(("A", None, 1, Decimal(1), None, None))]
        tables = self.page(self.section(rows)).xpath("//table")
        found = [[th.text_content() for th in t.xpath("./thead//th")] for t in tables]
        self.assertEqual(
            found,
            [
                ["Customer", "Last Invoice", "Invoices"],
                ["Customer", "Revenue", "Growth", "Days"],
            ],
        )

    def test_pages_repeat_the_header(self):
        """A long table on paper: a header on each page, the total on the last."""
        rows = [Row((f"C{n}", None, 1, Decimal(1), None, None)) for n in range(95)]
        document = Document("R", "A", [], [], self.env.ref("base.USD"))
        table = self.table(rows, total=("Total", None, 95, Decimal(95), None, None))
        on_screen = list(Paper(document, self.env).blocks(table, rows))
        self.assertEqual([len(block.rows) for block in on_screen], [95, 95])
        on_paper = list(Paper(document, self.env, True).blocks(table, rows))
        self.assertEqual(
            [(len(b.rows), b.is_last, b.new_page) for b in on_paper],
            [(26, False, False), (34, False, True), (34, False, True), (1, True, True)]
            * 2,
        )
        self.assertEqual([r for b in on_paper[:4] for r in b.rows], rows)

    def test_hostile_text(self):
        """In cells, headers, titles, facts and charts: text and nothing else."""
        rows = [Row((text, None, 1, Decimal(5), None, None)) for text in HOSTILE]
        charts = [
            Chart(kind, text, "name", ("revenue",))
            for kind in ("bar", "column", "line")
            for text in HOSTILE
        ]
        sections = []
        for text in HOSTILE:
            section = self.section(rows, charts=charts, note=text)
            section.title = section.note = text
            section.tables[0].columns[0] = Column("name", text)
            section.facts = [(text, text)]
            sections.append(section)
        plain = self.page(self.section([Row(("A", None, 1, Decimal(5), None, None))]))
        page = self.page(*sections, facts=[(text, text) for text in HOSTILE])
        self.assertEqual(len(page.xpath("//script")), len(plain.xpath("//script")))
        self.assertEqual(
            {node.tag for node in page.xpath("//div[@class='o_customer_chart']//*")},
            {"h5", "svg", "line", "text", "rect", "path", "circle"},
        )
        names = [line[0] for line in self.cells(page.xpath("//table")[0])]
        for name, text in zip(names, HOSTILE, strict=True):
            expected = " ".join(text.split())
            if len(expected) > 300:
                expected = f"{expected[:300]}…"
            self.assertEqual(name, expected)
        for text in page.xpath("//*[local-name()='text']"):
            self.assertLess(len(text.text_content()), 40)

    def test_links(self):
        """To one customer as Odoo's own pages do it, to a class by its domain."""
        domain = [("date", "=", date(2024, 6, 30)), ("x", "in", [1, 2])]
        rows = [
            Row(("A", None, 1, Decimal(1), None, None), Link("res.partner", 7)),
            Row(
                ("B", None, 1, Decimal(1), None, None),
                Link("customer.profile", domain=domain),
            ),
        ]
        page = self.page(self.section(rows))
        [one] = page.xpath("(//table)[1]//*[@res-id]")
        self.assertEqual(
            (one.text, one.get("res-id"), one.get("res-model"), one.get("view-type")),
            ("A", "7", "res.partner", "form"),
        )
        [several] = page.xpath("(//table)[1]//*[@data-customer-model]")
        self.assertEqual(several.get("data-customer-model"), "customer.profile")
        self.assertEqual(
            several.get("data-customer-domain"),
            '[["date", "=", "2024-06-30"], ["x", "in", [1, 2]]]',
        )

    def bars(self, kind, *values):
        rows = [Row(("A", None, 1, Decimal(v), None, None)) for v in values]
        chart = Chart(kind, "Revenue", "name", ("revenue",))
        page = self.page(self.section(rows, charts=[chart]))
        return page.xpath("//*[local-name()='rect']")

    def test_bars_are_proportional(self):
        one, two, back = self.bars("bar", 100, 400, -200)
        width = [float(bar.get("width")) for bar in (one, two, back)]
        self.assertAlmostEqual(width[1] / width[0], 4, delta=0.01)
        self.assertAlmostEqual(width[2] / width[0], 2, delta=0.01)
        zero = float(one.get("x"))
        self.assertAlmostEqual(float(back.get("x")) + width[2], zero, delta=0.1)

    def test_columns_hang_below_zero(self):
        up, down = self.bars("column", 300, -100)
        bottom = float(up.get("y")) + float(up.get("height"))
        self.assertAlmostEqual(bottom, float(down.get("y")), delta=0.1)
        self.assertAlmostEqual(
            float(up.get("height")) / float(down.get("height")), 3, delta=0.02
        )

    def test_pareto(self):
        """The second number is a line, half of the height at 50 %."""
        rows = [
            Row(("A", None, 1, Decimal(50), 0.5, None)),
            Row(("B", None, 1, Decimal(50), 1.0, None)),
        ]
        chart = Chart("pareto", "Pareto", "name", ("revenue", "growth"))
        page = self.page(self.section(rows, charts=[chart]))
        line = page.xpath("//*[local-name()='path']")[0].get("d")
        half, whole = (float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line))
        self.assertEqual((half, whole), (100, 8))

    def test_nothing_to_draw(self):
        self.assertFalse(self.bars("bar", 0, 0))
        self.assertFalse(self.bars("bar"))

    def test_trend(self):
        """A gap in the numbers is a gap in the line."""
        columns = [Column("name", "What"), Column("trend", "Trend", "trend")]
        rows = [Row(("A", (1, 2, None, 4, 5))), Row((Value("text", "B"), (1,)))]
        page = self.page(Section("s", "S", [Table("t", "T", columns, rows)]))
        [line] = page.xpath("//td//*[local-name()='path']")
        self.assertEqual(re.findall("[ML]", line.get("d")), ["M", "L", "M", "L"])

    def test_empty_table_says_so(self):
        page = self.page(self.section([], note="There are no customers."))
        self.assertFalse(page.xpath("//table"))
        self.assertIn("There are no customers.", page.text_content())

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        rows = [Row(("عميل", None, 1, Decimal(5), None, None))]
        chart = Chart("bar", "Revenue", "name", ("revenue",))
        section = self.section(rows, charts=[chart])
        facts = [("As of", "2024-06-30")]
        page = self.page(section, lang="ar_001", is_rtl=True, facts=facts)
        self.assertEqual(page.xpath("//body")[0].get("dir"), "rtl")
        fact = page.xpath("//*[@class='o_customer_fact']/span")[-1]
        self.assertEqual((fact.text, fact.get("dir")), ("2024-06-30", "auto"))
        style = page.xpath("string(//style)")
        self.assertIn("td.o_customer_number { direction: ltr; }", style)
        drawing = page.xpath("//*[local-name()='svg']")[0]
        self.assertEqual(drawing.get("direction"), "ltr")

    def test_ticks_are_round(self):
        """At most six steps of 1, 2 or 5 times a power of ten."""
        for low, high, expected in (
            (0, 1.9, [0, 0.5, 1, 1.5]),
            (0, 0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]),
            (0, 7, [0, 2, 4, 6]),
            (0, 13, [0, 5, 10]),
            (-30, 100, [0, 50, 100]),
            (-250, 0, [-250, -200, -150, -100, -50, 0]),
            (0, 60_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]),
            (0, 1_234_567, [0, 500_000, 1_000_000]),
        ):
            with self.subTest(low=low, high=high):
                found = [round(tick, 9) for tick in ticks(low, high)]
                self.assertEqual(found, expected)
