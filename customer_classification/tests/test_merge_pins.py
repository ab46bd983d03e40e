from odoo.tests import freeze_time, tagged

from .common import TODAY, CustomerClassificationCommon


@tagged("post_install", "-at_install")
class TestMergePins(CustomerClassificationCommon):
    """A pin of a merged customer holds for whoever is left, by the queue alone."""

    @freeze_time(TODAY)
    def test_pins_in_every_kind_of_dimension(self):
        """Also where customers are ranked and nobody's number changes."""
        classes = {
            "ranked": ("share", "revenue_12m", {"share": 80}, {"share": False}),
            "bounded": ("band", "revenue_12m", {"lower_bound": 5}, {}),
        }
        dimensions = [
            self.dimension(
                code,
                method,
                metric,
                [{"name": "High", **first}, {"name": "Low", **last}],
            )
            for code, (method, metric, first, last) in classes.items()
        ]
        kept, source = self.customer("Kept"), self.customer("Source")
        self.refresh()
        names = {
            d._field_name(): d.category_ids.filtered(lambda c: c.name == "High")
            for d in dimensions
        }
        self.profile(source)._set_classes({n: c.id for n, c in names.items()})
        self.run_cron("cron_refresh_queue")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept + source).ids, kept)
        self.run_cron("cron_refresh_queue")
        self.env.invalidate_all()
        profile = self.profile(kept)
        self.assertEqual(len(profile.pin_ids), 2)
        self.assertEqual({n: profile[n] for n in names}, names)
        self.assertFalse(self.refresh(), "everybody's refresh says otherwise")
