from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestQueueGone(CustomerClassificationCommon):
    """Those who stay are ranked among each other, by the queue alone."""

    def assertRanked(self):
        """The queue says of those who stay what a complete refresh says."""
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")

    def test_deleted(self):
        """Who owes is in the upper of two equal groups of four.

        Of three, the one who owes 10 is in the middle, and no longer above it.
        """
        industry = self.env["res.partner.industry"].create({"name": "Ranked"})
        ten, twenty, none, gone = (
            self.customer(name, industry_id=industry.id)
            for name in ("Ten", "Twenty", "None", "Gone")
        )
        for partner, amount in ((ten, 10), (twenty, 20)):
            self.invoice(partner, fields.Date.today(), amount)
        dimension = self.dimension(
            "halves",
            "quantile",
            "receivable",
            [{"name": "Upper"}, {"name": "Lower"}],
            scope_domain=f"[('partner_id.industry_id', '=', {industry.id})]",
        )

        def halves(*partners):
            name = dimension._field_name()
            return [self.profile(partner)[name].name for partner in partners]

        self.refresh()
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        self.assertEqual(
            halves(twenty, ten, none, gone), ["Upper", "Upper", "Lower", "Lower"]
        )
        gone.unlink()
        self.assertRanked()
        self.assertEqual(halves(twenty, ten, none), ["Upper", "Lower", "Lower"])

    def test_merged(self):
        """None of the numbers of whoever is left changes, and another one is ranked.

        Last invoices of 0, 10 and 1,095 days ago: the middle one scores 3 of 5, and 1
        once the oldest is nobody's any more.
        """
        today = fields.Date.today()
        kept, source, other = (
            self.customer(name) for name in ("Kept", "Source", "Other")
        )
        for partner, days in ((kept, 1500), (kept, 0), (source, 1095), (other, 10)):
            self.invoice(partner, today - relativedelta(days=days), 5)
        self.refresh()
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        self.assertEqual(self.profile(other).rfm_recency, 3)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept + source).ids, kept)
        self.assertRanked()
        self.assertEqual(self.profile(other).rfm_recency, 1)
