from odoo import api, models
from odoo.exceptions import ValidationError

from ...context import CLASSES_COLLECTED, Collected, own_ids
from ...defaults import filled
from ..dimension.customer_classification_fields_mixin import FIELD_PREFIX
from ..patience import patient

RANKS = {"customer_rank", "supplier_rank"}


class ResPartner(models.Model):
    """Categories chosen on a contact, which its profile stores."""

    _inherit = "res.partner"

    @api.model
    def _prepare_dimension_field_vals(self, dimension):
        """On contacts a dimension is the profile's, and can be written."""
        name = dimension._field_name()
        return {
            **super()._prepare_dimension_field_vals(dimension),
            "related": f"customer_profile_id.{name}",
            "store": False,
            "readonly": False,
        }

    @api.model_create_multi
    def create(self, vals_list):
        self._check_no_customer_numbers(vals_list)
        # A column of a board, say, gives its class as a default.
        names = [
            name
            for name, field in self._fields.items()
            if name.startswith(FIELD_PREFIX) and self._has_field_access(field, "write")
        ]
        vals_list = filled(self, vals_list, names)
        classes = [self._pop_customer_classes(vals) for vals in vals_list]
        partners = super().create(vals_list)
        # An empty category is no reason to make a customer of a new contact.
        self._set_customer_classes(
            (partner, {name: value for name, value in vals.items() if value})
            for partner, vals in zip(partners, classes, strict=True)
        )
        partners._queue_customers()
        return partners

    @api.model
    def _add_missing_default_values(self, values):
        """Classes are no columns of contacts: :meth:`create` sees to them."""
        values = super()._add_missing_default_values(values)
        self._pop_customer_classes(values)
        return values

    def write(self, vals):
        self._check_no_customer_numbers([vals])
        vals = dict(vals)
        classes = self._pop_customer_classes(vals)
        moved = self.browse()
        changes_hands = not {"parent_id", "is_company"}.isdisjoint(vals)
        # Before Odoo takes out of the values what it has written already.
        is_news = self._is_customer_news(vals)
        if changes_hands:
            moved = self.search([("id", "child_of", self.ids)]).commercial_partner_id
        if "category_id" in vals:
            # A refresh may be giving the same tag.
            with patient(self.env):
                res = super().write(vals)
        else:
            res = super().write(vals) if vals or not classes else True
        self._set_customer_classes([(self, classes)])
        if is_news:
            # Whose documents they were, and whose they are now; where they were
            # customers, and where they are.
            (self | moved)._queue_customers(whole_past=changes_hands)
        return res

    def _update_address(self, vals):
        """Odoo hands an address on to other contacts, past :meth:`write`."""
        is_news = self._is_customer_news(vals)
        res = super()._update_address(vals)
        if is_news:
            self._queue_customers()
        return res

    def _is_customer_news(self, vals):
        """Whether values change what rules look at, or who is a customer at all.

        The first document makes a customer or a supplier of a contact, in all
        companies; how many there are changes nothing.
        """
        return not self._customer_rule_fields().isdisjoint(vals) or any(
            bool(partner[name]) != bool(vals[name])
            for name in RANKS & vals.keys()
            for partner in self.sudo()
        )

    @api.model
    def _check_no_customer_numbers(self, vals_list):
        """Odoo would take no notice of a number that somebody types or imports.

        :raise ValidationError: naming the numbers
        """
        given = {name for vals in vals_list for name in vals}
        numbers = [
            name
            for name in sorted(given & self._fields.keys())
            if self._is_customer_number(self._fields[name])
        ]
        if numbers and not self.env.su:
            Profile = self.env["customer.profile"]
            raise ValidationError(Profile._no_numbers_text(self, numbers))

    @api.model
    def _is_customer_number(self, field):
        path = field.related or ""
        return field.readonly and path.startswith("customer_profile_id.")

    @api.model
    def _pop_customer_classes(self, vals):
        """Take the dimensions out of `vals`; the profile stores them."""
        names = [n for n in vals if n.startswith(FIELD_PREFIX) and n in self._fields]
        return {name: vals.pop(name) for name in names}

    @api.model
    def _set_customer_classes(self, changes):
        """Write categories chosen by hand, making profiles where there are none.

        :param changes: iterable of (contacts, {field of a dimension: category id})
        :raise AccessError: for whoever may not see classes or write the contacts
        """
        changes = [(partners, vals) for partners, vals in changes if partners and vals]
        if not changes:
            return
        self._check_customer_access()
        for partners, _vals in changes:
            partners.check_access("write")
            partners.commercial_partner_id.check_access("write")
        # An import collects the classes of the whole file, see `load`.
        collected = self.env.context.get(CLASSES_COLLECTED)
        if isinstance(collected, Collected):
            collected.extend(changes)
        else:
            self._apply_customer_classes(changes)

    @api.model
    def _apply_customer_classes(self, changes):
        """Set what :meth:`_set_customer_classes` takes, one statement per category.

        The last word on a customer counts; all of them share one refresh.
        """
        wanted = {
            (customer.id, name): value
            for partners, vals in changes
            for customer in partners.sudo().commercial_partner_id
            for name, value in vals.items()
        }
        profiles = self._customer_profiles_of(wanted)
        groups = {}
        for (customer_id, name), value in wanted.items():
            if profile := profiles.get(customer_id):
                # Anything may come from outside, also what is no key of a dict.
                key = name, repr(value)
                groups.setdefault(key, (name, value, []))[2].append(profile.id)
        Profile = self.env["customer.profile"].sudo()
        Profile._reclassify_changed(
            [
                Profile.browse(ids)._set_class(name, value)
                for name, value, ids in groups.values()
            ]
        )

    @api.model
    def _customer_profiles_of(self, wanted):
        """Profiles by customer; made for those who are given a category."""
        given = {customer_id for (customer_id, _name), value in wanted.items() if value}
        others = {customer_id for customer_id, _name in wanted} - given
        profiles = self.sudo().browse(given)._ensure_customer_profiles()
        profiles |= self.sudo().browse(others)._existing_customer_profiles()
        return {profile.partner_id.id: profile for profile in profiles}

    @api.model
    def _selected_customers(self):
        """The customers of the contacts or profiles that are selected on the screen."""
        ids = own_ids(self.env.context.get("active_ids"))
        model = self.env.context.get("active_model")
        if model == "customer.profile":
            return self.env[model].browse(ids).partner_id
        if model == "res.partner":
            return self.browse(ids).commercial_partner_id
        return self.browse()

    def _existing_customer_profiles(self):
        """The profiles of those of these contacts who are customers here now."""
        return self.env["customer.profile"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.root_id.id),
            ]
        )

    def _ensure_customer_profiles(self):
        """The profiles of these customers in the current company, made if missing."""
        company = self.env.company.root_id
        customers = self.commercial_partner_id
        Profile = self.env["customer.profile"].with_context(active_test=False)
        domain = [
            ("partner_id", "in", customers.ids),
            ("company_id", "=", company.id),
        ]
        profiles = Profile.search(domain)
        missing = customers - profiles.partner_id
        back = profiles.filtered(lambda p: not p.active)
        if missing or back:
            company.sudo()._claim_customers()
        if missing:
            profiles |= Profile.create(
                [{"partner_id": p.id, "company_id": company.id} for p in missing]
            )
        if back:
            back.active = True
        if missing or back:
            # In this company, whichever the contact may be limited to; and whoever
            # comes is ranked among the others, which no number of theirs would ask for.
            queue = self.env["customer.profile.queue"].sudo()
            queue._add_pairs({(profile.partner_id.id, company.id) for profile in back})
            queue._add_ranking(company)
        return profiles.with_env(self.env)

    @api.model
    def _customer_rule_fields(self):
        """Fields by which rules may choose; a change asks for a refresh."""
        return {
            "active",
            "category_id",
            "company_id",
            "country_id",
            "credit_limit",
            "industry_id",
            "is_company",
            "parent_id",
            "state_id",
            "user_id",
        }

    def _queue_customers(self, whole_past=False):
        """Refresh these customers soon, in every company they may belong to.

        And where they have a profile: their documents keep them there, or they have to
        leave it.

        :param whole_past: whether documents of all days have changed hands
        """
        partners = self.sudo()
        roots = partners.env["res.company"]._customer_roots()
        limited = partners.filtered("company_id")
        Profile = partners.env["customer.profile"].with_context(active_test=False)
        known = dict(
            Profile._read_group(
                [("partner_id", "in", (limited | limited.commercial_partner_id).ids)],
                ["partner_id"],
                ["company_id:recordset"],
            )
        )
        pairs = {(p.id, root.id) for p in partners - limited for root in roots}
        for partner in limited:
            companies = partner.company_id.root_id
            for customer in partner | partner.commercial_partner_id:
                companies |= known.get(customer, companies.browse())
            pairs |= {(partner.id, company.id) for company in companies}
        self.env["customer.profile.queue"].sudo()._add_pairs(pairs, whole_past)
