"""The engine against pandas: 1,000 customers, every method, raw tables in between."""

import random
from datetime import timedelta

import numpy as np
import pandas as pd

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_classification.tests.common import (
    TODAY,
    CustomerClassificationCommon,
)

CUSTOMERS = 1000
YEAR_AGO = TODAY - pd.DateOffset(years=1)


@tagged("post_install", "-at_install")
class TestIndependent(CustomerClassificationCommon):
    """What PostgreSQL says in one statement a method, said again by other means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pick = random.Random(19)
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(CUSTOMERS)]
        )
        cls.products = cls.product("One"), cls.product("Two", category=cls.category_two)
        cls._post_books()
        cls._pay_some()
        cls.dimensions = cls._make_dimensions()
        cls.chosen = {
            partner.id: cls.pick.choice(cls.dimensions["manual"].category_ids)
            for partner in cls.pick.sample(list(cls.partners), 50)
        }
        for category in cls.dimensions["manual"].category_ids:
            chosen = [pid for pid, given in cls.chosen.items() if given == category]
            cls.env["res.partner"].browse(chosen).with_company(cls.company_a).write(
                {"x_class_test_manual": category.id}
            )
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)

    @classmethod
    def _post_books(cls):
        """About 1,900 documents; round amounts and few days, so that many are equal."""
        pick, income = cls.pick, cls.account("income")
        documents = []
        for partner in cls.partners:
            for _number in range(pick.choice((0, 0, 1, 1, 1, 2, 3, 7))):
                on = TODAY - timedelta(30 * pick.randint(0, 20) + pick.choice((0, 1)))
                kind = "out_refund" if pick.random() < 0.1 else "out_invoice"
                line = {
                    "product_id": pick.choice(cls.products).id,
                    "price_unit": pick.choice((10, 20, 50, 99.9, 250, 1000)),
                    "account_id": income.id,
                    "tax_ids": [Command.clear()],
                }
                documents.append(
                    {
                        "move_type": kind,
                        "partner_id": partner.id,
                        "invoice_date": on,
                        "date": on,
                        "invoice_payment_term_id": False,
                        "invoice_date_due": on + timedelta(pick.choice((0, 30, 60))),
                        "invoice_line_ids": [Command.create(line)],
                    }
                )
        cls.moves = cls.books("account.move").create(documents)
        cls.moves.action_post()

    @classmethod
    def _pay_some(cls):
        """One payment in full for every tenth invoice, on a day before the end."""
        invoices = cls.moves.filtered(lambda m: m.move_type == "out_invoice")[::10]
        payments = cls.books("account.payment").create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": move.partner_id.id,
                    "amount": move.amount_total,
                    "date": min(TODAY, move.invoice_date + timedelta(40)),
                    "journal_id": cls.bank[cls.company_a].id,
                }
                for move in invoices
            ]
        )
        payments.action_post()
        for move, payment in zip(invoices, payments, strict=True):
            cls.items(move, payment.move_id).with_user(cls.accountant).reconcile()

    @classmethod
    def _make_dimensions(cls):
        metric = cls.env["ir.model.fields"]._get

        def criterion(name, weight, unknown, *bands):
            return Command.create(
                {
                    "metric_id": metric("customer.profile", name).id,
                    "weight": weight,
                    "unknown_points": unknown,
                    "band_ids": [
                        Command.create({"lower_bound": bound, "points": points})
                        for bound, points in bands
                    ],
                }
            )

        def categories(name, *values):
            return [{"name": f"{n}", name: v} for n, v in enumerate(values)]

        cls.criteria = {
            "recency_days": (2, 10, ((False, 100), (60, 70), (180, 20), (365, 0))),
            "refund_rate_12m": (1, 35, ((False, 100), (0.1, 40), (0.5, 0))),
            "oldest_overdue_days": (3, 80, ((False, 60), (31, 30), (91, 5))),
        }
        band = categories("lower_bound", 5, 2, 1, False)
        return {
            "band": cls.dimension("test_band", "band", "invoice_count_12m", band),
            "share": cls.dimension(
                "test_share", "share", "revenue_12m", categories("share", 80, 95, False)
            ),
            "quantile": cls.dimension(
                "test_quantile",
                "quantile",
                "revenue_total",
                categories("color", *range(4)),
            ),
            "domain": cls.dimension(
                "test_domain",
                "domain",
                None,
                categories(
                    "domain",
                    "[('revenue_12m', '>=', 250), ('recency_days', '<=', 90)]",
                    "[('overdue', '>', 0)]",
                    "['|', ('refund_count_12m', '>', 0), ('recency_days', '>', 300)]",
                ),
            ),
            "score": cls.dimension(
                "test_score",
                "score",
                None,
                categories("lower_bound", 75, 55, 30, False),
                scope_domain="[('first_invoice_date', '!=', False)]",
                criterion_ids=[
                    criterion(name, weight, unknown, *bands)
                    for name, (weight, unknown, bands) in cls.criteria.items()
                ],
            ),
            "manual": cls.dimension(
                "test_manual", "manual", None, [{"name": "0"}, {"name": "1"}]
            ),
            "rfm": cls.env.ref("customer_classification.dimension_rfm"),
            "field": cls.env.ref("customer_classification.dimension_preference"),
        }

    # The other implementation

    def frame(self, query, *args):
        """The rows of a query, amounts in cents."""
        self.env.flush_all()
        self.cr.execute(query, args)
        columns = [column.name for column in self.cr.description]
        return pd.DataFrame(self.cr.fetchall(), columns=columns)

    def customers(self):
        """A row a customer with what the classes are made of, from the raw tables."""
        everybody = self.frame(
            "SELECT partner_id FROM customer_profile WHERE company_id = %s AND active",
            self.company_a.id,
        )["partner_id"]
        documents = self.frame(
            """
            SELECT contact.commercial_partner_id AS partner,
                   move.move_type = 'out_refund' AS refund, move.invoice_date AS day,
                   SUM(-100 * line.balance)::int8 AS cents
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              JOIN res_partner contact ON contact.id = line.partner_id
             WHERE move.company_id = %s AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund')
               AND line.display_type = 'product'
          GROUP BY contact.commercial_partner_id, move.id
            """,
            self.company_a.id,
        )
        documents["day"] = pd.to_datetime(documents["day"])
        recent = documents[documents["day"] > YEAR_AGO]
        invoices = documents[~documents["refund"]]
        customers = pd.DataFrame(index=everybody.sort_values())

        def add(name, series, empty=0):
            column = series.reindex(customers.index)
            customers[name] = column if empty is None else column.fillna(empty)

        add("total", documents.groupby("partner")["cents"].sum())
        add("revenue", recent.groupby("partner")["cents"].sum())
        add("count", recent[~recent["refund"]].groupby("partner").size())
        add("refunds", recent[recent["refund"]].groupby("partner").size())
        last = invoices.groupby("partner")["day"].max()
        add("recency_days", (pd.Timestamp(TODAY) - last).dt.days, None)
        invoiced = recent[~recent["refund"]].groupby("partner")["cents"].sum()
        refunded = -recent[recent["refund"]].groupby("partner")["cents"].sum()
        rate = refunded.reindex(invoiced.index).fillna(0) / invoiced
        add("refund_rate_12m", rate, None)
        self._add_overdue(add)
        self._add_preference(add, documents)
        return customers

    def _add_overdue(self, add):
        items = self.frame(
            """
            SELECT line.id, line.partner_id AS partner, line.date_maturity AS due,
                   (100 * line.amount_residual)::int8 AS cents
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE line.company_id = %s AND line.parent_state = 'posted'
               AND account.account_type = 'asset_receivable'
               AND line.amount_residual <> 0
            """,
            self.company_a.id,
        )
        items["late"] = (pd.Timestamp(TODAY) - pd.to_datetime(items["due"])).dt.days
        late = items[(items["late"] > 0) & (items["cents"] > 0)]
        add("overdue", late.groupby("partner")["cents"].sum())
        # What nobody matched pays the oldest; less than 1.00 is nobody's business.
        debts = items[items["cents"] > 0].sort_values(["due", "id"])
        credits = -items[items["cents"] < 0].groupby("partner")["cents"].sum()
        left = debts.groupby("partner")["cents"].cumsum()
        left -= debts["partner"].map(credits).fillna(0)
        owed = debts[(debts["late"] > 0) & (debts["cents"] >= 100) & (left >= 100)]
        add("oldest_overdue_days", owed.groupby("partner")["late"].max(), None)

    def _add_preference(self, add, documents):
        lines = self.frame(
            """
            SELECT line.partner_id AS partner, template.categ_id AS category,
                   move.invoice_date AS day, (-100 * line.balance)::int8 AS cents
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE move.company_id = %s AND line.display_type = 'product'
            """,
            self.company_a.id,
        )
        lines = lines[pd.to_datetime(lines["day"]) > YEAR_AGO]
        sums = lines.groupby(["partner", "category"])["cents"].sum().reset_index()
        sums = sums[sums["cents"] > 0].sort_values(
            ["partner", "cents", "category"], ascending=[True, False, True]
        )
        add("preference", sums.groupby("partner")["category"].first(), None)

    @staticmethod
    def groups(values, count):
        """1 + number of inclusive percentiles strictly below each value."""
        shares = [cut / count for cut in range(1, count)]
        cuts = np.quantile(values.to_numpy(float), shares)
        return 1 + (values.to_numpy(float)[:, None] > cuts + 1e-6).sum(axis=1)

    def assertAgree(self, code, customers, expected):
        """`expected`: the name of each customer's category, None for none."""
        name = self.dimensions[code]._field_name()
        profiles = self.env["customer.profile"].search(
            [("company_id", "=", self.company_a.id)]
        )
        found = {profile.partner_id.id: profile[name].name for profile in profiles}
        expected = {
            partner: None if pd.isna(value) else value
            for partner, value in zip(customers.index, expected, strict=True)
        }
        wrong = {
            partner: (found.get(partner) or None, value)
            for partner, value in expected.items()
            if (found.get(partner) or None) != value
        }
        self.assertFalse(wrong, f"{len(wrong)} of {len(expected)} differ")
        counts = pd.Series(list(expected.values())).value_counts()
        self.assertGreaterEqual(len(counts), 2, "everybody is the same")

    def test_every_method(self):
        customers = self.customers()
        self.assertGreaterEqual(len(customers), CUSTOMERS)
        for code in self.dimensions:
            with self.subTest(method=code):
                expected = getattr(self, f"expect_{code}")(customers)
                self.assertAgree(code, customers, expected)

    def expect_band(self, customers):
        return pd.cut(
            customers["count"],
            [-np.inf, 1, 2, 5, np.inf],
            right=False,
            labels=["3", "2", "1", "0"],
        ).astype(object)

    def expect_share(self, customers):
        value = customers["revenue"].astype("int64")
        positive = value[value > 0].sort_values(ascending=False)
        before = pd.Series({v: positive[positive > v].sum() for v in positive.unique()})
        total = positive.sum()
        names = pd.Series("2", index=customers.index)
        mine = value[value > 0].map(before)
        names[mine.index[100 * mine < 95 * total]] = "1"
        names[mine.index[100 * mine < 80 * total]] = "0"
        return names

    def expect_quantile(self, customers):
        return [f"{4 - group}" for group in self.groups(customers["total"], 4)]

    def expect_domain(self, customers):
        conditions = [
            (customers["revenue"] >= 25000) & (customers["recency_days"] <= 90),
            customers["overdue"] > 0,
            (customers["refunds"] > 0) | (customers["recency_days"] > 300),
        ]
        chosen = np.select(conditions, [0, 1, 2], default=-1)
        return [f"{number}" if number >= 0 else None for number in chosen]

    def expect_score(self, customers):
        total, weights = 0, 0
        for name, (weight, unknown, bands) in self.criteria.items():
            points = pd.Series(float(unknown), index=customers.index)
            for bound, given in bands:  # from the lowest up
                reached = customers[name] >= (-np.inf if bound is False else bound)
                points[reached & customers[name].notna()] = given
            total, weights = total + weight * points, weights + weight
        score = (total / weights + 1e-9).round(1)
        names = np.select([score >= 75, score >= 55, score >= 30], ["0", "1", "2"], "3")
        has_invoice = customers["recency_days"].notna()
        return [n if has else None for n, has in zip(names, has_invoice, strict=True)]

    def expect_manual(self, customers):
        return [
            self.chosen[partner].name if partner in self.chosen else None
            for partner in customers.index
        ]

    def expect_rfm(self, customers):
        ranked = customers[customers["recency_days"].notna()]
        scores = pd.DataFrame(
            {
                "recency": 6 - self.groups(ranked["recency_days"], 5),
                "frequency": self.groups(ranked["count"], 5),
                "monetary": self.groups(ranked["revenue"], 5),
            },
            index=ranked.index,
        )
        segments = self.dimensions["rfm"].category_ids.sorted("sequence")
        names = pd.Series(None, index=customers.index, dtype=object)
        for segment in reversed(segments):
            within = pd.Series(True, index=ranked.index)
            for name in scores:
                low, high = segment[f"{name}_min"], segment[f"{name}_max"]
                within &= scores[name].between(low, high)
            names[within.index[within]] = segment.name
        return names

    def expect_field(self, customers):
        names = {c.id: c.display_name for c in self.category_one + self.category_two}
        return customers["preference"].map(names)
