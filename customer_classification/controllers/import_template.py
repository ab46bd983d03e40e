from odoo import http
from odoo.http import request

from .workbook import workbook_response


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
        return workbook_response(content, name)
