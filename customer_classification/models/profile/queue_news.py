from odoo import api, models
from odoo.tools import SQL

from ...dates import FIRST_DAY
from ...engine.metrics.base import DOCUMENT_TYPES
from ...engine.metrics.products import keep_unit_costs
from .customer_profile_queue import RANKING

# What the statements below read of journal items and their documents.
_ITEM_FIELDS = (
    "account_id company_id date display_type invoice_date journal_id matching_number "
    "move_id parent_state partner_id product_id product_uom_id"
).split()
_MOVE_FIELDS = ["move_type", "partner_id", "state"]


class CustomerProfileQueue(models.Model):
    """Who has news: each way in appends rows, and reads nothing it need not.

    A row knows the first day whose numbers may change (``since``). The numbers of an
    item begin on the earlier of its two dates; what two items that are matched have to
    do with each other begins on the later of both.
    """

    _inherit = "customer.profile.queue"

    @api.model
    def _add_moves(self, moves):
        """Queue the customers of `moves`, and keep the unit cost of posted lines.

        And the customers of what is matched with them: that is open again when the
        moves go back to draft, and settled when they are posted. One statement for
        the whole batch, so that posting stays as fast as it was.
        """
        if not moves.ids:  # what anybody sends is not always a record
            return
        moves.flush_model(_MOVE_FIELDS)
        moves.line_ids.flush_model(_ITEM_FIELDS)
        self.env["product.product"].flush_model(["product_tmpl_id", "standard_price"])
        self.env["product.template"].flush_model(["uom_id"])
        ids = tuple(moves.ids)
        of_moves = SQL("item.move_id IN %s", ids)
        with_costs = SQL("cost AS (%s),", keep_unit_costs(ids))
        self.env.cr.execute(self._news_sql(of_moves, with_costs, known=True))
        moves.line_ids.invalidate_recordset(["customer_unit_cost"], flush=False)

    @api.model
    def _add_items(self, condition, known=False):
        """Queue the customers of posted items, and of what they are matched with.

        Called before and after items change, for the customers they leave and reach.

        :param SQL condition: on ``item``, of account_move_line
        :param known: see `_news_sql`
        """
        self.env["account.account"].flush_model(["account_type"])
        self.env["account.move"].flush_model(_MOVE_FIELDS)
        self.env["account.move.line"].flush_model(_ITEM_FIELDS)
        posted = SQL("item.parent_state = 'posted' AND %s", condition)
        self.env.cr.execute(self._news_sql(posted, known=known))

    @api.model
    def _news_sql(self, condition, with_more=None, known=False):
        """Insert the (partner, company) pairs of items, with the first day of each.

        Where they are all that a partner has, the other companies have news as well:
        who buys elsewhere alone is no prospect of theirs, see `engine.metrics`.

        :param with_more: another common table expression, with a comma after it
        :param known: whether other companies only look at whom they know already: a
            document elsewhere makes nobody a customer of theirs
        """
        return SQL(
            """
            WITH %(with_more)s
                 changed AS (
                     SELECT item.id, item.matching_number,
                            LEAST(item.date, item.invoice_date) AS day
                       FROM account_move_line item
                      WHERE %(condition)s),
                 matched AS (SELECT * FROM changed WHERE matching_number IS NOT NULL),
                 news AS (%(news)s)
            INSERT INTO customer_profile_queue (partner_id, company_id, since)
            SELECT partner_id, company_id, since FROM news
             UNION ALL
            SELECT news.partner_id, root.id, NULL
              FROM news
              JOIN res_company company ON company.id = news.company_id
              JOIN res_company root
                ON root.parent_id IS NULL
               AND root.id <> split_part(company.parent_path, '/', 1)::int4
             WHERE NOT EXISTS (
                       SELECT FROM account_move_line item
                        WHERE item.partner_id = news.partner_id
                          AND item.parent_state = 'posted'
                          AND item.id NOT IN (SELECT id FROM changed))
               AND %(is_known)s
            """,
            with_more=with_more or SQL(),
            condition=condition,
            news=self._news_of_items(),
            is_known=SQL(
                "EXISTS (SELECT FROM customer_profile profile"
                " JOIN res_partner partner"
                " ON partner.commercial_partner_id = profile.partner_id"
                " WHERE partner.id = news.partner_id AND profile.active"
                " AND profile.company_id = root.id)"
            )
            if known
            else SQL("TRUE"),
        )

    @api.model
    def _news_of_items(self):
        """SELECT (partner, company, first day) of changed items and their matchings."""
        return SQL(
            """
            SELECT line.partner_id, line.company_id,
                   MIN(GREATEST(news.day, LEAST(line.date, line.invoice_date))) AS since
              FROM (SELECT id, day FROM changed
              UNION ALL
                    SELECT partial.credit_move_id, matched.day
                      FROM matched
                      JOIN account_partial_reconcile partial
                        ON partial.debit_move_id = matched.id
              UNION ALL
                    SELECT partial.debit_move_id, matched.day
                      FROM matched
                      JOIN account_partial_reconcile partial
                        ON partial.credit_move_id = matched.id) news
              JOIN account_move_line line ON line.id = news.id
              JOIN account_account account ON account.id = line.account_id
              JOIN account_move move ON move.id = line.move_id
             WHERE line.partner_id IS NOT NULL
               AND (account.account_type = 'asset_receivable'
                    OR move.move_type = ANY(%(types)s))
          GROUP BY line.partner_id, line.company_id
            """,
            types=DOCUMENT_TYPES,
        )

    @api.model
    def _add_matchings(self, partials):
        """Queue the customers of both items of matchings that come or go."""
        days = {}
        for partial in partials.sudo():
            items = partial.debit_move_id | partial.credit_move_id
            since = max(min(filter(None, (i.date, i.invoice_date))) for i in items)
            for item in items:
                is_receivable = item.account_id.account_type == "asset_receivable"
                if item.partner_id and is_receivable:
                    pair = (item.partner_id.id, item.company_id.id)
                    days[pair] = min(since, days.get(pair, since))
        self._add_rows([(*pair, since) for pair, since in days.items()])

    @api.model
    def _add_pairs(self, pairs, whole_past=False):
        """Queue (partner id, company id) pairs in one statement.

        :param whole_past: whether the numbers of all past days change, too; else what
            changed is of today alone
        """
        since = FIRST_DAY if whole_past else None
        self._add_rows([(*pair, since) for pair in pairs])

    @api.model
    def _add_rows(self, rows):
        """Queue (partner id, company id, first day or None) in one statement."""
        if rows:
            values = SQL(", ").join(
                SQL("(%s, %s, %s::date)", *row)
                for row in sorted(rows, key=lambda row: row[:2])
            )
            self.env.cr.execute(
                SQL(
                    "INSERT INTO customer_profile_queue (partner_id, company_id, since)"
                    " VALUES %s",
                    values,
                )
            )

    @api.model
    def _add_ranking(self, companies):
        """Rank everybody in these root companies again, once all others are done.

        For who comes among those who are ranked, or goes: no number asks for it.
        """
        self._add_pairs({(RANKING, company.id) for company in companies})
