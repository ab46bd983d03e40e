from odoo import api, models
from odoo.tools import SQL

from ..dimension.customer_classification_fields_mixin import FIELD_PREFIX


class AccountInvoiceReport(models.Model):
    _name = "account.invoice.report"
    _inherit = ["account.invoice.report", "customer.classification.fields.mixin"]

    @api.model
    def _customer_dimensions(self):
        """Field names of the dimensions that have a column here."""
        return [
            name
            for name, field in self._fields.items()
            if name.startswith(FIELD_PREFIX)
            and field.comodel_name == "customer.classification.category"
        ]

    @api.model
    def _select(self):
        columns = [
            SQL.identifier("customer_profile", name)
            for name in self._customer_dimensions()
        ]
        return SQL(", ").join([super()._select(), *columns])

    @api.model
    def _from(self):
        """Join the profile of the line's customer of today, in the root company.

        Documents are shown by the rights on documents, classes by those on contacts.
        """
        customer = SQL.identifier("customer_profile", "partner_id")
        return SQL(
            """%s
            LEFT JOIN res_company line_company ON line_company.id = line.company_id
            LEFT JOIN customer_profile
                ON customer_profile.partner_id = partner.commercial_partner_id
               AND customer_profile.company_id
                   = split_part(line_company.parent_path, '/', 1)::integer
               AND %s""",
            super()._from(),
            self.env["customer.profile"]._visible_sql(customer),
        )
