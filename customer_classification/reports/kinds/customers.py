from dataclasses import replace

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...dates import DAY
from ...engine import metrics
from ...engine.report import Asked, ledger, relation, totals
from ...engine.report.asked import PeriodScope
from ...errors import BUSY
from ...models.profile.customer_profile_queue import RANKING, WAITING
from ..customer_report import TWO_DAYS


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
            domain &= Domain("partner_id.category_id", "in", self.tag_ids.ids)
        return domain

    def _visible_partners(self):
        """SELECT of the contacts that the user may see, archived ones included."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        return Partner._search([]).subselect()

    def _chosen(self):
        """Condition: customer ``p`` (customer.profile) is visible and asked for."""
        domain = self._filter_domain()
        condition = SQL("p.partner_id IN %s", self._visible_partners())
        if domain.is_true():
            return condition
        Profile = self.env["customer.profile"].with_context(active_test=False)
        return SQL("p.id IN %s AND %s", Profile._search(domain).subselect(), condition)

    def _added_columns(self):
        return {name: field.name for name, field in self._added().items()}

    def _asked(self, day=None, start=None):
        """What the queries of the report are about.

        :param day: the as-of date, that of the report without
        :param start: the day before the period; twelve months without
        """
        company = self.company_id.sudo().root_id
        day = day or self.date
        asked = Asked(
            company=company,
            as_of=day,
            start=start or day - relativedelta(months=12),
            is_today=day == self._today(),
            chosen=self._chosen(),
            added=self._added_columns(),
        )
        if asked.is_year:
            return asked
        return self._asked_of_period(asked)

    def _asked_of_period(self, asked):
        """The same with the numbers of a period that is not stored, computed now."""
        Profile = self.env["customer.profile"].sudo()
        self.env.flush_all()
        metrics.tune_planner(self.env.cr)
        scope = PeriodScope(
            env=Profile.env,
            company=asked.company,
            as_of=asked.as_of,
            period_start=asked.start,
            period_before=asked.before,
        )
        query = metrics.metrics_query(scope, Profile._metric_families())
        table = relation.make_period(self.env.cr, query)
        return replace(asked, relation=table)

    def _asked_period(self):
        """What the queries are about where the period of the report counts."""
        return self._asked(start=self.date_from - DAY)

    # ---- The numbers are those of the books of this moment ----

    def _days(self):
        """The days whose customers the report needs."""
        return [self.date_then, self.date] if self.report in TWO_DAYS else [self.date]

    def _bring_up_to_date(self):
        """Compute the customers of the days of the report where the books moved on."""
        company = self.company_id.sudo().root_id
        for day in self._days():
            if day == self._today():
                self._bring_today_up_to_date(company)
            else:
                self._bring_past_up_to_date(company, day)

    def _bring_today_up_to_date(self, company):
        """What waits for the next refresh; who is refreshing it already needs no help.

        What then is still missing shows as a difference from the ledger.
        """
        try:
            with self.env.cr.savepoint():
                if not company._is_customer_refreshed_today():
                    self.env["customer.profile"].sudo()._refresh(company)
                self._refresh_waiting(company)
        except BUSY:
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
        Snapshot._ensure_days(company, day)
        if not self._is_as_booked(company, day):
            Snapshot._ensure_days(company, day, renew=True)

    def _is_as_booked(self, company, day):
        """Whether what is kept of a day still is what the books say of it."""
        asked = Asked(
            company=company,
            as_of=day,
            start=day - relativedelta(months=12),
            is_today=False,
            chosen=SQL("TRUE"),
            added=self._added_columns(),
        )
        kept = totals.count(self.env.cr, asked, SQL("TRUE"))
        booked = self._ledger(asked, SQL("(SELECT id FROM res_partner)"))
        return all(kept[name] == booked[name] for name in ("revenue", "receivable"))

    def _ledger(self, asked, partners):
        """The totals of the ledger for these contacts; see engine/report/ledger.py."""
        self.env.flush_all()
        scope = (
            self.env["customer.profile"].sudo()._get_scope(asked.company, asked.as_of)
        )
        return ledger.totals(self.env.cr, scope, asked, partners)
