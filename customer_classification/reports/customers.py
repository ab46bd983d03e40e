import logging
from dataclasses import replace

from dateutil.relativedelta import relativedelta
from psycopg2.errors import ReadOnlySqlTransaction

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..dates import DAY
from ..engine import metrics
from ..engine.report import ReportScope, ledger, relation, totals
from ..engine.report.scope import PeriodScope
from ..errors import is_busy
from ..fields import added
from ..models.profile.customer_profile_queue import RANKING, WAITING

_logger = logging.getLogger(__name__)


class CustomerReport(models.TransientModel):
    """Which customers a report is about, and that their numbers are those of the books.

    Only customers whose contact the user may read count, in every total.
    """

    _inherit = "customer.report"

    def _filter_domain(self):
        """The customers asked for, as a domain on customer.profile."""
        domain = Domain.TRUE
        if self.partner_ids:
            ids = self.partner_ids.commercial_partner_id.ids
            domain &= Domain("partner_id", "in", ids)
        for dimension, categories in self.category_ids.grouped("dimension_id").items():
            domain &= Domain(dimension._field_name(), "child_of", categories.ids)
        if self.tag_ids:
            domain &= Domain("partner_id.category_id", "child_of", self.tag_ids.ids)
        return domain

    def _filter_facts(self):
        """What the customers are chosen by, as people read it."""
        names = ("partner_ids", "category_ids", "tag_ids")
        return [
            (
                self._fields[name]._description_string(self.env),
                self._few(self[name].mapped("display_name")),
            )
            for name in names
            if self[name]
        ] or [(self.env._("Customers"), self.env._("All"))]

    def _few(self, names, limit=8):
        """The first names, and how many more there are."""
        text = ", ".join(names[:limit])
        if len(names) <= limit:
            return text
        return self.env._(
            "%(names)s and %(count)s more", names=text, count=len(names) - limit
        )

    def _chosen(self):
        """Condition: customer ``p`` (customer.profile) is visible and asked for."""
        domain = self._filter_domain()
        Profile = self.env["customer.profile"].with_context(active_test=False)
        condition = Profile._visible_sql(SQL.identifier("p", "partner_id"))
        if domain.is_true():
            return condition
        return SQL("p.id IN %s AND %s", Profile._search(domain).subselect(), condition)

    # ---- The scope of the queries ----

    def _added_columns(self):
        """{name of the sum: column} of the metrics that reports add up."""
        fields = added(self.env["customer.profile"])
        return {name: field.name for name, field in fields.items()}

    def _report_scope(self, day=None, start=None):
        """What the queries of the report are about, a :class:`ReportScope`.

        :param day: the as-of date, that of the report without
        :param start: the day before the period; twelve months without
        """
        company = self._books().root_id
        day = day or self.date
        scope = ReportScope(
            company=company,
            as_of=day,
            start=start or day - relativedelta(months=12),
            is_today=day == self._today(),
            chosen=self._chosen(),
            added=self._added_columns(),
        )
        return scope if scope.is_year else self._with_period(scope)

    def _with_period(self, scope):
        """The same with the numbers of a period that is not stored, computed now."""
        Profile = self.env["customer.profile"].sudo()
        self.env.flush_all()
        metrics.tune_planner(self.env.cr)
        period = PeriodScope(
            env=Profile.env,
            company=scope.company,
            as_of=scope.as_of,
            period_start=scope.start,
            period_before=scope.before,
        )
        query = metrics.metrics_query(period, Profile._metric_families())
        table = relation.make_period(self.env.cr, query)
        return replace(scope, relation=table)

    def _period_scope(self):
        """What the queries are about where the period of the report counts."""
        return self._report_scope(start=self.date_from - DAY)

    def _scopes_of_two_days(self):
        """What the queries are about on the earlier day, and on the as-of date."""
        return self._report_scope(self.date_then), self._report_scope()

    # ---- The numbers are those of the books of this moment ----

    def _days(self):
        """The days whose customers the report needs."""
        return [self.date_then, self.date] if self.needs_two_days else [self.date]

    def _bring_up_to_date(self):
        """Compute the customers of the days of the report where the books moved on."""
        company = self._books().root_id
        for day in self._days():
            if day == self._today():
                self._bring_today_up_to_date(company)
            else:
                self._bring_past_up_to_date(company, day)

    def _bring_today_up_to_date(self, company):
        """What waits for the next refresh; who is refreshing it already needs no help.

        Nor does a refresh that fails keep anybody from a report: the scheduled one
        marks it. What then is missing shows as a difference from the ledger.

        :raise UserError: while the customers are being classified for the first time
        """
        if progress := self.env["customer.profile"]._help_build(company):
            raise UserError(progress)
        try:
            with self.env.cr.savepoint():
                if not company._is_customer_refreshed_today():
                    self.env["customer.profile"].sudo()._refresh(company)
                self._refresh_waiting(company)
        except ReadOnlySqlTransaction:
            raise  # Odoo asks once more, and lets us write
        except Exception as error:
            if not is_busy(error):
                _logger.exception("Customers of %s for a report", company.name)
            self.env.invalidate_all(flush=False)

    def _refresh_waiting(self, company):
        """Refresh the customers with news since the last refresh."""
        domain = [
            *WAITING,
            ("company_id", "child_of", company.id),
            ("partner_id", "!=", RANKING),
        ]
        waiting = self.env["customer.profile.queue"].sudo().search(domain)
        waiting = waiting.try_lock_for_update()
        if waiting:
            waiting._refresh_customers()

    def _bring_past_up_to_date(self, company, day):
        """Compute a past day that is not kept, or whose books have changed since."""
        Snapshot = self.env["customer.profile.snapshot"]
        computed = Snapshot._ensure_days(company, day)
        if not (computed or self._is_as_booked(company, day)):
            Snapshot._ensure_days(company, day, renew=True)

    def _renew_kept(self, days):
        """Compute the customers anew whose books have changed on days that are kept."""
        Snapshot = self.env["customer.profile.snapshot"]
        Snapshot._renew_kept(self._books(), days)

    def _is_as_booked(self, company, day):
        """Whether what is kept of a day still is what the books say of it."""
        scope = ReportScope(
            company=company,
            as_of=day,
            start=day - relativedelta(months=12),
            is_today=False,
            chosen=SQL("TRUE"),
            added=self._added_columns(),
        )
        kept = totals.count(self.env.cr, scope, SQL("TRUE"))
        booked = self._ledger(scope, SQL("(SELECT id FROM res_partner)"))
        return all(kept[name] == booked[name] for name in ("revenue", "receivable"))

    # ---- The ledger ----

    def _ledger(self, scope, partners):
        """The totals of the ledger for these contacts; see engine/report/ledger.py."""
        self.env.flush_all()
        Profile = self.env["customer.profile"].sudo()
        books = Profile._get_scope(scope.company, scope.as_of)
        return ledger.totals(self.env.cr, books, scope, partners)

    def _ledger_partners(self):
        """SELECT of the contacts whose items in the ledger are of the report."""
        Profile = self.env["customer.profile"].with_context(active_test=False)
        condition = Profile._visible_sql(SQL.identifier("commercial_partner_id"))
        domain = self._filter_domain()
        if not domain.is_true():
            chosen = Profile._search(domain).subselect("partner_id")
            condition = SQL("%s AND commercial_partner_id IN %s", condition, chosen)
        return SQL("(SELECT id FROM res_partner WHERE %s)", condition)

    # ---- Customer cards ----

    def _card_partners(self):
        """Each customer once, of those whom the user may read."""
        chosen = self.partner_ids._filtered_access("read")
        return chosen.commercial_partner_id._filtered_access("read")
