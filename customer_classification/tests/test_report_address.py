import io
from ast import literal_eval
from contextlib import suppress
from datetime import date
from urllib.parse import urlencode

import openpyxl
from lxml import html

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_reports import KINDS, PDF, SCREEN, XLSX, ReportRightsCommon
from .common_screens import ScreensCommon


class AddressCommon(ReportRightsCommon):
    def reports_of(self, user):
        Report = self.env["customer.report"].with_user(user)
        return Report.with_context(allowed_company_ids=user.company_ids.ids)

    def as_read(self, address):
        """An address as the router of the web client hands it on."""

        def cast(text):
            if len(text) > 1000:  # more than Python makes a number of
                return text
            with suppress(ValueError):
                return int(text)
            with suppress(ValueError):
                return float(text)
            return text

        return {name: cast(text) for name, text in address.items()}

    def open(self, user, **address):
        return self.reports_of(user).open_address(self.as_read(address))

    def document_of(self, user, **address):
        opened = self.open(user, **address)
        return self.reports_of(user).browse(opened["id"])._get_document()

    def assertSays(self, user, *texts, lang="en_US", **address):
        """The address is refused, with these words."""
        Reports = self.reports_of(user).with_context(lang=lang)
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            Reports.open_address(self.as_read(address))
        for text in texts:
            self.assertIn(text, str(caught.exception))
        return str(caught.exception)


