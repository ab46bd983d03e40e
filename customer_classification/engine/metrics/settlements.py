"""How receivable items were settled: by money, by a transfer, by nothing at all.

A matching closes an item; only its counterpart tells whether anybody paid. What each
kind means to an accountant stands in docs/settlements.md. Here are the relations it is
made of, as common table expressions that build on each other:

``share``     what an entry's credit is, by what the entry debits (shares of 1)
``state``     per debit item: last paid day, amounts lost, assigned, closed otherwise
``transfer``  from a debit item to the ones that took it over
``taken``     what took over: its due date, what is open of it, whether it is honoured
``chain``     from an item to everything that took it over, step by step
``follow``    the chain of an item summed up
``open_item`` what is open of each item, and whether it is disputed, or left out for it
``covered``   debit items that credits nobody matched would pay

A scope of everybody reads the books once. One of a few customers, or of one item, goes
from item to item by the indexes of matchings.
"""

from odoo.tools import SQL

from ..scope import Scope
from .base import due_date, is_settled, not_settled, posted_items
from .entries import is_entry_credit, is_exchange, shares

#: An item is followed through so many transfers; what is beyond is open.
LONGEST_CHAIN = 8


def settlements(scope: Scope, query: SQL) -> SQL:
    """The query with the relations above, which it may read by their names."""
    ctes = _plainly(scope) if scope.plain else _in_full(scope)
    return SQL(
        "WITH RECURSIVE %s %s",
        SQL(", ").join(
            SQL(
                "%s AS %s (%s)",
                SQL.identifier(name),
                SQL("MATERIALIZED")
                if name in _MATERIALIZED and not scope.plain
                else SQL(),
                cte,
            )
            for name, cte in ctes
        ),
        query,
    )


def _in_full(scope: Scope) -> list[tuple[str, SQL]]:
    return [
        *(_everybody(scope) if scope.everybody else _reached(scope)),
        ("unsettled", _unsettled(scope)),
        ("state", _state()),
        ("transfer", _transfer(scope)),
        ("taken", _taken(scope)),
        ("open_item", _open_item(scope)),
        ("covered", _covered(scope)),
        ("chain", _chain()),
        ("follow", _follow()),
    ]


def _plainly(scope: Scope) -> list[tuple[str, SQL]]:
    """Without all that is known to be nothing."""
    items = SQL("partial.debit_move_id IN (%s)", scope.debit_items())
    return [
        ("share", _nothing(credit_id="int4", via_id="int4", **_SHARES)),
        ("matched", _matched(scope, items)),
        ("unsettled", _unsettled_debit(scope)),
        ("state", _state()),
        ("open_item", _open_item(scope)),
        ("covered", _nothing(id="int4")),
        ("chain", _nothing(origin_id="int4", item_id="int4", honoured="bool")),
        (
            "follow",
            _nothing(
                origin_id="int4",
                paid_day="date",
                lost_day="date",
                accepted="date",
                honoured="bool",
                covered="bool",
                **dict.fromkeys(("open", "lost", "other", "assigned"), "numeric"),
            ),
        ),
    ]


_SHARES = dict.fromkeys(("paid", "lost", "assigned", "other"), "numeric")


def _nothing(**columns: str) -> SQL:
    """An empty relation with columns of these types."""
    return SQL(
        "SELECT %s WHERE FALSE",
        SQL(", ").join(
            SQL("NULL::%s AS %s", SQL(kind), SQL.identifier(name))
            for name, kind in columns.items()
        ),
    )


#: Read more than once, or small where the planner expects much.
_MATERIALIZED = {"share", "transfer", "taken", "start", "matched", "open_item"}


def counts(scope: Scope) -> SQL:
    """Condition: ``partial`` is of D, and pays something in the item's currency."""
    return SQL(
        "(%s <= %s AND %s <> 0)",
        SQL.identifier("partial", "max_date"),
        scope.as_of,
        # An exchange difference moves what is open in company currency alone.
        SQL.identifier("partial", "debit_amount_currency"),
    )


