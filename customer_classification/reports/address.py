from datetime import date

from odoo import Command, api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..context import REPLACES

LIMITS = ("customers", "classes", "tags")
#: Between codes or ids. The web client takes "1.2" and "1,2" for other things.
AND = "-"
LARGEST_ID = 2**31 - 1
MAX_TEXT = 60
#: More customers than these are too long for the address of a browser.
MOST = 200
MANY = "many"


class CustomerReport(models.TransientModel):
    """The address of a report: what is asked for, as text that can be kept and sent.

    An address has no rights and no language. Whoever opens it asks for the same report
    as himself; what he may not see is not there for him. For example
    ``?report=ranking&company=1&date=2026-10-31&period=year&dimensions=value``; no
    dimension is ``dimensions=``, while without ``dimensions`` those of lists count.
    """

    _inherit = "customer.report"

    @api.model
    def open_address(self, address):
        """Ask for the report that an address names, as the current user.

        :param dict address: {name: text or number}, see :meth:`_address_parts`; other
            names are left alone
        :return: {"id": of the customer.report, "name": title, "address": the same
            address written out, "shown": what of it is short enough for a browser,
            "notes": texts about what is left out}
        :raise AccessError: for whoever may not see customers
        :raise ValidationError: names every part that cannot be used, and its value
        """
        self.env["res.partner"]._check_customer_access()
        self, company = self._of_address_company(address)
        vals, problems, notes = self._read_address(address, company)
        if problems:
            raise ValidationError("\n".join(problems))
        report = self.create(vals)
        return {
            "id": report.id,
            "name": report._label(),
            "address": report._get_address(),
            "shown": report._get_shown_address(),
            "notes": notes,
        }

    @api.model
    def ask_again(self, address):
        """The form to ask with, filled with what can be used of an address.

        :param dict address: as for :meth:`open_address`
        :return: an action
        """
        self.env["res.partner"]._check_customer_access()
        try:
            self, company = self._of_address_company(address)
            vals = self._read_address(address, company)[0]
        except ValidationError:  # no company of the user's: the form begins anew
            vals = {}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_classification.action_customer_report"
        )
        defaults = {f"default_{name}": self._default(vals[name]) for name in vals}
        return {**action, "context": {REPLACES: True, **defaults}}

    @api.model
    def _address_parts(self):
        """What an address says, in this order: {name there: field of customer.report}.

        A module with fields of its own adds them here, and to :meth:`_part_names` where
        they count. Texts of days, selections and records are made and read by
        themselves; for others it extends :meth:`_part_text` and :meth:`_read_part`.
        """
        return {
            "report": "report",
            "company": "company_id",
            "date": "date",
            "period": "period",
            "from": "date_from",
            "then": "date_then",
            "dimensions": "dimension_ids",
            "crossed": "cross_dimension_id",
            "customers": "partner_ids",
            "classes": "category_ids",
            "tags": "tag_ids",
        }

    def _get_address(self):
        """What counts for the report, as {name: text} for :meth:`open_address`."""
        self.ensure_one()
        return {name: self._part_text(name) for name in self._part_names()}

    def _get_shown_address(self):
        """The address for a browser, which says only that there are many customers."""
        address = self._get_address()
        if "customers" in address and len(self.partner_ids) > MOST:
            address["customers"] = MANY
        return address

    def _part_names(self):
        """What counts for the report, as the form shows it."""
        names = ["report", "company"]
        if not self.of_today:
            names.append("date")
        if self.has_period:
            names += ["period", "from"] if self.period == "custom" else ["period"]
        if self.needs_two_days:
            names.append("then")
        if self.has_dimensions:
            names.append("dimensions")
        crossed = self.cross_dimension_id & self._get_dimensions()
        if self.can_cross and crossed:
            names.append("crossed")
        limits = LIMITS if self.has_filters else LIMITS[:1]
        parts = self._address_parts()
        return names + [name for name in limits if self[parts[name]]]

    def _part_text(self, name):
        value = self[self._address_parts()[name]]
        if name in ("dimensions", "crossed"):
            # Without those that the company does not use any longer.
            return AND.join((self._get_dimensions() & value).mapped("code"))
        if isinstance(value, models.BaseModel):
            return AND.join(map(str, value.ids))
        return str(value)

    # ---- From text to values ----

    @api.model
    def _of_address_company(self, address):
        """(customer.report at work in the company of an address, the company).

        :raise ValidationError: for a company that is not the user's, and for what is no
            address
        """
        if not isinstance(address, dict):
            raise ValidationError(
                self.env._("The address of a report is made of names and values.")
            )
        companies = self.env.user.company_ids
        text = self._text_of(address, "company")
        company = self.env.company.root_id
        if text:
            company = companies.root_id.filtered(lambda root: str(root.id) == text)
            if not company:
                raise ValidationError(self._is_not_there("company", [text]))
        own = companies.filtered(lambda c: c.root_id == company)
        return self.with_context(allowed_company_ids=own.ids), company

    @api.model
    def _read_address(self, address, company):
        """The values of an address, problems with them and notes, as texts."""
        vals, problems, notes = {"company_id": company.id}, [], []
        for name, field in self._address_parts().items():
            if name == "company" or name not in address:
                continue
            try:
                vals[field] = self._read_part(name, self._text_of(address, name), notes)
            except ValidationError as error:
                problems.append(error.args[0])
        if vals.get("period") != "custom":
            vals.pop("date_from", None)
        if "report" not in address:
            problems.append(self.env._("The address does not say which report."))
        return vals, problems, notes

    @api.model
    def _read_part(self, name, text, notes):
        """The value of one part, as `create` takes it.

        :param notes: list; a text is added for what is left out
        :raise ValidationError: for what cannot be used
        """
        field = self._fields[self._address_parts()[name]]
        if field.type == "date":
            return self._read_day(name, text)
        if field.type == "selection":
            if text not in field.get_values(self.env):
                raise ValidationError(self._is_not_there(name, [text]))
            return text
        if name in ("dimensions", "crossed"):
            dimensions = self._read_dimensions(name, text)
            if field.type == "many2one":
                return dimensions[:1].id
            return [Command.set(dimensions.ids)]
        return [Command.set(self._read_records(name, text, notes).ids)]

    @api.model
    def _read_day(self, name, text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValidationError(
                self.env._(
                    "%(field)s: “%(value)s” is not a date like 2026-12-31.",
                    field=self._part_label(name),
                    value=self._cut(text),
                )
            ) from None

    @api.model
    def _read_dimensions(self, name, text):
        """The dimensions of these codes, of those that the company uses."""
        dimensions = self._get_dimensions()
        codes = text.split(AND) if text else []
        unknown = set(codes) - set(dimensions.mapped("code"))
        if unknown:
            raise ValidationError(self._is_not_there(name, sorted(unknown)))
        return dimensions.filtered(lambda dimension: dimension.code in codes)

    @api.model
    def _read_records(self, name, text, notes):
        """The records of these ids that are there and that the user may see."""
        if text == MANY:
            raise ValidationError(self._are_too_many(name))
        texts = list(dict.fromkeys(text.split(AND))) if text else []
        found = self._visible_of(name, [int(t) for t in texts if self._is_id(t)])
        known = set(map(str, found.ids))
        missing = [t for t in texts if t not in known]
        if missing and (not found or not all(map(self._is_id, missing))):
            # Without a limit the report would be about everybody.
            raise ValidationError(self._is_not_there(name, missing))
        if missing:
            notes.append(
                self.env._(
                    "%(field)s: %(count)s of the address are gone, or not yours to "
                    "see. The report is about the others.",
                    field=self._part_label(name),
                    count=len(missing),
                )
            )
        return found

    @api.model
    def _visible_of(self, name, ids):
        Model = self.env[self._fields[self._address_parts()[name]].comodel_name]
        domain = Domain("id", "in", ids)
        if name == "classes":
            domain &= Domain("dimension_id", "in", self._get_dimensions().ids)
        return Model.with_context(active_test=False).search(domain)

    @api.model
    def _is_id(self, text):
        # Python refuses to read numbers of thousands of digits.
        short = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
        return short and 0 < int(text) <= LARGEST_ID

    @api.model
    def _text_of(self, address, name):
        """A part as text: the web client makes numbers of what looks like one."""
        value = address.get(name)
        return "" if value is None or value is False else str(value).strip()

    @api.model
    def _default(self, value):
        """A value for a new form: lists of ids, days as text."""
        if isinstance(value, list):
            return value[0][2]
        return str(value) if isinstance(value, date) else value

    @api.model
    def _is_not_there(self, name, texts):
        return self.env._(
            "%(field)s: there is no “%(value)s”, or it is not yours to see.",
            field=self._part_label(name),
            value=self._cut(", ".join(texts)),
        )

    @api.model
    def _are_too_many(self, name):
        return self.env._(
            "%(field)s: there were more than %(most)s of them, which is too long for "
            "an address. Select them again in the list of customers and print from "
            "there.",
            field=self._part_label(name),
            most=MOST,
        )

    @api.model
    def _part_label(self, name):
        return self._fields[self._address_parts()[name]]._description_string(self.env)

    @api.model
    def _cut(self, text):
        """A text that somebody else may have written, short enough to be read."""
        return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"

    def _check_is_kept(self):
        """Refuse reports that the server has forgotten, instead of an empty page.

        :raise UserError: for no report at all, too
        """
        if not self or self.exists() != self:
            raise UserError(
                self.env._("The report is not kept any longer: show it once more.")
            )
