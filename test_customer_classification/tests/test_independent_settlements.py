"""How customers paid, computed once more from the raw tables.

The books have every kind of settlement, alone and mixed. Nothing here asks the engine
but the comparison itself.
"""

import random
from datetime import date

import pandas as pd

from odoo.tests import tagged

from odoo.addons.customer_classification.tests.common import TODAY
from odoo.addons.customer_classification.tests.settlement_books import SettlementBooks

from .settled import INSTALMENTS, PAID, Settled

BUCKETS = {
    "not_due": (-10_000, 0),
    "overdue_1_30": (1, 30),
    "overdue_31_60": (31, 60),
    "overdue_61_90": (61, 90),
    "overdue_91": (91, 10_000),
}
#: Never empty: nothing is 0.
AMOUNTS = [
    *BUCKETS,
    *("receivable", "overdue", "credits_open", "disputed"),
    *("written_off_12m", "written_off_total"),
    *("due_count_12m", "late_count_12m"),
]
RATES = [
    *("oldest_overdue_days", "average_days_to_pay", "average_days_late"),
    "late_rate",
]
#: Of the whole past: to one and three decimals.
RECORD = {
    "payment_record_days": 0.0501,
    "payment_record_late_rate": 0.000501,
    "payment_record_age": 0.1,
}
RATES += RECORD
LONGEST = 90  # days that count, early or late

#: Past days: at a month end, and in the middle of one.
DAYS = (TODAY, date(2024, 3, 31), date(2023, 11, 15))


def table(records, columns):
    """A frame with these columns, also where there is no record."""
    return pd.DataFrame(records, columns=columns)


