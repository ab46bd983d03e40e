from odoo.tests import HttpCase, tagged

from .common_screens import ScreensCommon


@tagged("post_install", "-at_install")
class TestMetricTour(ScreensCommon, HttpCase):
    def test_from_number_to_invoice(self):
        """Open the items of numbers on the contact, and the invoice behind one."""
        self.start_tour(
            f"/odoo/res.partner/{self.partner.id}",
            "customer_classification_metric",
            login="classification_tour",
            timeout=180,
        )
