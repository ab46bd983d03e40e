from odoo import api, models
from odoo.tools import float_compare, float_round

from ...engine.methods.score import NO_CAP
from ...engine.metrics.receivables import payment_record

#: The steps of which a customer takes one by paying.
PAYING = {"pay", "pay_share", "pay_oldest", "in_time", "at_once"}


class CustomerClassificationReason(models.AbstractModel):
    """Advice for scorecards: what to pay, and how long to pay in time."""

    _inherit = "customer.classification.reason"

    @api.model
    def _advise_score(self, reason, profile, category):
        """Pay what is overdue, then pay in time, until the score reaches the bound.

        What the criteria would then say is worked out and scored again; where neither
        helps nothing is said.
        """
        better, bound = self._better_band(None, category)
        if not better or category.dimension_id.calm_margin:
            return ""
        # When the minimum stay is over the score is another one.
        if self._stays_until(profile, category):
            return ""
        criteria = category.dimension_id.sudo().criterion_ids
        if self._is_unknown(criteria.mapped("metric_id.name")):
            return ""
        future = Future(self, profile, reason)
        for more in range(self._most_instalments(profile) + 1):
            score = self._score_of(criteria, future.values(more))
            if float_compare(score, bound, precision_digits=4) >= 0:
                return self._advice(better, self._paid_in_time(future, profile, more))
        return ""

    @api.model
    def _is_unknown(self, names):
        """Whether paying changes one of these metrics in a way not worked out."""
        return any(
            self._declared(name, "step") in PAYING for name in {*names} - Future.KNOWN
        )

    @api.model
    def _paid_in_time(self, future, profile, more):
        """What is to be paid now, and how often in time from now on."""
        paid = self._paid(future.overdue, profile) if future.overdue else ""
        in_time = self._in_time(more) if more else ""
        if paid and in_time:
            return self.env._("%(paid)s, and %(in_time)s", paid=paid, in_time=in_time)
        return paid or in_time

    @api.model
    def _score_of(self, criteria, values):
        """What :func:`~...engine.methods.score.score_query` says of these values."""
        caps = criteria.filtered("is_cap")
        judged = criteria - caps
        total = sum(c.weight * self._points_of(c, values) for c in judged)
        mean = float_round(total / sum(judged.mapped("weight")), precision_digits=1)
        return min([mean, *(self._points_of(c, values) for c in caps)])

    @api.model
    def _points_of(self, criterion, values):
        value = values.get(criterion.metric_id.name)
        if value is None:
            return NO_CAP if criterion.is_cap else criterion.unknown_points
        for band in reversed(criterion.band_ids._by_bound()):
            if band.lower_bound is False or value >= band.lower_bound:
                return band.points
        return NO_CAP if criterion.is_cap else 0


class Future:
    """The numbers of a customer once it has paid and goes on paying in time.

    :param reasons: customer.classification.reason, which finds the items
    :param profile: the customer.profile, as superuser
    :param reason: of the scorecard, with the values of today
    """

    # What paying changes, and :meth:`values` works out.
    KNOWN = {
        "oldest_overdue_days",
        "average_days_late",
        "late_rate",
        "credit_used_rate",
        "payment_record_days",
        "payment_record_late_rate",
    }

    def __init__(self, reasons, profile, reason):
        # Not what credits cover that nobody matched, nor what is disputed.
        self.overdue = reasons._open_items("oldest_overdue_days", profile)
        self._today = {part["metric"]: part["value"] for part in reason["parts"]}
        self._receivable = profile.receivable
        [(self._due, self._late)] = reasons._items(
            "late_rate", profile, ["__count", "customer_late:sum"]
        )
        [(self._settled, self._days)] = reasons._items(
            "average_days_late", profile, ["__count", "customer_days_late:sum"]
        )
        query = payment_record(profile._metric_scope())
        [self._record] = reasons.env.execute_query(query) or [(0, 0, 0)]

    def values(self, more):
        """The metrics of the scorecard.

        :param more: instalments that fall due later and are paid in time
        """
        instalments = self.overdue.filtered(
            lambda item: (
                item.display_type == "payment_term" and item.move_type != "out_refund"
            )
        )
        days = (self._days or 0) + sum(instalments.mapped("customer_overdue_days"))
        settled = self._settled + len(instalments) + more
        due = self._due + more
        # What is overdue counts as late as it is, before and after it is paid.
        record_days, record_late, record = self._record
        record += more
        changed = {
            "oldest_overdue_days": None
            if self.overdue
            else self._today.get("oldest_overdue_days"),
            "average_days_late": days / settled if settled else None,
            "late_rate": (self._late or 0) / due if due else None,
            "payment_record_days": record_days / record if record else None,
            "payment_record_late_rate": record_late / record if record else None,
            "credit_used_rate": self._used(
                sum(self.overdue.mapped("customer_residual"))
            ),
        }
        return {name: changed.get(name, self._today[name]) for name in self._today}

    def _used(self, paid):
        """The share of the credit limit, in proportion to what is still owed."""
        rate = self._today.get("credit_used_rate")
        if rate is None or not self._receivable:
            return rate
        return rate * (self._receivable - paid) / self._receivable
