"""An invoice of 1000 that is settled in one way or another, and what it then says."""

from .common import CustomerClassificationCommon
from .settlement_entries import SettlementEntries

#: What an invoice of 1000 of 1 March 2024, due on the 31st, says today when nothing
#: came: 31 March to 30 June is 91 days.
UNPAID = {
    "receivable": 1000,
    "not_due": 0,
    "overdue_91": 1000,
    "overdue": 1000,
    "oldest_overdue_days": 91,
    "average_days_to_pay": None,
    "average_days_late": None,
    "due_count_12m": 1,
    "late_count_12m": 1,
    "late_rate": 1,
    "written_off_total": 0,
}
#: The same, paid in time: nothing is left.
PUNCTUAL = {
    "receivable": 0,
    "overdue": 0,
    "oldest_overdue_days": None,
    "average_days_late": 0,
    "due_count_12m": 1,
    "late_count_12m": 0,
    "late_rate": 0,
    "written_off_total": 0,
}
#: The same, when it is no business of behaviour.
LEFT_OUT = {
    "receivable": 0,
    "overdue": 0,
    "oldest_overdue_days": None,
    "average_days_to_pay": None,
    "due_count_12m": 0,
    "late_count_12m": 0,
    "late_rate": None,
}
#: The same, when it was closed and nobody paid it.
LOST = {
    "receivable": 0,
    "overdue": 0,
    "oldest_overdue_days": None,
    "average_days_to_pay": None,
    "average_days_late": None,
    "due_count_12m": 1,
    "late_count_12m": 1,
    "late_rate": 1,
}


class SettlementCases(SettlementEntries, CustomerClassificationCommon):
    """A payer, a factor, and accounts to book on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts, cls.at = {}, cls.company_a
        cls._make_accounts(cls.company_a)
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.payer = cls.customer("Payer")
        cls.factor = cls.customer("Factor")
        cls.customers = (cls.payer, cls.payer)

    def bill(self, amount=1000, on="2024-03-01", due="2024-03-31", **vals):
        """The invoice that most cases begin with."""
        return self.invoice(self.payer, on, amount, due=due, **vals)

    def cheque(self, bill, on="2024-03-25", due="2024-04-30", **parts):
        """The item of a cheque that was taken for an invoice."""
        entry = self._settle(bill, parts or {"cheque": 1}, on, due)
        return self._taken_over(entry, "cheque")
