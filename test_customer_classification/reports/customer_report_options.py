from odoo import api, models

from .newcomers import Newcomers


class CustomerReportOptions(models.AbstractModel):
    """A report more to choose from, once or every month."""

    _inherit = "customer.report.options"

    @api.model
    def _get_kinds(self):
        return [*super()._get_kinds(), Newcomers]
