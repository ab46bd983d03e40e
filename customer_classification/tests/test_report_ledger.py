from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common_reports import ReportCommon

ACCOUNTS = "Receivable Accounts"
OTHERS = "Matched with Other Customers"
NOBODY = "Matched with Entries of Nobody"
REVENUE = "Revenue without a Customer, in No Report"
RECEIVABLE = "Receivable without a Customer, in No Report"


@tagged("post_install", "-at_install")
class TestReportLedger(ReportCommon):
    """The comparison with the ledger names what customers cannot have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer, cls.payer = cls.customer("Buyer"), cls.customer("Payer")

    def compared(self, kind="arrears", *partners, **vals):
        """{amount: (ledger, report)}; each report differs by 0.00."""
        if partners:
            ids = [partner.id for partner in partners]
            vals["partner_ids"] = [Command.set(ids)]
        table = self.table(self.document(kind, **vals), "tie_out")
        found = {}
        for what, row in self.cells(table).items():
            self.assertIn(row["difference"], (None, 0), what)
            found[what] = (row["ledger"], row["report"])
        return found

    def test_paid_by_somebody_else(self):
        """An invoice of 1000 and the money of another customer: nobody owes, of the
        accounts one has 1000 and the other -1000."""
        bill = self.invoice(self.buyer, "2024-05-02", 1000)
        self.match(bill, self.pay(self.payer, "2024-05-20", 1000).move_id)
        self.assertEqual(
            self.compared("arrears", self.buyer),
            {ACCOUNTS: (1000, None), OTHERS: (-1000, None), "Receivable": (0, 0)},
        )
        self.assertEqual(
            self.compared("arrears", self.payer),
            {ACCOUNTS: (-1000, None), OTHERS: (1000, None), "Receivable": (0, 0)},
        )
        # Together, and where everybody is, it is a matching like any other.
        for partners in ((self.buyer, self.payer), ()):
            self.assertEqual(
                self.compared("arrears", *partners), {"Receivable": (0, 0)}
            )
        self.assertEqual(
            self.compared("arrears", self.buyer, date=date(2024, 5, 19)),
            {"Receivable": (1000, 1000)},
        )

    def test_matched_with_nobody(self):
        """700 closed by an entry without a customer, 30 are left."""
        bill = self.invoice(self.buyer, "2024-05-02", 730)
        entry = self.entry(self.buyer, "2024-05-10", -700)
        self.cr.execute(
            "UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s",
            [entry.id],
        )
        self.env.invalidate_all()
        self.match(bill, entry)
        closed = {ACCOUNTS: (730, None), NOBODY: (-700, None), "Receivable": (30, 30)}
        self.assertEqual(self.compared("arrears", self.buyer), closed)
        self.assertEqual(self.compared(), {**closed, RECEIVABLE: (-700, None)})

    def test_a_kept_day_with_nobody_is_as_booked(self):
        """It is not computed again each time that somebody looks at it."""
        bill = self.invoice(self.buyer, "2024-05-02", 730)
        entry = self.entry(self.buyer, "2024-05-10", -700)
        self.cr.execute(
            "UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s",
            [entry.id],
        )
        self.env.invalidate_all()
        self.match(bill, entry)
        day = date(2024, 5, 31)
        self.compared(date=day)
        before = self.row_versions("customer_profile_snapshot")
        self.assertTrue(before)
        report = self.report("arrears", date=day)
        self.assertTrue(report._is_as_booked(self.company_a, day))
        self.compared(date=day)
        self.assertEqual(self.row_versions("customer_profile_snapshot"), before)

    def test_receipt_of_nobody(self):
        """321 that no customer has are named, as revenue and as receivable."""
        self.invoice(self.buyer, "2024-05-02", 100)
        nobody = self.env["res.partner"]
        receipt = self.receipt(nobody, "2024-05-03", 321)
        named = {REVENUE: (321, None), RECEIVABLE: (321, None)}
        mine = {"Revenue": (100, 100), "Receivable": (100, 100)}
        self.assertEqual(self.compared("overview"), {**mine, **named})
        self.assertEqual(
            self.compared("ranking"),
            {"Revenue": (100, 100), REVENUE: (321, None)},
        )
        # Of chosen customers it is none.
        self.assertEqual(self.compared("overview", self.buyer), mine)
        # Its money closes it; the revenue stays.
        self.match(receipt, self.entry(nobody, "2024-05-04", -321))
        self.assertEqual(self.compared("overview"), {**mine, REVENUE: (321, None)})
