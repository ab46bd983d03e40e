from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...fields import (
    OptionalFloat,
    OptionalInteger,
    OptionalMonetary,
    ProfileMany2one,
)

USER = "customer_classification.group_user"


def metric(kind, name, **options):
    """The metric `name` of the customer's profile in the current company."""
    if issubclass(kind, fields.Monetary):
        # The contact's own currency is no column, and sums need one.
        options["currency_field"] = "customer_currency_id"
    return kind(related=f"customer_profile_id.{name}", groups=USER, **options)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.classification.fields.mixin"]

    customer_profile_id = ProfileMany2one(
        "customer.profile",
        string="Customer Profile",
        compute="_compute_customer_profile_id",
        search="_search_customer_profile_id",
        compute_sudo=True,
        groups=USER,
        help="What the books of the current company say about the customer.",
    )
    customer_currency_id = metric(
        fields.Many2one, "currency_id", string="Currency of Customer Numbers"
    )
    customer_revenue_total = metric(fields.Monetary, "revenue_total")
    customer_revenue_12m = metric(fields.Monetary, "revenue_12m")
    customer_revenue_prev_12m = metric(fields.Monetary, "revenue_prev_12m")
    customer_revenue_growth = metric(OptionalFloat, "revenue_growth")
    customer_invoice_count_total = metric(fields.Integer, "invoice_count_total")
    customer_invoice_count_12m = metric(fields.Integer, "invoice_count_12m")
    customer_average_invoice_12m = metric(OptionalMonetary, "average_invoice_12m")
    customer_first_invoice_date = metric(fields.Date, "first_invoice_date")
    customer_last_invoice_date = metric(fields.Date, "last_invoice_date")
    customer_recency_days = metric(OptionalInteger, "recency_days")
    customer_tenure_days = metric(OptionalInteger, "tenure_days")
    customer_average_interval_days = metric(OptionalFloat, "average_interval_days")
    customer_refund_count_12m = metric(fields.Integer, "refund_count_12m")
    customer_refund_amount_12m = metric(fields.Monetary, "refund_amount_12m")
    customer_refund_rate_12m = metric(OptionalFloat, "refund_rate_12m")
    customer_receivable = metric(fields.Monetary, "receivable")
    customer_not_due = metric(fields.Monetary, "not_due")
    customer_overdue_1_30 = metric(fields.Monetary, "overdue_1_30")
    customer_overdue_31_60 = metric(fields.Monetary, "overdue_31_60")
    customer_overdue_61_90 = metric(fields.Monetary, "overdue_61_90")
    customer_overdue_91 = metric(fields.Monetary, "overdue_91")
    customer_overdue = metric(fields.Monetary, "overdue")
    customer_oldest_overdue_days = metric(OptionalInteger, "oldest_overdue_days")
    customer_average_days_to_pay = metric(OptionalFloat, "average_days_to_pay")
    customer_average_days_late = metric(OptionalFloat, "average_days_late")
    customer_late_rate = metric(OptionalFloat, "late_rate")
    customer_dso = metric(OptionalFloat, "dso")
    customer_credit_used_rate = metric(OptionalFloat, "credit_used_rate")
    customer_margin_12m = metric(fields.Monetary, "margin_12m")
    customer_margin_rate_12m = metric(OptionalFloat, "margin_rate_12m")
    customer_main_payment_journal_type = metric(
        fields.Selection, "main_payment_journal_type"
    )
    customer_main_product_category_id = metric(
        fields.Many2one, "main_product_category_id"
    )
    customer_previous_product_category_id = metric(
        fields.Many2one, "previous_product_category_id"
    )
    customer_preference_changed = metric(fields.Boolean, "preference_changed")
    customer_rfm_recency = metric(OptionalInteger, "rfm_recency")
    customer_rfm_frequency = metric(OptionalInteger, "rfm_frequency")
    customer_rfm_monetary = metric(OptionalInteger, "rfm_monetary")
    customer_rfm_score = metric(OptionalInteger, "rfm_score")
    customer_credit_score = metric(OptionalFloat, "credit_score")
    customer_metrics_date = metric(fields.Date, "metrics_date")
    customer_history_ids = metric(fields.One2many, "history_ids")
    customer_missing_info = fields.Char(
        string="Missing for Classification",
        compute="_compute_customer_missing_info",
        search="_search_customer_missing_info",
        groups=USER,
        help="What should be known about a customer to classify it well, and is not.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_customer_profile_id(self):
        profiles = self.env["customer.profile"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.root_id.id),
            ]
        )
        by_partner = {profile.partner_id: profile for profile in profiles}
        for partner in self:
            partner.customer_profile_id = by_partner.get(partner.commercial_partner_id)

    def _search_customer_profile_id(self, operator, value):
        """A condition on the joined profile, so that its indexes serve.

        Rights are checked where the join is made, see :class:`ProfileMany2one`.
        """
        if operator in ("any", "any!"):
            return Domain.custom(to_sql=self._customer_join_sql(value))
        if operator == "not in" and not any(value):
            return Domain.custom(to_sql=self._customer_join_sql(Domain.TRUE))
        if operator != "in":
            return NotImplemented
        return Domain.custom(to_sql=self._customer_in_sql(value))

    def _customer_in_sql(self, value):
        """A function that says which profiles are meant; False means none."""
        ids = [id_ for id_ in value if id_]
        missing = len(ids) < len(list(value))

        def to_sql(model, alias, query):
            _comodel, coalias = self._fields["customer_profile_id"].join(
                model, alias, query
            )
            terms = []
            if ids:
                terms.append(SQL("%s = ANY(%s)", SQL.identifier(coalias, "id"), ids))
            if missing:
                terms.append(SQL("%s IS NULL", SQL.identifier(coalias, "partner_id")))
            return SQL("(%s)", SQL(" OR ").join(terms or [SQL("FALSE")]))

        return to_sql

    def _customer_join_sql(self, value):
        """A function that turns a condition on the profile into SQL on the join."""

        def to_sql(model, alias, query):
            comodel, coalias = self._fields["customer_profile_id"].join(
                model, alias, query
            )
            # The partner, not the id: the indexes of classes hold it.
            present = SQL("%s IS NOT NULL", SQL.identifier(coalias, "partner_id"))
            if not isinstance(value, Domain):
                return SQL("%s IN %s", SQL.identifier(coalias, "id"), value.subselect())
            # With the rights of the user: the condition may lead on to other models.
            condition = value.optimize_full(comodel)._to_sql(comodel, coalias, query)
            return SQL("(%s AND %s)", present, condition)

        return to_sql

    @api.model
    def _is_metric(self, field):
        return bool(
            field
            and field.type != "many2one"
            and (field.related or "").startswith("customer_profile_id.")
        )

    @api.model
    def _check_customer_access(self):
        """Refuse whoever may not see metrics and classes."""
        if not (self.env.su or self.env.user.has_group(USER)):
            raise AccessError(
                self.env._(
                    "You are not allowed to see the classification of customers."
                )
            )

    @api.depends(lambda self: self._customer_expected_fields())
    @api.depends_context("company", "lang")
    def _compute_customer_missing_info(self):
        expected = self._customer_expected_fields()
        labels = {
            name: self._fields[name]._description_string(self.env) for name in expected
        }
        for dimension in self._get_dimensions().filtered("is_expected"):
            labels[dimension._field_name()] = dimension.name
        for partner in self:
            customer = partner.commercial_partner_id
            partner.customer_missing_info = ", ".join(
                label
                for name, label in labels.items()
                if not customer[name] and customer._customer_field_applies(name)
            )

    def _search_customer_missing_info(self, operator, value):
        """``= False`` finds the complete ones, ``!= False`` the incomplete."""
        self._check_customer_access()
        if operator != "in" or list(value) != [False]:
            return NotImplemented
        incomplete = Domain.OR(
            Domain(name, "=", False) & Domain(self._customer_field_condition(name))
            for name in [
                *self._customer_expected_fields(),
                *(d._field_name() for d in self._get_dimensions() if d.is_expected),
            ]
        )
        # A contact person is as complete as the company that is the customer.
        return Domain("commercial_partner_id", "any", ~incomplete)

    @api.model
    def _customer_expected_fields(self):
        """Fields of a contact that a good classification needs. Extend as needed."""
        return ["country_id", "industry_id", "email", "phone"]

    @api.model
    def _customer_field_condition(self, name):
        """The customers who are expected to have the field filled."""
        if name == "industry_id":
            return [("is_company", "=", True)]
        return Domain.TRUE

    def _customer_field_applies(self, name):
        """Whether this customer is expected to have the field filled."""
        return name != "industry_id" or self.is_company

    def action_customer_profile(self):
        """Open the profile of the customer in the current company."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Profile"),
            "res_model": "customer.profile",
            "res_id": self.customer_profile_id.id,
            "view_mode": "form",
        }
