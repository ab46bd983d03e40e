from odoo import api, models
from odoo.tools import SQL

from ...engine import ranking
from ...engine.apply.changed import Changed
from ...engine.tables import PROFILE, columns_of
from .refresh import NEW

RFM = ranking.RFM_COLUMNS
# Scores are made of these; a customer in whom none changed moves nobody else.
RANKED = (*ranking.RFM_VALUES, "first_invoice_date")


class CustomerProfile(models.Model):
    """What is said of a customer among all others, and scores."""

    _inherit = "customer.profile"

    @api.model
    def _rank_company(self, company, as_of=None):
        """Rank all customers of a root company anew, from their stored numbers.

        A new sale moves everybody's quintile and share. Rules that use a rank are
        evaluated again for those who moved.
        """
        as_of = as_of or company._customer_classification_today()
        self._refresh_scores(company)
        dimensions = self._get_dimensions_of(company)
        ranking_ones = dimensions.filtered(lambda d: d._ranks())
        self._classify(company, dimensions, as_of, ranking_ones)

    @api.model
    def _ranked_changes(self, company, columns):
        """Whether a number changes by which customers are ranked among all.

        :param columns: the metrics that were computed anew
        """
        ranked = self._get_dimensions_of(company).filtered(lambda d: d._ranks())
        metrics = set(ranked.metric_id.mapped("name"))
        if any(dimension._has_scope() for dimension in ranked):
            return True  # a customer may enter or leave the scope
        if metrics - set(columns):
            return True  # a score, which is only known later
        names = [*dict.fromkeys((*RANKED, *sorted(metrics)))]
        self.env.cr.execute(
            SQL(
                """
                SELECT EXISTS (
                    SELECT FROM %s n
                      LEFT JOIN %s p
                             ON p.partner_id = n.partner_id AND p.company_id = %s
                     WHERE (%s, TRUE) IS DISTINCT FROM (%s, p.active))
                """,
                NEW,
                PROFILE,
                company.id,
                columns_of("n", names),
                columns_of("p", names),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _refresh_scores(self, company):
        """Rank all stored customers again, after a few of them changed."""
        own = SQL("active AND company_id = %s", company.id)
        scores = ranking.rfm_columns("p")
        Changed(self.env.cr, company).note(
            SQL(
                """
                UPDATE %(profile)s p SET %(assign)s
                  FROM (%(cuts)s) cut
                 WHERE %(own)s AND (%(old)s) IS DISTINCT FROM (%(parts)s)
             RETURNING p.id
                """,
                profile=PROFILE,
                assign=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in zip(RFM, scores, strict=True)
                ),
                cuts=ranking.rfm_cuts(PROFILE, own),
                own=own,
                # The score itself is made of the three.
                old=columns_of("p", RFM[:3]),
                parts=SQL(", ").join(scores[:3]),
            )
        )

    @api.model
    def _forget_credit_scores(self, company):
        """No dimension of the company scores any more: old scores would mislead."""
        Changed(self.env.cr, company).note(
            SQL(
                """
                UPDATE %(profile)s SET credit_score = NULL
                 WHERE company_id = %(company)s AND credit_score IS NOT NULL
             RETURNING id
                """,
                profile=PROFILE,
                company=company.id,
            )
        )