def _everybody(scope: Scope) -> list[tuple[str, SQL]]:
    credits = SQL(
        "SELECT line.id FROM account_move_line line WHERE %s AND %s",
        is_entry_credit(scope, "line"),
        posted_items(scope),
    )
    return [("share", shares(credits)), ("matched", _matched(scope, SQL("TRUE")))]


def _matched(scope: Scope, of_items: SQL) -> SQL:
    """The matchings of debit items with posted credits: amount, day, the credit."""
    return SQL(
        """
        SELECT partial.debit_move_id AS item_id, credit.id AS credit_id,
               partial.amount,
               CASE WHEN credit.display_type = 'payment_term'
                    THEN COALESCE(credit.invoice_date, credit.date)
                    ELSE credit.date END AS day,
               %(is_entry)s AS is_entry
          FROM account_partial_reconcile partial
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
         WHERE credit.parent_state = 'posted' AND %(counts)s AND %(of_items)s
           AND NOT %(exchange)s
        """,
        is_entry=is_entry_credit(scope, "credit"),
        counts=counts(scope),
        of_items=of_items,
        exchange=is_exchange("credit"),
    )


def _reached(scope: Scope) -> list[tuple[str, SQL]]:
    """From the items of the customers to all that took them over, and back."""
    direct = _matched(
        scope, SQL("partial.debit_move_id IN (SELECT item_id FROM start)")
    )
    further = _matched(
        scope,
        SQL(
            "partial.debit_move_id IN (SELECT item_id FROM reach EXCEPT"
            " SELECT item_id FROM start)"
        ),
    )
    credits = SQL(
        "SELECT credit_id FROM matched WHERE is_entry UNION %s AND %s",
        scope.credit_items(),
        is_entry_credit(scope, "line"),
    )
    return [
        ("start", scope.debit_items()),
        ("direct", direct),
        ("reach", _reach(scope)),
        ("matched", SQL("SELECT * FROM direct UNION ALL %s", further)),
        ("share", shares(credits)),
    ]


def _reach(scope: Scope) -> SQL:
    return SQL(
        """
        (SELECT item_id FROM direct WHERE is_entry
          UNION
         SELECT line.id FROM start JOIN account_move_line line ON line.id = item_id
          WHERE line.display_type <> 'payment_term')
         UNION
        SELECT next.item_id
          FROM reach
    CROSS JOIN LATERAL (
               SELECT via.id AS item_id
                 FROM account_partial_reconcile partial
                 JOIN account_move_line credit ON credit.id = partial.credit_move_id
                 JOIN account_move_line via ON via.move_id = credit.move_id
                WHERE partial.debit_move_id = reach.item_id AND %(is_entry)s
                  AND via.balance > 0 AND %(receivable)s
             UNION ALL
               SELECT partial.debit_move_id
                 FROM account_move_line via
                 JOIN account_move_line credit ON credit.move_id = via.move_id
                 JOIN account_partial_reconcile partial
                      ON partial.credit_move_id = credit.id
                WHERE via.id = reach.item_id AND via.display_type <> 'payment_term'
                  AND %(is_entry)s) next
        """,
        is_entry=is_entry_credit(scope, "credit"),
        receivable=scope.on_receivable(SQL("via.account_id")),
    )


def _unsettled(scope: Scope) -> SQL:
    return SQL(
        """
        SELECT line_id, SUM(amount) AS amount, SUM(currency) AS currency
          FROM (%s) part
      GROUP BY line_id
        """,
        not_settled(scope),
    )


def _unsettled_debit(scope: Scope) -> SQL:
    """The same of the debits that are asked about, by their matchings."""
    return SQL(
        """
        SELECT partial.debit_move_id AS line_id, SUM(partial.amount) AS amount,
               SUM(partial.debit_amount_currency) AS currency
          FROM account_partial_reconcile partial
         WHERE partial.debit_move_id IN (%s) AND %s
      GROUP BY partial.debit_move_id
        """,
        scope.debit_items(),
        is_unsettled(scope, "credit_move_id"),
    )


def is_unsettled(scope: Scope, counterpart: str) -> SQL:
    """Condition: ``partial`` is later than D, or its counterpart is not posted."""
    return SQL("NOT %s", is_settled("partial", counterpart, scope.as_of))


