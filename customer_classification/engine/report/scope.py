"""What a report is about, and the days that follow from it."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.models import BaseModel
from odoo.tools import SQL

from ...dates import DAY, YEAR_MONTHS
from ..scope import Scope


@dataclass(frozen=True)
class ReportScope:
    """The parameters of every query of the reports.

    :param company: root ``res.company``
    :param as_of: the date D, the last day of the period
    :param start: the day before the period begins
    :param is_today: whether D is today: the numbers of customer.profile hold
    :param chosen: condition on ``profile_id`` and ``partner_id`` of the customers to
        look at: what the user may see, and asked for
    :param relation: table with the numbers of a period that is not the usual one
    """

    company: BaseModel
    as_of: date
    start: date
    is_today: bool
    chosen: SQL
    relation: SQL | None = None

    @property
    def is_year(self) -> bool:
        """Whether the period is the twelve months whose numbers are stored."""
        return self.start == self.as_of - relativedelta(months=YEAR_MONTHS)

    @property
    def before(self) -> date:
        """The day before the period before begins, which is as long."""
        if self.is_year:
            return self.as_of - relativedelta(months=2 * YEAR_MONTHS)
        first, end = self.start + DAY, self.as_of + DAY
        months = (end.year - first.year) * 12 + end.month - first.month
        if months and end - relativedelta(months=months) == first:
            return first - relativedelta(months=months) - DAY
        return self.start - (self.as_of - self.start)


@dataclass(frozen=True)
class PeriodScope(Scope):
    """The scope of metrics whose windows are a period and the one before.

    ``revenue_12m`` and all its like then are of that period.
    """

    period_start: date = date.min
    period_before: date = date.min

    @property
    def window_start(self) -> date:
        """The day before the period begins."""
        return self.period_start

    @property
    def prev_start(self) -> date:
        """The day before the period before begins."""
        return self.period_before