@tagged("post_install", "-at_install")
class TestReportAddress(AddressCommon):
    """What is asked for, as an address, and back again."""

    def cells_of(self, report):
        document = report._get_document()
        return [
            (table.name, [row.values for row in table], table.total)
            for section in document.sections
            for table in section.tables
        ]

    def test_every_report_comes_back(self):
        """The same fields and the same cells, out of the address alone."""
        cases = [(kind, {}) for kind in KINDS] + [
            ("overview", {"cross_dimension_id": self.owing.id, "period": "quarter"}),
            ("ranking", {"period": "custom", "date_from": date(2022, 12, 1)}),
            ("ranking", {"partner_ids": [Command.set(self.mine.ids)]}),
            (
                "arrears",
                {"category_ids": [Command.set(self.size.category_ids[:1].ids)]},
            ),
            ("card", {"partner_ids": [Command.set((self.mine + self.theirs).ids)]}),
        ]
        for kind, vals in cases:
            with self.subTest(report=kind, **vals):
                report = self.asked_by(self.accountant, kind, **vals)
                address = report._get_address()
                opened = self.open(self.accountant, **address)
                again = report.browse(opened["id"])
                self.assertNotEqual(again, report)
                self.assertEqual(opened["address"], address)
                self.assertFalse(opened["notes"])
                self.assertEqual(opened["name"], report._label())
                self.assertEqual(self.cells_of(again), self.cells_of(report))

    def test_readable(self):
        """An address says what a person would type."""
        report = self.asked_by(
            self.accountant, "movement", partner_ids=[Command.set(self.mine.ids)]
        )
        self.assertEqual(
            report._get_address(),
            {
                "report": "movement",
                "company": str(self.company_a.id),
                "date": "2024-06-30",
                "then": "2023-06-30",
                "dimensions": "size_class",
                "customers": str(self.mine.id),
            },
        )

    def test_short_address(self):
        """What an address leaves out is as in a new form."""
        opened = self.open(self.accountant, report="ranking", utm_source="mail")
        report = self.env["customer.report"].browse(opened["id"])
        self.assertEqual(report.company_id, self.company_a)
        self.assertEqual(report.date, TODAY)
        self.assertEqual(report.period, "year")

    def test_cannot_be_used(self):
        """Each part says which it is, and the value."""
        me = self.accountant
        day = "is not a date like 2026-12-31"
        for part, value, texts in (
            ("report", "secrets", ("Report", "“secrets”")),
            ("report", "", ("Report", "“”")),
            ("company", "999999999", ("Company", "“999999999”")),
            ("company", "1; DROP TABLE", ("Company", "“1; DROP TABLE”")),
            ("date", "yesterday", ("As Of", "“yesterday”", day)),
            ("date", "2024-02-30", ("As Of", "“2024-02-30”", day)),
            ("date", "2024", ("As Of", "“2024”", day)),
            ("date", "0001-01-01", ("As Of", "01/01/0001", "too long ago")),
            ("date", "9999-12-31", ("12/31/9999", "not come yet")),
            ("date", "2024-07-01", ("07/01/2024", "not come yet")),
            ("then", "2024-06-30", ("Compared With", "not before")),
            ("then", "0001-01-01", ("Compared With", "too long ago")),
            ("period", "decade", ("Period", "“decade”")),
            ("dimensions", "size_class-nothing", ("Dimensions", "“nothing”")),
            ("crossed", "nothing", ("Crossed With", "“nothing”")),
            ("customers", "x", ("Only Customers", "“x”")),
            ("customers", f"{self.mine.id}-x", ("Only Customers", "“x”")),
            ("customers", "99999999999999999999", ("Only Customers", "99999")),
            ("customers", "-5", ("Only Customers",)),
            ("classes", "0", ("Only Classes", "“0”")),
            ("tags", "1e3", ("Only Tags", "1000.0")),
        ):
            with self.subTest(part=part, value=value):
                address = {"report": "movement", "period": "year"} | {part: value}
                self.assertSays(me, *texts, **address)

    def test_number_of_any_length(self):
        """Digits as text: the web client makes a number of them, others do not."""
        address = {"report": "movement", "customers": "9" * 5000}
        with self.assertRaisesRegex(ValidationError, "Only Customers.*99999"):
            self.reports_of(self.accountant).open_address(address)

    def test_no_address_at_all(self):
        """What cannot be an address is refused by a sentence; the form begins anew."""
        Reports = self.reports_of(self.accountant)
        for address in ("x", [], ["report"], 7, None, False):
            with self.subTest(address):
                with self.assertRaisesRegex(ValidationError, "names and values"):
                    Reports.open_address(address)
                self.assertEqual(
                    Reports.ask_again(address)["context"],
                    {"customer_report_replaces": True},
                )

    def test_crossed_with_what_is_gone(self):
        """The page and its address say the same: the second dimension is not used."""
        report = self.asked_by(
            self.accountant, "overview", cross_dimension_id=self.owing.id
        )
        self.assertIn("crossed", report._get_address())
        self.assertEqual(report._get_kind().cross, self.owing)
        self.owing.active = False
        address = report._get_address()
        self.assertNotIn("crossed", address)
        opened = self.open(self.accountant, **address)
        again = self.reports_of(self.accountant).browse(opened["id"])
        self.assertEqual(self.cells_of(report), self.cells_of(again))
        self.assertFalse(report._get_kind().cross)

    def test_all_faults_at_once(self):
        text = self.assertSays(
            self.accountant, report="x", date="y", dimensions="z", tags="no"
        )
        self.assertEqual(len(text.splitlines()), 4)
        self.assertSays(self.accountant, "does not say which report", date="2024-06-30")
        self.assertSays(self.accountant, "choose at least one", report="card")

    def test_period_of_address(self):
        """From counts where the period is an own one, and has to be before."""
        self.assertSays(
            self.accountant,
            "Period From",
            "not before",
            **{"report": "ranking", "period": "custom", "from": "2024-07-01"},
        )
        self.assertSays(
            self.accountant,
            "Period From",
            "too long ago",
            **{"report": "ranking", "period": "custom", "from": "0001-01-01"},
        )
        opened = self.open(
            self.accountant,
            **{"report": "ranking", "period": "year", "from": "1999-01-01"},
        )
        report = self.env["customer.report"].browse(opened["id"])
        self.assertEqual(report.date_from, date(2023, 7, 1))

    def test_long_value(self):
        """What somebody else has written is not shown at any length."""
        text = self.assertSays(self.accountant, report="x" * 5000)
        self.assertLess(len(text), 300)

    def test_language(self):
        """In that of who opens it."""
        self.assertSays(self.accountant, "报表", "“x”", lang="zh_CN", report="x")

    def test_rights(self):
        """The customers of who opens it, and none of the others."""
        me = self.salesperson
        both = {
            "report": "ranking",
            "company": str(self.company_a.id),
            "customers": f"{self.mine.id}-{self.theirs.id}",
        }
        opened = self.open(me, **both)
        self.assertEqual(len(opened["notes"]), 1)
        self.assertIn("Only Customers: 1 of the address", opened["notes"][0])
        self.assertEqual(opened["address"]["customers"], str(self.mine.id))
        text = " ".join(self.words(self.document_of(me, **both)))
        self.assertIn("Mine", text)
        self.assertNotIn("Theirs", text)
        # Without a limit it would be about everybody.
        refused = self.assertSays(
            me, "Only Customers", report="ranking", customers=str(self.theirs.id)
        )
        self.assertNotIn("Theirs", refused)
        self.assertFalse(self.open(self.accountant, **both)["notes"])

    def test_other_company(self):
        """Neither the company nor its dimensions and classes."""
        private = self.dimension(
            "private_b",
            "manual",
            None,
            [{"name": "Secret"}],
            company_id=self.company_b.id,
        )
        self.assertSays(
            self.user_b, "Company", report="ranking", company=str(self.company_a.id)
        )
        self.assertSays(
            self.accountant, "private_b", report="ranking", dimensions="private_b"
        )
        refused = self.assertSays(
            self.accountant, report="ranking", classes=str(private.category_ids.id)
        )
        self.assertNotIn("Secret", refused)

    def test_without_the_group(self):
        for user in (self.plain, self.portal):
            for name in ("open_address", "ask_again"):
                with self.subTest(user=user.login, method=name):
                    call = getattr(self.reports_of(user), name)
                    self.assertRefused(lambda c=call: c({"report": "ranking"}))

    def test_gone(self):
        """What is deleted meanwhile: the others, or nothing but the reason."""
        gone = self.customer("Gone")
        address = {"report": "card", "customers": f"{self.mine.id}-{gone.id}"}
        alone = {"report": "card", "customers": str(gone.id)}
        gone.unlink()
        self.assertEqual(len(self.open(self.accountant, **address)["notes"]), 1)
        self.assertSays(self.accountant, "Only Customers", alone["customers"], **alone)

    def test_part_of_a_module(self):
        """What a module adds to the parts is read, written out and told of."""
        Report = self.registry["customer.report"]
        parts, names = Report._address_parts, Report._part_names
        self.patch(
            Report, "_address_parts", lambda own: {**parts(own), "start": "date_from"}
        )
        self.patch(Report, "_part_names", lambda own: [*names(own), "start"])
        asked = {"report": "ranking", "period": "custom", "start": "2024-03-01"}
        opened = self.open(self.accountant, **asked)
        report = self.env["customer.report"].browse(opened["id"])
        self.assertEqual(report.date_from, date(2024, 3, 1))
        self.assertEqual(opened["address"]["start"], "2024-03-01")
        asked["start"] = "soon"
        self.assertSays(self.accountant, "Period From", "“soon”", **asked)

    def test_many_customers(self):
        """The browser's address has up to 200, and says when there are more."""
        others = self.env["res.partner"].create(
            [{"name": f"Selected {number}"} for number in range(199)]
        )
        some = others + self.mine
        asked = {"report": "ranking", "company": str(self.company_a.id)}
        opened = self.open(self.accountant, **asked, customers=self.ids_of(some))
        self.assertEqual(opened["shown"], opened["address"])
        many = some + self.theirs
        opened = self.open(self.accountant, **asked, customers=self.ids_of(many))
        customers = opened["address"]["customers"].split("-")
        self.assertEqual(set(customers), set(map(str, many.ids)))
        self.assertEqual(opened["shown"], {**opened["address"], "customers": "many"})
        report = self.env["customer.report"].browse(opened["id"])
        self.assertEqual(report.partner_ids, many)
        # As it is after a reload.
        self.assertSays(
            self.accountant, "Only Customers", "more than 200", **opened["shown"]
        )
        action = self.reports_of(self.accountant).ask_again(opened["shown"])
        self.assertEqual(action["context"]["default_report"], "ranking")
        self.assertNotIn("default_partner_ids", action["context"])

    def ids_of(self, partners):
        return "-".join(map(str, partners.ids))

    def test_ask_again(self):
        """The form is filled with what can be used, whatever the rest says."""
        action = self.reports_of(self.accountant).ask_again(
            {
                "report": "movement",
                "company": self.company_a.id,
                "date": "2024-05-31",
                "then": "nonsense",
                "dimensions": "owing_class",
                "customers": self.mine.id,
            }
        )
        self.assertEqual(
            (action["res_model"], action["target"]), ("customer.report", "new")
        )
        Report = self.reports_of(self.accountant).with_context(**action["context"])
        with Form(Report) as form:
            self.assertEqual(form.report, "movement")
            self.assertEqual(form.date, date(2024, 5, 31))
            self.assertEqual(form.date_then, date(2023, 5, 31))
            self.assertEqual(form.dimension_ids[:], self.owing)
            self.assertEqual(form.partner_ids[:], self.mine)
        shown = form.record.action_open()
        self.assertEqual(shown["tag"], "customer_report_again")
        self.assertEqual(shown["params"]["date"], "2024-05-31")
        other = self.reports_of(self.accountant).ask_again({"company": "nobody"})
        self.assertNotIn("default_company_id", other["context"])

    def test_opened_from_menu(self):
        """Nothing is left above it of what was opened before."""
        action = self.env.ref("customer_classification.action_customer_report")
        report = self.asked_by(self.accountant, "ranking")
        context = literal_eval(action.context)
        self.assertEqual(report.with_context(**context).action_open()["target"], "main")
        self.assertEqual(report.action_open()["target"], "current")

    def test_not_kept(self):
        """The page of a report that the server has forgotten is no empty page."""
        report = self.asked_by(self.accountant, "ranking")
        Paper = self.env["report.customer_classification.report_document"]
        Paper = Paper.with_user(self.accountant)
        for ids in ([], [report.id + 1000]):
            with self.subTest(ids=ids), self.assertRaisesRegex(UserError, "once more"):
                Paper._get_report_values(ids)

    def test_without_dimensions(self):
        """Totals need no class: 100 of Mine and 9,000 of Theirs; 14,170 are owed."""
        for kind, place, column, total in (
            ("ranking", 1, "revenue", 9100),
            ("arrears", 0, "receivable", 14170),
        ):
            with self.subTest(report=kind):
                document = self.document_of(self.accountant, report=kind, dimensions="")
                cells = self.cells(self.table(document, kind), key=place)
                self.assertEqual(cells["Total"][column], total)
                self.assertTies(document)
        document = self.document_of(self.accountant, report="overview", dimensions="")
        self.assertTies(document)

    def test_days_out_of_reach(self):
        """Sentences, not errors of the calendar, also while the form is filled in."""
        for day, text in (
            (date(1, 1, 1), "too long ago"),
            (date(9999, 12, 31), "not come"),
        ):
            for period in ("year", "quarter", "fiscal"):
                with self.subTest(day=day, period=period):
                    form = Form(self.reports_of(self.accountant))
                    form.period = period
                    form.date = day
                    with self.assertRaisesRegex(ValidationError, text):
                        form.save()