class Expected:
    """The numbers of all customers of a company at a day."""

    def __init__(self, settled):
        self.settled = settled
        self.end = settled.as_of
        self.start = (pd.Timestamp(self.end) - pd.DateOffset(years=1)).date()
        self.covered = self._covered()

    def within(self, day):
        """In the twelve months up to the day."""
        return self.start < day <= self.end

    def _covered(self):
        """The debit items that credits nobody matched would pay."""
        settled, covered = self.settled, set()
        credits, debits = {}, {}
        for item in settled.items.values():
            rest = settled.unsettled(item)
            if rest < 0:
                shares = settled.shares(item)
                paid = sum(shares.get(kind, 0) for kind in PAID)
                credits[item.partner] = credits.get(item.partner, 0) - rest * paid
            elif rest > 0 and not settled.forgives(item):
                debits.setdefault(item.partner, []).append((item.due, item.id, rest))
        for partner, owed in debits.items():
            running = -credits.get(partner, 0)
            for _due, number, rest in sorted(owed):
                running += rest
                if running < settled.attention:
                    covered.add(number)
        return covered

    def items(self):
        """A row an item: what is open, how old, whether it is owed."""
        settled = self.settled
        found = [
            (
                item.partner,
                settled.residual[item.id],
                settled.days_overdue(item),
                settled.is_open(item)
                and item.id not in self.covered
                and not settled.forgives(item),
                settled.is_disputed(item),
            )
            for item in settled.items.values()
        ]
        return table(found, ["partner", "open", "days", "owed", "marked"])

    def losses(self):
        """A row a matching: whose credit wrote off how much, when."""
        settled = self.settled
        found = [
            (credit.partner, amount, self.within(day))
            for item in settled.items.values()
            for credit, kind, day, amount in settled.own(item)
            if kind == "write-off"
        ]
        return table(found, ["partner", "lost", "within"])

    def instalments(self):
        """A row an instalment that counts: due, paid on (or empty), late or not."""
        found = []
        for item in self.settled.items.values():
            if (
                item.move_type in INSTALMENTS
                and item.type == "payment_term"
                and item.balance > 0
            ):
                outcome = self.outcome(item)
                if outcome:
                    found.append((item.id, item.partner, item.invoiced, *outcome))
        return table(found, ["id", "partner", "invoiced", "due", "paid", "late"])

    def outcome(self, item):
        """(due date, day paid or None, late) of an instalment; None: left out."""
        settled = self.settled
        state, due = settled.state(item), settled.due(item)
        if state.amount("assignment") >= settled.attention:
            return None
        if (
            state.amount("write-off") >= settled.attention
            or state.amount("other") * 2 >= item.balance
        ):
            return min(item.due, *state.days("write-off", "other")), None, True
        if state.open >= settled.attention:
            owed = [item, *(settled.items[heir] for heir in state.heirs)]
            owed = [one for one in owed if settled.unsettled(one) > 0]
            owed = {one.id for one in owed if not settled.forgives(one)}
            late = self.end > due and not owed <= self.covered
            return due, None, late and not settled.forgives(item)
        days = state.days(*PAID)
        if not days:
            return None
        paid = max(item.invoiced, *days)
        return due, paid, paid > due

    def numbers(self):
        """A row a customer, empty where there is nothing to count."""
        items = self.items()
        found = pd.DataFrame({"receivable": items.groupby("partner")["open"].sum()})
        debts = items[items["open"] > 0]
        for name, bounds in BUCKETS.items():
            inside = debts[debts["days"].between(*bounds)]
            found[name] = inside.groupby("partner")["open"].sum()
        credits = items[items["open"] < 0]
        found["credits_open"] = credits.groupby("partner")["open"].sum()
        late = debts[debts["days"] > 0]
        found["overdue"] = late.groupby("partner")["open"].sum()
        marked = late[late["marked"].astype(bool)]
        found["disputed"] = marked.groupby("partner")["open"].sum()
        owed = late[late["owed"].astype(bool)]
        found["oldest_overdue_days"] = owed.groupby("partner")["days"].max()
        losses = self.losses()
        found["written_off_total"] = losses.groupby("partner")["lost"].sum()
        losses = losses[losses["within"].astype(bool)]
        found["written_off_12m"] = losses.groupby("partner")["lost"].sum()
        instalments = self.instalments()
        paid = instalments[instalments["paid"].notna()]
        paid = paid[paid["paid"].map(self.within).astype(bool)]
        for name, since in (
            ("average_days_to_pay", "invoiced"),
            ("average_days_late", "due"),
        ):
            days = (pd.to_datetime(paid["paid"]) - pd.to_datetime(paid[since])).dt.days
            found[name] = days.clip(lower=0).groupby(paid["partner"]).mean()
        due = instalments[instalments["due"].map(self.within).astype(bool)]
        found["due_count_12m"] = due.groupby("partner").size()
        found["late_count_12m"] = due.groupby("partner")["late"].sum()
        found["late_rate"] = found["late_count_12m"] / found["due_count_12m"]
        return found.join(self.record(instalments))

    def record(self, instalments):
        """A row a customer: of all that was paid or late, half as much a year ago."""
        told = instalments[instalments["paid"].notna() | instalments["late"]]
        due, end = pd.to_datetime(told["due"]), pd.Timestamp(self.end)
        paid = pd.to_datetime(told["paid"])
        day = due.where(paid.isna() | (due < paid), paid)
        age = (end - day).dt.days
        days = (paid.fillna(end) - due).dt.days.clip(-LONGEST, LONGEST)
        weight = 0.5 ** (age / 365.25)
        partner, total = told["partner"], weight.groupby(told["partner"]).sum()
        late = weight * told["late"].astype(float)
        return pd.DataFrame(
            {
                "payment_record_days": (weight * days).groupby(partner).sum() / total,
                "payment_record_late_rate": late.groupby(partner).sum() / total,
                "payment_record_age": age.groupby(partner).min(),
            }
        )


