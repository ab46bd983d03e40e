from odoo import api, models
from odoo.tools.misc import formatLang


class CustomerClassificationReason(models.AbstractModel):
    """Sentences of the methods that rank, score and mirror."""

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
            "R %(recency)s: last invoice %(ago)s. F %(frequency)s: %(invoices)s. "
            "M %(monetary)s: revenue of %(revenue)s.",
            recency=reason["recency"],
            ago=self._days_ago(reason["days"]),
            frequency=reason["frequency"],
            invoices=self._invoice_count(reason["invoices"]),
            monetary=reason["monetary"],
            revenue=self._format("rfm_revenue", reason["revenue"], profile),
        )

    @api.model
    def _days_ago(self, days):
        if days == 1:
            return self.env._("1 day ago")
        return self.env._("%(days)s days ago", days=self._plain(days, 0))

    @api.model
    def _invoice_count(self, count):
        if count == 1:
            return self.env._("1 invoice")
        return self.env._("%(count)s invoices", count=self._plain(count, 0))

    @api.model
    def _plain(self, number, digits=1):
        """A number without zeros behind the decimal point."""
        if round(number, digits) == round(number):
            digits = 0
        return formatLang(self.env, number, digits=digits)

    @api.model
    def _render_score(self, reason, profile):
        """The score, what takes most of it away first, and what caps it."""
        caps = [part for part in reason["parts"] if part.get("cap")]
        parts = [part for part in reason["parts"] if not part.get("cap")]
        parts.sort(key=lambda part: part["weight"] * (part["points"] - 100))
        sentence = self.env._(
            "Score %(score)s of 100: %(parts)s.",
            score=formatLang(self.env, reason["score"], digits=1),
            parts=self._side_by_side(
                [
                    self.env._(
                        "%(metric)s %(value)s gives %(points)s\N{NO-BREAK SPACE}×"
                        "\N{NO-BREAK SPACE}%(weight)s",
                        weight=self._plain(part["weight"]),
                        **self._spelled_part(part, profile),
                    )
                    for part in parts
                ]
            ),
        )
        lowest = min(caps, key=lambda part: part["points"], default=None)
        if not lowest or lowest["points"] > reason["score"]:
            return sentence
        return self.env._(
            "%(sentence)s Together %(mean)s, but %(metric)s %(value)s allows at most "
            "%(points)s.",
            sentence=sentence,
            mean=formatLang(self.env, reason["mean"], digits=1),
            **self._spelled_part(lowest, profile),
        )

    @api.model
    def _spelled_part(self, part, profile):
        return {
            "metric": self._label(part["metric"]),
            "value": self._format(part["metric"], part["value"], profile),
            "points": self._plain(part["points"]),
        }

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
