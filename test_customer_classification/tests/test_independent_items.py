"""What receivable items and margins say, counted by pandas from the raw tables.

Neither residuals nor matching dates of Odoo are read: both are made of the partials
whose two items are posted. The books have drafts on one side of matchings.
"""

from datetime import date

import pandas as pd

from odoo.tests import tagged

from odoo.addons.customer_classification.tests.common import TODAY
from odoo.addons.customer_classification.tests.random_books import RandomBooks

COSTS = {"One": 7, "Two": 31}
ATTENTION = 1  # less than that is nobody's business
BUCKETS = {
    "not_due": (-10_000, 0),
    "overdue_1_30": (1, 30),
    "overdue_31_60": (31, 60),
    "overdue_61_90": (61, 90),
    "overdue_91": (91, 10_000),
}


@tagged("post_install", "-at_install")
class TestIndependentItems(RandomBooks):
    """Random books of two companies and a branch, today and on two past days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moves = cls.post_documents(70, cls.START, date(2024, 7, 15))
        cls.pay_documents(moves, 0.7, date(2024, 7, 20))
        cls.env.flush_all()

    def frame(self, query, company, as_of):
        """The rows of a query about the tree of a company, dates as dates."""
        tree = (company + company.child_ids).ids
        self.cr.execute(query, {"tree": tree, "as_of": as_of})
        names = [column.name for column in self.cr.description]
        frame = pd.DataFrame(self.cr.fetchall(), columns=names)
        for name in frame.columns.intersection(["day", "due", "invoiced"]):
            frame[name] = pd.to_datetime(frame[name])
        return frame

    def open_items(self, company, as_of):
        """Posted receivable items up to a day with what is open of them then."""
        items = self.frame(
            """
            SELECT item.id, contact.commercial_partner_id AS partner,
                   COALESCE(item.date_maturity, item.date) AS due, item.date AS day,
                   move.invoice_date AS invoiced, move.move_type AS kind,
                   item.display_type AS type, item.debit - item.credit AS balance,
                   item.no_followup AND journal.type <> 'general' AS disputed
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
              JOIN account_account account ON account.id = item.account_id
              JOIN res_partner contact ON contact.id = item.partner_id
             WHERE account.account_type = 'asset_receivable' AND move.state = 'posted'
               AND item.company_id = ANY(%(tree)s) AND item.date <= %(as_of)s
            """,
            company,
            as_of,
        ).set_index("id")
        partials = self.frame(
            "SELECT debit_move_id, credit_move_id, amount"
            "  FROM account_partial_reconcile WHERE company_id = ANY(%(tree)s)",
            company,
            as_of,
        )
        both = partials["debit_move_id"].isin(items.index)
        both &= partials["credit_move_id"].isin(items.index)
        self.assertTrue(len(partials[~both]), "nothing is matched with a draft")
        partials = partials[both]
        items["open"] = items["balance"].astype(float)
        items["settled"] = pd.NaT
        for mine, other, sign in (
            ("debit_move_id", "credit_move_id", -1),
            ("credit_move_id", "debit_move_id", 1),
        ):
            amounts = partials.groupby(mine)["amount"].sum().astype(float)
            items["open"] += sign * amounts.reindex(items.index).fillna(0)
            days = partials.set_index(mine)[other].map(items["day"])
            last = days.groupby(level=0).max().reindex(items.index)
            items["settled"] = items[["settled"]].assign(last=last).max(axis=1)
        items["settled"] = items[["settled", "day"]].max(axis=1)
        items["open"] = items["open"].round(2)
        items["late"] = (pd.Timestamp(as_of) - items["due"]).dt.days
        items["covered"] = self.covered(items)
        return items

    def covered(self, items):
        """Whether credits that nobody matched pay the item, the oldest first."""
        debts = items[(items["balance"] > 0) & (items["open"] != 0)]
        debts = debts[~debts["disputed"]]
        debts = debts.reset_index().sort_values(["due", "id"]).set_index("id")
        credits = -items[items["balance"] < 0].groupby("partner")["open"].sum()
        left = debts.groupby("partner")["open"].cumsum()
        left -= debts["partner"].map(credits).fillna(0)
        return (left < ATTENTION).reindex(items.index, fill_value=False)

    def expected(self, company, as_of):
        """A row a customer, empty where there is nothing to count."""
        items = self.open_items(company, as_of)
        end, start = pd.Timestamp(as_of), pd.Timestamp(as_of) - pd.DateOffset(years=1)
        found = pd.DataFrame({"receivable": items.groupby("partner")["open"].sum()})
        for name, bounds in BUCKETS.items():
            inside = items[(items["open"] > 0) & items["late"].between(*bounds)]
            found[name] = inside.groupby("partner")["open"].sum()
        credits = items[items["open"] < 0]
        found["credits_open"] = credits.groupby("partner")["open"].sum()
        owed = items[(items["late"] > 0) & (items["open"] >= ATTENTION)]
        found["disputed"] = (
            items[(items["late"] > 0) & (items["open"] > 0) & items["disputed"]]
            .groupby("partner")["open"]
            .sum()
        )
        owed = owed[~owed["covered"] & ~owed["disputed"]]
        found["oldest_overdue_days"] = owed.groupby("partner")["late"].max()
        invoices = items[
            items["kind"].isin(["out_invoice", "out_receipt"])
            & (items["type"] == "payment_term")
            & (items["balance"] > 0)
            & (items["invoiced"] <= end)
        ].assign(paid=lambda i: i["open"] < ATTENTION)
        paid = invoices[invoices["paid"] & (invoices["settled"] > start)]
        days = (paid["settled"] - paid["invoiced"]).dt.days
        found["average_days_to_pay"] = days.groupby(paid["partner"]).mean()
        days = (paid["settled"] - paid["due"]).dt.days.clip(lower=0)
        found["average_days_late"] = days.groupby(paid["partner"]).mean()
        due = invoices[(invoices["due"] > start) & (invoices["due"] <= end)]
        late = due["settled"].where(due["paid"], end) > due["due"]
        late &= due["paid"] | ~(due["covered"] | due["disputed"])
        found["late_rate"] = late.groupby(due["partner"]).mean()
        self.add_documents(found, company, as_of)
        return found

    def add_documents(self, found, company, as_of):
        """What is invoiced, and what of it is margin."""
        documents = self.frame(
            """
            SELECT move.id, contact.commercial_partner_id AS partner,
                   move.move_type AS kind, SUM(line.balance) AS total
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              JOIN res_partner contact ON contact.id = line.partner_id
             WHERE move.state = 'posted' AND move.move_type LIKE 'out_%%'
               AND move.company_id = ANY(%(tree)s) AND move.invoice_date <= %(as_of)s
               AND move.invoice_date > %(as_of)s - interval '1 year'
               AND line.display_type = 'payment_term'
          GROUP BY move.id, contact.commercial_partner_id
            """,
            company,
            as_of,
        )
        sold = documents[documents["kind"] != "out_refund"]
        total = sold.groupby("partner")["total"].sum().astype(float)
        found["dso"] = found["receivable"] / total.where(total > 0) * 365
        lines = self.frame(
            """
            SELECT line.move_id, line.quantity, -line.balance AS revenue,
                   template.name ->> 'en_US' AS product
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
             WHERE line.display_type = 'product'
               AND account.account_type NOT LIKE 'equity%%'
               AND line.company_id = ANY(%(tree)s)
            """,
            company,
            as_of,
        ).merge(documents, left_on="move_id", right_on="id")
        sign = lines["kind"].map({"out_refund": -1}).fillna(1)
        cost = sign * lines["quantity"] * lines["product"].map(COSTS).fillna(0)
        margin = lines["revenue"].astype(float) - cost.astype(float)
        found["margin_12m"] = margin.groupby(lines["partner"]).sum()

    def test_items_and_margins(self):
        compared = dict.fromkeys(
            [*BUCKETS, "credits_open", "disputed", "receivable", "oldest_overdue_days"]
            + ["dso", "margin_12m"]
            + ["average_days_to_pay", "average_days_late", "late_rate"],
            0,
        )
        zero = {*BUCKETS, "credits_open", "disputed", "receivable", "margin_12m"}
        for company in (self.company_a, self.company_b):
            for as_of in (TODAY, date(2024, 3, 31), date(2023, 11, 15)):
                expected = self.expected(company, as_of)
                rows = self.query_metrics(company, as_of)
                self.assertLessEqual(set(expected.index), set(rows))
                for partner, row in expected.iterrows():
                    for name in compared:
                        value = None if pd.isna(row[name]) else float(row[name])
                        value = 0 if value is None and name in zero else value
                        found = rows[partner][name]
                        self.assertEqual(
                            found is None, value is None, (name, partner, as_of)
                        )
                        if value is not None:
                            self.assertAlmostEqual(
                                float(found), value, 4, (name, partner, as_of)
                            )
                            compared[name] += bool(value)
        self.assertGreaterEqual(min(compared.values()), 3, compared)
