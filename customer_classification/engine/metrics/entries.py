"""What a credit of an entry is: by what the entry debits.

An entry is a move that is neither a document nor a payment. It may move a debt to
another account, set it off, write it off, or be money after all.
"""

from odoo.tools import SQL

from ..scope import Scope

#: Journal types a customer pays through, in the order that breaks a tie.
PAYMENT_JOURNALS = ["bank", "cash", "credit"]

#: First words of the account types that a debt is written off against.
LOSS_TYPES = ["income%", "expense%", "equity%"]


def is_entry_credit(scope: Scope, alias: str) -> SQL:
    """Condition: ``alias`` is a receivable credit whose kind its entry tells."""
    return SQL(
        """
        (%(balance)s < 0 AND %(type)s <> 'payment_term' AND %(payment)s IS NULL
         AND NOT %(in_journals)s AND %(on_receivable)s AND NOT %(exchange)s)
        """,
        balance=SQL.identifier(alias, "balance"),
        type=SQL.identifier(alias, "display_type"),
        payment=SQL.identifier(alias, "payment_id"),
        in_journals=scope.in_journals(
            SQL.identifier(alias, "journal_id"), *PAYMENT_JOURNALS
        ),
        on_receivable=scope.on_receivable(SQL.identifier(alias, "account_id")),
        exchange=is_exchange(alias),
    )


def is_exchange(alias: str) -> SQL:
    """Condition: the item is of an entry that Odoo made for an exchange difference.

    Such an entry corrects what is open in company currency; nobody paid or lost.
    """
    return SQL(
        "(%s IN (SELECT exchange_move_id FROM account_partial_reconcile"
        " WHERE exchange_move_id IS NOT NULL))",
        SQL.identifier(alias, "move_id"),
    )


def shares(credits: SQL) -> SQL:
    """SELECT of what each credit is, in shares of 1 that add up to 1.

    Columns: ``credit_id``; ``via_id`` and ``moved``, a row for each item of the same
    customer that took the debt over; and one row without ``via_id``: ``paid`` (money,
    or netted against a payable of the customer), ``lost`` (written off),
    ``assigned`` (to somebody else), ``other``.

    The debits of the credit's own customer come first, the rest is spread over the
    other debits. Where half of these is money, all of it is: what is deducted from a
    payment is no loss.

    :param credits: SELECT ``id`` of posted items for which `is_entry_credit` holds
    """
    return SQL(
        """
        WITH credit AS MATERIALIZED (
            SELECT line.id, line.move_id, %(customer)s AS customer_id
              FROM account_move_line line
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.id IN (%(credits)s)
        ), side AS MATERIALIZED (
            SELECT line.id, line.move_id, line.balance, account.account_type AS type,
                   %(customer)s AS customer_id
              FROM (SELECT DISTINCT move_id FROM credit) entry
              JOIN account_move_line line ON line.move_id = entry.move_id
              JOIN account_account account ON account.id = line.account_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.balance <> 0
        ), credited AS (
            SELECT move_id, customer_id, -SUM(balance) AS amount
              FROM side
             WHERE type = 'asset_receivable' AND balance < 0
          GROUP BY move_id, customer_id
        ), own AS (
            SELECT side.id, move_id, customer_id, side.type,
                   side.balance / GREATEST(credited.amount, SUM(side.balance)
                       OVER (PARTITION BY move_id, customer_id)) AS share
              FROM side
              JOIN credited USING (move_id, customer_id)
             WHERE side.type IN ('asset_receivable', 'liability_payable')
               AND side.balance > 0
        ), own_sum AS (
            SELECT move_id, customer_id, ROUND(1 - SUM(share), 10) AS rest,
                   SUM(share) FILTER (WHERE type = 'liability_payable') AS netted
              FROM own
          GROUP BY move_id, customer_id
        ), foreign_sum AS (
            SELECT move_id,
                   CASE WHEN money * 2 >= total THEN 1 ELSE money / total END AS money,
                   CASE WHEN money * 2 >= total THEN 0 ELSE lost / total END AS lost,
                   CASE WHEN money * 2 >= total
                        THEN 0 ELSE assigned / total END AS assigned
              FROM (SELECT move_id, SUM(balance) AS total,
                           COALESCE(SUM(balance) FILTER (
                               WHERE type = 'asset_cash'), 0) AS money,
                           COALESCE(SUM(balance) FILTER (
                               WHERE type LIKE ANY(%(losses)s)), 0) AS lost,
                           COALESCE(SUM(balance) FILTER (
                               WHERE type = 'asset_receivable'), 0) AS assigned
                      FROM side
                     WHERE balance > 0 AND NOT EXISTS (
                               SELECT FROM own WHERE own.id = side.id)
                  GROUP BY move_id) debit
        ), rest AS (
            SELECT credit.id AS credit_id, COALESCE(own_sum.netted, 0) AS netted,
                   COALESCE(own_sum.rest, 1) AS rest,
                   foreign_sum.money, foreign_sum.lost, foreign_sum.assigned
              FROM credit
         LEFT JOIN own_sum USING (move_id, customer_id)
         LEFT JOIN foreign_sum USING (move_id)
        )
        SELECT credit.id AS credit_id, own.id AS via_id, own.share AS moved,
               0 AS paid, 0 AS lost, 0 AS assigned, 0 AS other
          FROM credit
          JOIN own USING (move_id, customer_id)
         WHERE own.type = 'asset_receivable'
     UNION ALL
        SELECT credit_id, NULL, 0,
               netted + rest * COALESCE(money, 0),
               rest * COALESCE(lost, 0),
               rest * COALESCE(assigned, 0),
               rest * ROUND(1 - COALESCE(money + lost + assigned, 0), 10)
          FROM rest
        """,
        customer=SQL("COALESCE(partner.commercial_partner_id, 0)"),
        credits=credits,
        losses=LOSS_TYPES,
    )
