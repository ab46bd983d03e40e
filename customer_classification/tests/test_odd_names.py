"""Names of customers, dimensions, classes and tags are text and nothing else."""

import io

import openpyxl
from lxml import etree, html

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common_reports import CARD, SCREEN, XLSX, ReportCommon

ODD = {
    "percent": "100 % of %s and %(name)s",
    "braces": "{{ 7 * 7 }} ${7 * 7} {7}",
    "mark": "\u200fשלום\u200f A",
    "long": "x" * 20_000,
    "emoji": "😀👨‍👩‍👧 表情",
    "formula": "=cmd|' /C calc'!A0",
    "html": "<b onclick='x()'>&amp;</b>",
    "quotes": "\"'`$1",
}


@tagged("post_install", "-at_install")
class TestOddNames(ReportCommon, HttpCase):
    """One customer, dimension, class and tag for each odd name, shown everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners, cls.dimensions, cls.tags = {}, {}, {}
        for key, name in ODD.items():
            cls.partners[key] = cls.customer(name)
            cls.invoice(cls.partners[key], "2024-06-01", 50)
            cls.dimensions[key] = cls.dimension(
                f"odd_{key}", "manual", None, [{"name": name}], in_panel=True
            )
            cls.dimensions[key].name = name
            cls.tags[key] = cls.env["res.partner.category"].create({"name": name})
            cls.partners[key].category_id = cls.tags[key]
        cls.env["customer.profile"]._refresh(cls.company_a)
        for key, partner in cls.partners.items():
            partner.with_company(cls.company_a)[f"x_class_odd_{key}"] = cls.dimensions[
                key
            ].category_ids
        cls.accountant.password = cls.accountant.login

    def arch(self, model, kind):
        model = self.books(model).with_context(lang="en_US")
        arch = model.get_view(False, kind)["arch"]
        return etree.fromstring(arch)

    def test_labels_of_columns_and_filters(self):
        """In lists, kanbans, forms and filters of contacts and profiles."""
        for model in ("res.partner", "customer.profile"):
            fields = self.books(model).with_context(lang="en_US").fields_get()
            for kind in ("list", "kanban", "form", "search"):
                self.assertTrue(len(self.arch(model, kind)))
            for key, name in ODD.items():
                self.assertEqual(fields[f"x_class_odd_{key}"]["string"], name)
        filters = self.arch("customer.profile", "search").xpath("//filter/@string")
        self.assertLessEqual(set(ODD.values()), set(filters))

    def test_records_groups_and_panels(self):
        Profile = self.books("customer.profile")
        for key, name in ODD.items():
            field = f"x_class_odd_{key}"
            with self.subTest(name=key):
                [found] = Profile.search([(field, "!=", False)]).web_read(
                    {
                        "partner_id": {"fields": {"display_name": {}}},
                        field: {"fields": {"display_name": {}}},
                    }
                )
                self.assertEqual(found["partner_id"]["display_name"], name)
                self.assertEqual(found[field]["display_name"], name)
                groups = Profile.web_read_group([(field, "!=", False)], [field])
                self.assertEqual([g[field][1] for g in groups["groups"]], [name])
                panel = Profile.search_panel_select_multi_range(
                    field, enable_counters=True, group_by=False, limit=50
                )
                self.assertEqual(
                    [(v["display_name"], v["__count"]) for v in panel["values"]],
                    [(name, 1)],
                )
                Category = self.books("customer.classification.category")
                category = self.dimensions[key].category_ids
                self.assertIn(
                    (category.id, name),
                    Category.name_search(name[:200], [("id", "=", category.id)]),
                )

    def test_page_of_a_customer(self):
        for key, name in ODD.items():
            profile = self.profile(self.partners[key]).with_user(self.accountant)
            lines = {line["dimension"]["id"]: line for line in profile.get_classes()}
            line = lines[self.dimensions[key].id]
            self.assertEqual(line["dimension"]["display_name"], name)
            self.assertEqual(line["category"]["display_name"], name)

    def test_reports(self):
        """On the page and in the workbook of an overview by all of these dimensions."""
        dimensions = self.env["customer.classification.dimension"].union(
            *self.dimensions.values()
        )
        report = self.report("overview", dimension_ids=[Command.set(dimensions.ids)])
        self.authenticate(self.accountant.login, self.accountant.login)
        page = self.url_open(SCREEN % report.id)
        page.raise_for_status()
        tree = html.fromstring(page.content.decode())
        self.assertFalse(tree.xpath("//b[@onclick]"))
        words = {text.strip() for text in tree.itertext()}
        for key in ODD.keys() - {"long", "mark"}:
            self.assertIn(ODD[key], words)
        self.assertNotIn("49", words)
        book = self.url_open(XLSX % report.id)
        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]
        texts = {cell.value for cell in cells if cell.data_type == "s"}
        self.assertLessEqual(set(ODD.values()), texts)
        self.assertFalse(
            [c for c in cells if c.data_type == "f" and "cmd" in str(c.value)]
        )

    def test_cards(self):
        self.authenticate(self.accountant.login, self.accountant.login)
        for key, partner in self.partners.items():
            with self.subTest(name=key):
                page = self.url_open(CARD % partner.id)
                page.raise_for_status()
                tree = html.fromstring(page.content.decode())
                self.assertFalse(tree.xpath("//b[@onclick]"))
                begin = ODD[key][:60]
                self.assertTrue(any(begin in text for text in tree.itertext()))

    def test_given_tags(self):
        """By a rule of a tag, and by searching for it."""
        for key, tag in self.tags.items():
            found = self.books("res.partner").search([("category_id", "=", tag.id)])
            self.assertEqual(found, self.partners[key].with_user(self.accountant))
            self.assertEqual(found.category_id.display_name, ODD[key])
