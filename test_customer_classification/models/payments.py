"""A metric of documents that this add-on does not know, with a date of their own."""

from odoo import api, models
from odoo.fields import Date
from odoo.tools import SQL

from odoo.addons.customer_classification.engine.metrics import Family
from odoo.addons.customer_classification.fields import Items, MetricInteger
from odoo.addons.customer_classification.models.profile.items import MetricItems

PAID = ("in_process", "paid")


def payments(scope):
    """How many payments came in the 12 months."""
    query = SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               COUNT(*)::int4 AS test_payment_count_12m
          FROM account_payment payment
          JOIN res_partner partner ON partner.id = payment.partner_id
         WHERE payment.state IN %(paid)s AND payment.payment_type = 'inbound'
           AND %(in_window)s AND %(in_companies)s AND %(of_customers)s
      GROUP BY partner.commercial_partner_id
        """,
        paid=PAID,
        in_window=scope.within(SQL("payment.date"), scope.window_start),
        in_companies=scope.in_companies(SQL("payment.company_id")),
        of_customers=scope.of_customers(SQL("payment.partner_id")),
    )
    return Family(query, ("test_payment_count_12m",))


class CustomerProfileMetrics(models.AbstractModel):
    _inherit = "customer.profile.metrics"

    test_payment_count_12m = MetricInteger(
        string="Payments 12 Months",
        help="Payments of the last 12 months.",
        better="more",
        step="amount",
        lowest=0,
        items=Items("test_payments", "12m", "__count"),
        events="payments",
        on_contact=False,
    )


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    def _metric_families(self):
        return [*super()._metric_families(), ("test_payments", payments)]

    def _metric_items_test_payments(self, scope, field):
        domain = [
            ("state", "in", PAID),
            ("payment_type", "=", "inbound"),
            ("date", ">", Date.to_string(scope.window_start)),
            ("date", "<=", Date.to_string(scope.as_of)),
            ("company_id", "in", list(scope.company_ids)),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
        ]
        view = "account.view_account_payment_tree"
        total = field.items.total
        return MetricItems("account.payment", domain, total, view, "date:month", "date")
