"""How each kind of customer orders, pays and sends goods back."""

from typing import NamedTuple

SUMMER = (0.1, 0.1, 0.4, 0.9, 1.6, 2.2, 2.4, 2.2, 1.2, 0.4, 0.1, 0.1)
WINTER = (1.8, 0.5, 0.1, 0.1, 0.1, 0.2, 0.1, 0.3, 1.2, 2.0, 2.6, 2.4)
LEVEL = (1.0,) * 12


class Behaviour(NamedTuple):
    """Months are counted back from today: 24 is two years ago, 0 is this month.

    `rate`: orders a month; `growth`: the factor by which a year changes both the
    amounts and, by half of it, the rate. `delays`: days from due date to payment,
    one of the pairs chosen for each invoice and a day chosen between its two ends.
    `unpaid_from`: invoices of the last so many months are not paid at all.
    """

    rate: float
    growth: float = 1.0
    first: float = 24
    last: float = 0
    season: tuple = LEVEL
    delays: tuple = ((-6, 0), (-8, -1), (-4, 0), (-3, 0), (1, 12))
    returns: float = 0.03
    partial: float = 0.03
    unpaid_from: float = 0
    orders: int = 0  # exactly so many, in place of the rate


BEHAVIOURS = {
    "key": Behaviour(1.05, growth=1.15, delays=((-5, 0), (-6, -1), (-3, 0), (1, 9))),
    "slow": Behaviour(1.05, growth=1.1, delays=((4, 18), (10, 28), (18, 30))),
    "steady": Behaviour(0.45, growth=1.05),
    "growing": Behaviour(0.42, growth=2.3, first=22),
    "summer": Behaviour(0.45, growth=1.1, season=SUMMER),
    "winter": Behaviour(0.45, growth=1.08, season=WINTER),
    "late": Behaviour(0.5, delays=((6, 35), (20, 60), (50, 120)), partial=0.15),
    "erratic": Behaviour(0.4, delays=((-5, 0), (0, 15), (20, 75)), partial=0.2),
    "stopped": Behaviour(0.6, delays=((0, 12), (5, 35)), last=1.5, unpaid_from=7),
    "bankrupt": Behaviour(0.6, delays=((5, 30), (15, 45)), last=8, unpaid_from=11.5),
    "leaving": Behaviour(0.6, growth=0.35, last=5),
    "lost": Behaviour(0.5, growth=0.7, last=14.5),
    "oneoff": Behaviour(0, orders=1, first=20, last=2),
    "returning": Behaviour(0.5, returns=0.38),
    "new": Behaviour(1.3, first=3),
    "walkin": Behaviour(0.4, delays=((0, 0),), returns=0.06, partial=0),
    "credit_only": Behaviour(0),
    "prospect": Behaviour(0),
}
