"""Rules that ask for something that is gone."""

import logging
from collections.abc import Callable
from typing import TypeVar

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
Made = TypeVar("Made")


def usable_rule(make: Callable[[], Made], whose: str) -> Made | None:
    """What `make` makes of a rule, None if the rule is broken.

    A field that it asks for may be gone, or the add-on of a method. No customer is to
    blame: they keep what they had, and everything else goes on.

    :param whose: names the rule in the log
    """
    try:
        return make()
    except (KeyError, ValueError, UserError):
        _logger.exception("The rule of %s cannot be used", whose)
        return None
