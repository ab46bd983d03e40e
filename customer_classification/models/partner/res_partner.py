from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...fields import (
    CustomerInteger,
    CustomerMonetary,
    MetricInteger,
    MetricMonetary,
    ProfileMany2one,
    is_metric,
)
from ...groups import USER
from ..profile import customer_profile_metrics, metrics_payment

# Who is no customer has no number, not 0.
OF_CONTACTS = {MetricMonetary: CustomerMonetary, MetricInteger: CustomerInteger}


def metric(kind, name, **options):
    """The metric `name` of the customer's profile in the current company.

    A module that adds a metric gives it to contacts by one more line like it.

    :param kind: the class of the field on customer.profile
    """
    if issubclass(kind, fields.Monetary):
        # The contact's own currency is no column, and sums need one.
        options["currency_field"] = "customer_currency_id"
    return OF_CONTACTS.get(kind, kind)(
        related=f"customer_profile_id.{name}",
        related_sudo=False,
        groups=USER,
        **options,
    )


def metrics_of_contacts():
    """{name: field} of all metrics of this add-on that are for contacts."""
    return {
        f"customer_{field.name}": metric(type(field), field.name)
        for module in (customer_profile_metrics, metrics_payment)
        for field in module.CustomerProfileMetrics._field_definitions
        if is_metric(field) and field.on_contact
    }


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.classification.fields.mixin"]

    customer_profile_id = ProfileMany2one(
        "customer.profile",
        string="Customer Profile",
        compute="_compute_customer_profile_id",
        search="_search_customer_profile_id",
        groups=USER,
        help="What the books of the current company say about the customer.",
    )
    customer_currency_id = metric(
        fields.Many2one, "currency_id", string="Currency of Customer Numbers"
    )
    # ``customer_<metric>`` for each: a field is declared once, on customer.profile.
    locals().update(metrics_of_contacts())
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
    @api.depends_context("company", "uid")
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

    @api.model
    def _traverse_related_sql(self, alias, field, query):
        """The columns of the profile, as far as the user may read it.

        Odoo only knows related fields that are read as superuser.
        """
        if not (field.related or "").startswith("customer_profile_id."):
            return super()._traverse_related_sql(alias, field, query)
        self._check_field_access(field, "read")
        profile, name = field.related.split(".")
        model, alias = self._fields[profile].join(self, alias, query)
        return model, model._fields[name], alias

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
    def _opens_metrics(self):
        return True

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
    @api.depends_context("company", "lang", "uid")
    def _compute_customer_missing_info(self):
        labels = self._customer_expected_labels()
        customers = self.commercial_partner_id._filtered_access("read")
        for partner in self:
            customer = partner.commercial_partner_id & customers
            partner.customer_missing_info = ", ".join(
                label
                for name, label in labels.items()
                if customer
                and not customer[name]
                and customer._customer_field_applies(name)
            )

    def _search_customer_missing_info(self, operator, value):
        """``= False`` finds the complete ones, *contains* who lacks what is called so.

        :raise UserError: for anything else but their opposites
        """
        self._check_customer_access()
        if operator in ("not in", "not ilike"):
            return NotImplemented  # Odoo asks for the others
        labels = self._customer_expected_labels()
        if operator == "ilike" and isinstance(value, str):
            wanted = value.strip().lower()
            names = [name for name, label in labels.items() if wanted in label.lower()]
            incomplete = self._customer_lacks_domain(names)
            return Domain("commercial_partner_id", "any", incomplete)
        if operator != "in" or list(value) != [False]:
            name = "customer_missing_info"
            raise UserError(
                self.env._(
                    "%s: it can only be asked whether it is set or not set, or what it "
                    "contains.",
                    self._fields[name]._description_string(self.env),
                )
            )
        # A contact person is as complete as the company that is the customer.
        incomplete = self._customer_lacks_domain(labels)
        return Domain("commercial_partner_id", "any", ~incomplete)

    @api.model
    def _customer_lacks_domain(self, names):
        """Customers who should have one of these fields and do not."""
        return Domain.OR(
            Domain(name, "=", False) & Domain(self._customer_field_condition(name))
            for name in names
        )

    @api.model
    def _customer_expected_labels(self):
        """{name of a field that a customer should have: its label}"""
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in self._customer_expected_fields()
        }
        for dimension in self._get_dimensions().filtered("is_expected"):
            labels[dimension._field_name()] = dimension.name
        return labels

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
