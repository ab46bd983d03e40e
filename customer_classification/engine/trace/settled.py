"""How one item was settled: the relations of the metrics, asked about a single item.

The same SQL as :mod:`..metrics.settlements`, in a scope of one item, so that a list of
items cannot differ from the number it adds up to.
"""

from datetime import date

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..metrics.base import due_date
from ..metrics.corrections import is_corrected
from ..metrics.entries import is_entry_credit, shares
from ..metrics.receivables import instalments, matched_amount, takeover
from ..metrics.settlements import is_unsettled, settlements
from ..scope import Scope

__all__ = [
    "corrected",
    "counted_due",
    "create_function",
    "drop_function",
    "instalment",
    "overdue_days",
    "written_off",
]


class ItemScope(Scope):
    """The scope of the item ``asked`` in the query around."""

    def __init__(self, as_of: date):
        super().__init__(None, None, as_of, ())

    @property
    def attention(self) -> SQL:
        return _setting("root.customer_classification_attention::numeric")

    @property
    def correction_days(self) -> SQL:
        return _setting("root.customer_classification_correction_days")

    @property
    def leaves_disputes(self) -> SQL:
        return _setting("root.customer_classification_disputed IS TRUE")

    def in_companies(self, column: SQL) -> SQL:
        return SQL(
            "%s IN (SELECT tree.id FROM res_company tree JOIN res_company company"
            " ON split_part(tree.parent_path, '/', 1)"
            " = split_part(company.parent_path, '/', 1)"
            " WHERE company.id = asked.company_id)",
            column,
        )

    def of_customers(self, column: SQL) -> SQL:
        return SQL(
            "%s IN (SELECT contact.id FROM res_partner contact JOIN res_partner partner"
            " USING (commercial_partner_id) WHERE partner.id = asked.partner_id)",
            column,
        )

    def debit_items(self) -> SQL:
        return SQL("SELECT asked.id AS item_id")

    def credit_items(self) -> SQL:
        return SQL(
            "%s AND (line.reconciled IS NOT TRUE"
            " OR line.id IN (SELECT line_id FROM unsettled))",
            super().credit_items(),
        )


def _setting(column: str) -> SQL:
    """What the root company of the item has in a column."""
    return SQL(
        "(SELECT %s FROM res_company company JOIN res_company root"
        " ON root.id = split_part(company.parent_path, '/', 1)::int4"
        " WHERE company.id = asked.company_id)",
        SQL(column),
    )


class PlainItemScope(ItemScope):
    """The same for an item that neither entries nor unmatched credits touch."""

    @property
    def plain(self) -> bool:
        return True

    def among(self, column: SQL) -> SQL:
        return SQL("%s = asked.id", column)

    def of_customers(self, column: SQL) -> SQL:
        return SQL("TRUE")


def create_function(cr: BaseCursor) -> None:
    """Keep the statement about one item in the database, as a view would.

    As part of each query about items it would be planned anew each time, which takes
    longer than everything else; as a function it is planned once a connection.
    """
    day = SQL("customer_item_settled.as_of")
    body = SQL(
        """
        BEGIN
            IF %(is_plain)s THEN RETURN QUERY %(plain)s;
            ELSE RETURN QUERY %(full)s;
            END IF;
        END
        """,
        is_plain=_is_plain(ItemScope(day)),
        plain=_one_item(PlainItemScope(day)),
        full=_one_item(ItemScope(day)),
    )
    drop_function(cr)  # of another version, with other columns
    cr.execute(
        SQL(
            """
            CREATE FUNCTION customer_item_settled(asked_id int4, as_of date)
            RETURNS TABLE (counted_due date, invoice_date date, due_date date,
                           paid_date date, is_late bool, is_noticed bool)
            LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS %s
            """,
            f"#variable_conflict use_column\n{cr.mogrify(body).decode()}",
        )
    )


def drop_function(cr: BaseCursor) -> None:
    """Take it out of the database."""
    cr.execute("DROP FUNCTION IF EXISTS customer_item_settled")


