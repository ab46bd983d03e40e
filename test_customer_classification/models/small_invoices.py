"""How a module adds a metric: a SELECT, and a field that says all there is to know."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_classification.engine.metrics.base import (
    Family,
    posted_documents,
)
from odoo.addons.customer_classification.fields import Items, OptionalFloat, part
from odoo.addons.customer_classification.models.partner.res_partner import metric
from odoo.addons.customer_classification.ratio import Ratio


def small_invoices(scope):
    """The share of small ones among the invoices and receipts of the 12 months."""
    query = SQL(
        "SELECT partner_id, AVG((revenue < 1000)::int)::float8 AS test_small_rate_12m,"
        " COUNT(*) FILTER (WHERE revenue < 1000)::int4 AS test_small_count_12m "
        "FROM (%s) document WHERE NOT is_refund AND %s GROUP BY partner_id",
        posted_documents(scope),
        scope.within(SQL("invoice_date"), scope.window_start),
    )
    return Family(query, ("test_small_count_12m",), ("test_small_rate_12m",))


class CustomerProfileMetrics(models.AbstractModel):
    _inherit = "customer.profile.metrics"

    test_small_rate_12m = OptionalFloat(
        string="Small Invoices",
        help="Share of invoices below 1,000 in 12 months. Empty without an invoice.",
        kind="rate",
        better="less",
        step="large_invoice",
        lowest=0,
        highest=1,
        items=Items("sales", "12m"),
        on_card=True,
        parts=Ratio("test_small_count_12m", "invoice_count_12m"),
    )
    test_small_count_12m = part(fields.Integer, help="Those below 1,000.")


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    @api.model
    def _metric_families(self):
        return [*super()._metric_families(), ("small_invoices", small_invoices)]


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_test_small_rate_12m = metric(OptionalFloat, "test_small_rate_12m")
