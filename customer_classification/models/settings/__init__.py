"""The settings page."""

from . import (
    res_config_settings,
)
