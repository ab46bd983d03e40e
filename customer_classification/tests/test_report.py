from datetime import date
from decimal import Decimal
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import TODAY
from .common_reports import THEN, ReportCommon


@tagged("post_install", "-at_install")
class TestNames(ReportCommon):
    def test_names_of_classes(self):
        """Read at once, however many they are."""
        wide = self.dimension("wide", "manual", None, [{"name": "Top"}])
        top = wide.category_ids
        wide.category_ids = [
            Command.create({"name": f"Below {number}", "parent_id": top.id})
            for number in range(8)
        ]
        kind = self.report("ranking")._get_kind()
        below = top.child_ids.ids
        self.assertEqual(len(below), 8)
        self.queries(kind, below)  # what the registry keeps
        self.assertEqual(self.queries(kind, below), self.queries(kind, below[:2]))
        self.assertEqual(kind.category_name(below[0]), "Top / Below 0")

    def queries(self, kind, ids):
        """How many it takes to put classes in order and to name them."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        kind.in_order({(category_id,): None for category_id in ids})
        for category_id in ids:
            kind.category_name(category_id)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestReport(ReportCommon):
    """Eight customers, of whom four change class within the year."""

    # name: revenue of the 12 months up to 30 June 2023, and up to 30 June 2024
    REVENUE = {
        "Alpha": (2000, 500),
        "Beta": (300, 1500),
        "Gamma": (1200, 1300),
        "Delta": (100, 200),
        "Epsilon": (0, 1100),
        "Zeta": (1000, 0),
        "Eta": (50, 60),
        "Theta": (1500, 1600),
    }
    # Alpha, Beta and Theta still owe for this year.
    PAID = {
        "Gamma": "2024-06-10",
        "Delta": "2024-06-10",
        "Epsilon": "2024-06-10",
        "Eta": "2024-05-10",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = {name: cls.customer(name) for name in cls.REVENUE}
        for name, (then, now) in cls.REVENUE.items():
            partner = cls.partners[name]
            if then:
                move = cls.invoice(partner, "2022-12-10", then, due="2023-01-31")
                cls.pay(partner, "2023-01-10", then, move)
            if now:
                move = cls.invoice(partner, "2024-01-10", now, due="2024-05-15")
                if name in cls.PAID:
                    cls.pay(partner, cls.PAID[name], now, move)

    def test_overview(self):
        """Now Big: Beta, Gamma, Epsilon, Theta. Small: Alpha, Delta, Zeta, Eta."""
        document = self.document("overview")
        lines = self.cells(self.table(document, "x_class_size_class"))
        self.assertEqual(list(lines), ["Big", "Small", "Total"])
        self.assertCells(
            lines["Big"],
            {
                "customers": 4,
                "buyers": 4,
                "revenue": "5500.00",
                "share": 0.879,  # 5500 / 6260
                "revenue_before": "3000.00",
                "growth": 0.833,  # 2500 / 3000
                "invoices": 4,
                "average": "1375.00",
                "frequency": 1.0,
                "receivable": "3100.00",  # Beta 1500, Theta 1600
                "overdue_31_60": "3100.00",
                "overdue": "3100.00",
                "not_due": "0.00",
                "taxed": "5500.00",
                "dso": 205.7,  # 3100 / 5500 * 365
            },
        )
        self.assertCells(
            lines["Small"],
            {
                "customers": 4,
                "buyers": 3,
                "revenue": "760.00",
                "growth": -0.759,  # (760 - 3150) / 3150
                "average": "253.33",
                "receivable": "500.00",
            },
        )
        self.assertCells(
            lines["Total"],
            {
                "customers": 8,
                "revenue": "6260.00",
                "share": 1.0,
                "revenue_before": "6150.00",
                "growth": 0.018,  # 110 / 6150
                "receivable": "3600.00",
                "refunded": "0.00",
                "refund_rate": 0.0,
            },
        )
        self.assertTies(document)

    def test_top_customers(self):
        top = self.cells(self.table(self.document("overview"), "top_size_class"))
        self.assertEqual(
            list(top),
            ["Theta", "Beta", "Gamma", "Epsilon", "Alpha", "Delta", "Eta"],
        )
        self.assertCells(
            top["Beta"],
            {"class": "Big", "revenue": "1500.00", "share": 0.24, "growth": 4.0},
        )

    def test_credit_notes_and_late_payment(self):
        """Small: 200 credited of 760 invoiced; of 3 instalments only Eta's in time."""
        self.credit_note(self.partners["Alpha"], "2024-06-01", 200, due="2024-06-01")
        lines = self.cells(self.table(self.document("overview"), "x_class_size_class"))
        self.assertCells(
            lines["Small"],
            {
                "revenue": "560.00",
                "refunded": "200.00",
                "refund_rate": 0.263,  # 200 / 760
                "average": "253.33",  # 760 / 3
                "due": 3,
                "late": 2,
                "late_rate": 0.667,
                "receivable": "300.00",
            },
        )

    def test_ranking(self):
        document = self.document("ranking")
        table = self.table(document, "ranking")
        lines = self.cells(table, key=1)
        self.assertEqual(
            [(name, line["rank"]) for name, line in lines.items()],
            [
                ("Theta", 1),
                ("Beta", 2),
                ("Gamma", 3),
                ("Epsilon", 4),
                ("Alpha", 5),
                ("Delta", 6),
                ("Eta", 7),
                ("Total", None),
            ],
        )
        self.assertCells(
            lines["Gamma"],
            {
                "x_class_size_class": "Big",
                "revenue": "1300.00",
                "share": 0.208,
                "cumulated": 0.703,  # 4400 / 6260
            },
        )
        self.assertEqual(lines["Eta"]["cumulated"], 1.0)
        self.assertTies(document)

    def test_equal_revenue_has_equal_ranks(self):
        self.invoice(self.partners["Gamma"], "2024-02-01", 200)
        lines = self.cells(self.table(self.document("ranking"), "ranking"), key=1)
        ranks = {name: line["rank"] for name, line in lines.items()}
        self.assertEqual((ranks["Beta"], ranks["Gamma"], ranks["Epsilon"]), (2, 2, 4))

    def test_cumulative_share_with_a_negative_customer(self):
        """Of positive revenue: a customer with credit notes only takes nothing off."""
        self.credit_note(self.partners["Zeta"], "2024-02-01", 260)
        table = self.table(self.document("ranking"), "ranking")
        lines = self.cells(table, key=1)
        self.assertEqual(list(lines)[-2], "Zeta")
        self.assertEqual(lines["Zeta"]["cumulated"], 1.0)
        self.assertEqual(lines["Eta"]["cumulated"], 1.0)
        self.assertEqual(lines["Zeta"]["share"], -0.043)  # -260 / 6000

    def test_arrears(self):
        """Oldest first; an open credit of 50 stands against nothing."""
        self.invoice(self.partners["Delta"], "2024-01-05", 70, due="2024-02-01")
        self.pay(self.partners["Eta"], "2024-06-20", 50)
        document = self.document("arrears")
        lines = self.cells(self.table(document, "arrears"))
        self.assertEqual(
            list(lines), ["Delta", "Theta", "Beta", "Alpha", "Eta", "Total"]
        )
        self.assertCells(
            lines["Delta"],
            {
                "oldest_days": 150,
                "overdue_91": "70.00",
                "receivable": "70.00",
                "x_class_size_class": "Small",
            },
        )
        self.assertCells(
            lines["Eta"],
            {
                "oldest_days": None,
                "overdue_1_30": "0.00",
                "overdue": "0.00",
                "credits_open": "-50.00",
                "receivable": "-50.00",
            },
        )
        self.assertCells(
            lines["Total"],
            {
                "receivable": "3620.00",
                # Delta 70, Theta 1,600, Beta 1,500, Alpha 500
                "overdue": "3670.00",
                "credits_open": "-50.00",
                "overdue_91": "70.00",
            },
        )
        by_class = self.cells(self.table(document, "x_class_size_class"))
        self.assertCells(by_class["Small"], {"receivable": "520.00", "customers": 4})
        self.assertTies(document)

    def test_bridge(self):
        """Half of the customers change class; every line and the total add up."""
        document = self.document("bridge", date=TODAY, date_then=THEN)
        lines = self.cells(self.table(document, "x_class_size_class"))
        self.assertCells(
            lines["Big"],
            {
                "booked": "5700.00",
                "moved_in": "300.00",  # Beta 300, Epsilon 0
                "moved_out": "-3000.00",  # Alpha 2000, Zeta 1000
                "as_today": "3000.00",
                "growth": "1400.00",  # Beta 1200, Gamma 100, Theta 100
                "new": "1100.00",  # Epsilon
                "lost": "0.00",
                "now": "5500.00",
            },
        )
        self.assertCells(
            lines["Small"],
            {
                "booked": "450.00",
                "moved_in": "3000.00",
                "moved_out": "-300.00",
                "as_today": "3150.00",
                "growth": "-1390.00",  # Alpha -1500, Delta 100, Eta 10
                "new": "0.00",
                "lost": "-1000.00",  # Zeta
                "now": "760.00",
            },
        )
        self.assertCells(
            lines["Total"],
            {"booked": "6150.00", "as_today": "6150.00", "now": "6260.00"},
        )
        for line in lines.values():
            self.assertEqual(
                line["booked"] + line["moved_in"] + line["moved_out"], line["as_today"]
            )
            self.assertEqual(
                line["as_today"] + line["growth"] + line["new"] + line["lost"],
                line["now"],
            )
        self.assertTies(document)

    def test_movement(self):
        """Iota, archived by now, is a customer by an invoice alone: it joins."""
        iota = self.customer("Iota")
        self.invoice(iota, "2024-03-01", 40)
        iota.active = False
        document = self.document("movement", date=TODAY, date_then=THEN)
        lines = self.cells(self.table(document, "flow_size_class"))
        names = "before joined came went left after new lost".split()
        found = {
            label: tuple(line[name] for name in names) for label, line in lines.items()
        }
        self.assertEqual(
            found,
            {
                # In: Beta, Epsilon. Out: Alpha, Zeta. Epsilon and Iota bought only
                # now, Zeta only then.
                "Big": (4, 0, 2, -2, 0, 4, 1, 0),
                "Small": (4, 1, 2, -2, 0, 5, 1, 1),
                "Total": (8, 1, 4, -4, 0, 9, 2, 1),
            },
        )
        self.assertCells(
            lines["Big"], {"revenue_before": "5700.00", "revenue_after": "5500.00"}
        )
        pairs = self.table(document, "pairs_size_class")
        self.assertEqual(
            [row.values[:4] for row in pairs],
            [
                ("Big", "Big", "Stayed", 2),
                ("Big", "Small", "Moved", 2),
                ("Small", "Big", "Moved", 2),
                ("Small", "Small", "Stayed", 2),
                ("", "Small", "Joined", 1),
            ],
        )
        self.assertTies(document)

    def test_trend(self):
        """A line for each month end that is kept, a column for each class."""
        Snapshot = self.env["customer.profile.snapshot"]
        for day in (date(2024, 4, 30), date(2024, 5, 31)):
            Snapshot._take(self.company_a, day)
        document = self.document("trend", date=TODAY)
        table = self.table(document, "revenue")
        lines = self.cells(table)
        self.assertEqual(list(lines), [date(2024, 4, 30), date(2024, 5, 31)])
        self.assertEqual(
            [column.label for column in table.columns],
            ["Month End", "Big", "Small", "Total"],
        )
        self.assertEqual(
            list(lines[date(2024, 5, 31)].values())[1:],
            [Decimal(5500), Decimal(760), Decimal(6260)],
        )
        overdue = self.cells(self.table(document, "overdue"))
        # Due on 15 May; only Eta has paid before the end of the month.
        self.assertEqual(overdue[date(2024, 4, 30)]["total"], 0)
        self.assertEqual(overdue[date(2024, 5, 31)]["total"], 6200)

    def test_crossed(self):
        """Two dimensions: a line for every pair of classes that somebody has."""
        table = self.table(
            self.document("overview", cross_dimension_id=self.owing.id),
            "x_class_size_class",
        )
        self.assertEqual(
            [(*row.values[:3], row.values[4]) for row in table],
            [
                ("Big", "Owes", 2, Decimal(3100)),
                ("Big", "Owes Nothing", 2, Decimal(2400)),
                ("Small", "Owes", 1, Decimal(500)),
                ("Small", "Owes Nothing", 3, Decimal(260)),
            ],
        )

    def test_crossed_where_it_cannot_be(self):
        """A second dimension chosen for another report changes nothing."""
        plain = self.table(self.document("bridge"), "x_class_size_class")
        crossed = self.table(
            self.document("bridge", cross_dimension_id=self.owing.id),
            "x_class_size_class",
        )
        self.assertEqual([*crossed], [*plain])
        self.assertEqual(len([*plain]), 2)

    def test_module_gone(self):
        """A report whose module is gone says so; its form still opens."""
        report = self.report("trend")
        kinds = type(report)._get_kinds

        def fewer(report):
            return [kind for kind in kinds(report) if kind.key != "trend"]

        with patch.object(type(report), "_get_kinds", fewer):
            self.env.invalidate_all()
            self.assertNotIn("trend", dict(report._report_selection()))
            self.assertFalse(report.has_period)
            self.assertTrue(report.web_read({"report": {}, "can_cross": {}}))
            with self.assertRaisesRegex(UserError, "no report “trend”"):
                report._get_document()

    def test_period(self):
        """A quarter, computed from the books: no invoice, payments in June."""
        self.invoice(self.partners["Eta"], "2024-04-01", 40)
        self.invoice(self.partners["Eta"], "2024-03-31", 10)
        report = self.report("overview", period="quarter")
        self.assertEqual(report.date_from, date(2024, 4, 1))
        document = report._get_document()
        lines = self.cells(self.table(document, "x_class_size_class"))
        self.assertCells(
            lines["Total"],
            {
                "revenue": "40.00",
                "revenue_before": "6270.00",  # January to March
                "invoices": 1,
                "customers": 8,
                "receivable": "3650.00",
                "dso": 8303.8,  # 3650 / 40 * 91 days
            },
        )
        self.assertTies(document)

    def test_filters(self):
        """Only some customers, by name and by class; the ledger is cut likewise."""
        beta, delta = self.partners["Beta"], self.partners["Delta"]
        few = [Command.set((beta + delta).ids)]
        document = self.document("overview", partner_ids=few)
        lines = self.cells(self.table(document, "x_class_size_class"))
        self.assertCells(lines["Total"], {"customers": 2, "revenue": "1700.00"})
        self.assertTies(document)
        self.refresh(self.company_a)
        big = [Command.set(self.size.category_ids[:1].ids)]
        document = self.document("ranking", category_ids=big)
        self.assertEqual(
            list(self.cells(self.table(document, "ranking"), key=1)),
            ["Theta", "Beta", "Gamma", "Epsilon", "Total"],
        )
        self.assertTies(document)
        facts = dict(document.facts)
        self.assertEqual(facts["Only Classes"], "Big")

    def test_no_customer(self):
        """What the ledger has of nobody is named."""
        move = self.entry(self.partners["Eta"], "2024-06-01", 12)
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s",
            [move.id],
        )
        self.env.invalidate_all()
        document = self.document("overview")
        lines = self.cells(self.table(document, "tie_out"))
        name = "Receivable without a Customer, in No Report"
        self.assertCells(lines[name], {"ledger": "12.00", "report": None})
        self.assertTies(document)

    def test_late_posting_reaches_a_past_day(self):
        """A day that is kept is computed anew when its books have changed."""
        self.document("arrears", date=THEN)
        self.invoice(self.partners["Eta"], "2023-06-01", 33)
        document = self.document("overview", date=THEN)
        lines = self.cells(self.table(document, "x_class_size_class"))
        self.assertCells(lines["Total"], {"revenue": "6183.00", "receivable": "33.00"})
        self.assertTies(document)

    def test_nobody(self):
        """A company without books: nothing fails, and the report says so."""
        self.env.cr.execute("UPDATE res_partner SET customer_rank = 0")
        for kind in ("overview", "ranking", "arrears", "trend", "movement", "bridge"):
            with self.subTest(report=kind):
                document = self.document(kind, self.company_b)
                self.assertTrue(document.sections)
                for section in document.sections:
                    for table in section.tables:
                        if "tie_out" not in table.name:
                            self.assertFalse(list(table))
                            self.assertTrue(table.note or "pairs" in table.name)

    def test_dates(self):
        """What cannot be asked for is refused, naming the field and the day."""
        tomorrow = TODAY + relativedelta(days=1)
        for vals, text in (
            ({"date": tomorrow}, "07/01/2024"),
            ({"period": "custom", "date_from": tomorrow}, "Period From 07/01/2024"),
            ({"report": "bridge", "date": TODAY, "date_then": TODAY}, "06/30/2024"),
        ):
            with self.assertRaisesRegex(ValidationError, text):
                self.report(**{"kind": vals.pop("report", "overview"), **vals})

    def test_tags_below(self):
        """Customers of a tag are those of the tags below it, too."""
        Tag = self.env["res.partner.category"]
        trade = Tag.create({"name": "Trade"})
        retail = Tag.create({"name": "Retail", "parent_id": trade.id})
        self.partners["Alpha"].category_id = trade
        self.partners["Beta"].category_id = retail
        for tag, names in ((trade, ["Beta", "Alpha"]), (retail, ["Beta"])):
            document = self.document("ranking", tag_ids=[Command.set(tag.ids)])
            lines = self.cells(self.table(document, "ranking"), key=1)
            self.assertEqual([name for name in lines if name in self.partners], names)
            self.assertTies(document)

    def test_defaults(self):
        report = self.report("overview")
        self.assertEqual((report.date, report.date_from), (TODAY, date(2023, 7, 1)))
        report = self.report("bridge")
        self.assertEqual(
            (report.date, report.date_then), (date(2024, 5, 31), date(2023, 5, 31))
        )
