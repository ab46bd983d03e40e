from odoo import api, models


class CustomerProfile(models.Model):
    """Customers on past days: who was what, and what the numbers were."""

    _inherit = "customer.profile"

    @api.model
    def _snapshot(self, company, as_of, before=None, with_history=False):
        """Make or renew the snapshot of a company's customers on a day.

        Metrics from the books as they stood then, classes by the rules of today but
        for tolerance and minimum stay; categories that people chose or an import
        brought are those of the history. Attributes of contacts are today's. Writes
        only what differs.

        :param company: res.company, whose root is meant
        :param as_of: the day
        :param before: day of an earlier snapshot from which classes go on
        :param with_history: also rebuild the classification history of the day
        :return: how many rows of customer.profile.snapshot were written
        :raise LockError: when the past of the company is being computed already
        """
        Snapshot = self.env["customer.profile.snapshot"].sudo()
        return Snapshot._take(company, as_of, before, with_history)

    @api.model
    def _stored_columns(self):
        """{name: SQL type} of the columns of the table."""
        return {
            name: field.column_type[1]
            for name, field in self._fields.items()
            if field.store and field.column_type
        }
