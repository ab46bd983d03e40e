from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_date, format_datetime

from ..context import ON_PAPER
from .document import Document
from .kinds import Card


class CustomerReport(models.TransientModel):
    """The report as data, and what it says about itself."""

    _inherit = "customer.report"

    def _get_document(self, on_paper=False):
        """The report as data, with the rights and in the language of the user.

        :param on_paper: whether long lists are cut, see `Lines.cut_on_paper`
        :raise AccessError: for whoever may not see customers or not this company
        """
        self.ensure_one()
        self = self._at_work(on_paper)
        if self.of_today and self.date != self._today():
            self.date = self._today()
        self._bring_up_to_date()
        direction = self.env["res.lang"]._get_data(code=self.env.lang).direction
        return Document(
            title=self._label(),
            subtitle=self._books().name,
            facts=self._get_facts(),
            sections=self._get_sections(),
            currency=self._books().currency_id,
            name=self._file_name(),
            is_rtl=direction == "rtl",
        )

    def _get_sections(self):
        """The sections of the report; a module may add to those of another's."""
        return self._get_kind().sections()

    def _label(self):
        """What kind of report it is, as people read it."""
        return self._get_kind().title

    def _file_name(self):
        """Name of the file, without its ending."""
        company = self._books().name
        return f"{self._label()} {company} {fields.Date.to_string(self.date)}"

    def _at_work(self, on_paper):
        """This report as the user sees it, at work in its company alone.

        :raise AccessError: for a company that is not the user's
        """
        self.check_access("read")
        self.env["customer.profile"].check_access("read")
        company = self._books().root_id
        own = self.env.user.company_ids.filtered(lambda c: c.root_id == company)
        if not own:
            raise AccessError(
                self.env._("You may not see the customers of %s.", company.name)
            )
        return self.with_context(
            allowed_company_ids=own.ids,
            lang=self.env.context.get("lang") or self.env.user.lang,
            **{ON_PAPER: on_paper},
        )

    def _get_facts(self):
        """(label, text) pairs: what the report is about, who asked and when."""
        facts = [
            (self.env._("Company"), self._books().name),
            (self.env._("Currency"), self._books().currency_id.name),
            (self.env._("As of"), format_date(self.env, self.date)),
        ]
        if self.needs_two_days:
            then = format_date(self.env, self.date_then)
            facts.append((self.env._("Compared with"), then))
        if self.has_period:
            facts.append((self.env._("Period"), self._period_text()))
        if self.has_filters:
            facts += self._filter_facts()
        now = format_datetime(self.env, fields.Datetime.now(), dt_format="short")
        facts.append((self.env._("Printed by"), self.env.user.name))
        facts.append((self.env._("Printed on"), now))
        return facts

    def _period_text(self):
        return self.env._(
            "%(date_from)s to %(date_to)s",
            date_from=format_date(self.env, self.date_from),
            date_to=format_date(self.env, self.date),
        )

    # ---- Customer cards ----

    @api.model
    def _get_card_documents(self, partners, on_paper=True):
        """The cards of some customers, with the rights of the user.

        :param partners: contacts; of a contact person the company that is invoiced
        :return: list of one :class:`~.document.Document`, with a section for each
        :raise AccessError: for contacts that the user may not read
        """
        partners.check_access("read")
        partners.commercial_partner_id.check_access("read")
        values = {"report": Card.key, "partner_ids": [Command.set(partners.ids)]}
        return [self.create(values)._get_document(on_paper)]
