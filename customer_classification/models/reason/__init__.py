"""Sentences: reasons, which the engine writes as data, in the user's language."""

from . import (
    customer_classification_reason,
    rights,
    paths,
    methods,
    calm,
)
