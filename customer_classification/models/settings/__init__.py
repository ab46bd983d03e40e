"""The settings page."""

from . import (
    res_company,
    res_config_settings,
)
