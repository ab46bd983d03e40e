"""The customers to look at again, from the first statement of a refresh to its last."""

from collections.abc import Iterable

from odoo.models import BaseModel
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..tables import PROFILE

# (profile_id, asked). Asked for by a person or the queue, whether anything changes or
# not; otherwise something did change.
TABLE = SQL.identifier("customer_profile_changed")


class Changed:
    """The customers of a company to look at again: a handle on one temporary table.

    Who writes a metric, a score or a class notes the customer here; who is asked next,
    the next dimensions and the tags, looks at those alone. The ids stay in the
    database, and the table goes with the transaction.

    :param company: root res.company that is being refreshed
    """

    def __init__(self, cr: BaseCursor, company: BaseModel):
        self.cr = cr
        self.company = company

    def start(self, partner_ids: Iterable[int] | None = None) -> None:
        """Make the table, or empty it.

        :param partner_ids: customers to look at even if none of their metrics change
        """
        self.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE IF NOT EXISTS %(table)s
                    (profile_id integer, asked boolean) ON COMMIT DROP;
                TRUNCATE %(table)s
                """,
                table=TABLE,
            )
        )
        if partner_ids is not None:
            self.cr.execute(
                SQL(
                    "INSERT INTO %s SELECT id, TRUE FROM %s "
                    "WHERE partner_id = ANY(%s) AND company_id = %s",
                    TABLE,
                    PROFILE,
                    list(partner_ids),
                    self.company.id,
                )
            )
            self.cr.execute(SQL("ANALYZE %s", TABLE))

    def ask_for(self, profile_ids: Iterable[int]) -> None:
        """Look at these customers, too."""
        self.cr.execute(
            SQL("INSERT INTO %s SELECT unnest(%s), TRUE", TABLE, list(profile_ids))
        )

    def note(self, query: SQL) -> int:
        """Run a statement, and note whom it changes.

        :param query: SELECT, or UPDATE or INSERT with RETURNING, of ``id``: profiles
        :return: how many rows it has
        """
        self.cr.execute(
            SQL(
                "WITH written AS (%s) INSERT INTO %s SELECT id, FALSE FROM written",
                query,
                TABLE,
            )
        )
        return self.cr.rowcount

    def only(self, column: SQL) -> SQL:
        """Condition: the profile in ``column`` is among them."""
        return SQL("%s IN (SELECT profile_id FROM %s)", column, TABLE)

    def only_partners(self, column: SQL) -> SQL:
        """Condition: the customer of the partner in ``column`` is among them."""
        return SQL(
            "%s IN (SELECT partner_id FROM %s c JOIN %s p ON p.id = c.profile_id)",
            column,
            TABLE,
            PROFILE,
        )

    def count(self) -> int:
        """In how many customers something changed since :meth:`start`."""
        self.cr.execute(
            SQL("SELECT count(DISTINCT profile_id) FROM %s WHERE NOT asked", TABLE)
        )
        return self.cr.fetchone()[0]
