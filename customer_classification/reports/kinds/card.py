from odoo.models import BaseModel
from odoo.tools import formatLang

from ..document import Section, Table
from .base import Kind

#: What is said about a customer, where it is known and the user may see it.
FACTS = ("ref", "vat", "phone", "email", "user_id", "category_id")
#: The same of what every company says for itself.
COMPANY_FACTS = ("property_payment_term_id", "credit_limit")


class Card(Kind):
    """Customer card: what there is to know about a customer, on one page.

    Its tables come from parts (:class:`CardPart`), which `customer.report` names in
    `_get_card_parts`.
    """

    key = "card"
    is_landscape = False
    of_today = True
    has_dimensions = False
    needs_dimensions = False
    needs_customers = True
    has_filters = False

    @classmethod
    def label(cls, env):
        return env._("Customer Card")

    def sections(self):
        """One for each customer."""
        partners = self.report._card_partners()
        profiles = self.env["customer.profile"].search(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "=", self.report._books().root_id.id),
            ]
        )
        parts = [Part(self, profiles) for Part in self.report._get_card_parts()]
        of_partner = {profile.partner_id.id: profile for profile in profiles}
        return [
            self._section(partner, of_partner.get(partner.id), parts)
            for partner in partners
        ]

    def _section(self, partner, profile, parts):
        section = Section(
            f"customer_{partner.id}",
            partner.display_name,
            facts=self._facts(partner),
        )
        if profile:
            section.facts += profile._get_facts()
            section.tables = [table for part in parts for table in part.tables(profile)]
        else:
            section.note = self.env._(
                "No customer of %s: neither an invoice nor a class is known there.",
                self.report._books().name,
            )
        return section

    # ---- Who ----

    def _facts(self, partner):
        """(label, text) pairs about a customer, without what is not known."""
        company = self.report._books().root_id
        known = partner.sudo()
        texts = [
            (self.env._("Address"), self._address(partner)),
            *self._fields(partner, FACTS, known),
            *self._fields(partner, COMPANY_FACTS, known.with_company(company)),
            *self._unused_limits(partner, company),
        ]
        return [(label, text) for label, text in texts if text]

    def _address(self, partner):
        """The address in one line."""
        lines = partner._display_address(without_company=True).splitlines()
        texts = (" ".join(line.split()).strip(", ") for line in lines)
        return ", ".join(filter(None, texts))

    def _fields(self, partner, names, known):
        """The texts of some fields, of those that the user may read.

        :param known: the customer with the rights to read the names of what a field
            refers to
        """
        for name in names:
            field = partner._fields[name]
            if partner._has_field_access(field, "read"):
                label = field._description_string(self.env)
                yield label, self._text(field, known[name])

    def _unused_limits(self, partner, company):
        """Credit limits that were entered in branches: that of the root counts."""
        field = partner._fields["credit_limit"]
        if not partner._has_field_access(field, "read"):
            return
        label = field._description_string(self.env)
        for branch in self.env.user.company_ids.sudo():
            of_branch = partner.sudo().with_company(branch)
            limit = of_branch.credit_limit
            is_own = limit != field.get_company_dependent_fallback(of_branch)
            if branch.root_id == company and branch != company and is_own:
                text = self.env._(
                    "%(limit)s, not used: that of %(company)s counts",
                    limit=self._text(field, limit) or 0,
                    company=company.name,
                )
                yield f"{label} ({branch.name})", text

    def _text(self, field, value):
        if field.relational:
            return self.report._few(value.mapped("display_name"))
        if field.type == "float":  # an amount, whose field has no currency
            currency = self.report._books().currency_id
            return value and formatLang(self.env, value, currency_obj=currency)
        return value


class CardPart:
    """Some tables of a card. What they need is read once, for all customers.

    A module adds a class of its own to `customer.report._get_card_parts`.

    :param card: the report, which knows columns, numbers and names
    :param profiles: customer.profile of all customers who get a card
    """

    def __init__(self, card: Card, profiles: BaseModel):
        self.card = card
        self.report = card.report
        self.env = card.env
        self.prepare(profiles)

    def prepare(self, profiles: BaseModel) -> None:
        """Keep what the tables need; called before any of them is made."""

    def tables(self, profile: BaseModel) -> list[Table]:
        """The tables of one customer, from top to bottom."""
        raise NotImplementedError
