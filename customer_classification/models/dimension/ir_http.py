from odoo import models
from odoo.tools import hmac


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

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
