from odoo import fields, models

from ..patience import patient


class ResCompany(models.Model):
    """When the customers of a company were refreshed."""

    _inherit = "res.company"

    customer_classification_date = fields.Date(
        string="Customers Refreshed On",
        compute="_compute_customer_classification_date",
        compute_sudo=True,
        help="The day of the last complete refresh of customers.",
    )

    def _compute_customer_classification_date(self):
        states = self.env["customer.profile.state"]._of(self)
        days = {state.company_id: state.date for state in states}
        for company in self:
            company.customer_classification_date = days.get(company.root_id, False)

    def write(self, vals):
        """A name is unique, so changing it waits for whoever refers to the company."""
        if "name" in vals and any(c.name != vals["name"] for c in self.sudo()):
            with patient(self.env):
                return super().write(vals)
        return super().write(vals)

    def _is_customer_refreshed_today(self):
        """Whether there was a complete refresh today, where the company is."""
        self.ensure_one()
        today = self._customer_classification_today()
        return self.customer_classification_date == today
