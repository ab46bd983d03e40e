"""What each report shows; one file a report, and what they share."""

from . import (
    base,
    customers,
    columns,
    lines,
    overview,
    ranking,
    arrears,
    trend,
    movement,
    bridge,
    card,
    card_classes,
    card_items,
    card_numbers,
)
