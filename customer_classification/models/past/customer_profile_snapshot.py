from odoo import api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.tools import SQL, sql
from odoo.tools.misc import format_date

from ...actions import profile_form
from ...dates import FIRST_DAY, month_end
from ...engine import metrics
from ...engine.apply import backfill, renewal, snapshot
from ...errors import reason_of
from ...fields import metrics as metrics_of
from ...groups import MANAGER

PAST = "customer_profile_snapshot"  # the lock of whoever computes past days
# So many days that are not kept users may ask for until the next clean-up: each takes
# the server as long as a refresh of everybody.
DAYS = 12


class CustomerProfileSnapshot(models.Model):
    """One customer on one past day: the metrics and classes of customer.profile.

    Computed from the books, rules and contacts of the day on which it was computed, as
    if it were that day. Only engine/apply/snapshot.py writes rows. The month ends that
    the company rebuilds are kept, the last ones are computed every day; any other day
    that somebody asks for is kept until the next clean-up.
    """

    _name = "customer.profile.snapshot"
    _inherit = ["customer.profile.metrics", "customer.classification.fields.mixin"]
    _description = "Customer on a Past Day"
    _order = "date desc, revenue_12m desc, id"
    _rec_name = "partner_id"
    _customer_path = "profile_id.partner_id"
    _log_access = False

    profile_id = fields.Many2one(
        "customer.profile",
        required=True,
        ondelete="cascade",
        help="The customer with the numbers of today.",
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id",
        string="Customer",
        help="The company or person that is invoiced, not one of its contacts.",
    )
    date = fields.Date(
        required=True, string="As Of", help="The day up to which everything counts."
    )
    is_month_end = fields.Boolean(
        string="Month End",
        help="The last day of a month that the company keeps, for trends.",
    )

    _profile_date_unique = models.UniqueIndex(
        "(profile_id, date)", "The customer has numbers of that day already."
    )
    _company_date_idx = models.Index("(company_id, date)")
    _not_kept_idx = models.Index("(company_id, date) WHERE is_month_end IS NOT TRUE")

    def init(self):
        """The foreign keys that we need in spite of :meth:`_is_an_ordinary_table`."""
        # At the end: a module may bring the model that its metric refers to.
        self.pool.post_init(self._keep_references)

    def _keep_references(self):
        """Refer to customers that are there, and to what metrics are made of."""
        keys = {"profile_id": "cascade"}
        for name, field in metrics_of(self).items():
            if field.type == "many2one" and field.store:
                keys[name] = "set null"
        for name, ondelete in keys.items():
            table = self.env[self._fields[name].comodel_name]._table
            sql.fix_foreign_key(self.env.cr, self._table, name, table, "id", ondelete)

    def _is_an_ordinary_table(self):
        """Odoo makes no foreign keys then.

        Each costs a look-up for each row, and with a class per dimension they cost as
        much as all metrics together. What refers to nothing any more is seen to by
        :meth:`_forget_categories`; customers and companies take their rows along.
        """
        return False

    @api.model
    def _prepare_dimension_field_vals(self, dimension):
        """A category may go although somebody was in it once."""
        return {
            **super()._prepare_dimension_field_vals(dimension),
            "on_delete": "set null",
        }

    @api.model
    def _forget_categories(self, categories):
        """Empty the classes that are these categories, before they are deleted."""
        for dimension, gone in categories.grouped("dimension_id").items():
            name = dimension._field_name()
            if name in self._fields:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(name)s = NULL "
                        "WHERE %(name)s = ANY(%(gone)s)",
                        table=SQL.identifier(self._table),
                        name=SQL.identifier(name),
                        gone=gone.ids,
                    )
                )
        self.invalidate_model()

    @api.autovacuum
    def _gc_days(self):
        """Forget days that are not kept: the books go on changing behind them."""
        self.env.cr.execute(
            "DELETE FROM customer_profile_snapshot WHERE is_month_end IS NOT TRUE"
        )
        self.env.cr.execute(
            """
            DELETE FROM customer_profile_stale stale
             WHERE NOT EXISTS (SELECT FROM customer_profile_snapshot kept
                                WHERE kept.company_id = stale.company_id
                                  AND kept.date = stale.date)
               AND NOT EXISTS (SELECT FROM customer_profile_month kept
                                WHERE kept.company_id = stale.company_id
                                  AND kept.date = stale.date)
            """
        )

    def action_open_profile(self):
        """Open the customer with the numbers of today."""
        return profile_form(self)

    # ---- Taking snapshots ----

    @api.model
    def _take(self, company, as_of, before=None, with_history=False, keep=True):
        """Make or renew the snapshot of a day; writes only what differs.

        Metrics from the books as they stood then, classes by the rules of today but
        for tolerance and minimum stay; categories that people chose or an import
        brought are those of the history. Attributes of contacts are today's.

        :param company: res.company, whose root is meant
        :param as_of: the day
        :param before: day of another snapshot from which classes go on, see
            engine/apply/snapshot.py; None to start from nothing
        :param with_history: also rebuild the history of this month end
        :param keep: whether a month end is kept for good
        :return: how many rows of the snapshot were written
        :raise LockError: when the past of the company is being computed already
        """
        return self._compute_day(company, as_of, before, with_history, keep)[0]

    @api.model
    def _compute_day(
        self,
        company,
        as_of,
        before=None,
        with_history=False,
        keep=True,
        partner_ids=None,
    ):
        """The same; a dimension that fails keeps what there is of it, and is marked.

        :param partner_ids: the customers whose books changed since the day was
            computed; None for everybody. The others are ranked with them
        :return: (how many rows of the snapshot were written, what failed as sentences)
        """
        company = company.sudo().root_id
        Profile = self.env["customer.profile"].sudo()
        cr = self.env.cr
        self.env.flush_all()
        if not company._try_customer_lock(PAST):
            Month = self.env["customer.profile.month"]
            raise LockError(Month._busy_text(company))
        if partner_ids is None:
            self.env["customer.profile.stale"].sudo()._note_waiting(company)
        metrics.tune_planner(cr)
        dimensions = Profile._get_dimensions_of(company)
        query = Profile._metrics_query(company, as_of, partner_ids)
        if partner_ids is not None:
            kept = self._shared_columns()
            query = renewal.metrics_with_kept(
                cr, query, partner_ids, kept, company, as_of
            )
        snapshot.start(cr, query, company)
        snapshot.fill(
            cr,
            Profile._stored_columns(),
            {dimension._field_name() for dimension in dimensions},
            company,
            before,
        )
        evaluated = dimensions - self.env["customer.refresh.fault"]._stopped(company)
        faults = snapshot.classify(evaluated, company, as_of)
        evaluated = evaluated.filtered(lambda d: d.id not in faults.dimensions)
        kept = {dimension._field_name() for dimension in dimensions - evaluated}
        names = [name for name in self._shared_columns() if name not in kept]
        kept_day = keep and as_of == month_end(as_of)
        written = snapshot.store(cr, names, company, as_of, kept_day)
        if with_history:
            backfill.write_history(
                evaluated, company, as_of, month_end(as_of, -1), before is None
            )
        # Of a month end the job still has to write the history.
        self.env["customer.profile.stale"].sudo()._done(
            company, as_of, with_history or not kept_day
        )
        sentences = self._note_faults(company, as_of, faults)
        self.env.invalidate_all()
        return written, sentences

    @api.model
    def _note_faults(self, company, as_of, faults):
        """Mark the dimensions that could not be evaluated on a past day.

        :return: what failed as sentences, also of customers alone
        """
        day = format_date(self.env, as_of)
        errors = {
            id_: self.env._("%(date)s: %(error)s", date=day, error=reason_of(error))
            for id_, error in faults.dimensions.items()
        }
        Fault = self.env["customer.refresh.fault"]
        Fault._note(company, "dimension_id", errors, ())
        names = self.env["customer.classification.dimension"].sudo().browse(errors)
        told = [
            self.env._("%(dimension)s: %(error)s", dimension=d.name, error=errors[d.id])
            for d in names
        ]
        customers = self.env["customer.profile"]._customer_errors(faults)
        partners = self.env["res.partner"].sudo().browse(customers)
        return told + [
            self.env._(
                "%(customer)s: %(error)s", customer=p.name, error=customers[p.id]
            )
            for p in partners
        ]

    @api.model
    def _shared_columns(self):
        """Columns of customer.profile that are kept: metrics and classes."""
        own = {"id", "company_id", "currency_id"}
        return [
            name
            for name in self.env["customer.profile"]._stored_columns()
            if name not in own and name in self._fields and self._fields[name].store
        ]

    @api.model
    def _additive_columns(self):
        """Metrics that may be added up over customers: amounts and counts."""
        return [
            name
            for name in self._shared_columns()
            if self._fields[name].aggregator == "sum"
        ]

    @api.model
    def _is_taken(self, company, day):
        """Whether there is a snapshot of the day."""
        domain = [("company_id", "=", company.root_id.id), ("date", "=", day)]
        return bool(self.sudo().search_count(domain, limit=1))

    @api.model
    def _ensure_days(self, company, *days, renew=False):
        """Compute the customers of a company on days that are not there.

        :param company: res.company, whose root is meant
        :param days: dates
        :param renew: compute days that are there again; else those alone on which the
            books of a customer changed since, and only for these customers
        :return: the days that were computed
        :raise AccessError: for whoever may not see customers
        :raise UserError: when users have asked for too many days today
        :raise ValidationError: for a day that has not come, or before all books
        :raise UserError: while the customers are being classified for the first time
        """
        self.check_access("read")
        company = company.sudo().root_id
        if progress := self.env["customer.profile"]._help_build(company):
            raise UserError(progress)
        Snapshot = self.sudo()
        computed = []
        for day in days:
            if day < FIRST_DAY:
                raise ValidationError(
                    self.env._(
                        "%(field)s %(date)s: too long ago, the first day is %(first)s.",
                        field=self._fields["date"]._description_string(self.env),
                        date=format_date(self.env, day),
                        first=format_date(self.env, FIRST_DAY),
                    )
                )
            if day > company._customer_classification_today():
                raise ValidationError(
                    self.env._(
                        "As of %s: the day has not come yet.",
                        format_date(self.env, day),
                    )
                )
            if renew or not Snapshot._is_taken(company, day):
                keep = Snapshot._is_kept(company, day)
                if not (renew or keep):
                    self._check_days_left(company)
                Snapshot._take(company, day, keep=keep)
                computed.append(day)
            elif Snapshot._renew(company, day):
                computed.append(day)
        return computed

    @api.model
    def _renew(self, company, day):
        """Compute a day again for the customers whose books changed since.

        :return: whether there are any
        :raise LockError: when the past of the company is being computed already
        """
        Stale = self.env["customer.profile.stale"].sudo()
        Stale._note_waiting(company)
        if not (changed := Stale._changed(company, day)):
            return False
        keep = self._is_kept(company, day)
        few = Stale._cheaper_by_name(company, day, changed)
        self._compute_day(company, day, keep=keep, partner_ids=few)
        return True

    @api.model
    def _renew_kept(self, company, days):
        """The same for those of some days that are there."""
        Snapshot = self.sudo()
        root = company.sudo().root_id
        for day in days:
            if Snapshot._is_taken(root, day):
                Snapshot._renew(root, day)

    @api.model
    def _is_kept(self, company, day):
        """Whether the company keeps a day: not for having been asked for by chance."""
        own = [("company_id", "=", company.root_id.id), ("date", "=", day)]
        kept = [*own, ("is_month_end", "=", True)]
        Month = self.env["customer.profile.month"].sudo()
        return bool(
            Month.search_count(own, limit=1) or self.sudo().search_count(kept, limit=1)
        )

    @api.model
    def _check_days_left(self, company):
        """Users may ask for a few days that are not kept, managers for any."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        self.env.cr.execute(
            "SELECT COUNT(DISTINCT date) FROM customer_profile_snapshot "
            "WHERE company_id = %s AND is_month_end IS NOT TRUE",
            [company.id],
        )
        if self.env.cr.fetchone()[0] >= DAYS:
            raise UserError(
                self.env._(
                    "%(count)s past days of %(company)s have been computed since last "
                    "night; more are for managers of customer classification. Choose "
                    "the end of one of the last months, or try again tomorrow.",
                    count=DAYS,
                    company=company.name,
                )
            )
