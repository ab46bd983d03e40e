"""Days, months and the length of a year, for whoever counts by them."""

from datetime import date, timedelta

import pytz
from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
YEAR_MONTHS = 12
#: Before it there are no books; with it all earlier periods still have dates.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(9000, 1, 1)
#: Where a country with several time zones does its business: CLDR, primaryZones.
PRIMARY_ZONES = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MH": "Pacific/Majuro",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kiev",
    "UZ": "Asia/Tashkent",
}


def month_end(day, months=0):
    """The last day of the month of `day`, or of the one so many months later.

    :param day: a date
    :param months: may be negative
    :return: a date
    """
    return day + relativedelta(months=months, day=31)


def zone_of_country(code):
    """The time zone of a country; None where it has several, or is not known.

    :param code: ISO 3166-1, two letters, or what is no country
    :return: name of the zone
    """
    zones = pytz.country_timezones.get(code or "", [])
    return PRIMARY_ZONES.get(code) or (zones[0] if len(zones) == 1 else None)
