"""From each number of a customer to the items behind it, which add up to it."""

from datetime import date

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.profile import items as customer_profile_items
from .common import TODAY, CustomerClassificationCommon
from .common_security import SecurityCommon
from .random_books import RandomBooks

AMOUNTS = (
    "revenue_total revenue_12m revenue_prev_12m average_invoice_12m refund_amount_12m "
    "receivable not_due overdue_1_30 overdue_31_60 overdue_61_90 overdue_91 overdue "
    "credits_open disputed margin_12m rfm_revenue"
).split()
COUNTS = "invoice_count_total invoice_count_12m refund_count_12m rfm_invoice_count"
COUNTS = COUNTS.split()
OTHERS = (
    "average_days_to_pay average_days_late late_rate oldest_overdue_days "
    "first_invoice_date last_invoice_date"
).split()
# What opens its documents, without a plain sum that gives the number.
OPENS = (
    "revenue_growth refund_rate_12m recency_days tenure_days average_interval_days "
    "dso credit_used_rate margin_rate_12m main_payment_journal_type rfm_recency "
    "rfm_frequency rfm_monetary rfm_score"
).split()


#: Columns with what stands at their foot.
REVENUE = ["customer_revenue Revenue", "customer_revenue Average Invoice"]
CREDITED = ["customer_credited Credited"]
DAYS = ["customer_days_to_pay Days to Pay", "customer_days_late Days Late"]
LATE = ["customer_residual", "customer_late Late Rate"]


def shown_columns(profile, name, feet=False):
    """The columns of the list that a number of a customer opens."""
    action = profile.action_open_metric(name)
    Items = profile.env[action["res_model"]].with_context(**action["context"])
    arch = etree.fromstring(Items.get_view(action["views"][0][0], "list")["arch"])
    return [
        " ".join(
            filter(
                None,
                [node.get("name"), feet and (node.get("sum") or node.get("avg"))],
            )
        )
        for node in arch.iter("field")
        if not safe_eval(
            node.get("column_invisible") or "False", {"context": action["context"]}
        )
    ]


class ItemsAddUp:
    """``profiles``: customers to look at, as an invoicing user sees them."""

    def opened(self, profile, name):
        """The action's own model and domain, in the action's own context."""
        action = profile.action_open_metric(name)
        Items = profile.env[action["res_model"]].with_context(**action["context"])
        return Items, action["domain"]

    def total(self, profile, name):
        """What stands at the foot of the opened list."""
        Items, domain = self.opened(profile, name)
        aggregate = profile._metric_items()[name].total
        [(total,)] = Items._read_group(domain, [], [aggregate])
        return total

    def test_items_add_up(self):
        wrong, seen = [], dict.fromkeys(AMOUNTS + COUNTS + OTHERS, 0)
        for profile in self.profiles:
            for name in seen:
                total, number = self.total(profile, name), profile[name]
                seen[name] += bool(number)
                if not self.same(profile, name, total, number):
                    wrong.append((profile.partner_id.name, name, total, number))
        self.assertFalse(wrong)
        self.assertFalse(
            [name for name, count in seen.items() if not count], "nowhere any value"
        )

    def same(self, profile, name, total, number):
        """Amounts to the cent, rates far behind it; empty is not zero."""
        if number is False or isinstance(number, date):
            return (total or False) == number
        total = total or 0
        if isinstance(number, int):
            return total == number
        if profile._fields[name].type == "monetary":  # as screens round it
            return not profile.currency_id.compare_amounts(total, number)
        return abs(total - number) < 0.000001

    def test_records_add_up(self):
        """The values in the lines are those that the database sums up."""
        for profile in self.profiles[:5]:
            for name in AMOUNTS + OTHERS[:4]:
                Items, domain = self.opened(profile, name)
                field, function = profile._metric_items()[name].total.split(":")
                values = [
                    v for v in Items.search(domain).mapped(field) if v is not False
                ]
                found = {
                    "sum": sum,
                    "avg": lambda v: sum(v) / len(v) if v else 0,
                    "max": lambda v: max(v, default=0),
                }[function](values)
                self.assertAlmostEqual(
                    found, self.total(profile, name) or 0, 6, (profile, name)
                )

    def test_groups_add_up(self):
        """Of many items the list shows groups, whose sums make the same total."""
        for profile in self.profiles[:5]:
            for name, items in profile._metric_items().items():
                if not (items.total or "").endswith((":sum", "__count")):
                    continue
                Items, domain = self.opened(profile, name)
                groups = Items._read_group(domain, [items.group_by], [items.total])
                found = sum(total for _group, total in groups)
                self.assertAlmostEqual(
                    found, self.total(profile, name) or 0, 6, (profile, name)
                )

    def test_everything_opens(self):
        """Every number of a list or form opens, with all of it in one list."""
        profile = self.profiles[0]
        for name in AMOUNTS + COUNTS + OTHERS + OPENS:
            with self.subTest(name=name):
                action = profile.action_open_metric(name)
                Items = self.env[action["res_model"]].with_user(profile.env.user)
                Items = Items.with_context(**action["context"])
                view_id = action["views"][0][0]
                arch = Items.get_view(view_id, "list")["arch"]
                self.assertIn("customer_", arch)
                count = Items.search_count(action["domain"])
                self.assertLessEqual(count, action["limit"])

    def test_columns(self):
        """Of two lists: those of the number that was opened."""
        for names, shown, hidden in (
            (("revenue_12m", "revenue_growth"), ["customer_revenue Revenue"], CREDITED),
            (("average_invoice_12m",), ["customer_revenue Average Invoice"], CREDITED),
            (("refund_amount_12m", "refund_count_12m"), CREDITED, REVENUE),
            (("refund_rate_12m",), [*REVENUE[:1], *CREDITED], REVENUE[1:]),
            (("late_rate",), LATE, DAYS),
            (("average_days_late", "average_days_to_pay"), DAYS, LATE),
            (("due_count_12m", "late_count_12m"), DAYS, LATE),
        ):
            for name in names:
                with self.subTest(name=name):
                    columns = shown_columns(self.profiles[0], name, feet=True)
                    self.assertLessEqual(set(shown), set(columns))
                    self.assertFalse(set(hidden) & set(columns))


