"""Days, months and the length of a year, for whoever counts by them."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
YEAR_MONTHS = 12
#: Before it there are no books; with it all earlier periods still have dates.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(9000, 1, 1)


def month_end(day, months=0):
    """The last day of the month of `day`, or of the one so many months later.

    :param day: a date
    :param months: may be negative
    :return: a date
    """
    return day + relativedelta(months=months, day=31)
