from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ...context import AS_OF
from ...engine.metrics.base import AGING, DOCUMENT_TYPES
from ...engine.metrics.products import EXPENSE_TYPES
from ...engine.metrics.receivables import PAYMENT_JOURNALS

DOCUMENT = "account.move"
ITEM = "account.move.line"
SALES = DOCUMENT_TYPES[:2]
REFUNDS = DOCUMENT_TYPES[2:]
SEARCH = {
    DOCUMENT: "account.view_account_invoice_filter",
    ITEM: "customer_classification.account_move_line_view_search_customer",
}
# Sums at the foot of a list are of the lines loaded; more than these are grouped.
LOADED = 500
PAGE = 80


class MetricItems(NamedTuple):
    """What a metric is made of.

    ``model`` and ``domain``: the documents or journal items, with ``context`` (the
    as-of date). ``total``: the aggregate of them that is the metric, as
    ``_read_group`` takes it, None where it is no plain sum. ``view``: external id of
    the list that shows it. ``group_by``: how many items are grouped.
    """

    model: str
    domain: list
    total: str | None
    view: str
    group_by: str = "invoice_date:month"


class CustomerProfile(models.Model):
    """From each number of a customer to the documents and items that make it."""

    _inherit = "customer.profile"

    def action_open_metric(self, name):
        """Open the documents or journal items that a metric is made of.

        :param name: a metric of customer.profile
        :raise AccessError: for those who may not read the profile or the items
        :raise UserError: for what is no metric, or is made of no items
        """
        self.ensure_one()
        self.check_access("read")
        items = self._get_metric_items(name)
        label = self._fields[name]._description_string(self.env)
        self.env[items.model].check_access("read")
        companies, missing = self._metric_companies()
        context = {
            AS_OF: fields.Date.to_string(self._metrics_as_of()),
            "allowed_company_ids": companies.ids,
            "customer_metric": name,
            "create": False,
        }
        title = self._metric_title(label, missing)
        return {
            "type": "ir.actions.act_window",
            "res_model": items.model,
            "domain": items.domain,
            "views": [(self.env.ref(items.view).id, "list"), (False, "form")],
            "search_view_id": [self.env.ref(SEARCH[items.model]).id, "search"],
            **self._metric_paging(items, context, title),
        }

    def _get_metric_items(self, name):
        """The :class:`MetricItems` of one metric; the name may be anything."""
        items = self._metric_items()
        if not isinstance(name, str) or name not in items:
            raise UserError(
                self.env._(
                    "Metric “%(name)s”: there is no such number of a customer, or no "
                    "documents stand behind it.",
                    name=str(name),
                )
            )
        return items[name]

    def _metric_companies(self):
        """Companies to look at, and the branches that the user may not see.

        The companies at work stay first, the rest of the tree is added.
        """
        allowed = self.env.user.company_ids
        tree = self.env["res.company"].sudo().browse(self._metric_scope().company_ids)
        seen = tree & allowed.sudo()
        return self.env.companies.sudo() | seen, tree - seen

    def _metric_title(self, label, missing):
        """What the list is called; it says which branches are left out."""
        values = {"metric": label, "customer": self.sudo().partner_id.display_name}
        if missing:
            return self.env._(
                "%(metric)s: %(customer)s (without %(branches)s)",
                branches=", ".join(missing.mapped("name")),
                **values,
            )
        return self.env._("%(metric)s: %(customer)s", **values)

    def _metric_paging(self, items, context, title):
        """All on one page or in groups, so that the foot of the list is the total.

        The first and the last stand on top of their lists. A mean of groups is no
        mean of the items: the title says how many of them are looked at.
        """
        if items.total and items.total.endswith((":min", ":max")):
            return {"name": title, "context": context, "limit": PAGE}
        Items = self.env[items.model].with_context(**context)
        count = Items.search_count(items.domain)
        if count > LOADED and items.total and items.total.endswith(":avg"):
            title = self.env._(
                "%(title)s (the first %(shown)s of %(count)s)",
                title=title,
                shown=LOADED,
                count=count,
            )
        elif count > LOADED:
            context["group_by"] = items.group_by
        limit = min(max(count, PAGE), LOADED)
        return {"name": title, "context": context, "limit": limit}

    def _metrics_as_of(self):
        return self.metrics_date or self.sudo()._today()

    def _metric_scope(self):
        profile = self.sudo()
        return profile._get_scope(
            profile.company_id, self._metrics_as_of(), profile.partner_id.ids
        )

    def _metric_items(self):
        """What every metric of one customer is made of.

        A module that adds a metric adds an entry.

        :return: {metric: :class:`MetricItems`}
        """
        self.ensure_one()
        scope = self._metric_scope()
        return {
            **self._metric_items_of_revenue(scope),
            **self._metric_items_of_invoices(scope),
            **self._metric_items_of_refunds(scope),
            **self._metric_items_of_receivables(scope),
            **self._metric_items_of_payments(scope),
            **self._metric_items_of_products(scope),
        }

    def _metric_items_of_revenue(self, scope):
        now, before, rfm = scope.window_start, scope.prev_start, scope.rfm_start
        total = "customer_revenue:sum"
        return {
            "revenue_total": self._documents(scope, total),
            "revenue_12m": self._documents(scope, total, now),
            "revenue_prev_12m": self._documents(scope, total, before, end=now),
            "revenue_growth": self._documents(scope, None, before),
            "refund_rate_12m": self._documents(scope, None, now),
            "rfm_revenue": self._documents(scope, total, rfm),
            "rfm_monetary": self._documents(scope, None, rfm),
            "rfm_score": self._documents(scope, None, rfm),
        }

    def _metric_items_of_invoices(self, scope):
        def invoices(total, start=None):
            return self._documents(scope, total, start, types=SALES)

        now, rfm = scope.window_start, scope.rfm_start
        return {
            "invoice_count_total": invoices("__count"),
            "invoice_count_12m": invoices("__count", now),
            "taxed_12m": invoices(None, now),
            "average_invoice_12m": invoices("customer_revenue:avg", now),
            "first_invoice_date": invoices("invoice_date:min")._replace(
                view="customer_classification.account_move_view_list_customer_first"
            ),
            "last_invoice_date": invoices("invoice_date:max"),
            "recency_days": invoices(None),
            "tenure_days": invoices(None),
            "average_interval_days": invoices(None),
            "rfm_invoice_count": invoices("__count", rfm),
            "rfm_recency": invoices(None),
            "rfm_frequency": invoices(None, rfm),
        }

    def _metric_items_of_refunds(self, scope):
        def refunds(total):
            return self._documents(scope, total, scope.window_start, types=REFUNDS)

        return {
            "refund_count_12m": refunds("__count"),
            "refund_amount_12m": refunds("customer_credited:sum"),
        }

    def _metric_items_of_receivables(self, scope):
        def open_items(*conditions, total="customer_residual:sum"):
            domain = [*self._receivable_domain(scope), *conditions]
            domain.append(("customer_residual", "!=", 0))
            view = "customer_classification.account_move_line_view_list_open"
            return MetricItems(ITEM, domain, total, view, "customer_due_date:month")

        overdue = ("customer_due_date", "<", _text(scope.as_of))
        buckets = {
            name: open_items(*_aging_domain(scope.as_of, first, last))
            for name, first, last in AGING
        }
        return {
            "receivable": open_items(),
            "overdue": open_items(overdue),
            **buckets,
            "oldest_overdue_days": open_items(
                overdue,
                ("customer_residual", ">", 0),
                total="customer_overdue_days:max",
            ),
            "dso": open_items(total=None),
            "credit_used_rate": open_items(total=None),
        }

    def _metric_items_of_payments(self, scope):
        def instalments(date_field, total):
            domain = [
                *self._receivable_domain(scope),
                ("display_type", "=", "payment_term"),
                ("balance", ">", 0),
                ("invoice_date", "<=", _text(scope.as_of)),
                ("move_id.move_type", "not in", REFUNDS),
                *_within(date_field, scope.window_start, scope.as_of),
            ]
            view = "customer_classification.account_move_line_view_list_paid"
            return MetricItems(ITEM, domain, total, view)

        paid = "customer_paid_date"
        payments = [
            *self._receivable_domain(scope),
            ("date", ">", _text(scope.window_start)),
            ("journal_id.type", "in", PAYMENT_JOURNALS),
        ]
        view = "customer_classification.account_move_line_view_list_payments"
        return {
            "average_days_to_pay": instalments(paid, "customer_days_to_pay:avg"),
            "average_days_late": instalments(paid, "customer_days_late:avg"),
            "late_rate": instalments("customer_due_date", "customer_late:avg"),
            "due_count_12m": instalments("customer_due_date", "__count"),
            "late_count_12m": instalments("customer_due_date", None),
            "main_payment_journal_type": MetricItems(
                ITEM, payments, None, view, "journal_id"
            ),
        }

    def _metric_items_of_products(self, scope):
        domain = [
            ("parent_state", "=", "posted"),
            ("move_id.move_type", "in", DOCUMENT_TYPES),
            *_within("move_id.invoice_date", scope.window_start, scope.as_of),
            ("journal_id.type", "=", "sale"),
            ("company_id", "in", list(scope.company_ids)),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            "|",
            ("display_type", "=", "product"),
            "&",
            ("display_type", "=", "cogs"),
            ("account_id.account_type", "in", list(EXPENSE_TYPES)),
        ]
        view = "customer_classification.account_move_line_view_list_margin"
        margin = MetricItems(ITEM, domain, "customer_margin:sum", view)
        return {
            "margin_12m": margin,
            "margin_rate_12m": margin._replace(total=None),
        }

    def _documents(self, scope, total, start=None, end=None, types=DOCUMENT_TYPES):
        """Posted documents dated in (start, end], up to D without an end."""
        domain = [
            ("state", "=", "posted"),
            ("move_type", "in", types),
            *_within("invoice_date", start, end or scope.as_of),
            ("company_id", "in", list(scope.company_ids)),
            ("commercial_partner_id.commercial_partner_id", "=", self.partner_id.id),
            # Says no more than the line above, but has an index.
            ("line_ids.partner_id.commercial_partner_id", "=", self.partner_id.id),
        ]
        view = "customer_classification.account_move_view_list_customer"
        return MetricItems(DOCUMENT, domain, total, view)

    def _receivable_domain(self, scope):
        """Posted receivable items of these customers dated up to D."""
        return [
            ("parent_state", "=", "posted"),
            ("date", "<=", _text(scope.as_of)),
            ("company_id", "in", list(scope.company_ids)),
            ("account_id.account_type", "=", "asset_receivable"),
            ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
        ]


def _text(day):
    return fields.Date.to_string(day)


def _within(name, start, end):
    """Domain: a date in (start, end]; without a start up to the end."""
    after = [(name, ">", _text(start))] if start and start.year > 1 else []
    return [*after, (name, "<=", _text(end))]


def _aging_domain(as_of, first, last):
    """Domain: due ``first`` to ``last`` days before D."""
    domain = []
    if first is not None:
        domain.append(("customer_due_date", "<=", _text(as_of - timedelta(first))))
    if last is not None:
        domain.append(("customer_due_date", ">=", _text(as_of - timedelta(last))))
    return domain
