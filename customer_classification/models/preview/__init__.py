"""Trying rules before they are saved, and what looks wrong about them."""

from . import (
    preview,
    category,
    customer_classification_hint,
    hint_rules,
)