@tagged("post_install", "-at_install")
class TestItems(ItemsAddUp, RandomBooks):
    """Random books: credit notes, euros, cash rounding, part payments, a branch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moves = cls.post_documents(60, cls.START, date(2024, 7, 15))
        cls.pay_documents(moves, 0.6, date(2024, 7, 20))
        cls.invoice(cls.customers[3], "2024-05-01", 12, due="2024-05-16")  # 45 days
        cls.customers[0].with_company(cls.company_a).credit_limit = 900
        cls.env["customer.profile"]._refresh(cls.company_a + cls.company_b, as_of=TODAY)
        Profile = cls.books("customer.profile", cls.company_a)
        cls.profiles = Profile.search(
            [("partner_id", "in", [c.id for c in cls.customers])], order="id"
        )


@tagged("post_install", "-at_install")
class TestDemoItems(ItemsAddUp, CustomerClassificationCommon):
    """The demo books: 50 customers in each company, today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        books = cls.env["customer.classification.demo"]._load_demo_books()
        cls.accountant.company_ids |= books
        unpaid = [("payment_state", "=", "not_paid"), ("state", "=", "posted")]
        unpaid += [("company_id", "in", books.ids), ("move_type", "=", "out_invoice")]
        moves = cls.env["account.move"].search(unpaid, order="invoice_date_due, id")
        moves[:10].no_followup = True
        Profile = cls.env["customer.profile"]
        Profile._refresh(books)
        cls.profiles = Profile.search(
            [
                ("company_id", "in", books.ids),
                ("partner_id", "in", cls._demo_customers().ids),
            ],
            order="company_id, id",
        )
        cls.profiles = cls.profiles.with_user(cls.accountant).with_context(
            allowed_company_ids=books.ids
        )

    @classmethod
    def _demo_customers(cls):
        """Who has documents in the demo books, by the ledger alone."""
        lines = cls.env["account.move.line"].search(
            [("account_id.account_type", "=", "asset_receivable")]
        )
        return lines.partner_id.commercial_partner_id

    def test_enough_customers(self):
        groups = self.profiles.grouped("company_id")
        self.assertEqual(len(groups), 2)
        self.assertGreaterEqual(len(self.profiles), 50)
        for profiles in groups.values():
            self.assertGreaterEqual(len(profiles), 20)


