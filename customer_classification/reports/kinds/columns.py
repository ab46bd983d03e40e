from dateutil.relativedelta import relativedelta

from odoo import models

from ...dates import DAY
from ...fields import added
from ..document import Column, Ratio, rounded

#: Numbers made of sums: {name: (kind, ratio)}. The definitions are those of the metrics
#: of a customer, applied to the sums of several; ``days`` is the length of the period.
RATIOS = {
    "share": ("rate", Ratio("revenue", "total_revenue")),
    "growth": ("rate", Ratio("revenue - revenue_before", "revenue_before")),
    "average": ("money", Ratio("revenue + refunded", "invoices")),
    "frequency": ("number", Ratio("invoices", "buyers")),
    "refund_rate": ("rate", Ratio("refunded", "revenue + refunded")),
    "margin_rate": ("rate", Ratio("margin", "revenue")),
    "dso": ("days", Ratio("receivable", "taxed")),
    "late_rate": ("rate", Ratio("late", "due")),
}
COUNTS = {"customers", "buyers"}
SALES = (
    "customers buyers revenue share revenue_before growth invoices average frequency"
).split()
QUALITY = (
    "refunded refund_rate margin margin_rate taxed dso due late late_rate"
).split()
AGING = (
    "receivable not_due overdue_1_30 overdue_31_60 overdue_61_90 overdue_91 overdue"
).split()


class CustomerReport(models.TransientModel):
    """The columns of the reports: what they are called and how they are computed."""

    _inherit = "customer.report"

    def _measure_labels(self):
        """{name of a number: heading of its column}."""
        return {
            "customers": self.env._("Customers"),
            "buyers": self.env._("Buying"),
            "revenue": self.env._("Revenue"),
            "share": self.env._("Share"),
            "revenue_before": self.env._("Revenue Before"),
            "growth": self.env._("Growth"),
            "invoices": self.env._("Invoices"),
            "average": self.env._("Average Invoice"),
            "frequency": self.env._("Invoices per Buyer"),
            "refunded": self.env._("Credited"),
            "refund_rate": self.env._("Credit Note Rate"),
            "margin": self.env._("Margin"),
            "margin_rate": self.env._("Margin Rate"),
            "receivable": self.env._("Receivable"),
            "not_due": self.env._("Not Due"),
            "overdue_1_30": self.env._("1-30 Days"),
            "overdue_31_60": self.env._("31-60 Days"),
            "overdue_61_90": self.env._("61-90 Days"),
            "overdue_91": self.env._("91+ Days"),
            "overdue": self.env._("Overdue"),
            "taxed": self.env._("Invoiced with Taxes"),
            "dso": self.env._("DSO"),
            "due": self.env._("Instalments Due"),
            "late": self.env._("Late"),
            "late_rate": self.env._("Late Rate"),
        }

    def _measures(self, *parts):
        """The columns of numbers, those of one part next to each other on paper.

        :param parts: lists of names
        """
        labels = self._measure_labels()
        return [
            self._measure(name, labels[name], part)
            for part, names in enumerate(parts, 1)
            for name in names
        ]

    def _measure(self, name, label, part):
        if name in RATIOS:
            kind, ratio = RATIOS[name]
            return Column(name, label, kind, self._ratio(name, ratio), part)
        kind = "count" if name in COUNTS else self._added()[name].kind
        return Column(name, label, kind, "sum", part)

    def _added(self):
        """The metrics of which reports make sums: {name of the sum: field}."""
        return added(self.env["customer.profile"])

    def _ratio(self, name, ratio):
        """DSO counts the days of the period."""
        return ratio._replace(times=self._period_days()) if name == "dso" else ratio

    def _period_days(self):
        """Length of the period; twelve months count as 365 days."""
        is_year = self.date_from - DAY == self.date - relativedelta(months=12)
        return 365 if is_year else (self.date - self.date_from + DAY).days

    def _line(self, columns, numbers):
        """The values of some columns out of numbers by name, rounded.

        :param numbers: the sums, and what columns of text say; a name that is missing
            is empty
        """
        return self._liner(columns)(numbers)

    def _liner(self, columns):
        """The function behind :meth:`_line`, for many lines of the same columns."""
        decimals = self.company_id.sudo().currency_id.decimal_places

        def line(numbers):
            return tuple(
                rounded(
                    column.kind,
                    column.total.value(numbers)
                    if isinstance(column.total, Ratio)
                    else numbers.get(column.name),
                    decimals,
                )
                for column in columns
            )

        return line

    def _rounded(self, kind, value):
        decimals = self.company_id.sudo().currency_id.decimal_places
        return rounded(kind, value, decimals)
