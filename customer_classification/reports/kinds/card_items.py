from odoo.tools import SQL

from ...engine.trace import items, settled
from ...models.profile.items import DOCUMENT, ITEM
from ..document import Column, Link, Row, Table
from .card import CardPart
from .columns import AGING_COLUMNS

#: So many of the oldest open items are on a card.
CARD_ITEMS = 12


class Receivables(CardPart):
    """What a customer owes: what is open, oldest first, and all of it by age."""

    def prepare(self, profiles):
        """Keep the open items of all these customers, in one query."""
        self.open_items = self._open_items(profiles)

    def tables(self, profile):
        """Aging, then the oldest open items where the user may read them."""
        tables = [self._aging_table(profile)]
        if self.open_items is None:
            return tables
        found = self.open_items.get(profile.partner_id.id, [])
        return [self._open_items_table(profile, found), *tables]

    def _open_items(self, profiles):
        """The oldest open items of each of these customers that the user may read.

        :return: {customer's res.partner id: list of dicts, each with the ``count`` and
            the ``total`` of the customer's items}; None for those who may read none
        """
        Item = self.env[ITEM]
        if not Item.has_access("read"):
            return None
        report = self.report
        scope = profiles._get_scope(
            report.company_id, report.date, profiles.partner_id.ids
        )
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
            self._query(Item._search(profiles._receivable_domain(scope))),
            CARD_ITEMS,
        )
        found = {}
        self.env.flush_all()
        self.env.cr.execute(query)
        for row in self.env.cr.dictfetchall():
            found.setdefault(row["customer_id"], []).append(row)
        return found

    def _query(self, readable):
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
            due=settled.counted_due("item", self.report.date),
            residual=items.open_residual("item", self.report.date),
            readable=readable.subselect(),
        )

    def _open_items_table(self, profile, found):
        """Its lines and the rest add up to what the customer owes.

        Items that the user may not read have a line as well, without saying more.
        """
        total = self.card.rounded("money", profile.receivable)
        listed = self.card.rounded("money", found[0]["total"]) if found else 0
        rows = [self._item_row(row) for row in found]
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
            rest=self._rest(found, listed),
            note=self._note(rows, total != listed),
            half=True,
        )

    def _rest(self, found, listed):
        if not found or found[0]["count"] <= len(found):
            return None
        shown = sum(self.card.rounded("money", row["residual"]) for row in found)
        text = self.env._("%s more", found[0]["count"] - len(found))
        return (text, None, None, None, listed - shown)

    def _note(self, rows, has_others):
        if has_others:
            return self.env._(
                "Other items: in documents that you may not see, or posted this moment."
            )
        return "" if rows else self.env._("Nothing is open.")

    def _item_row(self, row):
        """A credit is not overdue, however old it is."""
        days = (self.report.date - row["due"]).days if row["residual"] > 0 else 0
        return Row(
            (
                row["move_name"],
                row["date"],
                row["due"],
                days if days > 0 else None,
                self.card.rounded("money", row["residual"]),
            ),
            Link(DOCUMENT, res_id=row["move_id"]),
        )

    def _aging_table(self, profile):
        """What the customer owes by age, in one line."""
        columns = self.card.measures(AGING_COLUMNS)
        note = ""
        if self.open_items is None:
            note = self.env._("The items are for those who may read journal items.")
        return Table(
            "aging",
            self.env._("Receivable by Age"),
            columns,
            [
                Row(
                    self.card.line(
                        columns, {name: profile[name] for name in AGING_COLUMNS}
                    ),
                    Link("customer.profile", res_id=profile.id),
                )
            ],
            note=note,
        )
