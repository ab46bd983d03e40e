from odoo import Command
from odoo.tests import tagged

from .common import CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestStartAgain(CustomerClassificationCommon):
    """A rule that was stopped is tried again when any part of it is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        metric = cls.env["ir.model.fields"]._get("customer.profile", "revenue_12m")
        bands = [
            {"lower_bound": False, "points": 0},
            {"lower_bound": 1000, "points": 100},
        ]
        cls.score = cls.dimension(
            "td_score",
            "score",
            None,
            [{"name": "Good", "lower_bound": 50}, {"name": "Bad"}],
            criterion_ids=[
                Command.create(
                    {
                        "metric_id": metric.id,
                        "band_ids": [Command.create(band) for band in bands],
                    }
                )
            ],
        )
        cls.criterion = cls.score.criterion_ids

    def assertStarts(self, act):
        Fault = self.env["customer.refresh.fault"]
        Fault._stop(self.company_a, self.score, "does not come to rest")
        self.score.invalidate_recordset()
        self.assertTrue(self.score.is_stopped)
        result = act()
        self.score.invalidate_recordset()
        self.assertFalse(self.score.is_stopped)
        return result

    def test_class(self):
        Category = self.env["customer.classification.category"]
        vals = {
            "name": "Fair",
            "dimension_id": self.score.id,
            "sequence": 15,
            "lower_bound": 20,
        }
        category = self.assertStarts(lambda: Category.create(vals))
        self.assertStarts(lambda: category.write({"name": "Middling"}))
        self.assertStarts(category.unlink)

    def test_criterion(self):
        Criterion = self.env["customer.classification.criterion"]
        metric = self.env["ir.model.fields"]._get("customer.profile", "overdue")
        vals = {
            "dimension_id": self.score.id,
            "metric_id": metric.id,
            "band_ids": [Command.create({"points": 50})],
        }
        criterion = self.assertStarts(lambda: Criterion.create(vals))
        self.assertStarts(lambda: criterion.write({"weight": 3}))
        self.assertStarts(criterion.unlink)

    def test_points_of_a_criterion(self):
        Band = self.env["customer.classification.criterion.band"]
        vals = {"criterion_id": self.criterion.id, "lower_bound": 500, "points": 40}
        band = self.assertStarts(lambda: Band.create(vals))
        self.assertStarts(lambda: band.write({"points": 60}))
        self.assertStarts(band.unlink)
