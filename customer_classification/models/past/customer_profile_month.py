import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError

from ...actions import notification
from ...dates import month_end
from ...engine.apply.contained import attempt
from ...errors import is_busy, reason_of
from ...groups import MANAGER
from ..profile.tries import begin, survived

_logger = logging.getLogger(__name__)

# So many month ends are rebuilt every day: postings for them still come in.
LATE = 2


class CustomerProfileMonth(models.Model):
    """A month end that is to be rebuilt from the books, or was.

    The rows of a company are asked for together and done one by one, oldest first: a
    run of the same category begins with its oldest month, and each month then costs
    no more than what changed in it. A row is done in the transaction that writes its
    numbers: killed in the middle, the next run goes on where it was.
    """

    _name = "customer.profile.month"
    _description = "Month to Rebuild"
    _log_access = False
    _order = "company_id, date"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company whose books are looked at.",
    )
    date = fields.Date(
        required=True, string="Month End", help="The day that is rebuilt."
    )
    is_done = fields.Boolean(string="Rebuilt", help="The numbers of the day are there.")
    is_partial = fields.Boolean(
        string="Some Customers Only",
        help="Only customers whose books changed are to be computed again.",
    )
    date_asked = fields.Date(
        string="Asked For On", help="The day on which it was last to be rebuilt."
    )
    error = fields.Text(
        readonly=True,
        help="Why the month, or a dimension in it, could not be rebuilt; Rebuild tries "
        "again.",
    )
    tries = fields.Integer(
        help="How many times the process ended while this was being done."
    )

    _company_date_unique = models.UniqueIndex(
        "(company_id, date)", "The month is to be rebuilt already."
    )

    @api.model
    def _request(self, companies):
        """Rebuild the last months of these companies, in the background.

        Nobody waits: the month that is being rebuilt just now is left to whoever does.
        """
        roots = companies.sudo().root_id
        months = self.sudo().search([("company_id", "in", roots.ids)])
        months.try_lock_for_update().unlink()
        left = {(month.company_id, month.date) for month in months.exists()}
        self.sudo().create(
            [
                {
                    "company_id": root.id,
                    "date": day,
                    "date_asked": root._customer_classification_today(),
                }
                for root in roots
                for day in root._customer_history_month_ends()
                if (root, day) not in left
            ]
        )
        self._trigger()

    @api.model
    def _request_last(self, companies):
        """Ask for the last months, once a day: late postings reach them.

        A month that is over since comes in; what it pushes out is forgotten. The
        numbers of older months stay, only the list gets no longer. What is being
        rebuilt just now waits for the next time.
        """
        for root in companies.sudo().root_id:
            today = root._customer_classification_today()
            last = month_end(today, -1)
            months = self.sudo().search([("company_id", "=", root.id)])
            if last not in months.mapped("date"):
                oldest = month_end(last, -max(root.customer_history_months, LATE))
                old = months.filtered(lambda m, oldest=oldest: m.date <= oldest)
                old.try_lock_for_update().unlink()
                self.sudo().create({"company_id": root.id, "date": last})
            self._ask_again(root, month_end(last, 1 - LATE), today)
            if self.sudo().search_count(
                [("company_id", "=", root.id), *self._waiting(busy=root.browse())],
                limit=1,
            ):
                self._trigger()  # they waited for the first refresh

    @api.model
    def _ask_again(self, root, first, today):
        """Ask for the months from `first` on that were not asked for today."""
        months = self.sudo().search(
            [
                ("company_id", "=", root.id),
                ("date", ">=", first),
                ("date_asked", "!=", today),
            ]
        )
        if months := months.try_lock_for_update():
            months.write(
                {
                    "is_done": False,
                    "is_partial": False,
                    "error": False,
                    "date_asked": today,
                }
            )

    @api.model
    def _ask_for_stale(self):
        """Ask for the month ends of any age on which books of customers changed.

        Only these customers are computed again. Other days that are kept until the
        next clean-up are, once somebody asks for them.
        """
        Snapshot = self.env["customer.profile.snapshot"]
        groups = self.env["customer.profile.stale"]._read_group(
            [], ["company_id", "date:day"]
        )
        for company, day in groups:
            month = self.search([("company_id", "=", company.id), ("date", "=", day)])
            if month.try_lock_for_update():
                if month.is_done and not month.error:
                    month.write({"is_done": False, "is_partial": True})
            elif not month and Snapshot._is_kept(company, day):
                self.create({"company_id": company.id, "date": day, "is_partial": True})

    @api.model
    def _trigger(self):
        cron = self.env.ref(
            "customer_classification.cron_rebuild_months", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_rebuild(self):
        """Rebuild what is asked for, month by month, each one committed.

        A month that fails is marked with the reason and the others go on. A company
        that is busy waits for the next run, one whose customers are being classified
        until that is over. Where the month was taken in vain because of somebody else,
        the scheduler calls again at once: work remains.
        """
        Cron = self.env["ir.cron"]
        busy = self.env["customer.profile.state"]._building()
        self._ask_for_stale()
        if not Cron._commit_progress(remaining=self.search_count(self._waiting(busy))):
            return
        while month := self.search(self._waiting(busy), limit=1).try_lock_for_update():
            if not (begin(month) and month.try_lock_for_update()):
                continue
            try:
                month._rebuild_or_mark()
            except LockError:
                busy |= month.company_id
                survived(month)
                continue
            except Exception as error:
                self.env.cr.rollback()
                if not is_busy(error):
                    raise
                _logger.warning("The past waits: %s", error)
                survived(month)
                return
            left = self.search_count(self._waiting(busy))
            if not Cron._commit_progress(1, remaining=left):
                return

    @api.model
    def _waiting(self, busy):
        return [
            ("is_done", "=", False),
            ("error", "=", False),
            ("company_id", "not in", busy.ids),
        ]

    @api.model
    def _busy_text(self, company):
        """Why no past day of a root company can be computed just now."""
        months = self.sudo().search([("company_id", "=", company.id)])
        if all(month.is_done or month.error for month in months):
            return self.env._(
                "Another past day of %s is being computed. Try again in a minute.",
                company.name,
            )
        return self.env._(
            "The past of %(company)s is being rebuilt: %(done)s of %(total)s months "
            "are done. Try again when all are.",
            company=company.name,
            done=len(months.filtered("is_done")),
            total=len(months),
        )

    def _rebuild_or_mark(self):
        """Rebuild the month, or write down why that fails."""
        faults, error = attempt(self.env.cr, self._rebuild, flush=True)
        if error:
            name = self.company_id.name
            _logger.error("Rebuilding %s of %s", self.date, name, exc_info=error)
            self.error = reason_of(error)
        elif faults:
            self.error = "\n".join(faults)

    def _rebuild(self):
        """Take the snapshot of the month end and write the history up to it.

        :return: what failed of it, as sentences
        """
        self.ensure_one()
        few = None
        if self.is_partial:
            Stale = self.env["customer.profile.stale"]
            Stale._note_waiting(self.company_id)
            changed = Stale._changed(self.company_id, self.date, with_history=True)
            few = Stale._cheaper_by_name(self.company_id, self.date, changed)
        _written, faults = self.env["customer.profile.snapshot"]._compute_day(
            self.company_id,
            self.date,
            self._before(),
            with_history=True,
            partner_ids=few,
        )
        self.write({"is_done": True, "is_partial": False, "tries": 0})
        return faults

    def _before(self):
        """The month end before, if all of it is done: classes go on from there.

        :return: its date, or None
        """
        Month = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", "=", month_end(self.date, -1)),
                ("is_done", "=", True),
                ("error", "=", False),
            ]
        )
        return Month.date or None

    @api.model
    def action_rebuild(self):
        """Rebuild the past of the user's companies anew, in the background.

        :raise AccessError: for whoever may not configure classification
        """
        if not (self.env.user.has_group(MANAGER) or self.env.user._is_system()):
            raise AccessError(
                self.env._("Only managers of customer classification rebuild the past.")
            )
        self._request(self.env.companies)
        return notification(
            self.env._("It runs in the background; the settings show how far it is."),
            self.env._("The past is being rebuilt"),
        )
