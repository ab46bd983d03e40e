import logging

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.fields import Domain
from odoo.tools import SQL

from ...errors import is_busy
from .tries import survived

_logger = logging.getLogger(__name__)

RANKING = 0  # instead of a customer: rank all customers of the company again
WAITING = [("error", "=", False)]


class CustomerProfileQueue(models.Model):
    """Customers with news since the last refresh.

    No unique key and no foreign key: two postings for one customer never wait for
    each other. Rows are taken by `_cron_refresh_queue`.
    """

    _name = "customer.profile.queue"
    _inherit = "customer.record.mixin"
    _description = "Customers to Refresh"
    _log_access = False
    _order = "id"
    _customer_path = "customer_id"

    partner_id = fields.Integer(
        string="Contact ID", required=True, help="The contact on the document."
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        search="_search_customer_id",
        help="The contact, where it still exists.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company in whose books something changed.",
    )
    since = fields.Date(
        string="First Day",
        readonly=True,
        help="The first day whose numbers may have changed; empty where only those of "
        "today have.",
    )
    error = fields.Text(
        readonly=True,
        help="Why the customer could not be refreshed; kept until somebody retries.",
    )
    tries = fields.Integer(
        help="How many times the process ended while this was being done."
    )

    def _compute_customer_id(self):
        partners = self.env["res.partner"].browse(set(self.mapped("partner_id")))
        existing = set(partners.exists().ids)
        for row in self:
            row.customer_id = row.partner_id in existing and row.partner_id

    @api.model
    def _search_customer_id(self, operator, value):
        """By a condition on the contact; ``= False`` finds those without one."""
        if operator == "in" and set(value) == {False}:
            return ~self._search_customer_id("any!", Domain.TRUE)
        if operator not in ("any", "any!") or not isinstance(value, Domain):
            return NotImplemented
        Partner = self.env["res.partner"].with_context(active_test=False)
        found = Partner._search(value, bypass_access=operator == "any!")

        def to_sql(model, alias, query):
            contact = model._field_to_sql(alias, "partner_id", query)
            return SQL("%s IN %s", contact, found.subselect())

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _visible_domain(self, contacts):
        """Rows about nobody who is there any more are for all."""
        seen = contacts & Domain("commercial_partner_id", "any", contacts)
        return Domain("customer_id", "=", False) | Domain("customer_id", "any", seen)

    def action_try_again(self):
        """Take the errors away; the next run of the queue tries again.

        :return: True, as XML-RPC cannot carry None
        """
        self.check_access("unlink")
        # What a refresh has taken meanwhile is tried again anyway.
        rows = self.sudo().try_lock_for_update()
        rows.write({"error": False, "tries": 0})
        return True

    @api.model
    def _cron_refresh_queue(self):
        """Refresh customers with news, batch by batch, surviving a bad one.

        A batch is locked, refreshed, deleted and committed together: killed in the
        middle, nothing is lost; a second worker skips what is locked. Customers are
        ranked once, after the last batch of their company. A company that is being
        refreshed, or cannot be, does not keep the others.
        """
        Cron = self.env["ir.cron"]
        nobody = self.env["res.company"]
        left = self.search_count(self._waiting(nobody))
        if not Cron._commit_progress(remaining=left):
            return
        by_name = nobody  # where one of all makes the rest fail
        left_alone = nobody
        while batch := self._next(by_name, left_alone):
            company = batch.company_id.root_id
            try:
                if not batch._refresh_customers(by_name):
                    by_name |= company
                    continue
            except LockError as error:
                # Another refresh is running; the rows wait for the next time.
                _logger.info("The queue of %s waits: %s", company.name, error)
                self.env.cr.rollback()
                survived(batch)
                left_alone |= company
                continue
            except Exception as error:
                self.env.cr.rollback()
                if is_busy(error):
                    _logger.warning("The queue waits: %s", error)
                    survived(batch)
                    return
                self.env["customer.profile"]._note_company_fault(company, error)
                left_alone |= company
                done = 0
            else:
                done = len(batch)
            left = self.search_count(self._waiting(left_alone))
            if not Cron._commit_progress(done, remaining=left):
                return

    def _refresh_customers(self, by_name=()):
        """Do what the rows of one company ask for; delete those that are done.

        :param by_name: companies in which everybody together was tried in vain
        :return: False where everybody together has to be tried by name
        :raise LockError: when another refresh of the company is running
        """
        Profile = self.env["customer.profile"].sudo()
        company = self.company_id[:1].root_id
        if self[:1].partner_id == RANKING:
            Profile._begin(company, [])
            Profile._rank_company(company)
            self.unlink()
            return True
        if company not in by_name and self._is_full_cheaper(company, len(self)):
            if not Profile._try_everybody(company):
                return False
            self._finish({})
            return True
        partners = self._commercial_partners()
        # What was wrong with them is over, or is found again.
        known = {*self.mapped("partner_id"), *partners.ids}
        self._errors_of(company, [*known]).unlink()
        failed, ranks = Profile._refresh_or_isolate(company, partners.ids)
        self._finish(failed)
        if ranks:
            self._add_ranking(company)
        return True

    def _commercial_partners(self):
        """The customers that the rows stand for today, and those that they were."""
        partners = self.env["res.partner"].browse(set(self.mapped("partner_id")))
        partners = partners.exists()
        return partners | partners.commercial_partner_id

    def _finish(self, failed):
        """Delete the rows that are done, write the error on those that failed.

        :param dict failed: error text by commercial partner id
        """
        partners = self.env["res.partner"].browse(set(self.mapped("partner_id")))
        customer = {p.id: p.commercial_partner_id.id for p in partners.exists()}
        bad = self.filtered(lambda row: customer.get(row.partner_id) in failed)
        for row in bad:
            row.error = failed[customer[row.partner_id]]
        (self - bad).unlink()
