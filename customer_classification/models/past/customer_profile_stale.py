from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Where more than one in so many customers have changed, everybody is computed anew.
FULL_SHARE = 3


class CustomerProfileStale(models.Model):
    """A customer whose numbers of a kept past day are not those of the books any more.

    Written when the news of a customer leaves the queue; gone once the day was computed
    again for the customer.
    """

    _name = "customer.profile.stale"
    _inherit = "customer.record.mixin"
    _description = "Customer to Compute Again on a Past Day"
    _log_access = False
    _order = "company_id, date, id"
    _rec_name = "date"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The customer, or who was one.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company in whose books something changed.",
    )
    date = fields.Date(required=True, string="As Of", help="The day that is kept.")
    is_computed = fields.Boolean(
        string="Numbers Are There",
        help="Somebody asked for the day: only the history is still to be written.",
    )

    _company_date_idx = models.Index("(company_id, date)")

    @api.model
    def _visible_domain(self, contacts):
        """Who sees a contact person need not see the company that is the customer."""
        seen = contacts & Domain("commercial_partner_id", "any", contacts)
        return Domain("partner_id", "any", seen)

    @api.model
    def _note(self, rows):
        """Remember the kept days that the news of these rows of the queue touches."""
        dated = rows.filtered("since")
        noted = False
        for root, news in dated.grouped(lambda row: row.company_id.root_id).items():
            first = min(news.mapped("since"))
            days = [day for day in self._kept_days(root) if day >= first]
            if days:
                self.env.cr.execute(self._note_sql(root, news, days))
                noted = noted or self.env.cr.rowcount
        if noted:
            self.env["customer.profile.month"]._trigger()

    @api.model
    def _note_sql(self, root, rows, days):
        """Insert what is not noted yet."""
        return SQL(
            """
            INSERT INTO customer_profile_stale (partner_id, company_id, date)
            SELECT news.partner_id, %(company)s, day.date
              FROM (%(news)s) news
              JOIN unnest(%(days)s::date[]) AS day(date) ON day.date >= news.since
             WHERE NOT EXISTS (SELECT FROM customer_profile_stale noted
                                WHERE noted.company_id = %(company)s
                                  AND noted.date = day.date
                                  AND noted.is_computed IS NOT TRUE
                                  AND noted.partner_id = news.partner_id)
            """,
            company=root.id,
            news=self._news_sql(rows),
            days=days,
        )

    @api.model
    def _news_sql(self, rows):
        """SELECT (partner_id, since) of customers with news, by rows of the queue.

        Whoever stands on the document, and whose customer that is today.
        """
        return SQL(
            """
            SELECT customer.id AS partner_id, MIN(queued.since) AS since
              FROM customer_profile_queue queued
              JOIN res_partner contact ON contact.id = queued.partner_id
        CROSS JOIN LATERAL (VALUES (contact.id), (contact.commercial_partner_id))
                   AS customer(id)
             WHERE queued.id = ANY(%s)
          GROUP BY customer.id
            """,
            rows.ids,
        )

    @api.model
    def _kept_days(self, company):
        """The days of a root company that are there, oldest first.

        From one to the next by the index: each has a row for every customer.
        """
        query = SQL(
            """
            WITH RECURSIVE day AS (
                SELECT MIN(date) AS date FROM customer_profile_snapshot
                 WHERE company_id = %(company)s
             UNION ALL
                SELECT (SELECT MIN(date) FROM customer_profile_snapshot
                         WHERE company_id = %(company)s AND date > day.date)
                  FROM day WHERE day.date IS NOT NULL)
            SELECT date FROM day WHERE date IS NOT NULL
             UNION
            SELECT date FROM customer_profile_month
             WHERE company_id = %(company)s AND is_done
          ORDER BY date
            """,
            company=company.id,
        )
        return [day for (day,) in self.env.execute_query(query)]

    @api.model
    def _note_waiting(self, company):
        """Note what still waits in the queue, for whoever asks before it is done.

        Rows that somebody is doing just now are left to whoever does.
        """
        waiting = self.env["customer.profile.queue"].search(
            [("since", "!=", False), ("company_id", "child_of", company.id)]
        )
        if waiting := waiting.try_lock_for_update():
            self._note(waiting)
            waiting.since = False

    @api.model
    def _changed(self, company, day, with_history=False):
        """Ids of the customers of a root company to compute again on a kept day.

        :param with_history: also those of whom only the history is to be written
        """
        domain = [("company_id", "=", company.id), ("date", "=", day)]
        if not with_history:
            domain.append(("is_computed", "=", False))
        return self.search(domain).partner_id.ids

    @api.model
    def _cheaper_by_name(self, company, day, partner_ids):
        """The customers; None where it is cheaper to compute everybody."""
        kept = self.env["customer.profile.snapshot"].search_count(
            [("company_id", "=", company.id), ("date", "=", day)]
        )
        return partner_ids if len(partner_ids) * FULL_SHARE < kept else None

    @api.model
    def _done(self, company, day, with_history):
        """The day was computed again for all who are noted."""
        rows = self.search([("company_id", "=", company.id), ("date", "=", day)])
        if with_history:
            rows.unlink()
        else:
            rows.filtered(lambda row: not row.is_computed).is_computed = True
