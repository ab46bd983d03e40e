"""What each report shows; a class each, and what they share.

===================  =========================================================
:mod:`.base`         what a report can be asked for, and what all of them have
:mod:`.columns`      numbers: what they are called, and how they are computed
:mod:`.lines`        names, order and links of lines, comparison with the ledger
:mod:`.by_class`     reports with a table of sums for each dimension
:mod:`.of_two_days`  reports that compare the classes of two days
:mod:`.card`         a page for each customer, made of parts: ``card_*``
===================  =========================================================
"""

from .arrears import Arrears
from .base import FLAGS, Kind
from .bridge import Bridge
from .by_class import ByClass
from .card import Card, CardPart
from .movement import Movement
from .of_two_days import OfTwoDays
from .overview import Overview
from .ranking import Ranking
from .trend import Trend

#: The reports of this add-on in the order of the choice, the first one being usual.
KINDS = (Overview, Ranking, Arrears, Trend, Movement, Bridge, Card)

__all__ = [
    "FLAGS",
    "KINDS",
    "ByClass",
    "Card",
    "CardPart",
    "Kind",
    "OfTwoDays",
]
