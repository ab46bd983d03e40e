import logging

from odoo import api, models

from ...actions import notification
from ...errors import BAD_NUMBERS, BUSY

_logger = logging.getLogger(__name__)


class CustomerProfile(models.Model):
    """When customers are refreshed, and what happens when that fails."""

    _inherit = "customer.profile"

    @api.model
    def _refresh_or_isolate(self, company, partner_ids):
        """Refresh some customers; when that fails, find out who is to blame.

        The customers are halved until the bad ones stand alone; all others are
        refreshed.

        :return: (dict of error text by commercial partner id, whether customers must
            be ranked again)
        """
        try:
            with self.env.cr.savepoint():
                return {}, self.sudo()._refresh_company(company, None, partner_ids)
        except BUSY:
            raise
        except BAD_NUMBERS as error:
            self.env.invalidate_all(flush=False)
            if len(partner_ids) <= 1:
                _logger.warning(
                    "Customer %s in %s: %s", partner_ids, company.name, error
                )
                return dict.fromkeys(partner_ids, str(error)), False
            half = len(partner_ids) // 2
            failed, ranks = self._refresh_or_isolate(company, partner_ids[:half])
            others, more = self._refresh_or_isolate(company, partner_ids[half:])
            return failed | others, ranks or more

    @api.model
    def _cron_refresh_all(self):
        """Refresh everybody once a day, company by company, each one committed.

        Called every hour, because a day ends at another hour in every time zone. A
        company that was done today is skipped, so that a killed run goes on where it
        was. Where the whole company fails, its customers are queued instead: the
        queue finds the bad ones and refreshes the others.
        """
        Cron = self.env["ir.cron"]
        roots = self.env["res.company"]._customer_roots()
        waiting = roots.filtered(lambda c: not c._is_customer_refreshed_today())
        Cron._commit_progress(remaining=len(waiting))
        for company in waiting:
            try:
                self._refresh_or_queue(company)
            except BUSY as error:  # the next hour sees to it
                _logger.info("%s is busy: %s", company.name, error)
                self.env.cr.rollback()
                continue
            if not Cron._commit_progress(1):
                return
        # By whomever they were refreshed; committed by the scheduler.
        self._after_refresh(roots.filtered(lambda c: c._is_customer_refreshed_today()))

    @api.model
    def _after_refresh(self, companies):
        """What else is due once all customers of these root companies are up to date.

        Called once an hour for every company that was refreshed today: must be cheap
        where there is nothing left to do.
        """

    @api.model
    def _refresh_or_queue(self, companies):
        """Refresh everybody; where that fails, queue them to find out who is to blame.

        :raise LockError: when another refresh of the company is running
        """
        for company in companies.sudo().root_id:
            if not self._try_everybody(company):
                self._queue_everybody(company)
                today = company._customer_classification_today()
                self.env["customer.profile.state"]._note(company, {"date": today})

    @api.model
    def _try_everybody(self, company):
        """Refresh everybody of a company, or nobody where one customer makes it fail.

        :return: whether it worked
        """
        try:
            with self.env.cr.savepoint():
                self._refresh(company)
            return True
        except BUSY:
            raise
        except BAD_NUMBERS:
            _logger.exception("Refresh of customers of %s", company.name)
            self.env.invalidate_all(flush=False)
            return False

    @api.model
    def _queue_everybody(self, company):
        """Queue all contacts that may be customers; the refresh knows who is one."""
        self.env.cr.execute(
            """
            INSERT INTO customer_profile_queue (partner_id, company_id)
            SELECT id, %s FROM res_partner WHERE id = commercial_partner_id
            """,
            [company.id],
        )

    @api.model
    def action_refresh_now(self):
        """Refresh the user's companies now and say what came of it.

        :return: a notification that reloads the screen
        """
        self.check_access("read")
        changed = self._refresh(self.env.companies)
        return notification(
            self.env._("%s customers changed.", f"{changed:,}"),
            self.env._("Customers are up to date"),
            then="customer_classes_changed",
        )
