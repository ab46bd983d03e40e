from odoo import api, models

from ...engine.apply.changed import Changed


class CustomerProfile(models.Model):
    """Pins that are over release themselves, and the history says so."""

    _inherit = "customer.profile"

    @api.model
    def _expired_pins(self, company, as_of, dimensions):
        """The pins that no longer hold; a pin holds up to and with its last day.

        Their customers are looked at again, in the dimensions that are applied now.
        """
        expired = (
            self.env["customer.classification.pin"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("dimension_id", "in", dimensions.ids),
                    ("date_end", "<", as_of),
                ]
            )
        )
        if expired:
            Changed(self.env.cr, company).ask_for(expired.profile_id.ids)
        return expired

    @api.model
    def _release_pins(self, expired, faults):
        """Take pins away that are over; the history says so since it was written.

        :param faults: what could not be evaluated: there nothing was written
        """
        over = expired.filtered(
            lambda pin: pin.dimension_id.id not in faults.dimensions
            and pin.profile_id.id not in faults.customers
        )
        if over:
            over.unlink()
            self.env.flush_all()
