"""What is booked in the demo companies, worked out before anything is written.

Plain Python without a database: the same day and scale always give the same plan.
Every customer has a stream of random numbers of their own, so that adding one
customer to the tables leaves the others as they are.
"""

from random import Random
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from .customers import CUSTOMERS
from .entries import FOREIGN_RATE, SEED, Rate
from .story import Story


class Plan(NamedTuple):
    documents: tuple
    payments: tuple
    write_offs: tuple
    rates: tuple


def make_plan(today, scale=1.0):
    """Return the `Plan` of 24 months up to and including the date `today`.

    `scale` in (0, 1] is the share of each customer's orders that is kept; everybody
    who orders keeps at least one.
    """
    documents, payments, write_offs = [], [], []
    for customer in CUSTOMERS:
        for company in customer.books:
            story = Story(customer, company, today, scale)
            story.tell()
            documents += story.documents
            payments += story.payments
            write_offs += story.write_offs
    return Plan(
        tuple(sorted(documents, key=lambda item: (item.date, item.key))),
        tuple(sorted(payments, key=lambda item: (item.rank, item.date, item.key))),
        tuple(sorted(write_offs, key=lambda item: (item.date, item.key))),
        tuple(_rates(today)),
    )


def _rates(today):
    for company, level in FOREIGN_RATE.items():
        rng = Random(f"{SEED}/rate/{company}")
        value = level
        for month in range(26, -1, -1):
            value = 0.85 * value + 0.15 * level + level * rng.uniform(-0.018, 0.018)
            yield Rate(company, today - relativedelta(months=month), round(value, 4))
