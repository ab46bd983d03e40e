from odoo import Command, api, models
from odoo.tools import formatLang

from ..document import Section

#: What is said about a customer, where it is known and the user may see it.
FACTS = ("ref", "vat", "phone", "email", "user_id", "category_id")
#: The same of what every company says for itself.
COMPANY_FACTS = ("property_payment_term_id", "credit_limit")


class CustomerReport(models.TransientModel):
    """Customer card: what there is to know about a customer, on one page.

    A module that has more to say extends `_get_card_data`, which reads it for all
    customers at once, and `_get_card_tables`, which shows it.
    """

    _inherit = "customer.report"

    @api.model
    def _get_card_documents(self, partners, on_paper=True):
        """The cards of some customers, with the rights of the user.

        :param partners: contacts; of a contact person the company that is invoiced
        :return: list of one :class:`~.document.Document`, with a section for each
        :raise AccessError: for contacts that the user may not read
        """
        partners.check_access("read")
        partners.commercial_partner_id.check_access("read")
        values = {"report": "card", "partner_ids": [Command.set(partners.ids)]}
        return [self.create(values)._get_document(on_paper)]

    def _set_today(self):
        """Cards are of today: their numbers are those of customer.profile."""
        if self.date != self._today():
            self.date = self._today()

    def _card_sections(self):
        partners = self._card_partners()
        profiles = self.env["customer.profile"].search(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "=", self.company_id.sudo().root_id.id),
            ]
        )
        data = self._get_card_data(profiles)
        of_partner = {profile.partner_id.id: profile for profile in profiles}
        return [
            self._card_section(partner, of_partner.get(partner.id), data)
            for partner in partners
        ]

    def _card_partners(self):
        """Each customer once, of those whom the user may read."""
        chosen = self.partner_ids._filtered_access("read")
        return chosen.commercial_partner_id._filtered_access("read")

    def _card_section(self, partner, profile, data):
        section = Section(
            f"customer_{partner.id}",
            partner.display_name,
            facts=self._card_facts(partner),
        )
        if profile:
            section.tables = self._get_card_tables(profile, data)
        else:
            section.note = self.env._(
                "No customer of %s: neither an invoice nor a class is known there.",
                self.company_id.sudo().name,
            )
        return section

    def _get_card_data(self, profiles):
        """What the tables need, read for all customers at once.

        :return: {name: anything}, as `_get_card_tables` takes it
        """
        return {
            "classes": profiles._get_classes(advise=False) if profiles else {},
            "trend": self._card_trends(profiles),
            "open_items": self._card_open_items(profiles),
        }

    def _get_card_tables(self, profile, data):
        """The tables of a card, from top to bottom.

        :param profile: customer.profile of one customer
        :param data: what `_get_card_data` read
        :return: list of :class:`~.document.Table`
        """
        tables = [
            self._card_classes_table(profile, data["classes"]),
            self._card_metrics_table(profile, data["trend"]),
        ]
        if data["open_items"] is not None:
            tables.append(self._card_open_items_table(profile, data["open_items"]))
        return [
            *tables,
            self._card_aging_table(profile, data["open_items"]),
            self._card_movements_table(profile),
        ]

    # ---- Who ----

    def _card_facts(self, partner):
        """(label, text) pairs about a customer, without what is not known."""
        texts = [
            (self.env._("Address"), self._card_address(partner)),
            *self._card_fields(partner, FACTS, partner.sudo()),
            *self._card_fields(
                partner,
                COMPANY_FACTS,
                partner.sudo().with_company(self.company_id.sudo().root_id),
            ),
        ]
        return [(label, text) for label, text in texts if text]

    def _card_address(self, partner):
        """The address in one line."""
        lines = partner._display_address(without_company=True).splitlines()
        texts = (" ".join(line.split()).strip(", ") for line in lines)
        return ", ".join(filter(None, texts))

    def _card_fields(self, partner, names, known):
        """The texts of some fields, of those that the user may read.

        :param known: the customer with the rights to read the names of what a field
            refers to
        """
        for name in names:
            field = partner._fields[name]
            if partner._has_field_access(field, "read"):
                label = field._description_string(self.env)
                yield label, self._card_text(field, known[name])

    def _card_text(self, field, value):
        if field.relational:
            return self._few(value.mapped("display_name"))
        if field.type == "float":  # an amount, whose field has no currency
            currency = self.company_id.sudo().currency_id
            return value and formatLang(self.env, value, currency_obj=currency)
        return value
