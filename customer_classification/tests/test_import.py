"""Customers come in by Odoo's own import, with their classes, tags and credit data."""

import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

HISTORY = "customer.classification.history"
PIN = "customer.classification.pin"
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}


class ImportCommon(TransactionCase):
    """Two manual dimensions with equal names in them, one with rules, one user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.env["res.lang"]._activate_lang("zh_CN")
        Dimension = cls.env["customer.classification.dimension"]
        cls.channel, cls.trade, cls.kind = Dimension.create(
            [
                {"name": "Channel", "code": "tc_channel"},
                {"name": "Trade", "code": "tc_trade"},
                {"name": "Kind", "code": "tc_kind", "method": "domain"},
            ]
        )
        cls.channel.with_context(lang="zh_CN").name = "渠道"
        cls.web = cls._category(cls.channel, "Web", "W1")
        cls.shop = cls._category(cls.web, "Shop", "W2")
        cls.fair = cls._category(cls.channel, "Fair", "F1")
        cls.fair_other = cls._category(cls.fair, "Other", "F2")
        cls.web_other = cls._category(cls.web, "Other", "W3")
        cls.trade_web = cls._category(cls.trade, "Web", "T1")
        cls.firm = cls._category(
            cls.kind, "Firm", "K1", domain="[('partner_id.is_company', '=', True)]"
        )
        cls.person = cls._category(
            cls.kind, "Person", "K2", domain="[('partner_id.is_company', '=', False)]"
        )
        cls.web.with_context(lang="zh_CN").name = "网络"
        cls.shop.with_context(lang="zh_CN").name = "网店"
        cls.key_tag, cls.new_tag = cls.env["res.partner.category"].create(
            [{"name": "Key customer"}, {"name": "New customer"}]
        )
        cls.term = cls.env["account.payment.term"].create({"name": "45 days, ours"})
        cls._keep_fields()
        cls.user = new_test_user(
            cls.env,
            login="import_user",
            groups="account.group_account_invoice,base.group_partner_manager,"
            "base.group_allow_export",
        )

    @classmethod
    def _keep_fields(cls):
        """Odoo resets the registry after a refused import: not before the end here."""
        cls.env.registry.registry_invalidated = False
        cls.addClassCleanup(setattr, cls.env.registry, "registry_invalidated", True)

    @classmethod
    def _category(cls, place, name, code, **vals):
        dimension = place if place._name.endswith("dimension") else place.dimension_id
        parent = place if place != dimension else place.browse()
        return cls.env["customer.classification.category"].create(
            {
                "name": name,
                "code": code,
                "dimension_id": dimension.id,
                "parent_id": parent._name.endswith("category") and parent.id,
                **vals,
            }
        )

    def load(self, fields, *rows, lang=None, **context):
        """Import rows as the user does."""
        Partner = self.env["res.partner"].with_user(self.user)
        context = {"import_file": True, "lang": lang or "en_US", **context}
        rows = [list(row) for row in rows]
        return Partner.with_context(**context).load(list(fields), rows)

    def imported(self, *args, **kwargs):
        """The contacts of an import without any message."""
        result = self.load(*args, **kwargs)
        self.assertEqual(result["messages"], [])
        return self.env["res.partner"].browse(result["ids"])

    def state(self):
        """What an import must not change: (classes, history, pins)."""
        self.env.flush_all()
        tables = {}
        for table in (
            "customer_profile",
            "customer_classification_history",
            "customer_classification_pin",
        ):
            query = SQL("SELECT * FROM %s ORDER BY id", SQL.identifier(table))
            self.env.cr.execute(query)
            tables[table] = self.env.cr.dictfetchall()
        return tables


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    def test_what_may_stand_in_a_cell(self):
        texts = {
            "Web": self.web,
            " web ": self.web,
            "W1": self.web,
            "Shop": self.shop,
            "Web / Shop": self.shop,
            "web/shop": self.shop,
            "Web／Shop": self.shop,
            "W1 / W2": self.shop,
            "Fair / Other": self.fair_other,
            "W3": self.web_other,
        }
        partners = self.imported(
            ["name", "x_class_tc_channel"], *[(f"C {t}", t) for t in texts]
        )
        for partner, (text, category) in zip(partners, texts.items(), strict=True):
            with self.subTest(text):
                self.assertEqual(partner.x_class_tc_channel, category)

    def test_language_of_the_user(self):
        fields = ["name", "x_class_tc_channel"]
        partners = self.imported(
            fields, ["A", "网络 / 网店"], ["B", "网络"], ["C", "W1"], lang="zh_CN"
        )
        self.assertEqual(
            [p.x_class_tc_channel for p in partners], [self.shop, self.web, self.web]
        )
        self.assertTrue(self.load(fields, ["D", "网络"])["messages"])

    def test_same_name_in_two_dimensions(self):
        partner = self.imported(
            ["name", "x_class_tc_channel", "x_class_tc_trade"], ["A", "Web", "Web"]
        )
        self.assertEqual(partner.x_class_tc_channel, self.web)
        self.assertEqual(partner.x_class_tc_trade, self.trade_web)
        # "Shop" is only in the other dimension.
        result = self.load(["name", "x_class_tc_trade"], ["B", "Shop"])
        self.assertFalse(result["ids"])

    def test_ambiguous_name(self):
        result = self.load(["name", "x_class_tc_channel"], ["A", "Web"], ["B", "Other"])
        self.assertFalse(result["ids"])
        [message] = result["messages"]
        for text in ("Row 2", "Channel", "“Other”", "Fair / Other", "Web / Other"):
            self.assertIn(text, message["message"])
        self.assertEqual(message["moreinfo"], ["Fair / Other", "Web / Other"])

    def test_wrong_row_is_named_and_nothing_saved(self):
        before = self.state()
        partners = self.env["res.partner"].search_count([])
        result = self.load(
            ["name", "x_class_tc_channel", "category_id", "credit_limit"],
            ["Good", "Web", "Key customer", "100"],
            ["Bad", "Wbe 100%", "Key customer", "100"],
            ["Good too", "W2", "New customer", "200"],
        )
        self.assertFalse(result["ids"])
        [message] = result["messages"]
        self.assertEqual(message["type"], "error")
        self.assertEqual(message["field"], "x_class_tc_channel")
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("Row 2, column “Channel”", message["message"])
        self.assertIn("“Wbe 100%”", message["message"])
        self.assertIn("Web / Shop", message["moreinfo"])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.state(), before)

    def test_wrong_value_of_odoos_own_column(self):
        result = self.load(
            ["name", "x_class_tc_channel", "property_payment_term_id"],
            ["A", "Web", "45 days, ours"],
            ["B", "Web", "46 days"],
        )
        self.assertFalse(result["ids"])
        [message] = result["messages"]
        self.assertIn("Row 2, column “Customer Payment Terms”", message["message"])
        self.assertIn("46 days", message["message"])

    def test_error_in_a_later_part_of_a_file(self):
        rows = [[f"C{i}", "Web"] for i in range(6)] + [["Bad", "nowhere"]]
        partners = self.env["res.partner"].search_count([])
        result = self.load(["name", "x_class_tc_channel"], *rows, _import_limit=2)
        self.assertFalse(result["ids"])
        self.assertIn("Row 7, column “Channel”", result["messages"][0]["message"])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        result = self.load(["name", "x_class_tc_channel"], *rows[:6], _import_limit=2)
        self.assertEqual((len(result["ids"]), result["nextrow"]), (2, 2))

    def test_skip_or_leave_empty(self):
        fields = ["name", "x_class_tc_channel"]
        rows = (["A", "Web"], ["B", "nowhere"])
        partners = self.imported(
            fields, *rows, import_set_empty_fields=["x_class_tc_channel"]
        )
        self.assertEqual(partners.mapped("name"), ["A", "B"])
        self.assertFalse(partners[1].x_class_tc_channel)
        partners = self.imported(
            fields, *rows, import_skip_records=["x_class_tc_channel"]
        )
        self.assertEqual(partners.mapped("name"), ["A"])

    def test_tags_credit_limit_payment_term(self):
        partner = self.imported(
            [
                "name",
                "category_id",
                "credit_limit",
                "property_payment_term_id",
                "x_class_tc_channel",
            ],
            ["A", "Key customer,New customer", "1250.5", "45 days, ours", "F1"],
        )
        self.assertEqual(partner.category_id, self.key_tag | self.new_tag)
        self.assertEqual(partner.credit_limit, 1250.5)
        self.assertEqual(partner.property_payment_term_id, self.term)
        self.assertEqual(partner.x_class_tc_channel, self.fair)
        row = self.env[HISTORY].search(
            [
                ("partner_id", "=", partner.id),
                ("dimension_id", "=", self.channel.id),
            ]
        )
        self.assertEqual((row.source, row.user_id), ("import", self.user))

    def test_existing_by_external_id_and_database_id(self):
        partner = self.imported(
            ["id", "name", "x_class_tc_channel"], ["tc_import.one", "One", "Web"]
        )
        again = self.imported(["id", "x_class_tc_channel"], ["tc_import.one", "Fair"])
        self.assertEqual(again, partner)
        self.assertEqual(partner.x_class_tc_channel, self.fair)
        again = self.imported([".id", "x_class_tc_channel"], [str(partner.id), "W1"])
        self.assertEqual(again, partner)
        self.assertEqual(partner.x_class_tc_channel, self.web)
        again = self.imported(
            [".id", "x_class_tc_channel/.id"], [str(partner.id), str(self.fair.id)]
        )
        self.assertEqual(partner.x_class_tc_channel, self.fair)
        result = self.load(
            [".id", "x_class_tc_channel/.id"], [str(partner.id), str(self.trade_web.id)]
        )
        self.assertIn("Row 1, column “Channel”", result["messages"][0]["message"])
        self.assertEqual(partner.x_class_tc_channel, self.fair)

    def test_category_by_external_id(self):
        self.env["ir.model.data"].create(
            [
                {
                    "module": "tc_import",
                    "name": f"category_{category.code}",
                    "model": category._name,
                    "res_id": category.id,
                }
                for category in (self.web, self.trade_web)
            ]
        )
        fields = ["name", "x_class_tc_channel/id"]
        partner = self.imported(fields, ["A", "tc_import.category_W1"])
        self.assertEqual(partner.x_class_tc_channel, self.web)
        result = self.load(fields, ["A", "tc_import.category_T1"])
        self.assertFalse(result["ids"])

    def test_rule_dimension_is_pinned(self):
        partner, other = self.imported(
            ["name", "is_company", "x_class_tc_kind"],
            ["A", "TRUE", "Person"],
            ["B", "TRUE", ""],
        )
        pin = self.env[PIN].search([("partner_id", "in", (partner | other).ids)])
        self.assertEqual(pin.partner_id, partner)
        self.assertEqual((pin.category_id, pin.user_id), (self.person, self.user))
        self.assertEqual(partner.x_class_tc_kind, self.person)
        # The pin stays, whatever the rule says.
        self.env["customer.profile"]._refresh(self.env.company)
        self.assertEqual(partner.x_class_tc_kind, self.person)
        self.assertEqual(other.x_class_tc_kind, self.firm)

    def test_empty_cells_make_no_customer(self):
        supplier = self.imported(
            ["name", "x_class_tc_channel", "x_class_tc_kind"], ["Supplier", "", ""]
        )
        self.assertFalse(
            self.env["customer.profile"].search([("partner_id", "=", supplier.id)])
        )

    def test_child_contact_stands_for_its_company(self):
        parent = self.env["res.partner"].create({"name": "Parent", "is_company": True})
        child = self.imported(
            ["name", "parent_id/.id", "x_class_tc_channel"],
            ["Child", str(parent.id), "Web"],
        )
        self.assertEqual(parent.x_class_tc_channel, self.web)
        self.assertEqual(child.x_class_tc_channel, self.web)

    def test_rows_that_name_their_parent(self):
        """Each such row makes Odoo save the rows before it: still one refresh."""
        partners = self.imported(
            ["name", "is_company", "parent_id", "x_class_tc_channel"],
            ["Import Parent", "TRUE", "", "Web"],
            ["Import Child", "FALSE", "Import Parent", ""],
            ["Other Parent", "TRUE", "", "Fair"],
        )
        self.assertEqual(partners[1].parent_id, partners[0])
        self.assertEqual(partners[1].x_class_tc_channel, self.web)

    def test_second_try_row_by_row_keeps_the_classes(self):
        """When Odoo cannot save a batch it tries row by row."""
        fields = ["name", "vat", "x_class_tc_channel", "type"]
        result = self.load(
            fields, ["A", "", "Web", "contact"], ["", "", "Fair", "contact"]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][-1]["rows"], {"from": 1, "to": 1})

    def test_export_and_import_change_nothing(self):
        ruled, pinned, manual, prospect = self.imported(
            [
                "name",
                "is_company",
                "x_class_tc_kind",
                "x_class_tc_channel",
                "credit_limit",
            ],
            ["Ruled", "TRUE", "", "", "100"],
            ["Pinned", "TRUE", "Person", "", "0"],
            ["Manual", "FALSE", "", "Web / Shop", "7.5"],
            ["Prospect", "FALSE", "", "", ""],
        )
        self.env["customer.profile"]._refresh(self.env.company)
        partners = ruled | pinned | manual | prospect
        self.assertEqual(ruled.x_class_tc_kind, self.firm)
        self.fair.active = False
        ruled.x_class_tc_channel = False
        names = [
            ".id",
            "name",
            *(d._field_name() for d in self.env[self.kind._name].search([])),
            "credit_limit",
            "category_id",
            "property_payment_term_id",
        ]
        for lang in ("en_US", "zh_CN"):
            rows = (
                partners.with_user(self.user)
                .with_context(lang=lang)
                .export_data(names)["datas"]
            )
            rows = [[str(v) if v is not False else "" for v in row] for row in rows]
            self.assertIn("Person", str(rows))
            before = self.state()
            self.imported(names, *rows, lang=lang)
            after = self.state()
            for table, content in before.items():
                self.assertEqual(after[table], content, table)
            self.env["customer.profile"]._refresh(self.env.company)
            for table, content in before.items():
                self.assertEqual(self.state()[table], content, table)

    def test_archived_category(self):
        fields = ["name", "x_class_tc_channel"]
        partner = self.imported(fields, ["A", "Fair"])
        self.fair.active = False
        # Where it is, it may stay; nobody new comes into it.
        self.imported([".id", "x_class_tc_channel"], [str(partner.id), "Fair"])
        self.assertEqual(partner.x_class_tc_channel, self.fair)
        count = self.env["res.partner"].search_count([])
        result = self.load(fields, ["B", "Web"], ["C", "Fair"])
        self.assertFalse(result["ids"])
        self.assertIn("Fair", result["messages"][0]["message"])
        self.assertIn("C", result["messages"][0]["message"])
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_whoever_may_not_see_classes(self):
        plain = new_test_user(
            self.env, login="import_plain", groups="base.group_partner_manager"
        )
        Partner = self.env["res.partner"].with_user(plain)
        with self.assertRaises(AccessError):
            Partner.load(["name", "x_class_tc_channel"], [["A", "Web"]])
        partners = Partner.load(["name"], [["Plain"]])
        self.assertTrue(partners["ids"])
        self.assertNotIn(
            "/customer_classification/import_template",
            [t["template"] for t in Partner.get_import_templates()],
        )

    def test_a_thousand_rows_share_one_refresh(self):
        rows = [
            [f"Bulk {i}", "TRUE", ("Web", "W2", "F1")[i % 3], ("Person", "")[i % 2]]
            for i in range(1000)
        ]
        fields = ["name", "is_company", "x_class_tc_channel", "x_class_tc_kind"]
        calls = []
        Profile = type(self.env["customer.profile"])
        for name in ("_reclassify", "_refresh_company"):
            original = getattr(Profile, name)

            def count(*args, _original=original, **kwargs):
                calls.append(_original.__name__)
                return _original(*args, **kwargs)

            self.patch(Profile, name, count)
        partners = self.imported(fields, *rows)
        self.assertEqual(len(partners), 1000)
        self.assertEqual(calls, ["_reclassify"])
        self.assertEqual(partners[0].x_class_tc_channel, self.web)
        self.assertEqual(partners[0].x_class_tc_kind, self.person)
        self.assertEqual(
            self.env[PIN].search_count([("partner_id", "in", partners.ids)]), 500
        )
        calls.clear()
        rows = [[str(p.id), "Fair"] for p in partners]
        self.imported([".id", "x_class_tc_channel"], *rows)
        self.assertEqual(calls, ["_reclassify"])
        self.assertEqual(set(partners.mapped("x_class_tc_channel")), {self.fair})


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Labels that Odoo has already, and one that looks like a path.
        cls.env["customer.classification.dimension"].create(
            [
                {"name": "Tags", "code": "tc_tags"},
                {"name": "Size / Weight", "code": "tc_size"},
                {"name": "=1+1", "code": "tc_formula"},
            ]
        )
        cls._keep_fields()

    def workbook(self, lang="en_US"):
        import openpyxl

        Partner = self.env["res.partner"].with_user(self.user).with_context(lang=lang)
        content = Partner._customer_import_template()
        return content, openpyxl.load_workbook(io.BytesIO(content))

    def preview(self, content, lang="en_US"):
        wizard = (
            self.env["base_import.import"]
            .with_user(self.user)
            .with_context(lang=lang)
            .create(
                {
                    "res_model": "res.partner",
                    "file": content,
                    "file_name": "customers.xlsx",
                    "file_type": "application/vnd.openxmlformats-officedocument."
                    "spreadsheetml.sheet",
                }
            )
        )
        return wizard, wizard.parse_preview(dict(OPTIONS))

    def test_offered(self):
        templates = self.env["res.partner"].with_user(self.user).get_import_templates()
        self.assertEqual(
            templates[0]["template"], "/customer_classification/import_template"
        )

    def test_every_heading_is_mapped(self):
        for lang in ("en_US", "zh_CN"):
            with self.subTest(lang):
                content, _book = self.workbook(lang)
                Partner = self.env["res.partner"].with_user(self.user)
                columns = Partner.with_context(lang=lang)._customer_import_columns()
                names = [column["name"] for column in columns]
                _wizard, result = self.preview(content, lang)
                self.assertEqual(
                    {at: path[0] for at, path in result["matches"].items()},
                    dict(enumerate(names)),
                )
                self.assertIn("x_class_tc_tags", names)
                self.assertIn("credit_limit", names)

    def test_labels(self):
        _content, book = self.workbook("zh_CN")
        headings = [cell.value for cell in book.worksheets[0][1]]
        self.assertIn("渠道", headings)
        self.assertIn("x_class_tc_size", headings)
        _content, book = self.workbook()
        headings = [cell.value for cell in book.worksheets[0][1]]
        self.assertIn("Channel", headings)
        self.assertIn("x_class_tc_tags", headings)
        [formula] = [c for c in book.worksheets[0][1] if c.value == "=1+1"]
        self.assertNotEqual(formula.data_type, "f")

    def test_allowed_values(self):
        _content, book = self.workbook()
        rows = list(book.worksheets[1].iter_rows(values_only=True))
        at = rows[0].index("Channel")
        found = {(row[at], row[at + 1]) for row in rows[1:] if row[at]}
        self.assertEqual(
            found,
            {
                ("Web", "W1"),
                ("Web / Shop", "W2"),
                ("Web / Other", "W3"),
                ("Fair", "F1"),
                ("Fair / Other", "F2"),
            },
        )
        texts = {cell for row in rows for cell in row}
        self.assertLessEqual({"Key customer", "45 days, ours"}, texts)
        lists = book.worksheets[0].data_validations.dataValidation
        self.assertIn("'Allowed values'!$", lists[0].formula1)

    def test_examples_can_be_imported(self):
        content, _book = self.workbook()
        wizard, preview = self.preview(content)
        fields = [preview["matches"][at][0] for at in range(len(preview["headers"]))]
        result = wizard.execute_import(fields, preview["headers"], dict(OPTIONS))
        self.assertEqual(result["messages"], [])
        self.assertEqual(len(result["ids"]), 2)
        partner = self.env["res.partner"].browse(result["ids"][0])
        self.assertEqual(partner.x_class_tc_channel.dimension_id, self.channel)
        self.assertFalse(self.env[PIN].search([("partner_id", "in", result["ids"])]))

    def test_test_run_saves_nothing(self):
        content, _book = self.workbook()
        wizard, preview = self.preview(content)
        fields = [preview["matches"][at][0] for at in range(len(preview["headers"]))]
        before = self.state()
        result = wizard.execute_import(
            fields, preview["headers"], dict(OPTIONS), dryrun=True
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.state(), before)


@tagged("post_install", "-at_install")
class TestMissingInfo(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trade.is_expected = True
        cls.country = cls.env.ref("base.fr")
        cls.industry = cls.env["res.partner.industry"].create({"name": "Industry"})
        known = {
            "country_id": cls.country.id,
            "email": "a@example.com",
            "phone": "1",
            "x_class_tc_trade": cls.trade_web.id,
        }
        cls.whole_person, cls.whole_firm, cls.firm_gap, cls.bare = cls.env[
            "res.partner"
        ].create(
            [
                {**known, "name": "Whole person"},
                {
                    **known,
                    "name": "Whole firm",
                    "is_company": True,
                    "industry_id": cls.industry.id,
                },
                {**known, "name": "Firm gap", "is_company": True},
                {"name": "Bare"},
            ]
        )
        cls.all = cls.whole_person | cls.whole_firm | cls.firm_gap | cls.bare
        cls.all = cls.all.with_user(cls.user)

    def found(self, operator):
        return self.all.search(
            [("id", "in", self.all.ids), ("customer_missing_info", operator, False)]
        ).sudo()

    def test_compute(self):
        self.assertFalse(self.all[0].customer_missing_info)
        self.assertFalse(self.all[1].customer_missing_info)
        self.assertEqual(self.all[2].customer_missing_info, "Industry")
        self.assertEqual(
            self.all[3].customer_missing_info, "Country, Email, Phone, Trade"
        )
        self.assertIn(
            "Trade", self.all[3].with_context(lang="zh_CN").customer_missing_info
        )

    def test_follows_what_is_entered(self):
        self.all[2].sudo().industry_id = self.industry
        self.assertFalse(self.all[2].customer_missing_info)
        self.all[3].sudo().x_class_tc_trade = self.trade_web
        self.assertEqual(self.all[3].customer_missing_info, "Country, Email, Phone")

    def test_search(self):
        whole = (self.whole_person | self.whole_firm).with_user(self.user).sudo()
        self.assertEqual(self.found("="), whole)
        self.assertEqual(self.found("!="), (self.all - whole).sudo())

    def test_search_for_what_is_missing(self):
        """*Contains* looks at the names of what is missing, in the user's language."""
        bare, gap = self.bare.sudo(), self.firm_gap.sudo()
        for text, found in (
            ("phone", bare),
            ("INDUS", gap),
            ("trade", bare),
            ("nothing of the kind", bare.browse()),
        ):
            domain = [("id", "in", self.all.ids)]
            missing = [*domain, ("customer_missing_info", "ilike", text)]
            self.assertEqual(self.all.search(missing).sudo(), found, text)
            others = [*domain, ("customer_missing_info", "not ilike", text)]
            self.assertEqual(self.all.search(others).sudo(), self.all.sudo() - found)

    def test_search_for_a_text(self):
        """Whether it is exactly a text cannot be asked, and people are told so."""
        Partner = self.env["res.partner"].with_user(self.user)
        for operator, value in (
            ("=", "x"),
            ("!=", "x"),
            ("in", ["x", "y"]),
            ("in", ["x", False]),
            ("=ilike", "x"),
            ("like", "x"),
        ):
            with (
                self.subTest(operator, value=value),
                self.assertRaisesRegex(UserError, "Missing for Class.*not set"),
            ):
                Partner.search([("customer_missing_info", operator, value)])

    def test_child_contact_speaks_for_its_company(self):
        child = self.env["res.partner"].create(
            {"name": "Child", "parent_id": self.whole_firm.id}
        )
        self.assertFalse(child.customer_missing_info)
        self.assertIn(
            child,
            self.env["res.partner"].search([("customer_missing_info", "=", False)]),
        )
