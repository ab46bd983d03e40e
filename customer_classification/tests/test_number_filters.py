from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from ..fields import metrics
from .common import TODAY, CustomerClassificationCommon

NUMBERS = ("monetary", "integer", "float")
COMPARISONS = ("=", "<", ">", "<=", ">=")


@tagged("post_install", "-at_install")
class TestNumberFilters(CustomerClassificationCommon):
    """Filters by numbers: what they find is what they say, and never both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        late, good, paid = (cls.customer(name) for name in ("Late", "Good", "Paid"))
        cls.invoice(late, "2024-01-10", 500, due="2024-02-10")
        cls.invoice(good, "2024-06-10", 70, due="2024-07-31")
        cls.pay(paid, "2024-03-20", 30, cls.invoice(paid, "2024-03-05", 30))
        person = cls.customer("Person", is_company=False, parent_id=late.id)
        # No customers: a supplier, and whoever is of another company alone.
        supplier = cls.customer("Supplier", supplier_rank=1)
        expense = cls.account("expense").id
        line = {"price_unit": 10, "account_id": expense}
        cls.invoice(supplier, "2024-05-01", line, move_type="in_invoice")
        elsewhere = cls.customer("Elsewhere", company_id=cls.company_b.id)
        cls.invoice(elsewhere, "2024-05-01", 90, company=cls.company_b)
        cls.without = supplier + elsewhere
        cls.with_profile = late + good + paid + person
        cls.late = late
        cls.companies.customer_classification_prospects = False
        cls.env["customer.profile"]._refresh(cls.company_a + cls.company_b)

    def setUp(self):
        super().setUp()
        self.Partner = self.env["res.partner"].with_company(self.company_a)
        everybody = (self.with_profile + self.without).ids
        self.everybody = self.Partner.browse(everybody)

    def assertSound(self, records, domain):
        """`domain` and its opposite share nobody and say the same in Python."""
        among = Domain("id", "in", records.ids)
        Model = records.with_context(active_test=False)
        found = Model.search(Domain(domain) & among)
        others = Model.search(~Domain(domain) & among)
        told = f"{records._name} {domain}"
        self.assertFalse(found & others, told)
        self.assertEqual(found | others, records & (found | others), told)
        self.assertEqual(len(found) + len(others), len(records), told)
        self.assertEqual(set(found), set(records.filtered_domain(domain)), told)
        return found

    def domains(self, name, values):
        """Every operator with values that occur and with some that do not."""
        numbers = sorted({v for v in values if v is not False} | {0, -1, 12345})
        for number in numbers:
            for operator in (*COMPARISONS, "!="):
                yield [(name, operator, number)]
        yield [(name, "in", [numbers[0], numbers[-1]])]
        yield [(name, "not in", [numbers[0], numbers[-1]])]
        yield [(name, "in", [numbers[-1], False])]
        yield [(name, "=", False)]
        yield [(name, "!=", False)]

    def test_seen(self):
        """Overdue of more than 0: Late and the person of Late, and nobody else."""
        found = self.Partner.search([("customer_overdue", ">", 0)]) & self.everybody
        self.assertEqual(set(found.mapped("name")), {"Late", "Person"})
        found = self.Partner.search([("customer_overdue", ">=", 0)]) & self.everybody
        self.assertEqual(set(found.mapped("name")), {"Late", "Person", "Good", "Paid"})
        supplier = self.everybody.browse(self.without[0].id)
        self.assertIs(supplier.customer_overdue, False)

    def test_contacts(self):
        """Every number, every operator; who has no profile satisfies no comparison."""
        tried = 0
        for name, field in metrics(self.Partner).items():
            if field.type not in NUMBERS:
                continue
            for domain in self.domains(name, self.everybody.mapped(name)):
                found = self.assertSound(self.everybody, domain)
                tried += 1
                [(_name, operator, value)] = domain
                if operator in COMPARISONS and value is not False:
                    self.assertFalse(found & self.without, domain)
        self.assertGreater(tried, 500)

    def test_profiles(self):
        """The same of the customers themselves."""
        profiles = self.env["customer.profile"].search(
            [("partner_id", "in", self.with_profile.ids)]
        )
        for name, field in metrics(profiles).items():
            if field.type in NUMBERS and field.store:
                for domain in self.domains(name, profiles.mapped(name)):
                    self.assertSound(profiles, domain)
