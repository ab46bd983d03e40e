import math

from odoo import api, models
from odoo.tools.misc import format_amount, format_date, formatLang

from .advice import NAMED_DOCUMENTS

FEW_INSTALMENTS = 3  # can be asked of anybody


class CustomerClassificationReason(models.AbstractModel):
    """Advice for numbers of which less is better: what to pay, what to avoid."""

    _inherit = "customer.classification.reason"

    @api.model
    def _step_pay(self, name, profile, value, bound):
        """The open documents, those due first, after which little enough is open."""
        if not value:
            return ""
        items = self._open_items(name, profile)
        chosen = items.browse()
        for item in items:
            if profile.currency_id.compare_amounts(value, bound) < 0:
                break
            chosen += item
            value -= item.customer_residual
        if profile.currency_id.compare_amounts(value, bound) >= 0:
            return ""
        return self._paid(chosen, profile)

    @api.model
    def _step_pay_share(self, name, profile, value, bound):
        """The same of a number that is in proportion to the receivable."""
        if not value:
            return ""
        owed = profile.receivable
        return self._step_pay(name, profile, owed, owed * bound / value)

    @api.model
    def _step_pay_oldest(self, name, profile, value, bound):
        """All that is overdue for too long; nothing left overdue has no number."""
        items = self._open_items(name, profile)
        old = items.filtered(lambda item: item.customer_overdue_days >= bound)
        return self._paid(old, profile) if old and items - old else ""

    @api.model
    def _open_items(self, name, profile):
        """What is to be paid of the items of a metric, due first."""
        items, domain = self._items_of(name, profile)
        return items.search(
            [*domain, ("customer_residual", ">", 0)], order="date_maturity, id"
        )

    @api.model
    def _paid(self, items, profile):
        """``INV/0012, INV/0015 paid``; an amount for those who may not read them."""
        if not items.sudo(False).has_access("read"):
            total = sum(items.mapped("customer_residual"))
            amount = format_amount(self.env, total, profile.currency_id)
            return self.env._("%(amount)s of open items paid", amount=amount)
        names = list(dict.fromkeys(items.mapped("move_name")))
        documents = ", ".join(names[:NAMED_DOCUMENTS])
        if len(names) > NAMED_DOCUMENTS:
            return self.env._(
                "%(documents)s and %(count)s more paid",
                documents=documents,
                count=len(names) - NAMED_DOCUMENTS,
            )
        return self.env._("%(documents)s paid", documents=documents)

    @api.model
    def _step_in_time(self, name, profile, value, bound):
        """So many instalments paid in time that the mean comes below the bound."""
        more = self._more_items(name, profile, bound)
        return self._in_time(more) if more else ""

    @api.model
    def _step_at_once(self, name, profile, value, bound):
        """The same of a mean that also counts the days until something is due."""
        more = self._more_items(name, profile, bound)
        if not more:
            return ""
        if more == 1:
            return self.env._("1 more instalment paid on the invoice date")
        return self.env._(
            "%(count)s more instalments paid on the invoice date",
            count=formatLang(self.env, more, digits=0),
        )

    @api.model
    def _more_items(self, name, profile, bound):
        """How many items of 0 bring the mean of the items below a bound.

        0: none do, or more than can be asked for.
        """
        field, _function = self._declared(name, "items").total.split(":")
        [(count, total)] = self._items(name, profile, ["__count", f"{field}:sum"])
        if not count or not total or bound <= 0:
            return 0
        more = max(1, math.floor(total / bound) - count)
        while total / (count + more) >= bound:
            more += 1
        return more if more <= self._most_instalments(profile) else 0

    @api.model
    def _most_instalments(self, profile):
        """How many more a customer can be asked for: what falls due in two years.

        Whoever needs more of them needs something else.
        """
        return max(FEW_INSTALMENTS, 2 * profile.due_count_12m)

    @api.model
    def _in_time(self, count):
        number = formatLang(self.env, count, digits=0)
        if count == 1:
            return self.env._("1 more instalment due and paid in time")
        return self.env._(
            "%(count)s more instalments due and paid in time", count=number
        )

    @api.model
    def _step_invoice(self, name, profile, value, bound):
        """More invoices, so that the credit notes weigh less."""
        aggregates = ["customer_revenue:sum", "customer_credited:sum"]
        [(revenue, credited)] = self._items(name, profile, aggregates)
        if not credited or bound <= 0:
            return ""
        invoiced = revenue + credited
        amount = self._missing(profile, invoiced, credited / bound, exceed=True)
        return self.env._("%(amount)s more invoiced, no credit note", amount=amount)

    @api.model
    def _step_no_refund(self, name, profile, value, bound):
        """Until when there must be no credit note, so that enough of them leave."""
        items, domain = self._items_of(name, profile)
        refunds = items.search(domain, order="invoice_date, id")
        total = self._declared(name, "items").total
        for refund in refunds:
            value -= 1 if total == "__count" else refund[total.split(":")[0]]
            if profile.currency_id.compare_amounts(value, bound) < 0:
                day = format_date(self.env, self._leaves_on(refund.invoice_date))
                return self.env._("no credit note until %(date)s", date=day)
        return ""