def _is_plain(scope: ItemScope) -> SQL:
    """Condition: no entry settles the item, or is settled by it; and where it is open
    past its due date, the customer has no credit that nobody matched.
    """
    return SQL(
        """
        EXISTS (
            SELECT
              FROM account_move_line asked
             WHERE asked.id = customer_item_settled.asked_id
               AND asked.display_type = 'payment_term'
               AND NOT EXISTS (
                   SELECT
                     FROM account_partial_reconcile partial
                     JOIN account_move_line credit ON credit.id = partial.credit_move_id
                    WHERE partial.debit_move_id = asked.id AND %(is_entry)s)
               AND (%(due_date)s >= %(as_of)s
                    OR asked.amount_residual = 0 AND NOT EXISTS (
                        SELECT FROM account_partial_reconcile partial
                         WHERE partial.debit_move_id = asked.id AND %(by_credit)s)
                    OR NOT EXISTS (%(credits)s)))
        """,
        is_entry=is_entry_credit(scope, "credit"),
        due_date=due_date("asked"),
        as_of=scope.as_of,
        by_credit=is_unsettled(scope, "credit_move_id"),
        credits=SQL(
            """
            %s AND (line.reconciled IS NOT TRUE OR EXISTS (
                SELECT FROM account_partial_reconcile partial
                 WHERE partial.credit_move_id = line.id AND %s))
            """,
            Scope.credit_items(scope),
            is_unsettled(scope, "debit_move_id"),
        ),
    )


def _one_item(scope: ItemScope) -> SQL:
    answer = SQL(
        """
        SELECT takeover.due, instalment.invoice_date, instalment.due_date,
               instalment.paid_date, instalment.is_late,
               open_item.noticed > 0 AND covered.id IS NULL AND NOT open_item.left_out
          FROM (SELECT asked.id) item
     LEFT JOIN (%(takeover)s) takeover ON takeover.item_id = item.id
     LEFT JOIN (%(instalment)s) instalment ON instalment.id = item.id
     LEFT JOIN open_item ON open_item.id = item.id
     LEFT JOIN covered ON covered.id = item.id
        """,
        takeover=takeover(),
        instalment=instalments(scope, SQL("line.id = asked.id AND line.balance > 0")),
    )
    return SQL(
        """
        SELECT answer.*
          FROM account_move_line asked
    CROSS JOIN LATERAL (%s) answer
         WHERE asked.id = customer_item_settled.asked_id
        """,
        settlements(scope, answer),
    )


def _settled(item: str, as_of: date, value: SQL) -> SQL:
    """A value of the columns of the function, for the item of a query."""
    return SQL(
        "(SELECT %s FROM customer_item_settled(%s, %s))",
        value,
        SQL.identifier(item, "id"),
        as_of,
    )


def instalment(item: str, as_of: date, value: SQL) -> SQL:
    """Something of an instalment at D; NULL where payment behaviour leaves it out.

    :param value: of the columns of `metrics.receivables.instalments`
    """
    return SQL(
        "(CASE WHEN %s = 'payment_term' THEN %s END)",
        SQL.identifier(item, "display_type"),
        _settled(item, as_of, value),
    )


def counted_due(item: str, as_of: date) -> SQL:
    """Since when what is open of an item counts as due, see `metrics...takeover`."""
    return SQL(
        "(CASE WHEN %(type)s <> 'payment_term' AND %(balance)s > 0"
        " THEN COALESCE(%(taken)s, %(due)s) ELSE %(due)s END)",
        type=SQL.identifier(item, "display_type"),
        balance=SQL.identifier(item, "balance"),
        taken=_settled(item, as_of, SQL("counted_due")),
        due=due_date(item),
    )


def overdue_days(item: str, as_of: date) -> SQL:
    """Days overdue at D; NULL before, and where no debt worth attention is open.

    That is a credit, a debit which unmatched credits cover, of which next to nothing is
    left, or which is disputed and left out.
    """
    days = SQL("(%s - %s)", as_of, counted_due(item, as_of))
    return SQL(
        "(CASE WHEN %(balance)s > 0 AND %(days)s > 0 AND %(noticed)s"
        " THEN %(days)s END)",
        days=days,
        balance=SQL.identifier(item, "balance"),
        noticed=_settled(item, as_of, SQL("is_noticed")),
    )


def corrected(move: str, as_of: date) -> SQL:
    """Whether a document is a correction, or was corrected, at D."""
    return SQL(
        "(SELECT %s FROM (SELECT %s AS id, %s AS company_id) asked)",
        is_corrected(ItemScope(as_of), SQL("asked.id")),
        SQL.identifier(move, "id"),
        SQL.identifier(move, "company_id"),
    )


def written_off(item: str, as_of: date) -> SQL:
    """What an item of an entry wrote off, as of D; 0 for all others."""
    scope = ItemScope(as_of)
    return SQL(
        """
        (CASE WHEN %(is_entry)s
              THEN COALESCE((
                   SELECT share.lost * (%(matched)s)
                     FROM (SELECT %(id)s AS id) asked
               CROSS JOIN LATERAL (%(shares)s) share
                    WHERE share.via_id IS NULL), 0)
              ELSE 0 END)
        """,
        is_entry=is_entry_credit(scope, item),
        id=SQL.identifier(item, "id"),
        matched=matched_amount(scope, "asked"),
        shares=shares(SQL("SELECT asked.id")),
    )
