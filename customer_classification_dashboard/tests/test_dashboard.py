import io
import json

import polib

from odoo.tests import new_test_user, tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export

from odoo.addons.customer_classification.tests.common import (
    TODAY,
    CustomerClassificationCommon,
)

MODULE = "customer_classification_dashboard"
DASHBOARD = f"{MODULE}.dashboard_customers"


@tagged("post_install", "-at_install")
class TestDashboard(CustomerClassificationCommon):
    """What the dashboard asks for is there, may be read, and is what the books say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref(DASHBOARD)
        cls.content = json.loads(cls.dashboard.spreadsheet_data)
        good, late = cls.customer("Good"), cls.customer("Late")
        cls.invoice(good, "2024-06-01", 300, due="2024-07-30")
        cls.invoice(late, "2024-02-01", 120, due="2024-03-01")
        cls.invoice(late, "2023-02-01", 50, due="2024-03-01")
        cls.env["customer.profile"]._refresh(cls.company_a, as_of=TODAY)
        cls.env["customer.profile.snapshot"]._take(cls.company_a, TODAY)

    def sources(self):
        """(what, model, field chains, group-bys, measures, domain) of every part."""
        for kind in ("pivots", "lists"):
            for part in self.content[kind].values():
                fields = part.get("columns") if kind == "lists" else []
                measures = [m["id"] for m in part.get("measures", ())]
                yield part["name"], part, part["model"], fields, [], measures
        for figure in self.content["sheets"][0]["figures"]:
            data = figure["data"]
            if "metaData" not in data:
                continue
            meta = data["metaData"]
            measure = meta["measure"]
            measure = measure if measure == "__count" else f"{measure}:sum"
            part = {**data, "domain": data["searchParams"]["domain"]}
            yield figure["id"], part, meta["resModel"], [], meta["groupBy"], [measure]

    def test_every_part_can_be_read(self):
        """Fields, groups, measures, domains and filters, as an invoicing user."""
        seen = set()
        for what, part, model, fields, groups, measures in self.sources():
            with self.subTest(part=what):
                Model = self.books(model)
                for name in fields or ():
                    self.assertIn(name, Model.fields_get())
                if fields:
                    Model.search_read(part["domain"], fields, limit=10)
                else:
                    Model.formatted_read_group(part["domain"], groups, measures)
                for matching in part["fieldMatching"].values():
                    chain = matching["chain"]
                    Model.search_count([(chain, "!=", False)])
                    seen.add(chain)
        self.assertEqual(
            seen,
            {"company_id", "x_class_value", "profile_id.x_class_value"}
            | {"date", "date_from"},
        )

    def test_scorecards(self):
        """300 not due and 170 late; 420 of the last 12 months, 50 of those before."""
        pivot = self.content["pivots"]["1"]
        names = [measure["id"] for measure in pivot["measures"] if ":" in measure["id"]]
        domain = [
            ("company_id", "=", self.company_a.id),
            ("partner_id.name", "in", ("Good", "Late")),
        ]
        [found] = self.books(pivot["model"]).formatted_read_group(
            domain, [], ["__count", *names]
        )
        self.assertEqual(
            [found[name] for name in ("__count", *names)], [2, 420, 470, 170, 50, 170]
        )

    def test_top_risks(self):
        risks = self.content["lists"]["1"]
        order = ", ".join(
            f"{key['name']} {'asc' if key['asc'] else 'desc'}"
            for key in risks["orderBy"]
        )
        domain = [("company_id", "=", self.company_a.id), *risks["domain"]]
        found = self.books(risks["model"]).search(domain, order=order)
        self.assertEqual(found.partner_id.mapped("name"), ["Late"])

    def test_who_sees_it(self):
        plain = new_test_user(self.env, "dashboard_plain", "base.group_user")
        Dashboard = self.env["spreadsheet.dashboard"]
        for user, is_seen in ((self.accountant, True), (plain, False)):
            found = Dashboard.with_user(user).search([("id", "=", self.dashboard.id)])
            self.assertEqual(bool(found), is_seen, user.login)

    def test_archived_dimension(self):
        """The dashboard still loads; only what is made of the dimension is missing."""
        self.env.ref("customer_classification.dimension_credit").active = False
        data = json.loads(self.dashboard._get_serialized_readonly_dashboard())
        self.assertEqual(len(data["snapshot"]["sheets"]), 2)
        self.assertNotIn("x_class_credit", self.books("customer.profile").fields_get())

    def test_chinese(self):
        """Every label of the dashboard is there in Chinese, and no other."""
        stream = io.BytesIO()
        trans_export(None, [MODULE], stream, "po", self.env)
        terms = {entry.msgid for entry in polib.pofile(stream.getvalue().decode())}
        self.assertIn("Top Risks: Overdue", terms)
        chinese = polib.pofile(file_path(f"{MODULE}/i18n/zh_CN.po"))
        self.assertEqual({entry.msgid for entry in chinese if entry.msgstr}, terms)
