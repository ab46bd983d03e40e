"""What a module has to do for a metric, and that it then is right everywhere."""

import io

import openpyxl
from lxml import etree, html

from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.customer_classification.fields import Items
from odoo.addons.customer_classification.reports.document import Value
from odoo.addons.customer_classification.reports.writers import xlsx
from odoo.addons.customer_classification.reports.writers.html import Paper
from odoo.addons.customer_classification.tests.common import (
    TODAY,
    CustomerClassificationCommon,
    day,
)
from odoo.addons.customer_classification.tests.test_items import shown_columns

NAME = "test_small_rate_12m"


@tagged("post_install", "-at_install")
class TestMetricFamily(CustomerClassificationCommon):
    """A module adds a family of metrics and its columns, and that is all it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large, cls.small, cls.none = (
            cls.customer(name) for name in ("Large", "Small", "None")
        )
        cls.invoice(cls.large, "2023-01-01", 9000)
        cls.invoice(cls.large, "2024-01-01", 1000)
        cls.invoice(cls.large, "2024-02-01", 2500, company=cls.branch)
        cls.invoice(cls.large, "2024-03-01", 400)
        cls.receipt(cls.small, "2024-04-01", 999)
        cls.credit_note(cls.none, "2024-04-01", 5000)

    def test_metrics(self):
        """In the query for everybody and in that for a few."""
        for partner, count, largest in (
            (self.large, 2, 2500),
            (self.small, 0, 999),
            (self.none, 0, None),
        ):
            self.assertMetrics(
                partner,
                {"test_large_count_12m": count, "test_largest_invoice_12m": largest},
            )

    def test_as_of(self):
        self.assertMetrics(
            self.large,
            {"test_large_count_12m": 1, "test_largest_invoice_12m": 9000},
            as_of="2023-12-31",
        )

    def test_stored(self):
        """The refresh fills the columns; empty stays empty."""
        self.refresh(self.company_a, as_of=TODAY)
        self.assertRecordValues(
            self.profile(self.large) + self.profile(self.small),
            [
                {"test_large_count_12m": 2, "test_largest_invoice_12m": 2500},
                {"test_large_count_12m": 0, "test_largest_invoice_12m": 999},
            ],
        )
        self.assertIs(self.profile(self.none).test_largest_invoice_12m, False)

    def test_rules(self):
        """A dimension can be made of the new metric."""
        metric = self.env["ir.model.fields"]._get(
            "customer.profile", "test_largest_invoice_12m"
        )
        dimension = self.env["customer.classification.dimension"].create(
            {
                "name": "Largest",
                "code": "test_largest",
                "method": "band",
                "metric_id": metric.id,
                "category_ids": [
                    (0, 0, {"name": "Whale", "lower_bound": 1000}),
                    (0, 0, {"name": "Fish", "lower_bound": False, "sequence": 20}),
                ],
            }
        )
        self.refresh(self.company_a, as_of=TODAY)
        found = [
            self.profile(partner)[dimension._field_name()].name
            for partner in (self.large, self.small, self.none)
        ]
        self.assertEqual(found, ["Whale", "Fish", False])

    def test_advice_of_an_amount(self):
        """By the name of the number: from 999 to 1,000 there is 1 missing."""
        whale = self.dimension(
            "test_largest",
            "band",
            "test_largest_invoice_12m",
            [
                {"name": "Whale", "lower_bound": 1000},
                {"name": "Fish", "lower_bound": False},
            ],
        )
        self.refresh(self.company_a, as_of=TODAY)
        [line] = [
            line
            for line in self.profile(self.small).get_classes()
            if line["dimension"]["id"] == whale.id
        ]
        symbol = self.company_a.currency_id.symbol
        self.assertEqual(
            line["advice"],
            f"To reach Whale: {symbol}\N{NO-BREAK SPACE}1.00 more of "
            "“Test Largest Invoice 12M”.",
        )


@tagged("post_install", "-at_install")
class TestIndustry(CustomerClassificationCommon):
    """A metric that refers to something."""

    def test_deleted_later(self):
        """What a metric refers to can be deleted: days of the past forget it too."""
        industry = self.env["res.partner.industry"].create({"name": "Mining"})
        self.large = self.customer("Large", industry_id=industry.id)
        self.invoice(self.large, "2024-01-01", 1000)
        Snapshot = self.env["customer.profile.snapshot"]
        Snapshot._take(self.company_a, day("2024-05-31"))
        past = Snapshot.search([("profile_id", "=", self.profile(self.large).id)])
        self.assertEqual(past.test_industry_id, industry)
        self.large.industry_id = False
        industry.unlink()
        self.env.invalidate_all()
        self.assertFalse(past.test_industry_id)


@tagged("post_install", "-at_install")
class TestPayments(CustomerClassificationCommon):
    """A metric of payments, which have no invoice date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2024-06-30 12:00:00"))
        cls.partner = cls.customer("Payer")
        cls.invoice(cls.partner, "2024-01-01", 1000)
        cls.pay(cls.partner, "2023-06-30", 1)  # left the window today
        cls.pay(cls.partner, "2023-08-05", 100)
        cls.pay(cls.partner, "2024-05-05", 200)
        cls.often = cls.dimension(
            "test_often",
            "band",
            "test_payment_count_12m",
            [
                {"name": "Often", "lower_bound": 4},
                {"name": "Seldom", "lower_bound": False},
            ],
        )
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)

    def advice(self):
        [line] = [
            line
            for line in self.profile(self.partner).get_classes()
            if line["dimension"]["id"] == self.often.id
        ]
        return line["advice"]

    def test_advice(self):
        """2 of 4, until the payment of 5 August 2023 has left."""
        self.assertEqual(
            self.advice(),
            "To reach Often: 2 more of “Payments 12 Months” by 08/04/2024.",
        )

    def test_no_date(self):
        """Items that do not say by which date they leave: no day is promised."""
        Profile = self.registry["customer.profile"]
        known = Profile._metric_items_test_payments
        self.patch(
            Profile,
            "_metric_items_test_payments",
            lambda *args: known(*args)._replace(day=None),
        )
        self.assertEqual(
            self.advice(), "To reach Often: 2 more of “Payments 12 Months”."
        )

    def test_opens_its_payments(self):
        profile = self.profile(self.partner).with_user(self.accountant)
        action = profile.action_open_metric("test_payment_count_12m")
        self.assertEqual(action["res_model"], "account.payment")
        self.assertEqual(action["search_view_id"], [False, "search"])
        found = self.env["account.payment"].search(action["domain"])
        self.assertEqual(sorted(found.mapped("amount")), [100, 200])