@tagged("post_install", "-at_install")
class TestReportAddressRoutes(AddressCommon, HttpCase):
    """Screen, PDF and workbook of a report that was opened by its address."""

    def test_routes(self):
        self.salesperson.password = self.salesperson.login
        address = self.asked_by(self.accountant, "ranking")._get_address()
        opened = self.open(self.salesperson, **address)
        self.authenticate(self.salesperson.login, self.salesperson.login)
        for route in (SCREEN, PDF, XLSX):
            with self.subTest(route=route):
                response = self.url_open(route % opened["id"])
                self.assertEqual(response.status_code, 200)
                content = response.content
                if route == XLSX:
                    book = openpyxl.load_workbook(io.BytesIO(content))
                    text = str([list(sheet.values) for sheet in book])
                else:
                    text = html.fromstring(content).text_content()
                self.assertIn("Mine", text)
                self.assertNotIn("Theirs", text)

    def test_not_kept(self):
        """No empty sheet, and no page of nothing."""
        self.accountant.password = self.accountant.login
        gone = self.asked_by(self.accountant, "ranking").id + 1000
        self.authenticate(self.accountant.login, self.accountant.login)
        for route in (SCREEN, PDF, XLSX):
            with self.subTest(route=route), mute_logger("odoo.http"):
                response = self.url_open(route % gone)
                self.assertIn(response.status_code, (404, 422))


