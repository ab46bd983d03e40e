from psycopg2.errors import UndefinedColumn

from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.http import request
from odoo.tools import hmac

from .customer_classification_fields_mixin import class_fields_in


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Answer once more, where a dimension is deleted in another process meanwhile.

        A request knows the fields that there were when it began. A moment later it
        reads the customers, whose column is gone.
        """
        try:
            return super()._dispatch(endpoint)
        except UndefinedColumn as error:
            if not class_fields_in(str(error)):
                raise
            # Odoo tries again, but does not look by itself for what has changed.
            request.registry = request.registry.check_signaling()
            raise ConcurrencyError(str(error)) from error

    def session_info(self):
        """Let browsers forget the views that they keep when dimensions have changed.

        They keep views, across reloads, for as long as this value stays the same; Odoo
        changes it when a field is made, not when a dimension is renamed or archived.
        """
        info = super().session_info()
        if info.get("registry_hash"):
            version = self.env["customer.classification.dimension"]._screens_version()
            info["registry_hash"] = hmac(
                self.env(su=True),
                "customer_classification.screens",
                (info["registry_hash"], version),
            )
        return info