def _state() -> SQL:
    """What happened to each debit item that was matched; days NULL for never."""
    return SQL(
        """
        SELECT matched.item_id,
               MAX(day) FILTER (WHERE share.credit_id IS NULL OR share.paid > 0)
                   AS paid_day,
               MAX(day) AS last_day,
               MIN(day) FILTER (WHERE share.lost > 0 OR share.other > 0) AS lost_day,
               SUM(amount * share.lost) AS lost,
               SUM(amount * share.other) AS other,
               SUM(amount * share.assigned) AS assigned
          FROM matched
     LEFT JOIN share ON share.credit_id = matched.credit_id AND share.via_id IS NULL
      GROUP BY matched.item_id
        """
    )


def _transfer(scope: Scope) -> SQL:
    return SQL(
        """
        SELECT partial.debit_move_id AS item_id, share.via_id,
               SUM(partial.amount * share.moved) AS amount,
               MAX(credit.date) <= %s AS in_time
          FROM share
          JOIN account_move_line credit ON credit.id = share.credit_id
          JOIN account_partial_reconcile partial
               ON partial.credit_move_id = share.credit_id
          JOIN account_move_line item ON item.id = partial.debit_move_id
         WHERE share.via_id IS NOT NULL AND item.parent_state = 'posted' AND %s
      GROUP BY partial.debit_move_id, share.via_id, item.id
        """,
        due_date("item"),
        counts(scope),
    )


def _taken(scope: Scope) -> SQL:
    return SQL(
        """
        SELECT item.*,
               CASE WHEN open > 0 THEN %(as_of)s
                    ELSE COALESCE(state.last_day, item.due) END <= item.due AS honoured
          FROM (SELECT line.id, line.balance, %(due_date)s AS due, %(open)s AS open,
                       %(left_out)s AS left_out
                  FROM (SELECT DISTINCT via_id FROM transfer) via
                  JOIN account_move_line line ON line.id = via.via_id
             LEFT JOIN unsettled ON unsettled.line_id = line.id) item
     LEFT JOIN state ON state.item_id = item.id
        """,
        as_of=scope.as_of,
        due_date=due_date(),
        open=noticed(scope),
        left_out=is_left_out(scope, "line"),
    )


def is_disputed(scope: Scope, alias: str) -> SQL:
    """Condition: somebody marked the item with No Follow-Up.

    Odoo itself marks whatever is in a miscellaneous journal: there it says nothing.
    """
    return SQL(
        "(%s IS TRUE AND NOT %s)",
        SQL.identifier(alias, "no_followup"),
        scope.in_journals(SQL.identifier(alias, "journal_id"), "general"),
    )


def is_left_out(scope: Scope, alias: str) -> SQL:
    """Condition: the item is no payment behaviour while it is open."""
    return SQL("(%s AND %s)", is_disputed(scope, alias), scope.leaves_disputes)


def noticed(scope: Scope) -> SQL:
    """What is open of ``line`` and worth attention, with ``unsettled`` joined; else 0.

    Nothing is where the item is open in company currency alone: there an exchange
    difference is still to be entered.
    """
    residual = SQL("line.amount_residual + COALESCE(unsettled.amount, 0)")
    return SQL(
        """
        CASE WHEN ABS(%(residual)s) >= %(attention)s
              AND line.amount_residual_currency + COALESCE(unsettled.currency, 0) <> 0
             THEN %(residual)s ELSE 0 END
        """,
        residual=residual,
        attention=scope.attention,
    )


