"""Contacts that look alike are two customers, each in one row of everything."""

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_reports import ReportCommon


@tagged("post_install", "-at_install")
class TestDuplicates(ReportCommon):
    """Two customers of one name, tax number and address; contacts below one of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        alike = {"name": "Twin", "vat": "US123456789", "email": "twin@example.com"}
        cls.twins = cls.customer(**alike) + cls.customer(**alike)
        cls.below = cls.env["res.partner"].create(
            [
                {"name": "Twin", "parent_id": cls.twins[0].id, "type": kind}
                for kind in ("contact", "invoice", "delivery")
            ]
        )
        for partner, amount in zip(cls.twins, (100, 2000), strict=True):
            cls.invoice(partner, "2024-06-01", amount)
        for partner in cls.below:
            cls.invoice(partner, "2024-06-02", 10)
        tag = cls.env["res.partner.category"].create({"name": "Twins"})
        (cls.twins + cls.below).category_id = tag
        with freeze_time(TODAY):
            cls.env["customer.profile"]._refresh(cls.company_a + cls.company_b)

    def test_one_profile_each(self):
        """Invoice and delivery addresses are their parent's; a twin is nobody's."""
        found = {p: self.profile(p).revenue_12m for p in self.twins + self.below}
        self.assertEqual(
            list(found.values()), [130, 2000, False, False, False], "rolled up"
        )
        self.assertFalse(self.profile(self.below[2]))
        self.assertEqual(
            self.below[2].with_company(self.company_a).customer_revenue_12m, 130
        )

    def test_lists_and_groups(self):
        """No row twice in a list, none counted twice in a group or a panel."""
        Profile = self.books("customer.profile")
        domain = [("company_id", "=", self.company_a.id), ("display_name", "=", "Twin")]
        self.assertEqual(len(Profile.search(domain)), 2)
        [(count, revenue)] = Profile._read_group(
            domain, [], ["__count", "revenue_12m:sum"]
        )
        self.assertEqual((count, revenue), (2, 2130))
        Partner = self.books("res.partner")
        domain = [
            ("name", "=", "Twin"),
            ("parent_id", "=", False),
            ("customer_receivable", ">", 0),
            ("customer_profile_id.history_ids", "!=", False),
            ("category_id.name", "=", "Twins"),
        ]
        self.assertEqual(Partner.search(domain), self.twins.with_user(self.accountant))
        groups = Partner._read_group(
            [*domain, ("x_class_size_class", "!=", False)],
            ["x_class_size_class"],
            ["__count"],
        )
        self.assertEqual(
            [(c.name, count) for c, count in groups], [("Big", 1), ("Small", 1)]
        )

    def test_export(self):
        names = ["id", "name", "customer_revenue_12m", "x_class_size_class/name"]
        self.accountant.group_ids += self.env.ref("base.group_allow_export")
        partners = self.twins.with_user(self.accountant).with_company(self.company_a)
        rows = partners.export_data(names)["datas"]
        self.assertEqual(len({row[0] for row in rows}), 2)
        self.assertEqual(
            [row[1:] for row in rows], [["Twin", 130, "Small"], ["Twin", 2000, "Big"]]
        )

    def test_reports(self):
        """Two lines of the same name in whatever names customers."""
        ranking = self.document("ranking")
        rows = [
            row.values
            for section in ranking.sections
            for table in section.tables
            if not table.name.startswith("tie_out")
            for row in table
            if "Twin" in map(str, row.values)
        ]
        self.assertEqual(len(rows), 2)
        self.assertTies(ranking)
        self.assertTies(self.document("arrears"))