@tagged("post_install", "-at_install")
class TestOpenMetric(CustomerClassificationCommon):
    """Customers whose items are easily overlooked, worked out by hand."""

    def opened(self, partner, name, company=None, user=None):
        """The records that open for an invoicing user."""
        self.refresh(as_of=TODAY)
        profile = self.profile(partner, company)
        profile = profile.with_user(user or self.accountant).with_context(
            allowed_company_ids=(user or self.accountant).company_ids.ids
        )
        action = profile.action_open_metric(name)
        Items = profile.env[action["res_model"]].with_context(**action["context"])
        return Items.search(action["domain"])

    def test_archived_contact(self):
        """An archived contact's invoice stays in the list of its company."""
        partner = self.customer("Company")
        contact = self.customer("Contact", is_company=False, parent_id=partner.id)
        move = self.invoice(contact, "2024-05-05", 120)
        contact.active = False
        self.assertEqual(self.opened(partner, "revenue_12m").ids, move.ids)
        self.assertEqual(self.opened(partner, "receivable").move_id.ids, move.ids)
        self.assertEqual(self.opened(partner, "margin_12m").move_id.ids, move.ids)

    def test_contact_that_moved(self):
        """The old invoice of a contact that moved counts for its new company."""
        old, new = self.customer("Old"), self.customer("New")
        contact = self.customer("Person", is_company=False)
        move = self.invoice(contact, "2024-05-05", 120)
        self.assertFalse(self.opened(old, "revenue_12m"))
        contact.parent_id = new
        opened = self.opened(new, "revenue_12m")
        self.assertEqual(opened.ids, move.ids)
        self.assertEqual(self.profile(new).revenue_12m, 120)

    def test_windows(self):
        """(30 June 2023, 30 June 2024] and the twelve months before."""
        partner = self.customer()
        before, last_day, first, last, later = (
            self.invoice(partner, on, 10)
            for on in (
                "2022-06-30 2022-07-01 2023-06-30 2023-07-01 2024-06-30 2024-07-01"
            ).split()[1:]
        )
        self.assertEqual(
            self.opened(partner, "revenue_prev_12m").sorted("id").ids,
            [before.id, last_day.id],
        )
        self.assertEqual(
            self.opened(partner, "revenue_12m").sorted("id").ids, [first.id, last.id]
        )
        self.assertNotIn(later, self.opened(partner, "revenue_total"))

    def test_open_on_the_day(self):
        """What was paid after the as-of date was open on it, what before was not."""
        partner = self.customer()
        paid, part, late = (
            self.invoice(partner, "2024-05-01", amount, due="2024-05-31")
            for amount in (100, 200, 300)
        )
        self.pay(partner, "2024-06-15", 100, paid)
        self.pay(partner, "2024-06-15", 50, part)
        self.pay(partner, "2024-07-05", 300, late)
        items = self.opened(partner, "overdue_1_30")
        self.assertEqual(
            {item.move_id: item.customer_residual for item in items},
            {part: 150, late: 300},
        )
        self.assertEqual(items.mapped("customer_overdue_days"), [30, 30])
        self.assertFalse(self.opened(partner, "not_due"))
        paid_items = self.opened(partner, "average_days_to_pay")
        self.assertEqual(paid_items.move_id, paid)
        self.assertEqual(paid_items.customer_days_to_pay, 45)
        self.assertEqual(paid_items.customer_days_late, 15)
        self.assertEqual(paid_items.customer_paid_date, date(2024, 6, 15))
        rates = self.opened(partner, "late_rate")
        self.assertEqual(rates.mapped("customer_late"), [1, 1, 1])

    def test_cost_of_goods_sold(self):
        """A move with cost-of-goods items has its cost there, not on its lines."""
        partner = self.customer()
        product = self.product(cost=7)
        plain = self.invoice(
            partner, "2024-05-01", {"price_unit": 20, "product_id": product.id}
        )
        refund = self.credit_note(
            partner, "2024-05-02", {"price_unit": 20, "product_id": product.id}
        )
        items = self.opened(partner, "margin_12m")
        by_move = {item.move_id: item for item in items}
        self.assertEqual(set(by_move), {plain, refund})
        self.assertEqual(
            [
                (item.customer_revenue, item.customer_cost, item.customer_margin)
                for item in (by_move[plain], by_move[refund])
            ],
            [(20, 7, 13), (-20, -7, -13)],
        )

    def test_branch_out_of_sight(self):
        """The title says which branch is left out, the company at work stays first."""
        partner = self.customer()
        seen = self.invoice(partner, "2024-05-01", 10)
        self.invoice(partner, "2024-05-01", 20, company=self.branch)
        user = SecurityCommon.user.__func__(
            type(self), "root_only", "account.group_account_invoice", self.company_a
        )
        self.assertEqual(self.opened(partner, "revenue_12m", user=user).ids, seen.ids)
        profile = self.profile(partner).with_user(user)
        action = profile.action_open_metric("revenue_12m")
        self.assertIn("(without Branch A1)", action["name"])
        everything = self.profile(partner).with_user(self.accountant)
        everything = everything.with_context(allowed_company_ids=[self.company_a.id])
        action = everything.action_open_metric("revenue_12m")
        self.assertEqual(action["name"], f"Revenue 12 Months: {partner.display_name}")
        self.assertEqual(
            action["context"]["allowed_company_ids"],
            [self.company_a.id, self.branch.id],
        )

    def test_many_items(self):
        """With three items where two are too many, no list opens all of them.

        Sums are grouped, a mean says how much of it is looked at, and the first and
        the last stand on top.
        """
        partner = self.customer()
        last, first, _between = (
            self.invoice(partner, on, 10)
            for on in ("2024-06-01", "2024-04-01", "2024-05-01")
        )
        self.refresh(as_of=TODAY)
        profile = self.profile(partner).with_user(self.accountant)
        profile = profile.with_context(allowed_company_ids=self.company_a.ids)
        self.patch(customer_profile_items, "LOADED", 2)
        for name, title, limit, group_by in (
            ("revenue_12m", "Revenue 12 Months: Customer", 2, "invoice_date:month"),
            (
                "average_invoice_12m",
                "Average Invoice: Customer (the first 2 of 3)",
                2,
                None,
            ),
            ("first_invoice_date", "First Invoice: Customer", 80, None),
            ("last_invoice_date", "Last Invoice: Customer", 80, None),
        ):
            with self.subTest(name):
                action = profile.action_open_metric(name)
                self.assertEqual(
                    (
                        action["name"],
                        action["limit"],
                        action["context"].get("group_by"),
                    ),
                    (title, limit, group_by),
                )
        for name, top in (("first_invoice_date", first), ("last_invoice_date", last)):
            action = profile.action_open_metric(name)
            view_id = action["views"][0][0]
            arch = etree.fromstring(last.get_view(view_id, "list")["arch"])
            found = last.search(action["domain"], order=arch.get("default_order"))
            self.assertEqual(found[0], top)

    def test_as_of_in_the_context(self):
        Items = self.books("account.move.line")
        with self.assertRaisesRegex(UserError, "“tomorrow” is not a date"):
            Items.with_context(customer_as_of="tomorrow").search(
                [("customer_residual", "!=", 0)]
            )