def _chain() -> SQL:
    """Rows (origin, item): which part of an item lives on in another one."""
    return SQL(
        """
        SELECT transfer.item_id AS origin_id, taken.id AS item_id, transfer.amount,
               transfer.in_time AND taken.honoured AS honoured,
               taken.due AS accepted, 1 AS step
          FROM transfer
          JOIN taken ON taken.id = transfer.via_id
         WHERE transfer.item_id NOT IN (SELECT via_id FROM transfer)
     UNION ALL
        SELECT chain.origin_id, taken.id,
               chain.amount * transfer.amount / before.balance,
               chain.honoured AND taken.honoured,
               GREATEST(chain.accepted, taken.due), chain.step + 1
          FROM chain
          JOIN transfer ON transfer.item_id = chain.item_id
          JOIN taken before ON before.id = chain.item_id
          JOIN taken ON taken.id = transfer.via_id
         WHERE chain.step < %s
        """,
        LONGEST_CHAIN,
    )


def _follow() -> SQL:
    return SQL(
        """
        SELECT chain.origin_id,
               SUM(chain.amount * CASE WHEN chain.step < %(longest)s
                   THEN taken.open / taken.balance ELSE 1 END) AS open,
               MAX(state.paid_day) AS paid_day,
               MIN(state.lost_day) AS lost_day,
               SUM(chain.amount * state.lost / taken.balance) AS lost,
               SUM(chain.amount * state.other / taken.balance) AS other,
               SUM(chain.amount * state.assigned / taken.balance) AS assigned,
               BOOL_AND(chain.honoured) AS honoured,
               MAX(chain.accepted) AS accepted,
               BOOL_AND(taken.open = 0 OR taken.left_out OR covered.id IS NOT NULL)
                   AS covered
          FROM chain
          JOIN taken ON taken.id = chain.item_id
     LEFT JOIN state ON state.item_id = chain.item_id
     LEFT JOIN covered ON covered.id = chain.item_id
      GROUP BY chain.origin_id
        """,
        longest=LONGEST_CHAIN,
    )


def _open_item(scope: Scope) -> SQL:
    """Receivable items open at D: residual, what of it is noticed, and disputes."""
    items = SQL(
        "%s AND %s AND %s",
        scope.on_receivable(SQL("line.account_id")),
        posted_items(scope),
        scope.among(SQL("line.id")),
    )
    return SQL(
        """
        SELECT line.id, line.partner_id, line.display_type, line.balance,
               %(due_date)s AS due, %(noticed)s AS noticed,
               line.amount_residual + COALESCE(unsettled.amount, 0) AS residual,
               %(disputed)s AS disputed, %(left_out)s AS left_out
          FROM account_move_line line
     LEFT JOIN unsettled ON unsettled.line_id = line.id
         WHERE line.reconciled IS NOT TRUE AND %(items)s
     UNION ALL
        SELECT line.id, line.partner_id, line.display_type, line.balance,
               %(due_date)s, %(noticed)s,
               line.amount_residual + COALESCE(unsettled.amount, 0),
               %(disputed)s, %(left_out)s
          FROM unsettled
          JOIN account_move_line line ON line.id = unsettled.line_id
         WHERE line.reconciled AND %(items)s
        """,
        due_date=due_date(),
        noticed=noticed(scope),
        disputed=is_disputed(scope, "line"),
        left_out=is_left_out(scope, "line"),
        items=items,
    )


def _covered(scope: Scope) -> SQL:
    """The oldest debts first; nobody's credit is for what is disputed."""
    return SQL(
        """
        SELECT id
          FROM (SELECT item.id, item.balance, item.left_out,
                       SUM(CASE WHEN item.balance > 0 AND NOT item.left_out
                                THEN item.residual ELSE 0 END)
                           OVER (PARTITION BY partner.commercial_partner_id
                                     ORDER BY item.due, item.id)
                       - credit.amount AS left_open
                  FROM open_item item
                  JOIN res_partner partner ON partner.id = item.partner_id
                  JOIN (SELECT partner.commercial_partner_id,
                               SUM(-item.residual * COALESCE(share.paid, 1)) AS amount
                          FROM open_item item
                          JOIN res_partner partner ON partner.id = item.partner_id
                     LEFT JOIN share ON share.credit_id = item.id
                                    AND share.via_id IS NULL
                         WHERE item.balance < 0
                      GROUP BY partner.commercial_partner_id
                       ) credit USING (commercial_partner_id)) debt
         WHERE balance > 0 AND NOT left_out AND left_open < %s
        """,
        scope.attention,
    )
