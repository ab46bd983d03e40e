"""What a plan is made of; amounts are untaxed, in the currency of the document."""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

SEED = 20190
# The company's currency for one US dollar, and for one unit of the foreign currency.
PRICE_FACTOR = {"main": 1.0, "shanghai": 7.0}
FOREIGN_RATE = {"main": 1.09, "shanghai": 7.15}


class Line(NamedTuple):
    """`price` of one unit, untaxed, in the currency of the document."""

    product: str
    quantity: int
    price: float


class Document(NamedTuple):
    """`kind` is invoice, receipt or refund; a refund may name its `origin`."""

    key: str
    kind: str
    company: str
    customer: str
    date: date
    lines: tuple
    term: str = "now"
    foreign: bool = False
    rounding: bool = False
    contact: bool = False
    origin: str = ""
    ref: str = ""


class Payment(NamedTuple):
    """`share` of what is open on `documents`, or on one `instalment` of them.

    Without documents it is a deposit of `amount`. Payments of a higher `rank` settle
    what those of a lower rank have left open.
    """

    key: str
    company: str
    customer: str
    date: date
    journal: str
    documents: tuple = ()
    instalment: int = -1
    share: float = 1.0
    rank: int = 0
    amount: float = 0.0


class WriteOff(NamedTuple):
    """What is still open on the document is lost."""

    key: str
    company: str
    document: str
    date: date


class Rate(NamedTuple):
    """`value`: units of the company's currency for one of the foreign currency."""

    company: str
    date: date
    value: float


def due_dates(term, day):
    """Return the due dates, one for each instalment, of a document of that day."""
    if term == "eofm":
        return [day + relativedelta(months=1, day=31)]
    days = {"now": (0,), "split": (0, 60), "half": (30, 60)}.get(term)
    return [day + timedelta(count) for count in days or (int(term),)]
