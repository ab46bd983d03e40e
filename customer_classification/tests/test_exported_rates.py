"""Odoo's workbook of a grouped list: rates of groups are those of the list."""

import io
import json

import openpyxl

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_rates import CREDIT, PROFILE, VALUE, DemoRates, rates


@tagged("post_install", "-at_install")
class TestExportedRates(DemoRates, HttpCase):
    """The workbook that Odoo makes of a grouped list."""

    def export(self, company, model, domain, names, ids=False):
        Model = self.of_company(company, model)
        fields_ = [
            {
                "name": name,
                "label": name,
                "type": Model._fields[name].type,
            }
            for name in ["display_name", *names]
        ]
        data = {
            "model": model,
            "fields": fields_,
            "ids": ids,
            "domain": domain,
            "groupby": [VALUE, CREDIT],
            "import_compat": False,
            "context": {"allowed_company_ids": company.ids},
        }
        values = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        response = self.url_open("/web/export/xlsx", values)
        response.raise_for_status()
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        return [[cell.value for cell in row] for row in book.active.iter_rows()]

    def test_export(self):
        self.env.ref("base.user_admin").company_ids |= self.books
        self.authenticate("admin", "admin")
        company = self.books[0]
        rows = self.profiles(company)
        names = [n for n in rates(rows) if n in self.hands[company].parts]
        domain = [("company_id", "=", company.id)]
        ids = rows.ids
        for asked in (False, ids):
            lines = self.export(company, PROFILE, domain, names, asked)
            for category in rows[VALUE]:
                members = rows.filtered(lambda r, c=category: r[VALUE] == c)
                self.check_line(
                    company, lines, f"{category.display_name} ", names, members
                )
                for credit in members[CREDIT]:
                    label = f"    {credit.display_name} ("
                    both = members.filtered(lambda r, c=credit: r[CREDIT] == c)
                    title = f"{label}{len(both)})"
                    found = [line for line in lines if line[0] == title]
                    self.assertTrue(found)
                    self.assertTrue(
                        any(self.is_line(company, line, names, both) for line in found),
                        title,
                    )

    def is_line(self, company, line, names, members):
        try:
            self.check_values(company, line, names, members)
        except AssertionError:
            return False
        return True

    def check_line(self, company, lines, label, names, members):
        [line] = [li for li in lines if li[0] == f"{label}({len(members)})"]
        self.check_values(company, line, names, members)

    def check_values(self, company, line, names, members):
        for name, cell in zip(names, line[1:], strict=True):
            found = float(cell) if cell not in (None, "") else None
            self.assertRate(self.hands[company], name, members.partner_id.ids, found)