@tagged("post_install", "-at_install")
class TestItemsAccess(SecurityCommon):
    """Who may open what."""

    def test_unknown_metric(self):
        profile = self.as_user(self.user_a, "customer.profile").browse(
            self.profile_a.id
        )
        for name in ("nothing", "partner_id", "credit_score", "", None, 5, ["x"], {}):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "Metric “"):
                profile.action_open_metric(name)

    def test_without_the_group(self):
        for user in (self.plain, self.portal):
            profile = self.as_user(user, "customer.profile").browse(self.profile_a.id)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                profile.action_open_metric("revenue_12m")

    def test_other_company(self):
        for user, profile in (
            (self.user_b, self.profile_a),
            (self.user_a, self.profile_b),
        ):
            profile = self.as_user(user, "customer.profile").browse(profile.id)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                profile.action_open_metric("revenue_12m")

    def test_without_the_books(self):
        """Seeing classes is not seeing journal items."""
        user = self.user("seller", "customer_classification.group_user")
        profile = self.as_user(user, "customer.profile").browse(self.profile_a.id)
        self.assertEqual(profile.revenue_12m, 1000)
        for name in ("revenue_12m", "receivable", "margin_12m"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                profile.action_open_metric(name)

    def test_fields_of_items(self):
        """Whoever may not read invoices learns nothing from the fields either."""
        move = self.env["account.move"].search(
            [("partner_id", "=", self.partner.id)], limit=1
        )
        for user in (self.plain, self.portal):
            for model in ("account.move", "account.move.line"):
                names = [
                    name
                    for name, field in self.env[model]._fields.items()
                    if name.startswith("customer_") and field.compute
                ]
                self.assertGreaterEqual(len(names), 2)
                record = move if model == "account.move" else move.line_ids[0]
                for name in names:
                    attempts = self.attempts(user, model, record, name)
                    if user == self.portal:  # exports nothing at all
                        del attempts["export"]
                    self.assertRefused(attempts, (user.login, model, name))

    def test_invoicing_user(self):
        """The rights of an invoicing user are enough, for every metric."""
        profile = self.as_user(self.user_a, "customer.profile").browse(
            self.profile_a.id
        )
        for name in profile._metric_items():
            with self.subTest(name=name):
                action = profile.action_open_metric(name)
                Items = profile.env[action["res_model"]].with_context(
                    **action["context"]
                )
                specification = {
                    field: {}
                    for field in Items._fields
                    if field.startswith("customer_")
                }
                Items.web_search_read(action["domain"], specification)
