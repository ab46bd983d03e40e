from odoo import api, models
from odoo.tools.misc import formatLang


class CustomerClassificationReason(models.AbstractModel):
    """Sentences of the methods that rank, score and mirror.

    ========  ==================================================================
    method    and its keys
    ========  ==================================================================
    quantile  metric, value, group (1 is lowest), groups, bound (to be above),
              next (to be above for the next group)
    rfm       recency, frequency, monetary (scores), days, invoices, revenue
    score     score, parts ([metric, value, points, weight]), bound, next
    field     field, value, before (ids)
    ========  ==================================================================
    """

    _inherit = "customer.classification.reason"

    @api.model
    def _render_quantile(self, reason, profile):
        name = reason["metric"]
        return self.env._(
            "%(metric)s is %(value)s, in group %(group)s of %(groups)s from the top.",
            metric=self._label(name),
            value=self._format(name, reason["value"], profile),
            group=reason["groups"] + 1 - reason["group"],
            groups=reason["groups"],
        )

    @api.model
    def _render_rfm(self, reason, profile):
        return self.env._(
            "R %(recency)s: last invoice %(days)s days ago. F %(frequency)s: "
            "%(invoices)s invoices. M %(monetary)s: revenue of %(revenue)s.",
            recency=reason["recency"],
            days=self._format("recency_days", reason["days"], profile),
            frequency=reason["frequency"],
            invoices=self._format("rfm_invoice_count", reason["invoices"], profile),
            monetary=reason["monetary"],
            revenue=self._format("rfm_revenue", reason["revenue"], profile),
        )

    @api.model
    def _render_score(self, reason, profile):
        """The score, and what takes most of it away first."""
        parts = sorted(reason["parts"], key=lambda p: p["weight"] * (p["points"] - 100))
        return self.env._(
            "Score %(score)s of 100: %(parts)s.",
            score=formatLang(self.env, reason["score"], digits=1),
            parts="; ".join(
                self.env._(
                    "%(metric)s %(value)s gives %(points)s",
                    metric=self._label(part["metric"]),
                    value=self._format(part["metric"], part["value"], profile),
                    points=formatLang(self.env, part["points"], digits=0),
                )
                for part in parts
            ),
        )

    @api.model
    def _render_field(self, reason, profile):
        name = reason["field"]
        sentence = self.env._(
            "%(field)s: %(value)s.",
            field=self._label(name),
            value=self._format(name, reason["value"], profile),
        )
        before = reason.get("before")
        if before and before != reason["value"]:
            sentence += self.env._(
                " A year before: %s.", self._format(name, before, profile)
            )
        return sentence
