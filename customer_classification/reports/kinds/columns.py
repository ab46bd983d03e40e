from collections.abc import Callable, Iterable
from typing import Any

from dateutil.relativedelta import relativedelta

from odoo.models import BaseModel

from ...dates import DAY
from ...fields import added
from ...ratio import Ratio
from ..document import Column, rounded

#: Rates and averages by the metric of a customer that they are of several.
RATES = {
    "growth": "revenue_growth",
    "average": "average_invoice_12m",
    "refund_rate": "refund_rate_12m",
    "margin_rate": "margin_rate_12m",
    "dso": "dso",
    "late_rate": "late_rate",
}
#: Those that only several customers have: {name: (kind, ratio)}.
RATIOS = {
    "share": ("rate", Ratio("revenue", "total_revenue")),
    "frequency": ("number", Ratio("invoices", "buyers")),
}
COUNTS = {"customers", "buyers"}
SALES_COLUMNS = (
    "customers buyers revenue share revenue_before growth invoices average frequency"
).split()
QUALITY_COLUMNS = (
    "refunded refund_rate margin margin_rate taxed dso due late late_rate"
).split()
AGING_COLUMNS = (
    "receivable not_due overdue_1_30 overdue_31_60 overdue_61_90 overdue_91"
    " credits_open overdue"
).split()


class Columns:
    """The columns of the reports: what they are called and how they are computed.

    :param report: customer.report, with the rights and in the language of the user
    """

    def __init__(self, report: BaseModel):
        self.report = report
        self.env = report.env

    def measure_labels(self) -> dict[str, str]:
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
            "credits_open": self.env._("Open Credits"),
            "overdue": self.env._("Overdue"),
            "disputed": self.env._("Disputed"),
            "taxed": self.env._("Invoiced with Taxes"),
            "dso": self.env._("DSO"),
            "due": self.env._("Instalments Due"),
            "late": self.env._("Late"),
            "late_rate": self.env._("Late Rate"),
        }

    def measures(self, *parts: Iterable[str]) -> list[Column]:
        """The columns of numbers, those of one part next to each other on paper.

        :param parts: names of numbers, see :meth:`measure_labels`
        """
        labels = self.measure_labels()
        return [
            self._measure(name, labels[name], part)
            for part, names in enumerate(parts, 1)
            for name in names
        ]

    def _measure(self, name, label, part):
        if name in RATES:
            field = self.env["customer.profile"]._fields[RATES[name]]
            ratio = self._ratio(name, field.parts)
            return Column(name, label, field.kind, ratio, part)
        if name in RATIOS:
            kind, ratio = RATIOS[name]
            return Column(name, label, kind, ratio, part)
        kind = "count" if name in COUNTS else self._added()[name].kind
        return Column(name, label, kind, "sum", part)

    def _added(self):
        """The metrics of which reports make sums: {name of the sum: field}."""
        return added(self.env["customer.profile"])

    def _ratio(self, name, parts):
        """What a rate is made of, by the names of the sums.

        DSO counts the days of the period.
        """
        ratio = parts.renamed({f.name: total for total, f in self._added().items()})
        return ratio._replace(times=self._period_days()) if name == "dso" else ratio

    def _period_days(self):
        """Length of the period; twelve months count as 365 days."""
        first, last = self.report.date_from, self.report.date
        is_year = first - DAY == last - relativedelta(months=12)
        return 365 if is_year else (last - first + DAY).days

    def line(self, columns: Iterable[Column], numbers: dict[str, Any]) -> tuple:
        """The values of some columns out of numbers by name, rounded.

        :param numbers: the sums, and what columns of text say; a name that is missing
            is empty
        """
        return self.liner(columns)(numbers)

    def liner(self, columns: Iterable[Column]) -> Callable[[dict], tuple]:
        """The function behind :meth:`line`, for many lines of the same columns."""
        decimals = self._decimals

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

    def total_line(self, columns: list[Column], numbers: dict[str, Any]) -> tuple:
        """The last line of a table: "Total" in its first column of text.

        :param numbers: as for :meth:`line`, of all rows together
        """
        texts = [column.name for column in columns if column.kind == "text"]
        words = {**dict.fromkeys(texts, ""), texts[0]: self.env._("Total")}
        return self.line(columns, {**numbers, **words})

    def rounded(self, kind: str, value: Any) -> Any:
        """A number as everybody shows it; see :func:`..document.rounded`."""
        return rounded(kind, value, self._decimals)

    @property
    def _decimals(self):
        return self.report._books().currency_id.decimal_places
