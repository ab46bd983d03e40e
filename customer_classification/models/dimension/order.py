from odoo import models

from .customer_classification_criterion_band import bound_of


class CustomerClassificationCategory(models.Model):
    """The two orders of categories: on the list, and by what they ask for."""

    _inherit = "customer.classification.category"

    def _by_place(self):
        """As they are listed."""
        return self.sorted(place)

    def _by_bound(self):
        """From the lowest bound up; the one without a bound takes what is below."""
        return self.sorted(bound_of)


class CustomerClassificationCriterion(models.Model):
    _inherit = "customer.classification.criterion"

    def _by_place(self):
        """As they are listed."""
        return self.sorted(place)


class CustomerClassificationCriterionBand(models.Model):
    _inherit = "customer.classification.criterion.band"

    def _by_bound(self):
        """From the band without a bound upwards."""
        return self.sorted(bound_of)


class CustomerClassificationDimension(models.Model):
    _inherit = "customer.classification.dimension"

    def _by_place(self):
        """In the order in which they are evaluated."""
        return self.sorted(place)


def place(record):
    """Where a record with a sequence stands among its like."""
    return record.sequence, record.id
