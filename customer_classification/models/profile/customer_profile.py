from odoo import api, fields, models

from ...engine import metrics
from ...engine.scope import Scope


class CustomerProfile(models.Model):
    """One customer (commercial partner) in one company (root of its branches).

    Holds every metric as a plain column (customer.profile.metrics), and one
    ``x_class_<code>`` per dimension. Only the refresh writes metrics; see
    refresh.py beside this file.
    """

    _name = "customer.profile"
    _inherit = ["customer.profile.metrics", "customer.classification.fields.mixin"]
    _description = "Customer Profile"
    _order = "revenue_12m desc, id"
    _rec_name = "partner_id"
    # Every refresh writes all metrics anyway; who and when would be noise.
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        help="The company or person that is invoiced, not one of its contacts.",
    )
    active = fields.Boolean(default=True)
    metrics_date = fields.Date(
        string="As Of", help="The day up to which the numbers are computed."
    )

    history_ids = fields.One2many(
        "customer.classification.history",
        "profile_id",
        string="History",
        help="Which categories the customer had from when to when, and why.",
    )
    pin_ids = fields.One2many(
        "customer.classification.pin",
        "profile_id",
        string="Pinned",
        help="Categories that a person fixed and rules leave alone.",
    )

    _partner_company_unique = models.UniqueIndex(
        "(partner_id, company_id)", "The customer has a profile in the company already."
    )
    _company_revenue_idx = models.Index("(company_id, revenue_12m DESC NULLS LAST)")
    _company_overdue_idx = models.Index("(company_id, overdue DESC NULLS LAST)")

    def init(self):
        """Leave room in each page: most rows change every night."""
        self.env.cr.execute("ALTER TABLE customer_profile SET (fillfactor = 75)")

    @api.model
    def _metric_families(self):
        """The families of metrics, each one SELECT.

        A module adds its own by extending the list and declaring the columns by
        ``_inherit``; the columns are then refreshed, shown and available to rules.

        :return: list of (name, function); the function takes a
            :class:`~...engine.scope.Scope` and returns a
            :class:`~...engine.metrics.Family`
        """
        return list(metrics.FAMILIES)

    @api.model
    def _metrics_query(self, company, as_of, partner_ids=None):
        """All metrics of the customers of a company as of a date; writes nothing.

        :param company: res.company; its root with all branches is meant
        :param as_of: the date D; documents and matchings after it do not count
        :param partner_ids: ids of commercial partners, None for everybody
        :return: SQL of one row per customer: ``partner_id`` and every metric. The
            rfm scores rank a customer among all: they are there for everybody only
        """
        self.env.flush_all()
        scope = self._get_scope(company, as_of, partner_ids)
        return metrics.metrics_query(scope, self._metric_families())

    @api.model
    def _get_scope(self, company, as_of, partner_ids=None):
        """What the engine needs to know to compute metrics."""
        return Scope(
            env=self.env(su=True),
            company=company.sudo().root_id,
            as_of=as_of,
            partner_ids=None if partner_ids is None else tuple(partner_ids),
            rfm_months=self.env["customer.classification.dimension"]._rfm_window(),
        )

    @api.model
    def _opens_metrics(self):
        return True

    @api.model
    def _stored_columns(self):
        """{name: SQL type} of the columns of the table."""
        return {
            name: field.column_type[1]
            for name, field in self._fields.items()
            if field.store and field.column_type
        }
