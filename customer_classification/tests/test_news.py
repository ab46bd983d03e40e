from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon, day

SKIP = {"skip_readonly_check": True}


@tagged("post_install", "-at_install")
class TestNews(CustomerClassificationCommon):
    """Posted documents and items that change are news, whichever way they change.

    Each row of the queue knows the first day whose numbers it may have changed.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer, cls.other = (
            cls.customer(name, customer_rank=1, supplier_rank=1)
            for name in ("Buyer", "Other")
        )
        cls.march = cls.invoice(cls.buyer, "2024-03-05", 100, due="2024-04-05")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.forget()

    def forget(self):
        self.env.flush_all()
        self.cr.execute("DELETE FROM customer_profile_queue")
        self.env.invalidate_all()

    def assertNews(self, *expected):
        """(customer, first day) of all that waits here; then forget it.

        What a customer has is of one document, so others may have to look as well.
        """
        rows = self.env["customer.profile.queue"].search(
            [("company_id", "=", self.company_a.id)]
        )
        found = {}
        for row in rows:
            first = found.setdefault(row.partner_id, row.since)
            found[row.partner_id] = min(first, row.since)
        self.assertEqual(found, {p.id: day(text) for p, text in expected})
        self.forget()

    def move(self, move=None):
        return (move or self.march).with_user(self.accountant)

    # Changes of what is posted

    def test_due_date(self):
        """On the item, on the document, in batch."""
        item = self.items(self.march).with_user(self.accountant)
        item.date_maturity = "2024-06-20"
        self.assertNews((self.buyer, "2024-03-05"))
        self.move().invoice_date_due = "2024-06-25"
        self.assertEqual(item.date_maturity, date(2024, 6, 25))
        self.assertNews((self.buyer, "2024-03-05"))
        may = self.invoice(self.other, "2024-05-02", 10)
        self.forget()
        both = self.items(self.march, may).with_user(self.accountant)
        both.write({"date_maturity": "2024-06-28"})
        self.assertNews((self.buyer, "2024-03-05"), (self.other, "2024-05-02"))
        # Nothing changes, and nobody has news.
        both.write({"date_maturity": "2024-06-28"})
        self.move().ref = "their number"
        self.assertNews()

    def test_due_date_and_what_follows(self):
        """Overdue since 5 April; accepted until 20 June; back again."""
        with freeze_time(TODAY):
            self.refresh(self.company_a)
            self.forget()
            for due, days in (("2024-06-20", 10), ("2024-07-20", False)):
                self.items(self.march).with_user(self.accountant).date_maturity = due
                self.run_cron("cron_refresh_queue")
                profile = self.profile(self.buyer)
                self.assertEqual(profile.oldest_overdue_days, days)

    def test_partner(self):
        """The customer who loses it and the one who gets it."""
        self.items(self.march).with_user(self.accountant).partner_id = self.other
        self.assertNews((self.buyer, "2024-03-05"), (self.other, "2024-03-05"))
        self.move().with_context(**SKIP).partner_id = self.other
        self.assertNews((self.buyer, "2024-03-05"), (self.other, "2024-03-05"))
        self.move().with_context(**SKIP).write({"partner_id": self.buyer.id})
        self.assertNews((self.buyer, "2024-03-05"), (self.other, "2024-03-05"))

    def test_account(self):
        """Off the receivable accounts, and back on."""
        receivable = self.items(self.march).account_id
        entry = self.entry(self.buyer, "2024-04-10", 50)
        [item] = self.items(entry)
        self.forget()
        item.account_id = self.account("asset_current")
        self.assertNews((self.buyer, "2024-04-10"))
        item.account_id = receivable
        self.assertNews((self.buyer, "2024-04-10"))
        other = self.env["account.account"].create(
            {
                "code": "121999",
                "name": "Bills",
                "account_type": "asset_current",
                "company_ids": [Command.set(self.company_a.ids)],
            }
        )
        item.account_id = other
        self.forget()
        other.write({"account_type": "asset_receivable", "reconcile": True})
        self.assertNews((self.buyer, "2024-04-10"))

    def test_no_follow_up(self):
        item = self.items(self.march).with_user(self.accountant)
        item.no_followup = True
        self.assertNews((self.buyer, "2024-03-05"))
        self.move().no_followup = False
        self.assertNews((self.buyer, "2024-03-05"))

    def test_dates(self):
        """The earlier day counts, be it the one before or the one after."""
        self.move().with_context(**SKIP).invoice_date = "2024-02-20"
        self.assertNews((self.buyer, "2024-02-20"))
        self.move().with_context(**SKIP).write(
            {"invoice_date": "2024-05-20", "date": "2024-05-20"}
        )
        self.assertNews((self.buyer, "2024-02-20"))

    def test_amounts(self):
        """Items of a posted entry that change, come and go."""
        entry = self.entry(self.buyer, "2024-04-10", 50)
        item = self.items(entry)
        self.forget()
        bound = entry.with_context(**SKIP)
        lines = entry.line_ids
        bound.write(
            {
                "line_ids": [
                    Command.update(line.id, {"balance": 2 * line.balance})
                    for line in lines
                ]
            }
        )
        self.assertEqual(item.balance, 100)
        self.assertNews((self.buyer, "2024-04-10"))
        values = {
            "account_id": item.account_id.id,
            "partner_id": self.other.id,
            "balance": 5,
        }
        equity = {"account_id": self.account("equity").id, "balance": -5}
        bound.write({"line_ids": [Command.create(values), Command.create(equity)]})
        self.assertNews((self.other, "2024-04-10"))
        added = entry.line_ids - lines
        added.with_context(force_delete=True, dynamic_unlink=True).unlink()
        self.assertNews((self.other, "2024-04-10"))

    def test_state(self):
        """Back to draft by a button or by whatever writes it."""
        self.move().button_draft()
        self.assertNews((self.buyer, "2024-03-05"))
        self.move().action_post()
        self.assertNews((self.buyer, "2024-03-05"))
        self.march.state = "draft"
        self.assertNews((self.buyer, "2024-03-05"))

    def test_payment_journals(self):
        """A journal that becomes one of payments makes its entries money."""
        journal = self._make_journal(self.company_a, "general")
        self.entry(self.other, "2024-04-10", -50, journal_id=journal.id)
        self.forget()
        journal.type = "cash"
        self.assertNews((self.other, "2024-04-10"))

    def test_drafts_are_no_news(self):
        move = self.draft(self.buyer, "2024-05-01", 100)
        self.forget()
        move.invoice_date_due = "2024-09-09"
        move.partner_id = self.other
        move.invoice_line_ids.price_unit = 70
        move.invoice_line_ids.unlink()
        self.assertNews()

    # The first day

    def test_matching_begins_with_the_later_item(self):
        """An invoice of March paid in June: nothing before June has changed."""
        payment = self.pay(self.buyer, "2024-06-10", 100)
        self.assertNews((self.buyer, "2024-06-10"))
        self.match(self.march, payment.move_id)
        self.assertNews((self.buyer, "2024-06-10"))
        self.items(self.march).with_user(self.accountant).remove_move_reconcile()
        self.assertNews((self.buyer, "2024-06-10"))
        self.match(self.march, payment.move_id)
        self.forget()
        # Without the invoice all of its days are others; the payment was of June.
        self.move().button_draft()
        self.assertNews((self.buyer, "2024-03-05"))

    def test_contacts(self):
        """Documents of all days change hands with a contact; a country is of today."""
        self.buyer.country_id = self.env.ref("base.be")
        rows = self.env["customer.profile.queue"].search([])
        self.assertEqual(rows.mapped("since"), [False] * len(rows))
        self.forget()
        self.buyer.write({"is_company": False, "parent_id": self.other.id})
        rows = self.env["customer.profile.queue"].search(
            [("company_id", "=", self.company_a.id), ("since", "=", "1900-01-01")]
        )
        # Whose they are now, the refresh knows.
        self.assertEqual(set(rows.mapped("partner_id")), {self.buyer.id})

    # What it costs

    def test_statements(self):
        """Two statements for a batch, before and after, however many it has."""
        moves = self.march
        for _number in range(9):
            moves |= self.invoice(self.customer(), "2024-05-02", 10)
        counts = []
        for items, due in (
            (self.items(self.march), "2024-07-01"),
            (self.items(*moves), "2024-07-02"),
        ):
            with self.recorded() as statements:
                items.date_maturity = due
            counts.append(
                len([s for s in statements if "INTO customer_profile_queue" in s])
            )
        self.assertEqual(counts, [2, 2])
