from odoo.tests import freeze_time

from .common import TODAY, CustomerClassificationCommon

HISTORY = "customer.classification.history"


class BackfillCommon(CustomerClassificationCommon):
    """History from half a year before the add-on came, on 30 June 2024, by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.profile.month"].search([]).unlink()
        cls.company_a.customer_history_months = 6  # 31 December to 31 May
        cls.band = cls.dimension(
            "bf",
            "band",
            "revenue_12m",
            [{"name": "High", "lower_bound": 500}, {"name": "Low"}],
            scope_domain="[('revenue_12m', '>', 0)]",
        )
        cls.high, cls.low = cls.band.category_ids.sorted("sequence")
        cls.by_hand = cls.dimension(
            "bf_hand", categories=[{"name": "One"}, {"name": "Two"}]
        )
        cls.one, cls.two = cls.by_hand.category_ids.sorted("sequence")
        cls.buyer = cls.customer("Buyer")

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)

    def backfill(self):
        self.refresh(self.company_a)
        self.env["customer.profile.month"]._request(self.company_a)
        self.run_cron("cron_rebuild_months")

    def runs(self, partner=None, dimension=None):
        """The history as (category, from, to, rebuilt), oldest first."""
        rows = self.env[HISTORY].search(
            [
                ("profile_id", "=", self.profile(partner or self.buyer).id),
                ("dimension_id", "=", (dimension or self.band).id),
            ],
            order="date_from",
        )
        return [
            (
                row.category_id.name,
                str(row.date_from),
                row.date_to and str(row.date_to),
                row.is_rebuilt,
            )
            for row in rows
        ]
