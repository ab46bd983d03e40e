from odoo import api, models

from .newcomers import Newcomers


class CustomerReport(models.TransientModel):
    """A report more to choose from."""

    _inherit = "customer.report"

    @api.model
    def _get_kinds(self):
        return [*super()._get_kinds(), Newcomers]
