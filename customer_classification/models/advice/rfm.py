import math

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import format_amount

from ...engine import ranking

BEST = ranking.SCORE_COUNT
# The metric of each score, and the key of its value in the reason.
VALUES = {"frequency": "rfm_invoice_count", "monetary": "rfm_revenue"}
REASONS = {"frequency": "invoices", "monetary": "revenue"}


class CustomerClassificationReason(models.AbstractModel):
    """Advice for RFM segments: what to buy to come into a better one."""

    _inherit = "customer.classification.reason"

    @api.model
    def _advise_rfm(self, reason, profile, category):
        """The nearest segment above that an invoice of today leads to.

        Whoever buys today has the best recency. How many invoices and how much
        revenue the other two scores need follows from the cut points of today.
        """
        listed = self._listed(category)
        above = listed[: listed.ids.index(category.id)]
        cuts = self._rfm_cuts(profile) if above else {}
        for better in reversed(above.filtered(lambda c: c.recency_max == BEST)):
            invoices = max(1, self._short(profile, cuts, reason, better, "frequency"))
            amount = self._short(profile, cuts, reason, better, "monetary")
            scores = self._scores_after(
                profile, reason["invoices"] + invoices, reason["revenue"] + amount
            )
            reached = self._segment_of(listed, *scores)
            if reached in above:
                return self._advice(reached, self._bought(profile, invoices, amount))
        return ""

    @api.model
    def _short(self, profile, cuts, reason, segment, name):
        """How many invoices, or what amount, a score needs; 0 for none."""
        score = segment[f"{name}_min"]
        if score <= reason[name]:
            return 0
        missing = float(cuts[VALUES[name]][score - 2]) - reason[REASONS[name]]
        # To be above it, by one invoice or by the smallest coin.
        if name == "frequency":
            return int(missing) + 1
        currency = profile.currency_id
        return currency.round(missing + currency.rounding)

    @api.model
    def _segment_of(self, listed, frequency, monetary):
        """The segment of whoever buys today and has these two scores."""
        scores = {"recency": BEST, "frequency": frequency, "monetary": monetary}
        return listed.filtered(
            lambda segment: all(
                segment[f"{name}_min"] <= score <= segment[f"{name}_max"]
                for name, score in scores.items()
            )
        )[:1]

    @api.model
    def _scores_after(self, profile, invoices, revenue):
        """Frequency and monetary score with other numbers, the others' as they are."""
        [(size, fewer, less)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*),
                       COUNT(*) FILTER (WHERE id <> %(id)s
                                          AND rfm_invoice_count < %(invoices)s),
                       COUNT(*) FILTER (WHERE id <> %(id)s
                                          AND rfm_revenue < %(revenue)s)
                  FROM customer_profile
                 WHERE active AND company_id = %(company)s AND %(has_scores)s
                """,
                id=profile.id,
                invoices=invoices,
                revenue=SQL("%s::numeric", revenue),
                company=profile.company_id.id,
                has_scores=ranking.HAS_SCORES,
            )
        )
        if size == 1:
            return BEST, BEST
        return (
            max(1, math.ceil(BEST * fewer / (size - 1))),
            max(1, math.ceil(BEST * less / (size - 1))),
        )

    @api.model
    def _rfm_cuts(self, profile):
        """{metric: what to be above for the scores 2 to 5}, among all customers."""
        names = ranking.RFM_VALUES[1:]
        size = SQL("(SELECT COUNT(*) FROM ranked)")
        query = SQL(
            "WITH ranked AS MATERIALIZED (SELECT %s FROM customer_profile"
            " WHERE active AND company_id = %s AND %s) SELECT %s FROM ranked",
            SQL(", ").join(map(SQL.identifier, names)),
            profile.company_id.id,
            ranking.HAS_SCORES,
            SQL(", ").join(
                ranking.above_cuts(SQL.identifier(name), size, BEST) for name in names
            ),
        )
        [cuts] = self.env.execute_query(query)
        return dict(zip(names, cuts, strict=True))

    @api.model
    def _bought(self, profile, invoices, amount):
        invoices = self._invoices(invoices)
        if not amount:
            return invoices
        return self.env._(
            "%(invoices)s and %(amount)s more revenue",
            invoices=invoices,
            amount=format_amount(self.env, amount, profile.currency_id),
        )
