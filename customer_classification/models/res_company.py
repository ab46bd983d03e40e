import time

import pytz

from odoo import api, fields, models
from odoo.exceptions import LockError, ValidationError

from ..dates import zone_of_country
from ..relations import LooseMany2many
from .patience import PATIENCE

MOST_MONTHS = 600
CUSTOMERS = "customer_profile"  # the lock of whoever writes the customers of a company


class ResCompany(models.Model):
    """The company of the books: its days, and who its customers are."""

    _inherit = "res.company"

    customer_classification_prospects = fields.Boolean(
        string="Classify Prospects",
        default=True,
        help="Contacts that are neither only suppliers nor ourselves are classified "
        "before their first invoice.",
    )

    customer_classification_attention = fields.Monetary(
        string="Worth Attention",
        default=1.0,
        help="What is open or written off of an invoice below this amount makes nobody "
        "a late payer. Amounts stay exact.",
    )

    customer_classification_correction_days = fields.Integer(
        string="Corrections Within",
        default=3,
        help="Days in which a credit note of a whole invoice counts as a correction of "
        "it, where it was made before corrections were kept: then neither is a "
        "purchase, a return or a payment in time. Those of Reverse and Create Invoice "
        "always are.",
    )

    customer_classification_disputed = fields.Boolean(
        string="Leave Out Disputes",
        default=True,
        help="What is marked No Follow-Up, on invoices and other items, makes nobody a "
        "late payer while it is open. It stays part of the overdue amount.",
    )

    customer_classification_no_revenue = fields.Selection(
        [("equity", "Equity Accounts"), ("chosen", "Chosen Accounts")],
        string="Not Revenue",
        default="equity",
        required=True,
        help="Lines of invoices on these accounts are no revenue: opening invoices of "
        "another system, say, entered against a clearing account. They are owed all "
        "the same, and count in payment behaviour.",
    )
    customer_classification_no_revenue_account_ids = LooseMany2many(
        "account.account",
        "customer_classification_no_revenue_account_rel",
        "company_id",
        "account_id",
        string="Accounts That Are Not Revenue",
        help="Lines of invoices on these accounts are no revenue; where none is "
        "chosen, every line is.",
    )

    customer_classification_half_life = fields.Integer(
        string="Half-Life of the Payment Record",
        default=12,
        help="Months after which an instalment counts half as much in the payment "
        "record as one of today. 0: all instalments count alike, however old.",
    )

    @api.constrains("customer_classification_half_life")
    def _check_customer_half_life(self):
        for company in self:
            months = company.customer_classification_half_life
            if not 0 <= months <= MOST_MONTHS:
                raise ValidationError(
                    self.env._(
                        "Half-Life of the Payment Record: %(value)s is not between 0 "
                        "and %(most)s months.",
                        value=months,
                        most=MOST_MONTHS,
                    )
                )

    def _customer_classification_today(self):
        """Today where the company is.

        Never the user's: the cron has no time zone, and two people would have two days.
        """
        self.ensure_one()
        tz = pytz.timezone(self._customer_classification_tz())
        return pytz.utc.localize(fields.Datetime.now()).astimezone(tz).date()

    def _customer_classification_tz(self):
        """The name of the time zone in which days begin and end.

        That of the company's contact, which Odoo leaves empty; else, or where it does
        not exist any more (zones are renamed now and then), the default.
        """
        self.ensure_one()
        zone = self.sudo().partner_id.tz  # not everybody may see the contact
        return zone if zone in pytz.all_timezones_set else self._customer_default_tz()

    def _customer_default_tz(self):
        """The name of the time zone of the country, where it has one, else UTC."""
        self.ensure_one()
        return zone_of_country(self.sudo().partner_id.country_id.code) or "UTC"

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

    def _wait_for_customer_lock(self, name):
        """Take a lock of these companies, waiting a little for whoever has it.

        :param name: as for :meth:`_try_customer_lock`
        :return: the companies where somebody else still has it
        """
        until = time.monotonic() + PATIENCE
        busy = self
        while busy := busy.filtered(lambda c: not c._try_customer_lock(name)):
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        return busy

    def _claim_customers(self):
        """Keep refreshes of these root companies out until this transaction ends.

        For what people do to rows that a refresh writes, too: they would wait for the
        end of the refresh. Posting and editing contacts is nothing of the kind.

        :raise LockError: when it takes longer than two seconds, naming the company
        """
        for company in self._wait_for_customer_lock(CUSTOMERS):
            raise company._customers_refreshing_error()

    def _customers_refreshing_error(self):
        """What to say while the customers of a company are being refreshed."""
        self.ensure_one()
        return LockError(
            self.env._(
                "The customers of %s are being refreshed already. Try again in a "
                "minute.",
                self.name,
            )
        )

    @api.model
    def _customers_busy_error(self):
        """What to say to whoever has met rows that somebody else is writing."""
        with self.env.cr.savepoint(flush=False) as savepoint:
            roots = self._customer_roots()
            busy = roots.filtered(lambda c: not c._try_customer_lock(CUSTOMERS))
            savepoint.rollback()  # only asked
        if busy:
            return busy[0]._customers_refreshing_error()
        return LockError(
            self.env._(
                "Somebody else is changing the same just now. Try again in a minute."
            )
        )
