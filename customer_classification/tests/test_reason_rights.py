"""A reason tells its reader what that reader may read, and nothing else."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_reports import ReportRightsCommon
from .common_security import GROUP_USER, HISTORY, PROFILE, SecurityCommon

CLOSED = "A rule on a field that is not shown to you matched."


@tagged("post_install", "-at_install")
class TestReasonRights(SecurityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2024-06-30 12:00:00"))
        cls.sales = cls.user("sales", GROUP_USER)
        cls.closed_group = cls.env["res.groups"].create({"name": "Some only"})
        cls.sales.group_ids += cls.closed_group
        cls.keeper = cls.user("books", "account.group_account_user")
        cls.holding = cls.customer("Holding", phone="999")
        cls.partner.with_company(cls.company_a).write(
            {
                "credit_limit": 25000,
                "phone": "111",
                "parent_id": cls.holding.id,
                "property_payment_term_id": cls.env.ref(
                    "account.account_payment_term_30days"
                ).id,
            }
        )
        cls.rules = cls.dimension(
            "reasons", "domain", categories=[{"name": "Chosen"}], sequence=2000
        )
        cls.chosen = cls.rules.category_ids

    def hide(self, model, domain):
        """Close some records to the salesperson."""
        self.env["ir.rule"].create(
            {
                "name": "Some only",
                "model_id": self.env["ir.model"]._get_id(model),
                "groups": [Command.link(self.closed_group.id)],
                "domain_force": domain,
            }
        )

    def why(self, user, dimension=None):
        """The reason on the page, which the history has too."""
        dimension = dimension or self.rules
        self.env.invalidate_all()
        profile = self.as_user(user, PROFILE).browse(self.profile_a.id)
        [line] = [
            line
            for line in profile.get_classes()
            if line["dimension"]["id"] == dimension.id
        ]
        row = self.as_user(user, HISTORY).search(
            [
                ("profile_id", "=", self.profile_a.id),
                ("dimension_id", "=", dimension.id),
                ("date_to", "=", False),
            ]
        )
        self.assertEqual(row.reason_text, line["why"])
        return line["why"].replace("\N{NO-BREAK SPACE}", " ")

    def rule(self, *conditions):
        """A line of history that begins with this rule."""
        for domain in ([("id", "=", 0)], list(conditions)):
            self.chosen.domain = str(domain)
            self.refresh(self.company_a, as_of=TODAY)
        self.env.invalidate_all()

    def test_closed_field(self):
        self.rule(("partner_id.credit_limit", ">", 5))
        self.assertEqual(
            self.why(self.keeper), "The rule matches: Credit Limit: 25000.0."
        )
        self.assertEqual(self.why(self.sales), CLOSED)

    def test_closed_among_others(self):
        self.rule(("partner_id.credit_limit", ">", 5), ("revenue_12m", ">", 5))
        self.assertEqual(
            self.why(self.keeper),
            "The rule matches: Credit Limit: 25000.0; Revenue 12 Months: $ 1,000.00.",
        )
        self.assertEqual(
            self.why(self.sales),
            f"The rule matches: Revenue 12 Months: $ 1,000.00. {CLOSED}",
        )

    def test_one_after_the_other(self):
        """What one reader was told is not kept for the next one."""
        self.rule(("partner_id.credit_limit", ">", 5))
        row = self.env[HISTORY].search(
            [
                ("profile_id", "=", self.profile_a.id),
                ("category_id", "=", self.chosen.id),
            ]
        )
        texts = [row.with_user(u).reason_text for u in (self.keeper, self.sales)]
        self.assertIn("25000", texts[0])
        self.assertEqual(texts[1], CLOSED)
        sudo = row.with_user(self.sales).sudo()
        self.assertEqual(sudo.reason_text, CLOSED)

    def test_closed_record(self):
        """The parent company is there, and not for everybody."""
        self.rule(("partner_id.parent_id.phone", "=", "999"))
        self.assertEqual(self.why(self.sales), "The rule matches: Phone: 999.")
        self.rule(("partner_id.parent_id", "!=", False))
        self.assertEqual(
            self.why(self.sales), "The rule matches: Related Company: Holding."
        )
        self.hide("res.partner", f"[('id', '!=', {self.holding.id})]")
        self.assertEqual(self.why(self.sales), CLOSED)
        self.assertEqual(
            self.why(self.keeper), "The rule matches: Related Company: Holding."
        )
        self.rule(("partner_id.parent_id.phone", "=", "999"))
        self.assertEqual(self.why(self.sales), CLOSED)

    def test_country_is_for_everybody(self):
        self.partner.country_id = self.env.ref("base.fr")
        self.rule(("partner_id.country_id.code", "=", "FR"))
        self.assertEqual(self.why(self.sales), "The rule matches: Country Code: FR.")

    def test_closed_model(self):
        """Payment terms have their own rights."""
        self.rule(("partner_id.property_payment_term_id", "!=", False))
        self.assertIn("30 Days", self.why(self.keeper))
        access = self.env["ir.model.access"].search(
            [("model_id.model", "=", "account.payment.term")]
        )
        access.perm_read = False
        self.assertEqual(self.why(self.sales), CLOSED)

    def test_hidden_product_category(self):
        """A value of the profile is a record, and so are those before it."""
        product = self.product("Chair")
        line = {"price_unit": 500, "product_id": product.id}
        self.invoice(self.partner, "2024-06-01", line)
        self.rule(("main_product_category_id", "=", self.category_one.id))
        dimension = self.env.ref("customer_classification.dimension_preference")
        self.assertIn("Category One", self.why(self.sales))
        self.assertIn("Category One", self.why(self.sales, dimension))
        self.hide("product.category", f"[('id', '!=', {self.category_one.id})]")
        self.assertEqual(self.why(self.sales), CLOSED)
        self.assertEqual(self.why(self.sales, dimension), CLOSED)
        self.assertIn("Category One", self.why(self.keeper, dimension))

    def test_closed_metric(self):
        """A number of ours that is closed, in every method that is made of it."""
        bands = self.dimension(
            "closed_bands",
            "band",
            "revenue_12m",
            [{"name": "Big", "lower_bound": 500}, {"name": "Small"}],
            sequence=2010,
        )
        shares = self.dimension(
            "closed_shares", "share", "revenue_12m", [{"name": "A"}], sequence=2020
        )
        self.rule(("revenue_12m", ">", 5))
        field = self.env[PROFILE]._fields["revenue_12m"]
        for dimension in (self.rules, bands, shares):
            self.assertIn("1,000.00", self.why(self.sales, dimension))
        self.patch(field, "groups", "account.group_account_user")
        for dimension in (self.rules, bands, shares):
            self.assertEqual(self.why(self.sales, dimension), CLOSED)
            self.assertIn("1,000.00", self.why(self.keeper, dimension))
        profile = self.as_user(self.sales, PROFILE).browse(self.profile_a.id)
        self.assertNotIn("Revenue 12 Months", str(profile.get_classes()))

    def test_raw_reason(self):
        """The numbers behind a sentence are nobody's to read."""
        self.rule(("partner_id.credit_limit", ">", 5))
        rows = self.as_user(self.keeper, HISTORY).search([])
        self.assertNotIn("reason", rows.fields_get())
        with self.assertRaises(AccessError):
            rows.read(["reason"])
        with self.assertRaises(AccessError):
            rows.search([("reason", "!=", False)])

    def test_each_recipient(self):
        """Cards are made for whoever gets them."""
        self.rule(("partner_id.credit_limit", ">", 5))
        for user, said in ((self.keeper, "25000"), (self.sales, CLOSED)):
            Report = self.as_user(user, "customer.report")
            [card] = Report._get_card_documents(self.partner.with_user(user))
            card = " ".join(ReportRightsCommon.words(self, card))
            self.assertIn(said, card)
            self.assertEqual("25000" in card, user == self.keeper)
