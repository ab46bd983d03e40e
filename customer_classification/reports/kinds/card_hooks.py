from odoo import api, models

from ...fields import metrics
from .card_classes import Changes, Classes
from .card_items import Receivables
from .card_numbers import Numbers


class CustomerReport(models.TransientModel):
    """What other modules add to customer cards."""

    _inherit = "customer.report"

    @api.model
    def _get_card_parts(self):
        """The parts of a card from top to bottom; a module adds its own.

        :return: list of classes, see :class:`.card.CardPart`
        """
        return [Classes, Numbers, Receivables, Changes]

    @api.model
    def _card_metrics(self):
        """{metric: kind} from top to bottom."""
        Profile = self.env["customer.profile"]
        return {n: field.kind for n, field in metrics(Profile).items() if field.on_card}