@tagged("post_install", "-at_install")
class TestIndependentSettlements(SettlementBooks):
    """Every kind of settlement, today and on two past days."""

    def expected(self, company, as_of):
        """{customer: {metric: number, None where it is empty}}."""
        tree = (company + company.child_ids).ids
        attention = str(company.customer_classification_attention)
        found = Expected(Settled(self.cr, tree, as_of, attention)).numbers()
        numbers = {}
        for partner, row in found.iterrows():
            row = {name: None if pd.isna(n) else float(n) for name, n in row.items()}
            numbers[int(partner)] = row | {n: row[n] or 0.0 for n in AMOUNTS}
        return numbers

    def tolerance(self, metric):
        return 0.006 if metric in AMOUNTS else RECORD.get(metric, 1e-4)

    def differences(self, expected, found, as_of):
        """Lines that say who differs where."""
        lines = []
        for partner, row in sorted(expected.items()):
            name = self.env["res.partner"].browse(partner).name
            for metric in (*AMOUNTS, *RATES):
                value, have = row[metric], found[partner][metric]
                same = (
                    abs(float(have) - value) < self.tolerance(metric)
                    if None not in (have, value)
                    else have is value
                )
                if not same:
                    lines.append(f"{name}, {as_of}, {metric}: {have} is not {value}")
        return lines

    def test_everybody_and_a_few(self):
        pick, wrong, seen = random.Random(self.SEED), [], dict.fromkeys(AMOUNTS, 0)
        seen.update(dict.fromkeys(RATES, 0))
        for company in (self.company_a, self.company_b):
            for as_of in DAYS:
                expected = self.expected(company, as_of)
                found = self.query_metrics(company, as_of)
                self.assertLessEqual(set(expected), set(found))
                wrong += self.differences(expected, found, as_of)
                for partner in pick.sample(sorted(expected), min(5, len(expected))):
                    alone = self.query_metrics(company, as_of, [partner])
                    row = {partner: expected[partner]}
                    wrong += self.differences(row, alone, f"alone on {as_of}")
                for row in expected.values():
                    for metric in seen:
                        seen[metric] += bool(row[metric])
        self.assertFalse(wrong, "\n" + "\n".join(wrong))
        self.assertGreaterEqual(min(seen.values()), 3, seen)

    def test_what_is_owed_adds_up(self):
        """Buckets and credits are the receivable; with what is matched elsewhere it is
        the balance of the ledger, customer by customer and day by day."""
        seen = {"credits": 0, "elsewhere": 0, "disputed": 0}
        for company in (self.company_a, self.company_b):
            tree = (company + company.child_ids).ids
            for as_of in DAYS:
                booked = self.booked(tree, as_of)
                for partner, row in self.query_metrics(company, as_of).items():
                    who = (self.env["res.partner"].browse(partner).name, as_of)
                    row = {k: round(100 * row[k]) for k in AMOUNTS}
                    buckets = [row[name] for name in BUCKETS]
                    self.assertGreaterEqual(min(buckets), 0, who)
                    self.assertLessEqual(row["credits_open"], 0, who)
                    self.assertEqual(sum(buckets[1:]), row["overdue"], who)
                    self.assertLessEqual(row["disputed"], row["overdue"], who)
                    owed = sum(buckets) + row["credits_open"]
                    self.assertEqual(owed, row["receivable"], who)
                    balance, elsewhere = booked.get(partner, (0, 0))
                    cents = row["receivable"] + round(100 * elsewhere)
                    self.assertEqual(cents, round(100 * balance), who)
                    seen["credits"] += bool(row["credits_open"])
                    seen["elsewhere"] += bool(elsewhere)
                    seen["disputed"] += bool(row["disputed"])
        self.assertGreaterEqual(min(seen.values()), 3, seen)

    def booked(self, tree, as_of):
        """{customer: (balance, what of it is matched with somebody else's items)}."""
        self.cr.execute(
            """
            WITH item AS (
                SELECT line.id, line.balance, contact.commercial_partner_id AS customer
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                  LEFT JOIN res_partner contact ON contact.id = line.partner_id
                 WHERE move.state = 'posted' AND line.date <= %(as_of)s
                   AND account.account_type = 'asset_receivable'
                   AND line.company_id = ANY(%(tree)s)
            ), matched AS (
                SELECT debit.customer AS debtor, credit.customer AS payer, amount
                  FROM account_partial_reconcile partial
                  JOIN item debit ON debit.id = partial.debit_move_id
                  JOIN item credit ON credit.id = partial.credit_move_id
                 WHERE debit.customer IS DISTINCT FROM credit.customer
            )
            SELECT customer, SUM(balance), SUM(elsewhere)
              FROM (SELECT customer, balance, 0 AS elsewhere FROM item
                 UNION ALL SELECT debtor, 0, amount FROM matched
                 UNION ALL SELECT payer, 0, -amount FROM matched) part
             WHERE customer IS NOT NULL
          GROUP BY customer
            """,
            {"tree": tree, "as_of": as_of},
        )
        return {customer: rest for customer, *rest in self.cr.fetchall()}
