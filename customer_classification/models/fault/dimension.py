from odoo import api, fields, models

from ...groups import MANAGER


class CustomerClassificationDimension(models.Model):
    """What is wrong with a dimension, on its form and in its list."""

    _inherit = "customer.classification.dimension"

    fault_ids = fields.One2many(
        "customer.refresh.fault",
        "dimension_id",
        groups=MANAGER,
        help="Companies in which the rule cannot be used, and why.",
    )
    fault_text = fields.Text(
        string="Problem",
        compute="_compute_fault_text",
        help="Why the rule cannot be used, in which company and since when. Customers "
        "keep the classes that they have meanwhile.",
    )
    fault_label = fields.Char(
        string="State of the Rule",
        compute="_compute_fault_text",
        help="Says where the rule cannot be used; empty where it can.",
    )
    is_stopped = fields.Boolean(
        compute="_compute_fault_text",
        help="Whether the rule is not tried any more.",
    )

    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    def _compute_fault_text(self):
        Fault = self.env["customer.refresh.fault"]
        for dimension, own in Fault._by_record("dimension_id", self):
            dimension.fault_text = own._sentences()
            dimension.fault_label = own._label()
            dimension.is_stopped = any(own.mapped("is_stopped"))

    def action_start_again(self):
        """Try the rule again with the next refresh.

        :return: True, as XML-RPC cannot carry None
        :raise AccessError: for whoever may not change dimensions
        """
        self.check_access("write")
        self._start_again()
        return True
