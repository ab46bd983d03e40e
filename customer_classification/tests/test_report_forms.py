from lxml import etree

from odoo.tests import Form, tagged

from .common_reports import ReportCommon

FILTERS = {"category_ids", "tag_ids"}
PERIOD = {"period", "date_from"}
#: What each report asks for, and what of it has to be answered.
SHOWN = {
    "overview": {"date", *PERIOD, "dimension_ids", "cross_dimension_id", *FILTERS},
    "ranking": {"date", *PERIOD, "dimension_ids", *FILTERS},
    "arrears": {"date", "dimension_ids", "cross_dimension_id", *FILTERS},
    "trend": {"date", "dimension_ids", *FILTERS},
    "movement": {"date", "date_then", "dimension_ids", *FILTERS},
    "bridge": {"date", "date_then", "dimension_ids", *FILTERS},
    "card": set(),
}
REQUIRED = {
    "overview": {"dimension_ids"},
    "ranking": set(),
    "arrears": set(),
    "trend": {"dimension_ids"},
    "movement": {"dimension_ids", "date_then"},
    "bridge": {"dimension_ids", "date_then"},
    "card": {"partner_ids"},
}
ONCE = {"date", "date_from", "date_then"}
EVERY = {*PERIOD, *ONCE, *FILTERS, "dimension_ids", "cross_dimension_id"}


@tagged("post_install", "-at_install")
class TestReportForms(ReportCommon):
    """Both forms ask for what the report of the choice needs, and for nothing else."""

    def assertAsks(self, form, kind, names):
        form.report = kind
        with self.subTest(report=kind, model=form._record._name):
            shown = {n for n in names if not form._get_modifier(n, "invisible")}
            self.assertEqual(shown, SHOWN[kind] & names)
            required = {
                n
                for n in names | {"partner_ids"}
                if form._get_modifier(n, "required")
                and not form._get_modifier(n, "invisible")
                and not form._record._fields[n].required
            }
            self.assertEqual(required, REQUIRED[kind] & (names | {"partner_ids"}))

    def test_each_field_stands_once(self):
        """Nothing of the form that both are made of is there twice, or left over."""
        for model in ("customer.report", "customer.report.subscription"):
            arch = etree.fromstring(self.env[model].get_view(view_type="form")["arch"])
            for place in arch.xpath("//field[@name='recipient_ids']/list"):
                place.getparent().remove(place)
            names = [
                field.get("name")
                for field in arch.xpath("//field")
                if not (field.get("invisible") == "True")
            ]
            with self.subTest(model=model):
                self.assertEqual(len(names), len(set(names)))
                self.assertGreater({*names}, {"report", "company_id", *FILTERS})
                self.assertFalse(arch.xpath("//*[@position]"))
                self.assertEqual(len(arch.xpath("//group[@name='customers']")), 1)

    def test_once(self):
        form = Form(self.books("customer.report"))
        self.assertEqual(form.report, "overview")
        for kind in SHOWN:
            self.assertAsks(form, kind, EVERY)

    def test_every_month(self):
        form = Form(self.env["customer.report.subscription"])
        for kind in SHOWN:
            self.assertAsks(form, kind, EVERY - ONCE)
            is_card = kind == "card"
            self.assertEqual(form._get_modifier("as_of", "invisible"), is_card)
