"""Days, months and the length of a year, for whoever counts by them."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
YEAR_MONTHS = 12


def month_end(day, months=0):
    """The last day of the month of `day`, or of the one so many months later.

    :param day: a date
    :param months: may be negative
    :return: a date
    """
    return day + relativedelta(months=months, day=31)
