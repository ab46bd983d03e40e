from odoo import api, models


class CustomerProfileQueue(models.Model):
    """Customers who could not be refreshed stand in the queue with the reason."""

    _inherit = "customer.profile.queue"

    @api.model
    def _errors_of(self, company, partner_ids):
        """Rows with an error of customers of a root company."""
        return self.search(
            [
                ("error", "!=", False),
                ("partner_id", "in", partner_ids),
                ("company_id", "child_of", company.id),
            ]
        )

    @api.model
    def _note_errors(self, company, errors):
        """Keep why customers could not be refreshed, in place of what was said before.

        :param company: root res.company
        :param dict errors: text by commercial partner id
        """
        self._errors_of(company, list(errors)).unlink()
        self.create(
            [
                {"partner_id": partner_id, "company_id": company.id, "error": error}
                for partner_id, error in errors.items()
            ]
        )

    @api.model
    def _forget_errors(self, company):
        """A complete refresh could do all customers of a root company.

        Nobody is waited for who is trying one of them again just now.
        """
        domain = [("error", "!=", False), ("company_id", "child_of", company.id)]
        self.search(domain).try_lock_for_update().unlink()
