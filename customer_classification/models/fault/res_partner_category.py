from odoo import api, fields, models

from ...groups import USER


class ResPartnerCategory(models.Model):
    """What is wrong with the rule of a tag, on its form and in its list."""

    _inherit = "res.partner.category"

    customer_fault_text = fields.Text(
        string="Problem",
        compute="_compute_customer_fault_text",
        groups=USER,
        help="Why the rule cannot be used, and since when. Customers keep the tag "
        "meanwhile, or stay without it.",
    )

    customer_fault_label = fields.Char(
        string="State of the Rule",
        compute="_compute_customer_fault_text",
        groups=USER,
        help="Says where the rule cannot be used; empty where it can.",
    )

    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    def _compute_customer_fault_text(self):
        Fault = self.env["customer.refresh.fault"]
        for tag, own in Fault._by_record("tag_id", self):
            tag.customer_fault_text = own._sentences()
            tag.customer_fault_label = own._label()

    def _forget_customer_faults(self):
        """There is no rule any more that could fail."""
        faults = self.env["customer.refresh.fault"].sudo()
        faults.search([("tag_id", "in", self.ids)]).unlink()
