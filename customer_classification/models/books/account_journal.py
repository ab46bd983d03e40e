from odoo import models
from odoo.tools import SQL

from .customer_items_mixin import changing


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def write(self, vals):
        """A journal of another type makes its entries payments, or no payments."""
        changed = changing(self, vals, vals.keys() & {"type"})
        changed._queue_customers()
        res = super().write(vals)
        changed._queue_customers()
        return res

    def _queue_customers(self):
        """Customers with posted items here, and of their matchings, have news."""
        if self:
            self.env["customer.profile.queue"]._add_items(
                SQL("item.journal_id = ANY(%s)", self.ids)
            )
