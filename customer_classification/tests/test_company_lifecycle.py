from psycopg2.errors import ForeignKeyViolation

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestCompanyLifecycle(CustomerClassificationCommon):
    """Companies that come, are archived and go, with customers of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Without a chart of accounts Odoo lets a company go.
        cls.short = cls.env["res.company"].create({"name": "Short-Lived"})
        cls.buyer = cls.customer("Buyer")

    def queued(self, company):
        """The contacts that wait in a company."""
        rows = self.env["customer.profile.queue"].search(
            [("company_id", "=", company.id)]
        )
        return self.env["res.partner"].browse(rows.mapped("partner_id")).exists()

    def forget_queue(self):
        self.env["customer.profile.queue"].search([]).unlink()

    def private(self, code="short_private", **vals):
        return self.dimension(
            code,
            company_id=self.short.id,
            categories=[{"name": "One"}, {"name": "Two"}],
            **vals,
        )

    def test_nothing_is_left(self):
        """Every table that knows of a company knows nothing of it any more."""
        dimension = self.private()
        field = dimension._field_name()
        with freeze_time(TODAY):
            self.refresh(self.short)
            profile = self.profile(self.buyer, self.short)
            profile._set_classes({field: dimension.category_ids[0].id})
            self.env["customer.profile.snapshot"]._take(self.short, TODAY)
            self.env["customer.profile.month"]._request(self.short)
        self.env["customer.report.subscription"].create(
            {
                "report": "arrears",
                "company_id": self.short.id,
                "recipient_ids": [(0, 0, {"user_id": self.env.user.id})],
            }
        )
        ids, company_id = dimension.category_ids.ids, self.short.id
        self.short.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE column_name LIKE '%company_id' AND table_name LIKE 'customer\\_%'
               AND table_schema = 'public'
            """
        )
        columns = self.env.cr.fetchall()
        self.assertGreater(len(columns), 9)
        for table, column in columns:
            self.env.cr.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', [company_id]
            )
            self.assertFalse(self.env.cr.fetchone()[0], (table, column))
        self.assertFalse(dimension.exists())
        categories = self.env["customer.classification.category"].browse(ids)
        self.assertFalse(categories.exists())
        for model in ("customer.profile", "res.partner", "customer.profile.snapshot"):
            self.assertNotIn(field, self.env[model]._fields)
            self.assertNotIn(field, self.env[model].fields_get())
        self.env.cr.execute(
            "SELECT count(*) FROM information_schema.columns "
            "WHERE column_name = %s AND table_schema = 'public'",
            [field],
        )
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_dimensions_are_never_shared(self):
        """Whoever takes a company away by SQL is refused."""
        dimension = self.private()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "DELETE FROM res_company WHERE id = %s", [self.short.id]
            )
        self.assertEqual(dimension.company_id, self.short)

    def test_dimension_of_its_own_rules(self):
        """A rule of the company that uses its dimension goes with both."""
        dimension = self.private()
        name = dimension._field_name()
        self.env["res.partner.category"].create(
            {
                "name": "Uses It",
                "customer_rule_domain": f"[('{name}', '!=', False)]",
                "customer_rule_company_id": self.short.id,
            }
        )
        self.short.unlink()
        self.assertFalse(dimension.exists())

    def test_refused_by_odoo(self):
        """A company with books stays, and so does what is its own."""
        dimension = self.dimension(
            "stays", company_id=self.company_b.id, categories=[{"name": "One"}]
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.company_b.unlink()
        self.env.invalidate_all()
        self.assertEqual(dimension.company_id, self.company_b)
        self.assertIn("x_class_stays", self.env["customer.profile"]._fields)

    def test_rules_of_tags(self):
        """Its rules go, with the tags they gave; what people gave stays."""
        tag = self.env["res.partner.category"].create({"name": "Everybody Here"})
        by_hand = self.customer("By Hand", category_id=[(6, 0, tag.ids)])
        with freeze_time(TODAY):
            self.refresh(self.short)
            tag.write(
                {
                    "customer_rule_domain": "[('revenue_12m', '=', 0)]",
                    "customer_rule_company_id": self.short.id,
                }
            )
        self.env.invalidate_all()
        self.assertIn(tag, self.buyer.category_id)
        self.short.unlink()
        self.env.invalidate_all()
        self.assertNotIn(tag, self.buyer.category_id)
        self.assertIn(tag, by_hand.category_id)
        self.assertTrue(tag.exists())
        self.assertFalse(tag.customer_rule_domain)
        self.assertFalse(tag.customer_has_rule)

    def test_its_contact_may_buy(self):
        """Without the company its contact is a customer like any other."""
        contact = self.short.partner_id
        only_there = self.customer("Only There", company_id=self.short.id)
        with freeze_time(TODAY):
            self.refresh()
            self.assertFalse(self.profile(contact))
            self.assertFalse(self.profile(only_there))
            self.forget_queue()
            self.short.unlink()
            self.assertLessEqual(contact + only_there, self.queued(self.company_a))
            self.run_cron("cron_refresh_queue")
            self.assertTrue(self.profile(contact).active)
            self.assertTrue(self.profile(only_there).active)
            self.assertFalse(self.refresh(), "the queue missed somebody")

    def test_made_for_a_contact(self):
        """Whose contact becomes a company of ours is a customer no more."""
        with freeze_time(TODAY):
            self.refresh()
            self.assertTrue(self.profile(self.buyer).active)
            self.forget_queue()
            self.env["res.company"].create(
                {"name": "Ours Now", "partner_id": self.buyer.id}
            )
            self.run_cron("cron_refresh_queue")
            self.assertFalse(self.profile(self.buyer).active)
            self.assertFalse(self.refresh(), "the queue missed somebody")

    def test_archived_and_back(self):
        """Archived, nothing of it is computed and nothing lost."""
        dimension = self.private()
        field = dimension._field_name()
        with freeze_time(TODAY):
            self.refresh(self.short)
            profile = self.profile(self.buyer, self.short)
            profile._set_classes({field: dimension.category_ids[0].id})
            self.short.action_archive()
            self.run_cron("cron_refresh_all")
            self.run_cron("cron_refresh_queue")
            self.assertEqual(profile[field], dimension.category_ids[0])
            self.assertEqual(dimension.company_id, self.short)
            self.short.action_unarchive()
            self.assertFalse(self.refresh(self.short))
        self.assertEqual(profile[field], dimension.category_ids[0])


@tagged("post_install", "-at_install")
class TestNobodyIsMissed(CustomerClassificationCommon):
    """The queue leads where a complete refresh leads, whatever happened."""

    def settle(self):
        self.refresh()
        self.env["customer.profile.queue"].search([]).unlink()

    def assertNothingMissed(self):
        self.run_cron("cron_refresh_queue")
        self.assertFalse(self.refresh(), "the queue missed somebody")

    def wizard(self, partners, dimension, category=None):
        return (
            self.env["customer.classification.pin.wizard"]
            .with_company(self.company_a)
            .with_context(active_model="res.partner", active_ids=partners.ids)
            .create({"dimension_id": dimension.id, "category_id": category})
        )

    @freeze_time("2024-06-30")
    def test_no_category_for_no_customer(self):
        """Taking a category away makes nobody a customer, and revives nobody."""
        dimension = self.dimension("missed", categories=[{"name": "One"}])
        stranger = self.customer("Stranger", company_id=self.company_b.id)
        former = self.customer("Former")
        self.settle()
        former.active = False
        self.run_cron("cron_refresh_queue")
        self.assertFalse(self.profile(former).active)
        self.wizard(stranger + former, dimension).action_apply()
        self.assertFalse(self.profile(stranger))
        self.assertFalse(self.profile(former).active)
        self.assertNothingMissed()

    @freeze_time("2024-06-30")
    def test_category_for_a_customer_of_another_company(self):
        """Whoever is limited to another company is queued where the category is."""
        dimension = self.dimension("missed", categories=[{"name": "One"}])
        one = dimension.category_ids
        stranger = self.customer("Stranger")
        self.settle()
        stranger.company_id = self.company_b
        self.run_cron("cron_refresh_queue")
        self.assertFalse(self.profile(stranger).active)
        self.wizard(stranger, dimension, one.id).action_apply()
        self.assertNothingMissed()

    @freeze_time("2024-06-30")
    def test_deleted_parent(self):
        """Who hung below a deleted contact is a customer of its own, at once."""
        parent = self.customer("Parent")
        middle = self.customer("Middle", parent_id=parent.id, is_company=False)
        below = self.customer("Below", parent_id=middle.id, is_company=False)
        self.settle()
        self.assertFalse(self.profile(middle))
        parent.unlink()
        self.assertFalse(middle.parent_id)
        self.assertEqual((middle + below).commercial_partner_id, middle)
        self.assertNothingMissed()
        self.assertTrue(self.profile(middle).active)
