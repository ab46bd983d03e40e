import math
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date, formatLang

from ...context import AS_OF
from ...fields import fact

NAMED_DOCUMENTS = 5  # documents in one sentence


class CustomerClassificationReason(models.AbstractModel):
    """Advice: what is missing to the next better category.

    One customer at a time, for the screen; never in the refresh. Which way is better is
    in the nature of a number, however a dimension lists its categories: nobody is told
    to pay late, or to sell less. A metric declares it, and what leads there: a method
    ``_step_<step>``, see :meth:`_step`.
    """

    _inherit = "customer.classification.reason"

    @api.model
    def _advise(self, reason, profile, category):
        """A sentence on how to get from `category` into the next better one.

        A method of classification advises by ``_advise_<method>``.

        :param dict reason: why the customer is in `category`, see ``_render_reason``
        :param profile: the customer.profile, as superuser
        :return: empty where nothing simple helps
        """
        advise = getattr(self, f"_advise_{reason.get('method')}", None)
        if not (advise and category and category in self._listed(category)):
            return ""
        if not self._may_read_reason(reason, profile):
            return ""
        advice = advise(reason, profile, category)
        until = self._stays_until(profile, category)
        if not advice or not until:
            return advice
        return self.env._(
            "%(advice)s Not before %(date)s: the minimum stay.",
            advice=advice,
            date=format_date(self.env, until),
        )

    @api.model
    def _advise_band(self, reason, profile, category):
        name = reason["metric"]
        better, bound = self._better_band(name, category)
        if not better:
            return ""
        margin = category.dimension_id.calm_margin
        bound = self._past(name, bound, margin)
        step = self._step(name, profile, reason["value"], bound, bool(margin))
        return self._advice_in_time(name, profile, category, better, step)

    @api.model
    def _past(self, name, bound, margin):
        """A bound, so far away that a calm dimension lets go (see engine/methods)."""
        if not margin or bound is False:
            return bound
        further = abs(bound) * margin / 100
        return bound - further if self._is_less_better(name) else bound + further

    @api.model
    def _stays_until(self, profile, category):
        """Until when a calm dimension keeps the customer there, None if it lets go."""
        days = category.dimension_id.calm_days
        rows = profile.history_ids.filtered(
            lambda row: row.category_id == category
            and row.source == "rule"
            and not row.date_to
        )
        until = days and rows and rows[0].date_from + timedelta(days)
        return until if until and until > profile._metrics_as_of() else None

    @api.model
    def _better_band(self, name, category):
        """The next better band and the bound to reach, or to stay below."""
        bands = self._listed(category)._by_bound()
        place = bands.ids.index(category.id)
        if self._is_less_better(name):
            return bands[place - 1 : place], category.lower_bound
        better = bands[place + 1 : place + 2]
        return better, better.lower_bound

    @api.model
    def _advise_share(self, reason, profile, category):
        return self._advise_rank(reason, profile, category)

    @api.model
    def _advise_quantile(self, reason, profile, category):
        return self._advise_rank(reason, profile, category, exceed=True)

    @api.model
    def _advise_rank(self, reason, profile, category, exceed=False):
        """Where the largest values are in the first category.

        With a tolerance there is no simple advice: whoever passes a bound moves it.
        """
        if category.dimension_id.calm_margin:
            return ""
        better = self._better_listed(category)
        name, bound = reason["metric"], reason.get("next")
        if not better or bound is None or self._is_less_better(name):
            return ""
        step = self._step(name, profile, reason["value"], bound, exceed)
        return self._advice_in_time(name, profile, category, better, step)

    @api.model
    def _listed(self, category):
        """The categories of the dimension; of ranks the best first."""
        return category.dimension_id.category_ids._by_place()

    @api.model
    def _better_listed(self, category):
        listed = self._listed(category)
        place = listed.ids.index(category.id)
        return listed[place - 1] if place else listed.browse()

    @api.model
    def _advice_in_time(self, name, profile, category, better, step):
        """The sentence around a step, with the last day on which it is enough.

        Nothing where a calm dimension keeps the customer in `category` until later.
        """
        deadline = self._deadline(name, profile)
        until = self._stays_until(profile, category)
        if deadline and until and until > deadline:
            return ""
        return self._advice(better, step, deadline)

    @api.model
    def _advice(self, category, step, deadline=None):
        """The sentence around a step."""
        if not step:
            return ""
        if deadline:
            return self.env._(
                "To reach %(category)s: %(step)s by %(date)s.",
                category=category.name,
                step=step,
                date=format_date(self.env, deadline),
            )
        return self.env._(
            "To reach %(category)s: %(step)s.", category=category.name, step=step
        )

    @api.model
    def _step(self, name, profile, value, bound, exceed=False):
        """What has to happen for a metric to reach a bound, empty if unknown.

        :param exceed: reaching the bound is not enough. Metrics of which less is
            better always have to come below it
        """
        step = self._declared(name, "step")
        if not step or value is None or bound is None or bound is False:
            return ""
        step = getattr(self, f"_step_{step}")
        if self._is_less_better(name):
            return step(name, profile, value, bound)
        return step(name, profile, value, bound, exceed)

    @api.model
    def _declared(self, name, what):
        """What a metric of customer.profile declares of itself."""
        return fact(self.env["customer.profile"], name, what)

    @api.model
    def _is_less_better(self, name):
        return self._declared(name, "better") == "less"

    @api.model
    def _deadline(self, name, profile):
        """The last day on which no document of today has left the 12 months.

        Until then nothing but what is posted moves the number. None where documents
        never leave, where there are none, or where no date says when they leave.
        """
        items = self._declared(name, "items")
        is_more = self._declared(name, "better") == "more"
        if not is_more or not items or items.window != "12m":
            return None
        day = profile._metric_items()[name].day
        if not day:
            return None
        [(first,)] = self._items(name, profile, [f"{day}:min"])
        return first and self._leaves_on(fields.Date.to_date(first)) - timedelta(1)

    @api.model
    def _leaves_on(self, day):
        """The first as-of date on which a document is no longer in the 12 months."""
        leaves = day + relativedelta(months=12)
        # A year after 29 February is the 28th, twelve months before which is too.
        return leaves + timedelta(leaves - relativedelta(months=12) < day)

    @api.model
    def _items(self, name, profile, aggregates):
        """Aggregates of the items of a metric."""
        items, domain = self._items_of(name, profile)
        return items._read_group(domain, [], aggregates)

    @api.model
    def _items_of(self, name, profile):
        items = profile._metric_items()[name]
        context = {AS_OF: profile._metrics_as_of()}
        return self.env[items.model].sudo().with_context(**context), items.domain

    # What to sell

    @api.model
    def _step_amount(self, name, profile, value, bound, exceed):
        """More of any number, by the name that it has on screens."""
        kind = self._declared(name, "kind")
        if kind == "money":
            amount = self._missing(profile, value, bound, exceed)
        else:
            missing = bound - value
            if kind in ("count", "days"):
                missing = self._whole(missing, exceed)
            amount = self._format(name, missing, profile)
        return self.env._(
            "%(amount)s more of “%(metric)s”",
            amount=amount,
            metric=self._label(name),
        )

    @api.model
    def _step_revenue(self, name, profile, value, bound, exceed):
        amount = self._missing(profile, value, bound, exceed)
        return self.env._("%(amount)s more revenue", amount=amount)

    @api.model
    def _step_margin(self, name, profile, value, bound, exceed):
        amount = self._missing(profile, value, bound, exceed)
        return self.env._("%(amount)s more margin", amount=amount)

    @api.model
    def _step_growth(self, name, profile, value, bound, exceed):
        before = profile.revenue_prev_12m
        needed = before * (1 + bound)
        return self._step_revenue(
            "revenue_12m", profile, profile.revenue_12m, needed, exceed
        )

    @api.model
    def _missing(self, profile, value, bound, exceed):
        """The smallest amount, as text, by which `value` gets to `bound`."""
        currency = profile.currency_id
        amount = currency.round(bound - value)
        short = bound - value - amount
        noise = currency.rounding / 1000  # of floats
        if short > noise or (exceed and short > -noise):
            amount += currency.rounding
        return format_amount(self.env, amount, currency)

    @api.model
    def _step_count(self, name, profile, value, bound, exceed):
        return self._invoices(self._whole(bound - value, exceed))

    @api.model
    def _whole(self, missing, exceed):
        """The smallest whole number that is enough."""
        return math.floor(missing) + 1 if exceed else math.ceil(missing)

    @api.model
    def _step_buy(self, name, profile, value, bound):
        return self._invoices(1) if bound > 0 else ""

    @api.model
    def _invoices(self, count):
        if count == 1:
            return self.env._("1 more invoice")
        return self.env._(
            "%(count)s more invoices", count=formatLang(self.env, count, digits=0)
        )

    @api.model
    def _step_days(self, name, profile, value, bound, exceed):
        days = self._whole(bound - value, exceed)
        return self.env._(
            "%(days)s more days", days=formatLang(self.env, days, digits=0)
        )
