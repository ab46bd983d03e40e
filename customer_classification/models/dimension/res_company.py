from odoo import models
from odoo.tools import SQL


class ResCompany(models.Model):
    """The dimensions of a company go with it."""

    _inherit = "res.company"

    def unlink(self):
        """Delete the companies, and then the dimensions that only they use.

        First the companies: mostly Odoo refuses, and nobody is to wait for columns that
        are dropped in vain.

        :raise UserError: where rules of others use one of the dimensions
        """
        Dimension = self.env["customer.classification.dimension"].sudo()
        dimensions = Dimension.with_context(active_test=False).search(
            [("company_id", "in", self.ids)]
        )
        if not dimensions:
            return super().unlink()
        self.env.flush_all()
        # Nobody sees them without a company: the transaction ends with both or none.
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET company_id = NULL WHERE id = ANY(%s)",
                SQL.identifier(dimensions._table),
                dimensions.ids,
            )
        )
        dimensions.invalidate_recordset(["company_id"], flush=False)
        res = super().unlink()
        dimensions.unlink()
        return res
