"""What a computation is about: one company tree, one date, all or some customers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dateutil.relativedelta import relativedelta

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.tools import SQL

#: Types of accounts that are no revenue, unless a company chooses others.
EQUITY = ("equity", "equity_unaffected")


@dataclass(frozen=True)
class Scope:
    """The parameters of every metric query.

    :param env: any environment; the queries see all data of the company, whoever asks
    :param company: root ``res.company`` record; its branches roll up into it
    :param as_of: the date D: nothing later than it counts
    :param partner_ids: commercial partners to compute, ``None`` for everybody
    :param rfm_months: length of the RFM window, 0 for all history

    The text of a query has two shapes. For everybody, accounts and journals are
    literals: the planner then knows how many items they have and takes Odoo's index
    on unreconciled items. For a few customers they are sub-selects, otherwise the
    planner combines two bitmaps of millions of entries.
    """

    env: Environment
    company: BaseModel
    as_of: date
    partner_ids: tuple[int, ...] | None = None
    rfm_months: int = 12

    @property
    def everybody(self) -> bool:
        """Whether all customers are in scope: the shape of the queries, see above."""
        return self.partner_ids is None

    @property
    def plain(self) -> bool:
        """Whether it is known that no entry and no unmatched credit plays a part."""
        return False

    def among(self, column: SQL) -> SQL:
        """Condition: the item in ``column`` is one of those that are asked about."""
        return SQL("TRUE")

    def of(self, partner_ids: Iterable[int], as_of: date) -> "Scope":
        """That of other customers or another day, which looks for nothing again."""
        scope = replace(self, partner_ids=tuple(partner_ids), as_of=as_of)
        scope.__dict__["company_ids"] = self.company_ids
        scope.__dict__["no_revenue_account_ids"] = self.no_revenue_account_ids
        return scope

    @cached_property
    def company_ids(self) -> tuple[int, ...]:
        """Ids of the root company and all its branches."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return tuple(companies.search([("id", "child_of", self.company.id)]).ids)

    @property
    def window_start(self) -> date:
        """The day before the window "12m" begins: the window is (start, D]."""
        return self.as_of - relativedelta(months=12)

    @property
    def prev_start(self) -> date:
        """The day before the window "prev_12m" begins, which ends at window_start."""
        return self.as_of - relativedelta(months=24)

    @property
    def rfm_start(self) -> date:
        """The day before the RFM window begins."""
        if not self.rfm_months:
            return date.min
        return self.as_of - relativedelta(months=self.rfm_months)

    @property
    def decimals(self) -> int:
        """Decimal places of the company currency: computed amounts are rounded so."""
        return self.company.currency_id.decimal_places

    @property
    def attention(self) -> float:
        """Company currency: what is open or lost below it is nobody's business."""
        return self.company.customer_classification_attention

    @property
    def half_life(self) -> int:
        """Months after which an instalment weighs half in the record; 0: all alike."""
        return self.company.customer_classification_half_life

    @property
    def correction_days(self) -> int:
        """Days in which a whole credit note of old books is a correction."""
        return self.company.customer_classification_correction_days

    @property
    def leaves_disputes(self) -> SQL:
        """Condition: what is disputed is left out of payment behaviour."""
        return SQL("%s", self.company.customer_classification_disputed)

    @cached_property
    def receivable_account_ids(self) -> tuple[int, ...]:
        """Receivable accounts of the company tree, archived ones included."""
        return self._account_ids("asset_receivable")

    @cached_property
    def no_revenue_account_ids(self) -> tuple[int, ...]:
        """Accounts whose lines of documents are no revenue, archived ones included."""
        if self.company.customer_classification_no_revenue == "equity":
            return self._account_ids(*EQUITY)
        company = self.company.with_context(active_test=False).sudo()
        return tuple(company.customer_classification_no_revenue_account_ids.ids)

    def _account_ids(self, *account_types: str) -> tuple[int, ...]:
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        domain = [
            ("account_type", "in", account_types),
            ("company_ids", "in", self.company_ids),
        ]
        return tuple(accounts.search(domain).ids)

    # Conditions: one place for what each of them means.

    def in_companies(self, column: SQL) -> SQL:
        """Condition: the document or item belongs to the company tree."""
        return SQL("%s = ANY(%s)", column, list(self.company_ids))

    def within(self, column: SQL, start: date) -> SQL:
        """Condition: a date in the half-open window (start, D]."""
        return SQL("(%s > %s AND %s <= %s)", column, start, column, self.as_of)

    def of_customers(self, column: SQL) -> SQL:
        """Condition: the partner in ``column`` belongs to a customer in scope.

        An item keeps the commercial partner of the day it was posted, so the
        condition covers everybody whose commercial partner *today* is in scope.
        """
        if self.everybody:
            return SQL("TRUE")
        return SQL(
            "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
            column,
            list(self.partner_ids),
        )

    def debit_items(self) -> SQL:
        """SELECT ``item_id`` of the customers' posted receivable debits up to D."""
        return SQL(
            "SELECT line.id AS item_id %s AND line.balance > 0",
            self._posted_receivable(),
        )

    def credit_items(self) -> SQL:
        """SELECT ``id`` of the customers' posted receivable credits up to D."""
        return SQL("SELECT line.id %s AND line.balance < 0", self._posted_receivable())

    def _posted_receivable(self) -> SQL:
        return SQL(
            """
            FROM account_move_line line
           WHERE line.parent_state = 'posted' AND line.date <= %s
             AND %s AND %s AND %s
            """,
            self.as_of,
            self.in_companies(SQL("line.company_id")),
            self.of_customers(SQL("line.partner_id")),
            self.on_receivable(SQL("line.account_id")),
        )

    def on_accounts(self, column: SQL, *account_types: str) -> SQL:
        """Condition: the account in ``column`` has one of the types."""
        if self.everybody:
            return SQL("%s = ANY(%s)", column, list(self._account_ids(*account_types)))
        return SQL(
            "%s IN (SELECT id FROM account_account WHERE account_type = ANY(%s))",
            column,
            list(account_types),
        )

    def on_receivable(self, column: SQL) -> SQL:
        """Condition: the account in ``column`` is a receivable account."""
        if self.everybody:
            return SQL("%s = ANY(%s)", column, list(self.receivable_account_ids))
        return self.on_accounts(column, "asset_receivable")

    def on_no_revenue(self, column: SQL) -> SQL:
        """Condition: lines on the account in ``column`` are no revenue."""
        return SQL("%s = ANY(%s)", column, list(self.no_revenue_account_ids))

    def in_journals(self, column: SQL, *journal_types: str) -> SQL:
        """Condition: the journal in ``column`` has one of the types."""
        if self.everybody:
            journals = self.env["account.journal"].sudo()
            journals = journals.with_context(active_test=False).search(
                [
                    ("type", "in", journal_types),
                    ("company_id", "in", self.company_ids),
                ]
            )
            return SQL("%s = ANY(%s)", column, journals.ids)
        return SQL(
            "%s IN (SELECT id FROM account_journal WHERE type = ANY(%s))",
            column,
            list(journal_types),
        )
