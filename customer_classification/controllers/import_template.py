from odoo import http
from odoo.http import content_disposition, request

from ..reports.writers import xlsx


class ImportTemplate(http.Controller):
    """The workbook to fill in, made of today's dimensions and categories."""

    @http.route(
        "/customer_classification/import_template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def import_template(self):
        """Download the template for the import of customers.

        :raise AccessError: for whoever may not see classes
        """
        name = request.env._("Customers to import")
        content = request.env["res.partner"]._customer_import_template()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", xlsx.MIMETYPE),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("Cache-Control", "no-store"),
            ],
        )
