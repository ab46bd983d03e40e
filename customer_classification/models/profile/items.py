from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ...context import AS_OF, ITEMS_BESIDE, ITEMS_SOURCE, ITEMS_TOTAL
from ...engine.metrics.base import AGING, DOCUMENT_TYPES, REFUND_TYPES, SALES_TYPES
from ...engine.metrics.entries import PAYMENT_JOURNALS
from ...engine.metrics.products import EXPENSE_TYPES
from ...fields import metrics

DOCUMENT = "account.move"
ITEM = "account.move.line"
INVOICED = "invoice_date"
MONTH = f"{INVOICED}:month"
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
    the list that shows it. ``group_by``: how many items are grouped, None for not at
    all. ``day``: the date by which the window takes them in and lets them go, None
    where none does.
    """

    model: str
    domain: list
    total: str | None
    view: str
    group_by: str | None = None
    day: str | None = None


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
        field = self._fields[name]
        label = field._description_string(self.env)
        self.env[items.model].check_access("read")
        companies, missing = self._metric_companies()
        context = {
            AS_OF: fields.Date.to_string(self._metrics_as_of()),
            "allowed_company_ids": companies.ids,
            ITEMS_SOURCE: field.items.source,
            ITEMS_TOTAL: items.total,
            ITEMS_BESIDE: field.items.beside,
            "create": False,
        }
        title = self._metric_title(label, missing)
        search = SEARCH.get(items.model, False)
        return {
            "type": "ir.actions.act_window",
            "res_model": items.model,
            "domain": items.domain,
            "views": [(self.env.ref(items.view).id, "list"), (False, "form")],
            "search_view_id": [search and self.env.ref(search).id, "search"],
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
        if _is_extreme(items.total):
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
        elif count > LOADED and items.group_by:
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

    def _metric_items(self, scope=None):
        """What every metric of one customer is made of, as the fields declare it.

        :param scope: that of the customer, for whoever asks for many of them
        :return: {metric: :class:`MetricItems`}
        """
        self.ensure_one()
        scope = scope or self._metric_scope()
        return {
            name: getattr(self, f"_metric_items_{field.items.source}")(scope, field)
            for name, field in metrics(self).items()
            if field.items
        }

    # Sources of items: each takes the scope of the customer and the field of a metric,
    # and returns its MetricItems. A module adds its own.

    def _metric_items_documents(self, scope, field):
        return self._documents(scope, field.items)

    def _metric_items_sales(self, scope, field):
        return self._uncorrected(self._documents(scope, field.items, SALES_TYPES))

    def _metric_items_refunds(self, scope, field):
        return self._uncorrected(self._documents(scope, field.items, REFUND_TYPES))

    def _uncorrected(self, items):
        """Without what was a mistake, and is no purchase and no return."""
        told = [*items.domain, ("customer_corrected", "=", False)]
        return items._replace(domain=told)

    def _metric_items_open(self, scope, field, *conditions, open_="!="):
        """Items of which something is open.

        :param open_: how what is open compares with 0: debts are above
        """
        domain = [*self._receivable_domain(scope), *conditions]
        domain.append(("customer_residual", open_, 0))
        view = "customer_classification.account_move_line_view_list_open"
        return MetricItems(
            ITEM, domain, field.items.total, view, "customer_due_date:month"
        )

    def _metric_items_overdue(self, scope, field):
        conditions = [("customer_due_date", "<", _text(scope.as_of))]
        if _is_extreme(field.items.total):
            conditions.append(("customer_overdue_days", ">", 0))
        return self._metric_items_open(scope, field, *conditions, open_=">")

    def _metric_items_disputed(self, scope, field):
        return self._metric_items_open(
            scope,
            field,
            ("customer_due_date", "<", _text(scope.as_of)),
            ("no_followup", "=", True),
            ("journal_id.type", "!=", "general"),
            open_=">",
        )

    def _metric_items_credits(self, scope, field):
        return self._metric_items_open(scope, field, open_="<")

    def _metric_items_aging(self, scope, field):
        """Of the bucket that is called like the metric."""
        [days] = [days for name, *days in AGING if name == field.name]
        due = _aging_domain(scope.as_of, *days)
        return self._metric_items_open(scope, field, *due, open_=">")

    def _metric_items_due(self, scope, field):
        return self._instalments(scope, field.items, "customer_counted_date")

    def _metric_items_paid(self, scope, field):
        return self._instalments(scope, field.items, "customer_paid_date")

    def _metric_items_record(self, scope, field):
        """Of all time; what is neither paid nor late has nothing to say yet."""
        items = self._instalments(scope, field.items, "customer_counted_date")
        told = ["|", ("customer_paid_date", "!=", False), ("customer_late", "=", 1)]
        day = ("customer_counted_date", "<=", _text(scope.as_of))
        domain = [term for term in items.domain if term != day]
        return items._replace(domain=[*domain, *told])

    def _metric_items_written_off(self, scope, field):
        domain = [
            *self._receivable_domain(scope),
            *_within("date", *_window(scope, field.items)),
            ("customer_written_off", "!=", 0),
        ]
        view = "customer_classification.account_move_line_view_list_written_off"
        return MetricItems(ITEM, domain, field.items.total, view, "date:month", "date")

    def _metric_items_payments(self, scope, field):
        domain = [
            *self._receivable_domain(scope),
            ("date", ">", _text(_window(scope, field.items)[0])),
            ("journal_id.type", "in", PAYMENT_JOURNALS),
        ]
        view = "customer_classification.account_move_line_view_list_payments"
        total = field.items.total
        return MetricItems(ITEM, domain, total, view, "journal_id", "date")

    def _metric_items_products(self, scope, field):
        domain = [
            ("parent_state", "=", "posted"),
            ("move_id.move_type", "in", DOCUMENT_TYPES),
            *_within("move_id.invoice_date", *_window(scope, field.items)),
            ("journal_id.type", "=", "sale"),
            ("company_id", "in", list(scope.company_ids)),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            "|",
            "&",
            ("display_type", "=", "product"),
            ("account_id", "not in", list(scope.no_revenue_account_ids)),
            "&",
            ("display_type", "=", "cogs"),
            ("account_id.account_type", "in", list(EXPENSE_TYPES)),
        ]
        view = "customer_classification.account_move_line_view_list_margin"
        return MetricItems(ITEM, domain, field.items.total, view, MONTH, INVOICED)

    def _documents(self, scope, items, types=DOCUMENT_TYPES):
        """Posted documents of the window.

        :param items: what a metric declares, an :class:`~...fields.Items`
        """
        domain = [
            ("state", "=", "posted"),
            ("move_type", "in", types),
            *_within("invoice_date", *_window(scope, items)),
            ("company_id", "in", list(scope.company_ids)),
            ("line_ids", "any", self._owned_domain()),
        ]
        # The first one stands on top of its list.
        first = (items.total or "").endswith(":min")
        view = "customer_classification.account_move_view_list_customer"
        return MetricItems(
            DOCUMENT,
            domain,
            items.total,
            f"{view}_first" if first else view,
            MONTH,
            INVOICED,
        )

    def _owned_domain(self):
        """Items that say whose a document is, see `engine.metrics.base`."""
        return [
            ("display_type", "=", "payment_term"),
            ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
        ]

    def _instalments(self, scope, items, date_field):
        """Instalments of invoices that were due, or paid, in the window."""
        domain = [
            *self._receivable_domain(scope),
            ("display_type", "=", "payment_term"),
            ("balance", ">", 0),
            ("invoice_date", "<=", _text(scope.as_of)),
            ("move_id.move_type", "not in", REFUND_TYPES),
            *_within(date_field, *_window(scope, items)),
        ]
        view = "customer_classification.account_move_line_view_list_paid"
        return MetricItems(ITEM, domain, items.total, view, MONTH, date_field)

    def _receivable_domain(self, scope):
        """Posted receivable items of these customers dated up to D."""
        return [
            ("parent_state", "=", "posted"),
            ("date", "<=", _text(scope.as_of)),
            ("company_id", "in", list(scope.company_ids)),
            ("account_id.account_type", "=", "asset_receivable"),
            ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
        ]


def _is_extreme(total):
    """Whether a metric is the first or the last of its items."""
    return bool(total) and total.endswith((":min", ":max"))


def _window(scope, items):
    """(start, end] of the window of a metric; a start of None is the beginning."""
    return {
        None: (None, scope.as_of),
        "12m": (scope.window_start, scope.as_of),
        "before": (scope.prev_start, scope.window_start),
        "24m": (scope.prev_start, scope.as_of),
        "rfm": (scope.rfm_start, scope.as_of),
    }[items.window]


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
