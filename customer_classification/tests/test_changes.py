"""The history names the documents that moved a customer."""

from odoo.tests import tagged

from .common import CustomerClassificationCommon, day
from .common_security import SecurityCommon


@tagged("post_install", "-at_install")
class TestChanges(CustomerClassificationCommon):
    def bands(self, metric, *categories):
        return self.dimension(
            "test_changes",
            "band",
            metric,
            [{"name": name, "lower_bound": bound} for name, bound in categories],
            sequence=1000,
        )

    def history(self, partner, dimension, *days):
        """Rows of history, oldest first, after refreshes as of some days."""
        for on in days:
            self.refresh(self.company_a, as_of=day(on))
        return (
            self.books("customer.classification.history")
            .search(
                [
                    ("profile_id", "=", self.profile(partner).id),
                    ("dimension_id", "=", dimension.id),
                ]
            )
            .sorted(lambda row: (row.date_from, row.id))
        )

    def texts(self, *args):
        rows = self.history(*args)
        return [(row.category_id.name, row.change_text) for row in rows]

    def test_posted_and_left(self):
        """5,000.00 of May 2023 leave, 1,200.00 of May 2024 come."""
        size = self.bands("revenue_12m", ("Big", 5000), ("Some", 1000), ("Nil", False))
        partner = self.customer()
        old = self.invoice(partner, "2023-05-10", 5000)
        new = self.invoice(partner, "2024-05-12", 1200)
        self.assertEqual(
            self.texts(partner, size, "2024-05-09", "2024-05-13"),
            [
                ("Big", ""),
                (
                    "Some",
                    f"Posted: {new.name} (1,200.00). "
                    f"Left the window: {old.name} (5,000.00).",
                ),
            ],
        )

    def test_bounds_of_the_time(self):
        """After the day of the category before, up to the day of the new one."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partner = self.customer()
        self.invoice(partner, "2024-05-01", 10)
        first = self.invoice(partner, "2024-05-02", 20)
        last = self.invoice(partner, "2024-05-05", 1000)
        self.invoice(partner, "2024-05-06", 5000)
        self.assertEqual(
            self.texts(partner, size, "2024-05-01", "2024-05-05")[1],
            ("Big", f"Posted: {last.name} (1,000.00), {first.name} (20.00)."),
        )

    def test_twice_on_one_day(self):
        """What is posted on the day of the category before counts as well."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partner = self.customer()
        self.history(partner, size, "2024-05-05")
        move = self.invoice(partner, "2024-05-05", 1000)
        self.assertEqual(
            self.texts(partner, size, "2024-05-05")[1],
            ("Big", f"Posted: {move.name} (1,000.00)."),
        )

    def test_three_largest(self):
        size = self.bands("revenue_12m", ("Big", 100), ("Nil", False))
        partner = self.customer()
        self.history(partner, size, "2024-05-01")
        moves = [self.invoice(partner, "2024-05-05", 10 * n) for n in range(1, 6)]
        refund = self.credit_note(partner, "2024-05-05", 45)
        names = (
            f"{moves[4].name} (50.00), {refund.name} (-45.00), {moves[3].name} (40.00)"
        )
        self.assertEqual(
            self.texts(partner, size, "2024-05-06")[1],
            ("Big", f"Posted: {names} and 3 more."),
        )

    def test_what_the_metric_counts(self):
        """Counts of invoices take no notice of credit notes; totals never shrink."""
        often = self.bands("invoice_count_total", ("Often", 2), ("Seldom", 0))
        partner = self.customer()
        self.invoice(partner, "2023-05-02", 10)
        self.history(partner, often, "2024-05-01")
        self.credit_note(partner, "2024-05-02", 5)
        move = self.invoice(partner, "2024-05-03", 10)
        self.assertEqual(
            self.texts(partner, often, "2024-05-04")[1],
            ("Often", f"Posted: {move.name} (10.00)."),
        )

    def test_paid_and_due(self):
        """Fallen due on the day after the due date; paid on the day of the match."""
        debt = self.bands("overdue", ("None", False), ("Some", 1))
        partner = self.customer()
        move = self.invoice(partner, "2024-05-01", 300, due="2024-05-31")
        self.invoice(partner, "2024-05-01", 80, due="2024-07-31")
        self.history(partner, debt, "2024-05-31", "2024-06-01")
        self.pay(partner, "2024-06-10", 300, move)
        self.assertEqual(
            self.texts(partner, debt, "2024-06-10"),
            [
                ("None", ""),
                ("Some", f"Fallen due: {move.name} (300.00)."),
                ("None", f"Paid: {move.name} (300.00)."),
            ],
        )

    def test_aging(self):
        """90 days past 1 March are over on 31 May."""
        debt = self.bands("overdue_91", ("None", False), ("Some", 1))
        partner = self.customer()
        move = self.invoice(partner, "2024-03-01", 300)
        self.history(partner, debt, "2024-05-30", "2024-05-31")
        self.assertEqual(
            self.texts(partner, debt)[1],
            ("Some", f"Overdue for more than 90 days: {move.name} (300.00)."),
        )

    def test_late_rate(self):
        """The late instalment of May 2023 leaves twelve months after its due date."""
        late = self.bands("late_rate", ("Good", False), ("Bad", 0.5))
        partner = self.customer()
        old = self.invoice(partner, "2023-05-01", 70)
        self.pay(partner, "2023-05-10", 70, old)
        new = self.invoice(partner, "2024-04-01", 30)
        self.pay(partner, "2024-04-01", 30, new)
        self.assertEqual(
            self.texts(partner, late, "2024-04-30", "2024-05-01"),
            [("Bad", ""), ("Good", f"Left the window: {old.name} (70.00).")],
        )

    def test_entered_late(self):
        """An invoice dated before the category before, entered after it."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partner = self.customer()
        self.history(partner, size, "2024-05-05")
        move = self.invoice(partner, "2024-05-03", 1000)
        self.cr.execute(
            "UPDATE account_move SET create_date = '2024-05-06' WHERE id = %s",
            [move.id],
        )
        self.assertEqual(
            self.texts(partner, size, "2024-05-06")[1],
            ("Big", f"Posted: {move.name} (1,000.00)."),
        )

    def test_rule_with_values(self):
        """A rule's own numbers say what to look for."""
        rules = self.dimension(
            "test_changes",
            "domain",
            None,
            [
                {"name": "Buys", "domain": "[('revenue_12m', '>', 0)]"},
                {"name": "All", "domain": "[('revenue_12m', '<=', 0)]"},
            ],
            sequence=1000,
        )
        partner = self.customer()
        self.history(partner, rules, "2024-05-01")
        move = self.invoice(partner, "2024-05-02", 10)
        self.assertEqual(
            self.texts(partner, rules, "2024-05-02")[1],
            ("Buys", f"Posted: {move.name} (10.00)."),
        )

    def test_others_moved(self):
        """Of 600 + 400 the second is an A (60 % before), of 2000 + 400 a B (83 %)."""
        abc = self.dimension(
            "test_changes",
            "share",
            "revenue_12m",
            [{"name": "A", "share": 80}, {"name": "B", "share": 95}, {"name": "C"}],
            sequence=1000,
        )
        first, second = self.customer("First"), self.customer("Second")
        self.invoice(first, "2024-05-01", 600)
        self.invoice(second, "2024-05-01", 400)
        self.history(second, abc, "2024-05-02")
        self.invoice(first, "2024-05-03", 1400)
        self.assertEqual(
            self.texts(second, abc, "2024-05-04"),
            [("A", ""), ("B", "No document of this customer: the others moved.")],
        )

    def test_people_need_no_documents(self):
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partner = self.customer()
        self.invoice(partner, "2024-05-01", 10)
        self.history(partner, size, "2024-04-01")
        self.profile(partner)._set_classes(
            {size._field_name(): size.category_ids[0].id}
        )
        rows = self.history(partner, size)
        self.assertEqual(rows.mapped("source"), ["rule", "manual"])
        self.assertEqual(rows.mapped("change_text"), ["", ""])

    def test_branch_and_other_company(self):
        """The branch belongs to the customer's books, another company does not."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partner = self.customer()
        self.history(partner, size, "2024-05-01")
        move = self.invoice(partner, "2024-05-02", 1000, company=self.branch)
        self.invoice(partner, "2024-05-02", 3000, company=self.company_b)
        self.assertEqual(
            self.texts(partner, size, "2024-05-02")[1],
            ("Big", f"Posted: {move.name} (1,000.00)."),
        )

    def test_branch_out_of_sight(self):
        """Of a branch whose documents are not seen, not: the others moved."""
        abc = self.dimension(
            "test_changes",
            "share",
            "revenue_12m",
            [{"name": "A", "share": 80}, {"name": "B", "share": 95}, {"name": "C"}],
            sequence=1000,
        )
        first, second = self.customer("First"), self.customer("Second")
        self.invoice(first, "2024-05-01", 600)
        self.invoice(second, "2024-05-01", 100)
        self.history(second, abc, "2024-05-02")
        self.invoice(second, "2024-05-03", 9000, company=self.branch)
        row = self.history(second, abc, "2024-05-04")[1]
        self.assertIn("Posted: ", row.change_text)
        root = row.with_context(allowed_company_ids=self.company_a.ids)
        hidden = "Documents of branches that you do not see."
        self.assertEqual(root.change_text, hidden)
        self.assertEqual(root.action_open_changes()["domain"], [("id", "in", [])])
        # Next to what is seen.
        move = self.invoice(second, "2024-05-03", 20)
        root.invalidate_recordset(["change_text"])
        self.assertEqual(root.change_text, f"Posted: {move.name} (20.00). {hidden}")
        # Those who moved are others: nothing is hidden.
        self.assertEqual(
            self.history(first, abc)[1].change_text,
            "No document of this customer: the others moved.",
        )

    def test_open(self):
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partner = self.customer()
        self.history(partner, size, "2024-05-01")
        moves = [self.invoice(partner, "2024-05-02", 500) for _number in range(5)]
        row = self.history(partner, size, "2024-05-02")[1]
        action = row.action_open_changes()
        self.assertEqual(action["domain"], [("id", "in", [move.id for move in moves])])

    def test_no_query_per_row(self):
        """As many queries for six rows as for two."""
        size = self.bands("revenue_12m", ("Big", 1000), ("Nil", False))
        partners = [self.customer(f"Customer {number}") for number in range(6)]
        self.refresh(self.company_a, as_of=day("2024-05-01"))
        for partner in partners:
            self.invoice(partner, "2024-05-02", 1000)
        self.refresh(self.company_a, as_of=day("2024-05-02"))
        rows = self.books("customer.classification.history").search(
            [("category_id", "=", size.category_ids[0].id)]
        )
        self.assertGreaterEqual(len(rows), 6)
        counts = []
        for some in (rows[:2], rows[:2], rows[:6]):  # the first fills caches
            self.env.invalidate_all()
            some.mapped("profile_id.partner_id.name")
            with self.recorded() as statements:
                self.assertTrue(all(some.mapped("change_text")))
            counts.append(len(statements))
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestChangesAccess(SecurityCommon):
    """Documents are named to those who may read them."""

    def test_who_reads_documents(self):
        size = self.dimension(
            "test_changes",
            "band",
            "revenue_12m",
            [{"name": "Big", "lower_bound": 5000}, {"name": "Nil"}],
            sequence=1000,
        )
        self.refresh(self.company_a, as_of=day("2024-06-30"))
        self.invoice(self.partner, "2024-07-01", 5000)
        self.refresh(self.company_a, as_of=day("2024-07-01"))
        seller = self.user("seller", "customer_classification.group_user")
        domain = [("category_id", "=", size.category_ids[0].id)]
        model = "customer.classification.history"
        self.assertIn(
            "(5,000.00)", self.as_user(self.user_a, model).search(domain).change_text
        )
        row = self.as_user(seller, model).search(domain)
        self.assertEqual(row.change_text, "")
        self.assertIn("5,000.00", row.reason_text)
        self.assertRefused({"open": row.action_open_changes})
        self.assertFalse(self.as_user(self.user_b, model).search(domain))
        for user in (self.user_b, self.plain):
            other = self.as_user(user, model).browse(row.id)
            self.assertRefused(
                {
                    "read": lambda other=other: other.read(["change_text"]),
                    "open": other.action_open_changes,
                }
            )
