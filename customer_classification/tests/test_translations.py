"""Every term is there in Chinese, and Chinese reaches whoever asks for it."""

import io
import re
from collections import Counter

import polib

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export

MODULE = "customer_classification"
LANG = "zh_CN"
# A Chinese character, or Chinese punctuation where a term is nothing else.
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Written the same in Chinese, and left empty in the file.
SAME = {"ID", "PDF", "Excel", "object._file_name()"}
# What a translation must keep: %(name)s, %s, %%, and tags with their attributes.
KEEP = re.compile(r"%\(\w+\)[a-z]|%[sdf](?![a-z])|%%|<[^<>]+>")


def terms_of(path):
    return polib.pofile(file_path(f"{MODULE}/i18n/{path}"))


@tagged("post_install", "-at_install")
class TestTerms(TransactionCase):
    """The files in i18n against the terms of the code, the views and the data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stream = io.BytesIO()
        trans_export(None, [MODULE], stream, "po", cls.env)
        exported = polib.pofile(stream.getvalue().decode())
        cls.terms = {entry.msgid: entry for entry in exported}
        cls.chinese = terms_of(f"{LANG}.po")

    def test_terms_are_found(self):
        """One of each kind, so that the other tests have something to compare."""
        for term in (
            "Revenue 12 Months",
            "Greater China",
            "No rule matches.",
            "Release",
        ):
            self.assertIn(term, self.terms)
        fields = [o for e in self.terms.values() for o, _line in e.occurrences]
        self.assertFalse([name for name in fields if "x_class_" in name])

    def test_template_is_current(self):
        template = {entry.msgid for entry in terms_of(f"{MODULE}.pot")}
        self.assertFalse(self.terms.keys() - template, "run dev/i18n.py: new terms")
        self.assertFalse(template - self.terms.keys(), "run dev/i18n.py: terms gone")

    def test_chinese_is_complete(self):
        """Each term once, translated for certain, and nothing that is gone."""
        found = Counter(entry.msgid for entry in self.chinese)
        self.assertFalse([term for term, count in found.items() if count > 1])
        self.assertFalse([e.msgid for e in self.chinese if e.obsolete])
        self.assertFalse(self.terms.keys() - found.keys(), "terms without Chinese")
        self.assertFalse(found.keys() - self.terms.keys(), "Chinese of no term")
        untranslated = [
            entry.msgid
            for entry in self.chinese
            if entry.fuzzy or not (entry.msgstr or entry.msgid in SAME)
        ]
        self.assertFalse(untranslated)

    def test_chinese_is_chinese(self):
        english = [
            entry.msgid
            for entry in self.chinese
            if entry.msgid not in SAME and not CHINESE.search(entry.msgstr)
        ]
        self.assertFalse(english)

    def test_chinese_keeps_what_is_filled_in(self):
        different = {
            entry.msgid: entry.msgstr
            for entry in self.chinese
            if Counter(KEEP.findall(entry.msgstr)) != Counter(KEEP.findall(entry.msgid))
        }
        self.assertFalse(different)

    def test_places(self):
        """Odoo finds records by the places in the files, and code by the comment."""
        for path in (f"{MODULE}.pot", f"{LANG}.po"):
            found = {entry.msgid: self._places(entry) for entry in terms_of(path)}
            right = {term: self._places(entry) for term, entry in self.terms.items()}
            self.assertEqual(
                {t: found[t] for t in found if found[t] != right.get(t)}, {}
            )

    def _places(self, entry):
        """Which file holds a term does not matter; that it is Python or not does."""
        places = {place for place, _line in entry.occurrences}
        records = {place for place in places if not place.startswith("code:")}
        return sorted(records), entry.comment


@tagged("post_install", "-at_install")
class TestChinese(TransactionCase):
    """What a Chinese user reads, in a database that has just learned Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(LANG)
        cls.env["ir.module.module"]._load_module_terms([MODULE], [LANG])
        cls.zh = cls.env(context={**cls.env.context, "lang": LANG})
        cls.profile = cls.zh["customer.profile"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Zhang"}).id,
                "company_id": cls.env.company.root_id.id,
            }
        )

    def assertChinese(self, text):
        if text not in SAME and not (text or "").isdigit():
            self.assertRegex(text or "", CHINESE)

    def test_fields(self):
        """Labels, helps and choices, also those that users inherit from contacts."""
        models = [name for name in self.env if self._fields_of_ours(name)]
        self.assertGreater(
            set(models), {"customer.profile", "res.partner", "res.users"}
        )
        for model in models:
            described = self.zh[model].fields_get(
                self._fields_of_ours(model), ["string", "help", "selection"]
            )
            for name, field in described.items():
                with self.subTest(model=model, field=name):
                    self.assertChinese(field["string"])
                    self.assertChinese(field.get("help") or field["string"])
                    for value, label in field.get("selection", []):
                        if value != label:  # a time zone is its own name
                            self.assertChinese(label)

    def _fields_of_ours(self, model):
        return [
            name
            for name, field in self.env[model]._fields.items()
            if MODULE in field.base_field._modules or name.startswith("x_class_")
        ]

    def test_presets(self):
        """Names and descriptions of dimensions, names of their categories."""
        records = self.env["ir.model.data"].search([("module", "=", MODULE)])
        for model, fields in (
            ("customer.classification.dimension", ("name", "description")),
            ("customer.classification.category", ("name",)),
        ):
            ids = records.filtered(lambda r, m=model: r.model == m).mapped("res_id")
            self.assertGreater(len(ids), 10)
            for record in self.zh[model].browse(ids):
                for field in fields:
                    with self.subTest(model=model, code=record.code, field=field):
                        if record[field] not in ("A", "B", "C"):
                            self.assertChinese(record[field])

    def test_views(self):
        """Dimensions in views, for one language after the other."""
        self.env["res.partner"].get_view(view_type="search")
        arch = self.zh["res.partner"].get_view(view_type="search")["arch"]
        name = self.zh.ref(f"{MODULE}.dimension_value").name
        self.assertChinese(name)
        self.assertIn(name, arch)
        menu = self.zh.ref(f"{MODULE}.menu_root").name
        self.assertChinese(menu)

    def test_renamed_dimension(self):
        """A new name is the label of the fields at once, in its own language only."""
        dimension = self.zh.ref(f"{MODULE}.dimension_value")
        dimension.name = "贡献等级"
        label = self.zh["res.partner"].fields_get(["x_class_value"], ["string"])
        self.assertEqual(label["x_class_value"]["string"], "贡献等级")
        label = self.env["res.partner"].fields_get(["x_class_value"], ["string"])
        self.assertEqual(label["x_class_value"]["string"], "Value")

    def test_reasons(self):
        Reason = self.zh["customer.classification.reason"]
        band = {
            "method": "band",
            "metric": "late_rate",
            "value": 0.25,
            "bound": 0.1,
            "next": None,
        }
        share = {
            "method": "share",
            "metric": "revenue_12m",
            "value": 50,
            "rank": 2,
            "before": 62.5,
        }
        rule = {"method": "domain", "paths": ["x_class_value"], "values": {}}
        self.assertEqual(
            Reason._render_reason(band, self.profile),
            "逾期付款率为 25.0%，不低于 10.0%。",
        )
        self.assertIn("62.5%", Reason._render_reason(share, self.profile))
        two = {**rule, "paths": ["x_class_value", "x_class_size"]}
        self.assertRegex(Reason._render_reason(two, self.profile), "[^; ]；[^; ]")
        for reason in (share, rule):
            text = Reason._render_reason(reason, self.profile)
            self.assertChinese(text)
            self.assertNotRegex(text, r"%\(|%%|Value|Revenue")

    def test_error(self):
        Dimension = self.zh["customer.classification.dimension"]
        with self.assertRaisesRegex(ValidationError, "代码“No Code”") as error:
            Dimension.create({"name": "渠道", "code": "No Code"})
        self.assertIn("渠道", str(error.exception))