@tagged("post_install", "-at_install")
class TestSmallInvoices(CustomerClassificationCommon):
    """One of eight invoices is below 1,000: 12.5%."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2024-06-30 12:00:00"))
        cls.env.registry.clear_cache()
        cls.partner, cls.other = cls.customer("Mixed"), cls.customer("None")
        cls.invoice(cls.partner, "2022-01-01", 10)  # long ago
        for month in range(1, 6):
            cls.invoice(cls.partner, f"2024-0{month}-10", 2000)
        cls.invoice(cls.partner, "2023-11-10", 1000)
        cls.receipt(cls.partner, "2023-12-10", 5000)
        cls.small = cls.invoice(cls.partner, "2024-06-03", 999)
        cls.credit_note(cls.partner, "2024-06-04", 3)
        cls.size = cls.dimension(
            "test_small",
            "band",
            NAME,
            [
                {"name": "Small Buyer", "lower_bound": 0.1},
                {"name": "Large Buyer", "lower_bound": False},
            ],
        )
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)

    def setUp(self):
        super().setUp()
        self.mixed, self.none = self.profile(self.partner), self.profile(self.other)

    def nodes(self, model, view_type, name=NAME, view=None):
        """The elements that show the metric in the view of an accountant."""
        view = view and self.env.ref(f"customer_classification.{view}").id
        Model = self.env[model].with_user(self.accountant)
        arch = Model.get_view(view, view_type)["arch"]
        return etree.fromstring(arch).xpath(f"//field[@name='{name}']")

    def test_numbers(self):
        self.assertEqual(self.mixed[NAME], 0.125)
        self.assertEqual(
            self.partner.with_company(self.company_a)[f"customer_{NAME}"], 0.125
        )
        self.assertIs(self.none[NAME], False)

    def test_described(self):
        """The web client hears what the number is."""
        for model, name in (
            ("customer.profile", NAME),
            ("customer.profile.snapshot", NAME),
            ("res.partner", f"customer_{NAME}"),
        ):
            with self.subTest(model):
                described = self.env[model].fields_get([name])[name]
                self.assertEqual(described["kind"], "rate")
                self.assertEqual(described["string"], "Small Invoices")
                views = self.env[model].get_views([(False, "form")])
                shown = views["models"][model]["fields"][name]
                self.assertEqual(shown["kind"], "rate")

    def test_shown_as_percent(self):
        """Views name the field; as a rate it is shown, and opened, by itself."""
        for model, view_type, name, widget in (
            ("customer.profile", "list", NAME, "customer_rate"),
            ("customer.profile", "kanban", NAME, "customer_rate"),
            ("customer.profile", "form", NAME, "customer_metric"),
            ("customer.profile.snapshot", "form", NAME, "customer_rate"),
            ("res.partner", "form", f"customer_{NAME}", "customer_metric"),
        ):
            with self.subTest(f"{model} {view_type}"):
                nodes = self.nodes(model, view_type, name)
                self.assertEqual([node.get("widget") for node in nodes], [widget])

    def test_reason_and_advice(self):
        """1 of 8 is small; with 3 more it is 1 of 11, below 10%; with 2 it is not."""
        [line] = [
            line
            for line in self.mixed.get_classes()
            if line["dimension"]["id"] == self.size.id
        ]
        self.assertEqual(line["category"]["display_name"], "Small Buyer")
        self.assertEqual(line["why"], "Small Invoices is 12.5%, at least 10.0%.")
        self.assertEqual(
            line["advice"],
            "To reach Large Buyer: 3 more invoices of 1,000 and more.",
        )

    def test_hint(self):
        """No share is 20, which somebody wrote who meant 20%."""
        change = [1, self.size.category_ids[0].id, {"lower_bound": 20}]
        answer = self.size.preview_changes({"category_ids": [change]})
        [company] = [c for c in answer["companies"] if c["id"] == self.company_a.id]
        self.assertIn(
            "“Small Buyer” can never match: Small Invoices never reaches 2,000.0%.",
            [hint["text"] for hint in company["hints"]],
        )

    def test_opens_its_documents(self):
        """The eight documents, of which one is small."""
        user = new_test_user(
            self.env,
            login="test_small_invoices",
            groups="account.group_account_invoice,customer_classification.group_user",
            company_id=self.company_a.id,
            company_ids=[(6, 0, (self.company_a + self.branch).ids)],
        )
        action = self.mixed.with_user(user).action_open_metric(NAME)
        self.assertEqual(action["name"], "Small Invoices: Mixed")
        Items = self.env[action["res_model"]].with_user(user)
        found = Items.with_context(**action["context"]).search(action["domain"])
        amounts = found.mapped("customer_revenue")
        self.assertEqual(sorted(amounts), [999, 1000] + 5 * [2000] + [5000])
        small = [amount for amount in amounts if amount < 1000]
        self.assertEqual(len(small) / len(amounts), self.mixed[NAME])

    def test_columns_of_its_documents(self):
        """By the source of the items, or by what is shown beside them."""
        field = self.env["customer.profile"]._fields[NAME]
        self.assertNotIn("customer_credited", self.columns())
        self.patch(field, "items", Items("sales", "12m", beside="customer_credited"))
        self.assertIn("customer_credited", self.columns())
        self.patch(field, "items", Items("refunds", "12m"))
        self.assertIn("customer_credited", self.columns())
        self.assertNotIn("customer_revenue", self.columns())

    def columns(self):
        profile = self.mixed.with_user(self.accountant)
        return shown_columns(profile, NAME)

    def test_what_changed(self):
        """Three large invoices later: they are named, and none has left."""
        moves = [
            self.invoice(self.partner, "2024-07-01", n) for n in (3000, 2000, 1000)
        ]
        self.refresh(self.company_a, as_of=day("2024-07-02"))
        row = self.mixed.history_ids.filtered(
            lambda row: row.dimension_id == self.size and not row.date_to
        )
        self.assertEqual(row.category_id.name, "Large Buyer")
        first, second, third = (move.name for move in moves)
        self.assertEqual(
            row.change_text,
            f"Posted: {first} (3,000.00), {second} (2,000.00), {third} (1,000.00).",
        )

    def test_scorecard(self):
        """Bounds of a criterion are written as percent."""
        metric = self.env["ir.model.fields"]._get("customer.profile", NAME)
        dimension = self.dimension(
            "test_small_score",
            "score",
            categories=[{"name": "All", "lower_bound": False}],
            criterion_ids=[
                (
                    0,
                    0,
                    {
                        "metric_id": metric.id,
                        "band_ids": [(0, 0, {"lower_bound": 0.5, "points": 10})],
                    },
                )
            ],
        )
        self.assertEqual(dimension.criterion_ids.bands_text, "10 from 50%")

    def card(self, **context):
        Report = self.books("customer.report").with_context(**context)
        return Report._get_card_documents(self.partner.with_env(Report.env))[0]

    def line(self, document, label):
        """(value now, whether it opens something) of a number on a card."""
        [table] = [t for t in document.sections[0].tables if t.name == "metrics"]
        [row] = [row for row in table.rows if row.values[0] == label]
        return row.values[1], bool(row.link)

    def test_card(self):
        """A line of the card; 12.5% in the workbook."""
        document = self.card()
        value = (Value("rate", 0.125), True)
        self.assertEqual(self.line(document, "Small Invoices"), value)
        stream = io.BytesIO()
        xlsx.write(document, stream, self.env)
        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
            for row in sheet.iter_rows()
            for label, cell in zip(row, row[1:], strict=False)
            if label.value == "Small Invoices"
        ]
        self.assertEqual([cell.value for cell in cells], [0.125])
        self.assertTrue(cells[0].number_format.endswith("%"), cells[0].number_format)

    def test_card_on_screen_and_paper(self):
        """12.5% in the HTML that is shown and printed."""
        document = self.card()
        page = self.env["ir.actions.report"]._render_template(
            "customer_classification.report_document",
            {"papers": [Paper(document, self.env)], "doc_ids": [], "docs": []},
        )
        page = html.fromstring(page)
        [row] = page.xpath("//tr[td[normalize-space()='Small Invoices']]")
        self.assertEqual(row.xpath("string(td[2])").strip(), "12.5%")

    def test_chinese(self):
        """Label, reason, advice and card in Chinese."""
        lang = {"lang": "zh_CN"}
        label = "小额发票占比"
        for model, name in (
            ("customer.profile", NAME),
            ("customer.profile.snapshot", NAME),
            ("res.partner", f"customer_{NAME}"),
        ):
            described = self.env[model].with_context(**lang).fields_get([name])
            self.assertEqual(described[name]["string"], label, model)
        [line] = [
            line
            for line in self.mixed.with_context(**lang).get_classes()
            if line["dimension"]["id"] == self.size.id
        ]
        self.assertIn(f"{label}", line["why"])
        self.assertIn("12.5%", line["why"])
        self.assertIn("再开具 3 张 1,000 及以上的发票", line["advice"])
        self.assertEqual(self.line(self.card(**lang), label)[0].value, 0.125)
