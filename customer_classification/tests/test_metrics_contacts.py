from odoo.tests import new_test_user, tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestMetricsContacts(CustomerClassificationCommon):
    """Whose numbers they are, and who has a profile at all."""

    def test_child_contact(self):
        """What a contact buys, the company behind it bought."""
        parent = self.customer("Parent")
        child = self.customer("Child", is_company=False, parent_id=parent.id)
        address = self.customer(
            "Address", is_company=False, parent_id=parent.id, type="invoice"
        )
        self.invoice(parent, "2024-05-01", 1)
        invoice = self.invoice(child, "2024-05-02", 20)
        self.invoice(address, "2024-05-03", 300)
        self.pay(child, "2024-05-12", 20, invoice)
        self.assertMetrics(
            parent,
            {
                "revenue_12m": 321,
                "invoice_count_12m": 3,
                "receivable": 301,
                "average_days_to_pay": 10,
                "main_payment_journal_type": "bank",
            },
        )
        rows = self.query_metrics(self.company_a)
        self.assertNotIn(child.id, rows)
        self.assertNotIn(address.id, rows)

    def test_reparented_contact(self):
        """Documents stay with the company that was invoiced, all of them."""
        old, new = self.customer("Old"), self.customer("New")
        child = self.customer("Child", is_company=False, parent_id=old.id)
        self.invoice(old, "2024-05-01", 1)
        self.invoice(new, "2024-05-01", 20)
        invoice = self.invoice(child, "2024-05-01", 300, due="2024-06-20")
        self.pay(old, "2024-05-31", 100, invoice)
        before = {
            "revenue_12m": 301,
            "receivable": 201,
            "overdue_1_30": 200,
            "overdue_31_60": 1,
            "main_payment_journal_type": "bank",
        }
        self.assertMetrics(old, before)
        child.parent_id = new
        self.assertMetrics(old, before)
        self.assertMetrics(new, {"revenue_12m": 20, "receivable": 20})
        # What the contact buys from now on is the new company's.
        self.invoice(child, "2024-06-01", 4000)
        self.assertMetrics(old, before)
        self.assertMetrics(new, {"revenue_12m": 4020, "receivable": 4020})

    def test_came_and_went(self):
        """A document is whose its items are, though its header says somebody else.

        Odoo moves the items of whoever becomes a contact, but no header of a contact's
        contact; when both part again, the items stay.
        """
        company = self.customer("Company")
        person = self.customer("Person", is_company=False)
        child = self.customer("Child", is_company=False, parent_id=person.id)
        self.invoice(person, "2024-05-01", 1)
        product = self.product(cost=30)
        line = {"product_id": product.id, "quantity": 2, "price_unit": 150}
        invoice = self.invoice(child, "2024-05-02", line)
        person.parent_id = company
        person.parent_id = False
        self.assertEqual(invoice.commercial_partner_id, person)
        self.assertEqual(invoice.line_ids.partner_id, company)
        self.assertMetrics(
            company,
            {
                "revenue_12m": 301,
                "invoice_count_12m": 2,
                "receivable": 301,
                "margin_12m": 241,
            },
        )
        self.assertMetrics(person, {"revenue_12m": 0, "receivable": 0})

    def test_reparented_customer(self):
        """Somebody who bought as a person of his own becomes a company's contact."""
        company = self.customer("Company")
        person = self.customer("Person", is_company=False)
        self.invoice(company, "2024-05-01", 1)
        invoice = self.invoice(person, "2024-05-01", 300)
        self.pay(person, "2024-05-06", 100, invoice)
        self.assertMetrics(person, {"revenue_12m": 300, "receivable": 200})
        person.parent_id = company
        self.assertMetrics(
            company,
            {
                "revenue_12m": 301,
                "invoice_count_12m": 2,
                "receivable": 201,
                "main_payment_journal_type": "bank",
            },
        )
        self.assertNotIn(person.id, self.query_metrics(self.company_a))

    def test_toggled_is_company(self):
        """A subsidiary is a customer of its own, a department is not."""
        parent = self.customer("Parent")
        child = self.customer("Child", parent_id=parent.id)
        self.assertEqual(child.commercial_partner_id, child)
        invoice = self.invoice(child, "2024-05-01", 300)
        self.pay(child, "2024-05-06", 100, invoice)
        self.invoice(parent, "2024-05-01", 1)
        apart = {"revenue_12m": 300, "receivable": 200, "average_invoice_12m": 300}
        self.assertMetrics(child, apart)
        self.assertMetrics(parent, {"revenue_12m": 1, "receivable": 1})
        child.is_company = False
        self.assertEqual(child.commercial_partner_id, parent)
        self.assertMetrics(
            parent,
            {
                "revenue_12m": 301,
                "receivable": 201,
                "average_invoice_12m": 150.5,
                "main_payment_journal_type": "bank",
            },
        )
        self.assertNotIn(child.id, self.query_metrics(self.company_a))
        child.is_company = True
        self.assertMetrics(child, apart)

    def test_toggled_is_company_margin(self):
        """Lines and cost follow as headers do."""
        parent = self.customer("Parent")
        child = self.customer("Child", parent_id=parent.id)
        product = self.product(cost=30)
        line = {"product_id": product.id, "quantity": 2, "price_unit": 50}
        self.invoice(child, "2024-05-01", line)
        child.is_company = False
        self.assertMetrics(
            parent,
            {
                "margin_12m": 40,
                "main_product_category_id": self.category_one.id,
            },
        )

    def test_who_has_a_profile(self):
        """Customers, prospects and whoever the books name; not ourselves."""
        Partner = self.env["res.partner"]
        user = new_test_user(self.env, login="classification_nobody")
        portal = new_test_user(
            self.env, login="classification_portal", groups="base.group_portal"
        )
        tag = self.env["res.partner.category"].create({"name": "Tag"})
        yes = {
            "prospect": self.customer(),
            "ranked supplier": self.customer(supplier_rank=1, customer_rank=1),
            "tagged supplier": self.customer(
                supplier_rank=1, category_id=[(4, tag.id)]
            ),
            "invoiced supplier": self.customer(supplier_rank=1),
            "invoiced and archived": self.customer(),
            "invoiced user": user.partner_id.copy(),
            "own of the branch": self.customer(company_id=self.branch.id),
            "invoiced here and elsewhere": self.customer(customer_rank=2),
            "invoiced elsewhere, tagged": self.customer(category_id=[(4, tag.id)]),
            "invoiced user of the portal": portal.partner_id.copy(),
        }
        no = {
            "supplier": self.customer(supplier_rank=1),
            "user": user.partner_id,
            "our company": self.company_b.partner_id,
            "archived": self.customer(active=False),
            "of another company": self.customer(company_id=self.company_b.id),
            "user of the portal": portal.partner_id,
            "invoiced elsewhere": self.customer(customer_rank=1),
        }
        for name in ("invoiced here and elsewhere", "invoiced elsewhere, tagged"):
            self.invoice(yes[name], "2024-05-01", 1, company=self.company_b)
        self.invoice(no["invoiced elsewhere"], "2024-05-01", 1, company=self.company_b)
        for name, partner in yes.items():
            if name.startswith("invoiced") and name != "invoiced elsewhere, tagged":
                self.invoice(partner, "2024-05-01", 1)
        yes["invoiced and archived"].active = False
        found = Partner.browse(self.query_metrics(self.company_a))
        for name, partner in yes.items():
            with self.subTest(yes=name):
                self.assertIn(partner, found)
        for name, partner in no.items():
            with self.subTest(no=name):
                self.assertNotIn(partner, found)

    def test_without_prospects(self):
        """By a setting of the company, only those who bought or will, by hand."""
        self.company_a.customer_classification_prospects = False
        prospect, ranked = self.customer("Prospect"), self.customer(customer_rank=1)
        owing = self.customer("Owing")
        self.entry(owing, "2024-05-01", 5)
        rows = self.query_metrics(self.company_a)
        self.assertNotIn(prospect.id, rows)
        self.assertIn(ranked.id, rows)
        self.assertIn(owing.id, rows)
        self.assertIn(prospect.id, self.query_metrics(self.company_b))

    def test_classified_by_hand(self):
        """Who was given a category by a person stays, in that company."""
        self.company_a.customer_classification_prospects = False
        self.company_b.customer_classification_prospects = False
        prospect = self.customer("Prospect")
        preference = self.env.ref("customer_classification.dimension_preference")
        category = preference.category_ids[0]
        prospect.with_company(self.company_a)[preference._field_name()] = category
        self.assertIn(prospect.id, self.query_metrics(self.company_a))
        self.assertNotIn(prospect.id, self.query_metrics(self.company_b))
        prospect.with_company(self.company_a)[preference._field_name()] = False
        self.assertNotIn(prospect.id, self.query_metrics(self.company_a))

    def test_a_few_customers(self):
        """Asked for some, the query gives those who are customers, nobody else."""
        customer, other = self.customer("Asked"), self.customer("Other")
        supplier = self.customer("Supplier", supplier_rank=1)
        for partner in (customer, other):
            self.invoice(partner, "2024-05-01", 1)
        rows = self.query_metrics(
            self.company_a, partner_ids=[customer.id, supplier.id]
        )
        self.assertEqual(set(rows), {customer.id})
