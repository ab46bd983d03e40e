import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_classification_prospects = fields.Boolean(
        string="Classify Prospects",
        default=True,
        help="Contacts that are neither only suppliers nor ourselves are classified "
        "before their first invoice.",
    )
    customer_classification_date = fields.Date(
        string="Customers Refreshed On",
        readonly=True,
        help="The day of the last complete refresh of customers.",
    )

    def _customer_classification_today(self):
        """Today where the company is, by the time zone of its contact, else UTC.

        Never the user's: the cron has none, and a day must not go back.
        """
        self.ensure_one()
        tz = self.partner_id.tz or "UTC"
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(tz)).date()

    def _set_customer_classification_date(self, day):
        """Note a complete refresh, without touching the row when nothing changes."""
        for company in self:
            if company.customer_classification_date != day:
                company.customer_classification_date = day
