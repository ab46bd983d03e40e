from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_classification.engine.metrics import Family
from odoo.addons.customer_classification.engine.metrics.base import document_owners
from odoo.addons.customer_classification.fields import (
    MetricMany2one,
    OptionalMonetary,
)

#: The name of a customer in whom the statement fails.
POISON = "Poison"


def largest_invoices(scope):
    """Untaxed amounts (company currency) of the invoices and receipts in the window.

    The customer's industry, of those who have any.

    Divides by zero for a customer called "Poison" who has any.
    """
    query = SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               COUNT(*) FILTER (WHERE move.amount_untaxed_signed >= 1000)::int4
                   AS test_large_count_12m,
               MAX(move.amount_untaxed_signed
                   / CASE WHEN customer.name = %(poison)s THEN 0 ELSE 1 END
               ) AS test_largest_invoice_12m,
               MAX(customer.industry_id) AS test_industry_id
          FROM account_move move
          JOIN (%(owners)s) owner ON owner.move_id = move.id
          JOIN res_partner partner ON partner.id = owner.partner_id
          JOIN res_partner customer ON customer.id = partner.commercial_partner_id
         WHERE move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_receipt')
           AND %(in_window)s AND %(in_companies)s AND %(of_customers)s
      GROUP BY partner.commercial_partner_id
        """,
        poison=POISON,
        in_window=scope.within(SQL("move.invoice_date"), scope.window_start),
        in_companies=scope.in_companies(SQL("move.company_id")),
        of_customers=scope.of_customers(SQL("owner.partner_id")),
        owners=document_owners(scope),
    )
    return Family(
        query,
        ("test_large_count_12m",),
        ("test_largest_invoice_12m", "test_industry_id"),
    )


class CustomerProfileMetrics(models.AbstractModel):
    _inherit = "customer.profile.metrics"

    test_industry_id = MetricMany2one(
        "res.partner.industry",
        ondelete="set null",
        help="Empty without an invoice.",
        on_contact=False,
    )


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    test_large_count_12m = fields.Integer(help="Invoices of 1,000 and more.")
    test_largest_invoice_12m = OptionalMonetary(
        help="Empty without an invoice.",
        better="more",
        step="amount",
        aggregator="max",
    )

    @api.model
    def _metric_families(self):
        return [*super()._metric_families(), ("largest_invoices", largest_invoices)]
