import json
import re

from odoo.tests import tagged

from ..models.reason.customer_classification_reason import CustomerClassificationReason
from .common import CustomerClassificationCommon

#: The sentence of an example stands behind it, up to an empty line or the next one.
SENTENCE = re.compile(r'\s*-> (.*?)\s*(?:\n\s*\n|$|(?={"method"))', re.DOTALL)
#: An id in an example stands alone; numbers of three digits elsewhere are values.
IDS = ("value", "before", "held", "category", "user")


def examples(text):
    """(reason, sentence) of the examples in a text."""
    place = text.find('{"method"')
    while place >= 0:
        reason, end = json.JSONDecoder().raw_decode(text, place)
        sentence = SENTENCE.match(text, end)
        yield reason, " ".join(sentence[1].split())
        place = text.find('{"method"', sentence.end())


@tagged("post_install", "-at_install")
class TestReasonExamples(CustomerClassificationCommon):
    """The examples that explain reasons are true, and there is one of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examples = list(examples(CustomerClassificationReason.__doc__))
        bands = cls.dimension(
            "examples",
            "band",
            "revenue_12m",
            [{"name": "A", "lower_bound": 1000}, {"name": "B"}],
        )
        good, fair = bands.category_ids
        products = cls.env["product.category"].create(
            [{"name": "Furniture"}, {"name": "Paper"}]
        )
        user = cls.env["res.users"].create({"name": "Anna", "login": "anna"})
        names = (101, 102, 201, 202, 301)
        records = (*products, fair, good, user)
        cls.ids = {n: record.id for n, record in zip(names, records, strict=True)}
        cls.shown = cls.env["customer.profile"].create(
            {"partner_id": cls.customer().id, "company_id": cls.company_a.id}
        )

    def told(self, reason):
        """The reason with the ids of this database."""
        return {
            key: self.told(value)
            if isinstance(value, dict)
            else self.ids.get(value, value)
            if type(value) is int and key in IDS
            else value
            for key, value in reason.items()
        }

    def test_sentences(self):
        Reason = self.env["customer.classification.reason"]
        for reason, sentence in self.examples:
            with self.subTest(reason=reason):
                found = Reason._render_reason(self.told(reason), self.shown)
                self.assertEqual(" ".join(found.split()), sentence)

    def test_every_method(self):
        """One of each that can be rendered, by the methods of this add-on or not."""
        Reason = CustomerClassificationReason
        shown = {reason["method"] for reason, _sentence in self.examples}
        everything = self.env.registry["customer.classification.reason"]
        helpers = {"reason", "released", "stay", "margin"}
        rendered = {
            name.removeprefix("_render_")
            for base in everything.__mro__
            if base.__module__.startswith(Reason.__module__.rsplit(".", 1)[0])
            for name in vars(base)
            if name.startswith("_render_")
        }
        self.assertEqual(shown, rendered - helpers)
