from . import controllers
from . import models
from . import wizards


def uninstall_hook(env):
    """Drop the fields, columns and views made for dimensions while running."""
    env["customer.classification.dimension"]._drop_fields()
