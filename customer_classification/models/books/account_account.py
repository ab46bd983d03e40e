from odoo import models
from odoo.tools import SQL

from .customer_items_mixin import changing


class AccountAccount(models.Model):
    _inherit = "account.account"

    def write(self, vals):
        """An account of another type makes its items something else."""
        changed = changing(self, vals, vals.keys() & {"account_type"})
        changed._queue_customers()
        res = super().write(vals)
        changed._queue_customers()
        return res

    def _queue_customers(self):
        """Customers with posted items here, and of their matchings, have news."""
        if self:
            self.env["customer.profile.queue"]._add_items(
                SQL(
                    """
                    item.move_id IN (SELECT move_id FROM account_move_line
                                      WHERE account_id = ANY(%s))
                    """,
                    self.ids,
                )
            )
