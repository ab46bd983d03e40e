import pytz

from odoo import api, fields, models


class ResCompany(models.Model):
    """The company of the books: its days, and who its customers are."""

    _inherit = "res.company"

    customer_classification_prospects = fields.Boolean(
        string="Classify Prospects",
        default=True,
        help="Contacts that are neither only suppliers nor ourselves are classified "
        "before their first invoice.",
    )

    def _customer_classification_today(self):
        """Today where the company is, by the time zone of its contact, else UTC.

        Never the user's: the cron has none, and a day must not go back.
        """
        self.ensure_one()
        tz = pytz.timezone(self._customer_classification_tz())
        return pytz.utc.localize(fields.Datetime.now()).astimezone(tz).date()

    def _customer_classification_tz(self):
        """The name of the time zone in which days begin and end.

        UTC for one that does not exist any more: zones are renamed now and then.
        """
        self.ensure_one()
        name = self.partner_id.tz
        return name if name in pytz.all_timezones_set else "UTC"

    @api.model
    def _customer_roots(self):
        """The roots of all companies, as superuser; each has customers of its own."""
        return self.sudo().search([("parent_id", "=", False)])

    def _try_customer_lock(self, name):
        """Take a lock of this company until the end of the transaction, if it is free.

        :param name: of what is computed; different names do not wait for each other
        :return: whether it was free
        """
        self.ensure_one()
        self.env.cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [name, self.id]
        )
        return self.env.cr.fetchone()[0]
