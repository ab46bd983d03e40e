"""Where rules may look: a closed list of models and fields, and who opens it.

Rules are evaluated as superuser, for all customers. Whatever they could reach, whoever
writes them could find out, by trying one condition after the other. So a rule passes
what is on a list, and nothing else.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS, Domain, Field

from .customer_classification_fields_mixin import CATEGORY_MODEL

PROFILE_MODEL = "customer.profile"
NAMED = frozenset({"id", "display_name", "name"})
PLAIN = frozenset(
    ("boolean", "char", "date", "datetime", "float", "integer", "monetary", "selection")
)
DAYS = ("date", "datetime")
SUBDOMAIN = ("any", "not any")
HIERARCHY = ("child_of", "parent_of")
#: What a contact says of itself.
CONTACT = frozenset(
    """
    id display_name name complete_name active color company_name
    company_registry create_date credit_limit customer_rank email employee function
    is_company lang partner_latitude partner_longitude partner_share phone ref street
    street2 city zip supplier_rank trust type tz vat website
    """.split()
)
#: What it leads to.
CONTACT_LINKS = frozenset(
    """
    category_id commercial_partner_id company_id country_id industry_id parent_id
    property_payment_term_id specific_property_product_pricelist state_id user_id
    """.split()
)


class Condition(NamedTuple):
    """One condition of a rule: the fields from customer.profile on, and what of them.

    A condition below ``any`` has the fields that lead there before its own.
    """

    path: tuple[Field, ...]
    operator: str
    value: object

    @property
    def is_by_name(self) -> bool:
        """Whether a record is meant by what it is called, or by where it is below."""
        if not self.path[-1].relational:
            return False
        return self.operator in HIERARCHY or _has_text(self.value)


class CustomerRuleMixin(models.AbstractModel):
    """The closed list of what rules may look at."""

    _inherit = "customer.rule.mixin"

    @api.model
    def _rule_paths(self):
        """What rules may pass: {model: names of its fields}, made anew each time.

        A path begins at customer.profile and goes on where both the link and what it
        leads to are on the list. A link to a model that is not can be compared by its
        id, and by name where ``display_name`` is there. An add-on adds what is as open
        as the contact itself: never messages, users, bank accounts or documents, and
        nothing that is made of classes.

        :rtype: dict[str, set[str]]
        """
        return {
            PROFILE_MODEL: self._rule_fields_of_profile(),
            "res.partner": self._rule_fields_of_contacts(),
            "res.partner.category": {*NAMED, "active", "color", "parent_id"},
            "res.partner.industry": {*NAMED, "active", "full_name"},
            "res.country": {*NAMED, "code", "phone_code", "country_group_ids"},
            "res.country.group": {*NAMED, "code"},
            "res.country.state": {*NAMED, "code", "country_id"},
            # Not by what is searched with the name: the login.
            "res.users": {"id", "name"},
            "account.payment.term": {*NAMED, "active"},
            "product.pricelist": {*NAMED, "active"},
            "product.category": {*NAMED, "complete_name", "parent_id"},
            CATEGORY_MODEL: {*NAMED, "active", "code", "color", "parent_id"},
        }

    @api.model
    def _rule_fields_of_profile(self):
        """All numbers, facts and classes of a customer, and the contact."""
        fields = self.env[PROFILE_MODEL]._fields
        own = {name for name, field in fields.items() if _is_column(field)}
        return own | {"id", "display_name"}

    @api.model
    def _rule_fields_of_contacts(self):
        """What a contact says of itself, and the fields that people added to it."""
        fields = self.env["res.partner"]._fields
        added = {
            name
            for name, field in fields.items()
            if field.manual
            and _is_column(field)
            and not (field.compute or field.related)
            and field.type in PLAIN | {"many2one"}
        }
        return ((CONTACT | CONTACT_LINKS) & fields.keys()) | added

    @api.model
    def _rule_conditions(self, domain):
        """The conditions of a rule, with the fields that each of them passes.

        :param domain: on customer.profile
        :rtype: list[Condition]
        :raise ValidationError: naming what a rule may not look at
        """
        return list(self._walk_rule(Domain(domain), (), self._rule_paths()))

    @api.model
    def _walk_rule(self, domain, before, allowed):
        for condition in domain.iter_conditions():
            operator, value = condition.operator, condition.value
            path = self._rule_path(condition.field_expr, before, allowed)
            if operator in SUBDOMAIN:
                yield from self._walk_rule(Domain(value), path, allowed)
                continue
            if path[-1].relational and _has_text(value):
                self._rule_path("display_name", path, allowed)
            if operator in HIERARCHY:
                self._check_rule_loop(path, path[-1].comodel_name)
                if _has_text(value) and path[-1].comodel_name == "res.partner":
                    raise self._refused_path([f.name for f in (*path, path[-1])])
            yield Condition(path, operator, value)

    @api.model
    def _rule_path(self, expression, before, allowed):
        """The fields of a dotted path that begins behind the fields `before`.

        :raise ValidationError: at the first one that is not on the list
        """
        path, names = before, expression.split(".")
        for place, name in enumerate(names):
            if place and place == len(names) - 1 and path[-1].type in DAYS:
                break  # a part of the day, like its month
            model = path[-1].comodel_name if path else PROFILE_MODEL
            field = self.env[model]._fields.get(name) if model in allowed else None
            if field is None or name not in allowed[model]:
                raise self._refused_path([*(f.name for f in path), *names[place:]])
            path += (field,)
            self._check_rule_loop(path)
        return path

    @api.model
    def _check_rule_loop(self, path, below=None):
        """Refuse to go from a model to itself twice: one parent, not all of them.

        :param below: the model of which the whole tree is meant
        """
        loops = Counter(f.comodel_name for f in path if f.comodel_name == f.model_name)
        if any(times + (model == below) > 1 for model, times in loops.items()):
            raise self._refused_path([field.name for field in path])

    @api.model
    def _refused_path(self, names):
        """The error for what a rule may not look at.

        The same whether it is closed or does not exist.
        """
        return ValidationError(
            self.env._(
                "A rule may not look at “%s”. It may look at the numbers and classes "
                "of a customer, at the contact itself, and at its country, state, "
                "industry, tags, salesperson, payment terms, price list and parent "
                "company.",
                ".".join(names),
            )
        )


def _is_column(field):
    return bool(field.store and field.column_type and field.groups != NO_ACCESS)


def _has_text(value):
    """Whether a value names what it means, instead of saying its id."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return any(_has_text(part) for part in value)
    return isinstance(value, str | bytes)