@tagged("post_install", "-at_install")
class TestReportTour(ScreensCommon, HttpCase):
    """In the browser: reload, go back, send the address to somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = cls.env["res.groups"].create({"name": "Own customers only"})
        cls.salesperson = new_test_user(
            cls.env,
            login="report_tour_sales",
            groups="customer_classification.group_user",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        cls.salesperson.group_ids += own
        cls.rival.user_id = cls.salesperson
        cls.env["ir.rule"].create(
            {
                "name": "Own customers only",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [Command.link(own.id)],
                "domain_force": "['|', ('user_id', '=', user.id), "
                "('id', '=', user.partner_id.id)]",
            }
        )

    def address(self, **parts):
        parts = {"report": "ranking", "company": self.company_a.id} | parts
        return f"/odoo/customer-report?{urlencode(parts)}"

    def test_reload_and_back(self):
        """F5, the browser's Back, breadcrumbs; another report takes no more room."""
        self.start_tour(
            "/odoo/customers-by-class",
            "customer_report_reload",
            login="classification_tour",
            timeout=180,
        )

    def test_link_of_a_colleague(self):
        """One's own customers, in one's own language."""
        self.salesperson.lang = "zh_CN"
        self.start_tour(
            self.address(date=fields.Date.today()),
            "customer_report_link",
            login="report_tour_sales",
            timeout=180,
        )

    def test_many_customers(self):
        """More customers than a link can hold: they are shown, and not in the link."""
        partners = self.env["res.partner"].create(
            [{"name": f"Selected {number}"} for number in range(200)]
        )
        ids = "-".join(map(str, (partners + self.partner).ids))
        self.start_tour(
            self.address(date=fields.Date.today(), customers=ids),
            "customer_report_many",
            login="classification_tour",
            timeout=180,
        )

    def test_refused_link(self):
        """The reason, and a way on."""
        self.start_tour(
            self.address(customers=self.partner.id, dimensions="value"),
            "customer_report_refused",
            login="report_tour_sales",
            timeout=180,
        )
