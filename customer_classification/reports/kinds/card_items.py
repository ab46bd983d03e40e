from odoo import models
from odoo.tools import SQL

from ...engine.trace import items
from ...models.profile.items import DOCUMENT, ITEM
from ..document import Column, Link, Row, Table

#: So many of the oldest open items are on a card.
CARD_ITEMS = 12


class CustomerReport(models.TransientModel):
    """Customer card: what is open, oldest first."""

    _inherit = "customer.report"

    def _card_open_items(self, profiles):
        """The oldest open items of each of these customers that the user may read.

        :return: {customer's res.partner id: list of dicts, each with the ``count`` and
            the ``total`` of the customer's items}; None for those who may read none
        """
        Item = self.env[ITEM]
        if not Item.has_access("read"):
            return None
        scope = profiles._get_scope(self.company_id, self.date, profiles.partner_id.ids)
        query = SQL(
            """
            SELECT *
              FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY customer_id
                                                     ORDER BY due, id) AS place,
                           COUNT(*) OVER customer AS count,
                           SUM(residual) OVER customer AS total
                      FROM (%s) item
                     WHERE residual <> 0
                    WINDOW customer AS (PARTITION BY customer_id)) item
             WHERE place <= %s
          ORDER BY customer_id, place
            """,
            self._card_items_query(Item._search(profiles._receivable_domain(scope))),
            CARD_ITEMS,
        )
        found = {}
        self.env.flush_all()
        self.env.cr.execute(query)
        for row in self.env.cr.dictfetchall():
            found.setdefault(row["customer_id"], []).append(row)
        return found

    def _card_items_query(self, readable):
        return SQL(
            """
            SELECT item.id, item.move_id, item.move_name,
                   COALESCE(item.invoice_date, item.date) AS date,
                   %(due)s AS due, %(residual)s AS residual,
                   partner.commercial_partner_id AS customer_id
              FROM account_move_line item
              JOIN res_partner partner ON partner.id = item.partner_id
             WHERE item.id IN %(readable)s
            """,
            due=items.due_date("item"),
            residual=items.open_residual("item", self.date),
            readable=readable.subselect(),
        )

    def _card_open_items_table(self, profile, open_items):
        """Its lines and the rest add up to what the customer owes.

        Items that the user may not read have a line as well, without saying more.
        """
        found = open_items.get(profile.partner_id.id, [])
        total = self._rounded("money", profile.receivable)
        listed = self._rounded("money", found[0]["total"]) if found else 0
        rows = [self._card_item_row(row) for row in found]
        if total != listed:
            rows.append(
                Row((self.env._("Other items"), None, None, None, total - listed))
            )
        return Table(
            "open_items",
            self.env._("Open Items"),
            [
                Column("document", self.env._("Document")),
                Column("date", self.env._("Date"), "date"),
                Column("due", self.env._("Due Date"), "date"),
                Column("days", self.env._("Days Overdue"), "count"),
                Column("amount", self.env._("Open"), "money", "sum"),
            ],
            rows,
            total=(self.env._("Total"), None, None, None, total),
            rest=self._card_items_rest(found, listed),
            note=self._card_items_note(rows, total != listed),
            half=True,
        )

    def _card_items_rest(self, found, listed):
        if not found or found[0]["count"] <= len(found):
            return None
        shown = sum(self._rounded("money", row["residual"]) for row in found)
        text = self.env._("%s more", found[0]["count"] - len(found))
        return (text, None, None, None, listed - shown)

    def _card_items_note(self, rows, has_others):
        if has_others:
            return self.env._(
                "Other items: in documents that you may not see, or posted this moment."
            )
        return "" if rows else self.env._("Nothing is open.")

    def _card_item_row(self, row):
        days = (self.date - row["due"]).days
        return Row(
            (
                row["move_name"],
                row["date"],
                row["due"],
                days if days > 0 else None,
                self._rounded("money", row["residual"]),
            ),
            Link(DOCUMENT, res_id=row["move_id"]),
        )
