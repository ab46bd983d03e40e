from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # What was open on a past date is today's residual and all matched since.
    _customer_max_date_idx = models.Index("(max_date)")

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._queue_customers()
        return partials

    def unlink(self):
        self._queue_customers()
        return super().unlink()

    def _queue_customers(self):
        """Customers whose open items change are refreshed soon."""
        self.env["customer.profile.queue"]._add_matchings(self)
