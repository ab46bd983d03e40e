from odoo import models


class ResCompany(models.Model):
    """The rules of tags that look at a company go with it, and what they gave."""

    _inherit = "res.company"

    def unlink(self):
        """Delete the companies with all that is known of their customers.

        :raise LockError: while their customers are being refreshed
        """
        self.check_access("unlink")
        roots = self.sudo().filtered(lambda c: not c.parent_id)
        roots._claim_customers()
        roots._claim_customer_past()
        Tag = self.env["res.partner.category"].sudo().with_context(active_test=False)
        ruled = Tag.search([("customer_rule_company_id", "in", self.ids)])
        ruled.write({"customer_rule_domain": False})
        return super().unlink()
