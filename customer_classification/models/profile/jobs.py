import logging
from functools import partial

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang

from ...actions import notification
from ...engine.apply.contained import attempt
from ...errors import is_busy, reason_of
from ...groups import MANAGER
from .tries import survived

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
        :raise Exception: where nobody could be refreshed, whoever it is
        """
        refresh = partial(self.sudo()._refresh_company, company, None)
        ranks, error = attempt(self.env.cr, partial(refresh, partner_ids), flush=True)
        if not error:
            return {}, ranks
        if nobody := self._error_of_nobody(company):
            raise nobody
        failed, ranks = {}, False
        left = [(partner_ids, error)]
        while left:
            ids, error = left.pop()
            if len(ids) == 1:
                _logger.warning("Customer %s in %s: %s", ids, company.name, error)
                failed[ids[0]] = reason_of(error)
                continue
            half = len(ids) // 2
            for part in (ids[half:], ids[:half]):
                more, error = attempt(self.env.cr, partial(refresh, part), flush=True)
                ranks = ranks or bool(more)
                if error:
                    left.append((part, error))
        return failed, ranks

    @api.model
    def _error_of_nobody(self, company):
        """Why no customer of a root company can be refreshed, None if they can."""
        refresh = partial(self.sudo()._refresh_company, company, None, [])
        return attempt(self.env.cr, refresh, flush=True)[1]

    @api.model
    def _note_company_fault(self, company, error):
        """Say in the log and to managers that a whole company cannot be refreshed."""
        _logger.error("Customers of %s", company.name, exc_info=error)
        vals = {"error": reason_of(error)}
        self.env["customer.profile.state"]._note(company, vals)

    @api.model
    def _cron_refresh_all(self):
        """Refresh everybody once a day, company by company, each one committed.

        Called every hour, because a day ends at another hour in every time zone. A
        company that was done today is skipped, so that a killed run goes on where it
        was; the first time each part of a company is committed. Where the whole
        company fails, its customers are queued instead: the queue finds the bad ones
        and refreshes the others.
        """
        Cron = self.env["ir.cron"]
        roots = self.env["res.company"]._customer_roots()
        waiting = roots.filtered(lambda c: not c._is_customer_refreshed_today())
        Cron._commit_progress(remaining=len(waiting))
        State = self.env["customer.profile.state"]
        left = list(State._least_tried(waiting))
        while left:
            company, is_over = left[0], True
            try:
                if State._begin(company):
                    is_over = self._refresh_next_part(company)
                else:
                    self._queue_instead(company)
            except Exception as error:
                self.env.cr.rollback()
                if is_busy(error):  # the next hour sees to it
                    _logger.warning("%s is busy: %s", company.name, error)
                    survived(State._of(company))
                    left.pop(0)
                    continue
                self._note_company_fault(company, error)
            if is_over:
                left.pop(0)
            if not Cron._commit_progress(1, remaining=len(left)) and left:
                return
        # By whomever they were refreshed.
        self._follow_up(roots.filtered(lambda c: c._is_customer_refreshed_today()))

    @api.model
    def _get_followers(self):
        """What else is due once all customers of companies are up to date.

        A module adds its own by extending the list. Each is called once an hour with
        every root company that was refreshed today: must be cheap where there is
        nothing left to do. What one of them raises stops no other.

        :return: list of functions of root companies
        """
        return []

    @api.model
    def _follow_up(self, companies):
        """Call all who follow a refresh, each one committed."""
        for follow in self._get_followers():
            try:
                with self.env.cr.savepoint():
                    follow(companies)
            except Exception as error:
                level = logging.INFO if is_busy(error) else logging.ERROR
                _logger.log(level, "After the refresh: %s", follow, exc_info=error)
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _refresh_or_queue(self, companies):
        """Refresh everybody; where that fails, queue them to find out who is to blame.

        Where nobody can be refreshed, whoever it is, the company is marked.

        :raise LockError: when another refresh of the company is running
        """
        for company in companies.sudo().root_id:
            if not self._try_everybody(company):
                self._find_the_fault(company)

    @api.model
    def _find_the_fault(self, company):
        """After a failed refresh: mark the company, or leave it to the queue."""
        if nobody := self._error_of_nobody(company):
            self._note_company_fault(company, nobody)
        else:
            self._queue_instead(company)

    @api.model
    def _try_everybody(self, company):
        """Refresh everybody of a company, or nobody where one customer makes it fail.

        :return: whether it worked
        """
        refresh = partial(self._refresh, company)
        _changed, error = attempt(self.env.cr, refresh, flush=True)
        if error:
            _logger.error("Refresh of customers of %s", company.name, exc_info=error)
        return not error

    @api.model
    def _queue_instead(self, company):
        """Leave everybody to the queue today."""
        self._queue_everybody(company)
        today = company._customer_classification_today()
        self.env["customer.profile.state"]._note_refreshed(company, today)

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

        Who is being classified for the first time needs no help.

        :return: a notification that reloads the screen
        :raise AccessError: for whoever is no manager, as it takes the server a while;
            the customers of a document that changes are refreshed soon anyway
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "Only managers of customer classification refresh all customers. "
                    "They are refreshed every night, and within minutes after a "
                    "document or payment of theirs."
                )
            )
        if progress := self._help_build(self.env.companies):
            return notification(progress, then="customer_classes_changed")
        companies = self.env.companies.sudo().root_id
        changed, failed = 0, []
        for company in companies:
            refresh = partial(self._refresh, company)
            more, error = attempt(self.env.cr, refresh, flush=True)
            if error:
                self._note_company_fault(company, error)
                failed.append(
                    self.env._(
                        "The customers of %(company)s cannot be refreshed: %(error)s",
                        company=company.name,
                        error=reason_of(error),
                    )
                )
            changed += more or 0
        count = formatLang(self.env, changed, digits=0)
        if len(failed) == len(companies):
            raise UserError("\n".join(failed))
        return notification(
            "\n".join([self.env._("%s customers changed.", count), *failed]),
            "" if failed else self.env._("Customers are up to date"),
            then="customer_classes_changed",
        )
