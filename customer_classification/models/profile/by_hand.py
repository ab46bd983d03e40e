from odoo import api, fields, models
from odoo.exceptions import LockError, ValidationError
from odoo.tools import SQL

from ...context import CLASS_IMPORT, TRUSTED
from ...engine.apply import history
from ..dimension.customer_classification_fields_mixin import FIELD_PREFIX


class CustomerProfile(models.Model):
    """Categories chosen by people: set in manual dimensions, pinned in the others."""

    _inherit = "customer.profile"

    def write(self, vals):
        """Only classes may be written from outside; see :meth:`_set_classes`."""
        self.check_access("write")
        classes = {n: v for n, v in vals.items() if n.startswith(FIELD_PREFIX)}
        others = {n: v for n, v in vals.items() if n not in classes}
        if others and not self.env.su:
            raise ValidationError(self._no_numbers_text(self, others))
        res = super().write(others) if others else True
        if classes:
            self.partner_id.check_access("write")
            self.sudo()._set_classes(classes)
        return res

    @api.model
    def _no_numbers_text(self, model, names):
        """What to say to whoever writes numbers that are computed.

        :param model: the model that has the fields
        """
        fields_ = [model._fields[name] for name in names if name in model._fields]
        return self.env._(
            "%(fields)s: the numbers of a customer come from the books and cannot be "
            "changed here.",
            fields=", ".join(f._description_string(self.env) for f in fields_),
        )

    def _set_classes(self, vals, reason=None, date_end=None, force=False):
        """Give these customers categories by hand; all classes follow at once.

        In a manual dimension the category is simply set. In any other it is pinned:
        the rule leaves it alone until it is emptied, or `date_end` has passed. A new
        pin waits for nobody, everything else two seconds for a refresh of the company.

        :param dict vals: category id or False by field name
        :param reason: why a person decided so
        :param date_end: last day of a pin
        :param force: pin also those who have the category already
        :raise ValidationError: for a category or dimension that cannot be used
        :raise LockError: while the customers are being refreshed
        """
        changes = [
            self._set_class(name, value, reason, date_end, force)
            for name, value in vals.items()
        ]
        self._reclassify_changed(changes)

    def _set_class(self, name, value, reason=None, date_end=None, force=False):
        """Set or pin one category, nothing else; see :meth:`_set_classes`.

        :return: (dimension, the customers for whom something changed)
        """
        dimension = self._dimension_of_field(name)
        category = self._category_of_value(dimension, value)
        self._check_category(dimension, category)
        if dimension.method == "manual":
            self._unpin(dimension)  # from when rules decided
            return dimension, self._set_manual(dimension, category, reason)
        if category:
            return dimension, self._pin(dimension, category, reason, date_end, force)
        return dimension, self._unpin(dimension)

    def _dimension_of_field(self, name):
        """The dimension of a field, which all companies of these customers use."""
        Dimension = self.env["customer.classification.dimension"].sudo()
        dimension = Dimension.with_context(active_test=False).search(
            [("code", "=", name.removeprefix(FIELD_PREFIX))]
        )
        for company in self.company_id or self.env.company:
            if dimension not in Dimension._of_company(company):
                raise ValidationError(
                    self.env._(
                        "Dimension “%(dimension)s” is archived or not used in "
                        "%(company)s.",
                        dimension=self._name_for_user(dimension) or name,
                        company=company.name,
                    )
                )
        return dimension

    @api.model
    def _name_for_user(self, record):
        """The name of a record, "" for one that the user may not read."""
        own = record.with_user(self.env.user)
        return record.display_name if record and own.has_access("read") else ""

    def _category_of_value(self, dimension, value):
        """The category with the id `value`; empty for what means nothing."""
        Category = self.env["customer.classification.category"].sudo()
        if value is False or value is None:
            return Category
        category = Category.browse(value).exists() if type(value) is int else Category
        if category.dimension_id == dimension and category:
            return category
        # Of what is not the user's not even the name is told.
        if not self._name_for_user(category):
            raise ValidationError(
                self.env._(
                    "%(dimension)s: there is no category %(value)s.",
                    dimension=dimension.name,
                    value=str(value),
                )
            )
        return category

    def _check_category(self, dimension, category):
        if category and category.dimension_id != dimension:
            raise ValidationError(
                self.env._(
                    "Category “%(category)s” belongs to the dimension “%(other)s”, not "
                    "to “%(dimension)s”.",
                    category=category.display_name,
                    other=category.dimension_id.name,
                    dimension=dimension.name,
                )
            )

    def _set_manual(self, dimension, category, reason=None):
        """Set a category and write the history, where it is not set already."""
        name = dimension._field_name()
        changed = self.filtered(lambda p: p[name] != category)
        if not changed:
            return changed
        changed._check_archived(category)
        changed.company_id._claim_customers()
        changed._close_history(dimension)
        super(CustomerProfile, changed).write({name: category.id})
        if category:
            self.env["customer.classification.history"].create(
                [
                    {
                        "profile_id": profile.id,
                        "company_id": profile.company_id.id,
                        "dimension_id": dimension.id,
                        "category_id": category.id,
                        "date_from": profile._today(),
                        "source": self._class_given_by(),
                        "user_id": self.env.uid,
                        "reason": {
                            "method": self._class_given_by(),
                            "text": reason or "",
                        },
                    }
                    for profile in changed
                ]
            )
        return changed

    @api.model
    def _class_given_by(self):
        """The source of categories that are set now: "import" or "manual"."""
        by_import = self.env.context.get(CLASS_IMPORT) is TRUSTED
        return "import" if by_import else "manual"

    def _close_history(self, dimension):
        """End what holds now in a dimension."""
        History = self.env["customer.classification.history"]
        History.flush_model()
        for company, profiles in self.grouped("company_id").items():
            of_these = SQL(
                "profile_id = ANY(%s) AND dimension_id = %s",
                profiles.ids,
                dimension.id,
            )
            today = company._customer_classification_today()
            self.env.cr.execute(history.end(today, of_these))
        History.invalidate_model(["date_from", "date_to"], flush=False)

    def _pin(self, dimension, category, reason=None, date_end=None, force=False):
        """Fix a category for these customers.

        :param force: also for those who have the category already
        :return: the customers for whom something changed
        :raise ValidationError: when `date_end` is over already
        """
        self._check_date_end(date_end)
        Pin = self.env["customer.classification.pin"]
        vals = {
            "category_id": category.id,
            "reason": reason,
            "date_end": date_end,
            "user_id": self.env.uid,
            "source": self._class_given_by(),
        }
        name = dimension._field_name()
        # Importing or saving what is there already pins nothing.
        force = force or bool(reason or date_end)
        changed = self if force else self.filtered(lambda p: p[name] != category)
        changed._check_archived(category)
        pins = Pin.search(
            [("profile_id", "in", changed.ids), ("dimension_id", "=", dimension.id)]
        )
        pins.company_id._claim_customers()  # a refresh notes there what the rule says
        pins.write(vals)
        Pin.create(
            [
                {**vals, "profile_id": profile.id, "dimension_id": dimension.id}
                for profile in changed - pins.profile_id
            ]
        )
        return changed

    def _check_archived(self, category):
        """Nobody new comes into an archived category."""
        if self and category and not category.active:
            raise ValidationError(
                self.env._(
                    "%(customer)s: category “%(category)s” is archived.",
                    customer=self[0].partner_id.display_name,
                    category=category.display_name,
                )
            )

    def _check_date_end(self, date_end):
        if date_end and date_end < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("Until %s: a pin cannot end in the past.", date_end)
            )

    def _unpin(self, dimension):
        """Let the rule decide again.

        :return: the customers for whom something changed
        """
        pins = (
            self.env["customer.classification.pin"]
            .sudo()
            .search(
                [("profile_id", "in", self.ids), ("dimension_id", "=", dimension.id)]
            )
        )
        changed = pins.profile_id
        changed.company_id._claim_customers()
        pins.unlink()
        # The rule gives a category of its own. Even where it is the same one, the
        # history then says who is behind it.
        chosen = changed._chosen(dimension)
        if chosen:
            chosen._close_history(dimension)
            super(CustomerProfile, chosen).write({dimension._field_name(): False})
        return changed

    def _chosen(self, dimension):
        """Those of these customers whose category a person or an import gave."""
        chosen = self.env["customer.classification.history"].search(
            [
                ("profile_id", "in", self.ids),
                ("dimension_id", "=", dimension.id),
                ("date_to", "=", False),
                ("source", "in", ("manual", "import")),
            ]
        )
        return chosen.profile_id

    @api.model
    def _reclassify_changed(self, changes):
        """Apply the rules to these customers now, so that the screen shows the result.

        While the whole company is being refreshed they wait in the queue instead.

        :param changes: list of (dimension, customers), as :meth:`_set_class` returns
        """
        changes = [(d, profiles) for d, profiles in changes if profiles]
        if not changes:
            return
        dimensions = changes[0][0].union(*(d for d, _profiles in changes))
        first = dimensions._by_place()[0]
        customers = self.browse().union(*(profiles for _d, profiles in changes))
        for company, profiles in customers.grouped("company_id").items():
            ids = profiles.partner_id.ids
            try:
                self._reclassify(company, first, ids)
            except LockError:
                self.env["customer.profile.queue"].sudo()._add_pairs(
                    {(partner_id, company.id) for partner_id in ids}
                )

    def _today(self):
        return self.company_id._customer_classification_today()

    @api.model_create_multi
    def create(self, vals_list):
        """Profiles made by hand wait for the next refresh for their numbers."""
        profiles = super().create(vals_list)
        self.env["customer.profile.queue"].sudo()._add_pairs(
            {(p.partner_id.id, p.company_id.id) for p in profiles}
        )
        return profiles
