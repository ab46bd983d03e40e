from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_classification_fields_mixin import FIELD_PREFIX


class CustomerProfile(models.Model):
    """Categories chosen by people: set in manual dimensions, pinned in the others."""

    _inherit = "customer.profile"

    def write(self, vals):
        """Only classes may be written from outside; see :meth:`_set_classes`."""
        classes = {n: v for n, v in vals.items() if n.startswith(FIELD_PREFIX)}
        others = {n: v for n, v in vals.items() if n not in classes}
        if others and not self.env.su:
            raise ValidationError(
                self.env._(
                    "%(fields)s: the numbers of a customer come from the books and "
                    "cannot be changed here.",
                    fields=", ".join(
                        self._fields[n]._description_string(self.env)
                        for n in others
                        if n in self._fields
                    ),
                )
            )
        res = super().write(others) if others else True
        if classes:
            self.check_access("write")
            self.sudo()._set_classes(classes)
        return res

    def _set_classes(self, vals, reason=None, date_end=None):
        """Give these customers categories by hand.

        In a manual dimension the category is simply set. In any other it is pinned:
        the rule leaves it alone until it is emptied, or `date_end` has passed.

        :param dict vals: category id or False by field name
        :param reason: why a person decided so
        :param date_end: last day of a pin
        :raise ValidationError: for a category of another dimension
        """
        for name, value in vals.items():
            dimension = self.env["customer.classification.dimension"].search(
                [("code", "=", name.removeprefix(FIELD_PREFIX))]
            )
            category = self.env["customer.classification.category"].browse(value or [])
            self._check_category(dimension, category)
            if dimension.method == "manual":
                self._set_manual(dimension, category, reason)
            elif category:
                self._pin(dimension, category, reason, date_end)
            else:
                self._unpin(dimension)

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
            return
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
                        "source": "manual",
                        "user_id": self.env.uid,
                        "reason": {"method": "manual", "text": reason or ""},
                    }
                    for profile in changed
                ]
            )

    def _close_history(self, dimension):
        """End what holds now in a dimension."""
        rows = self.env["customer.classification.history"].search(
            [
                ("profile_id", "in", self.ids),
                ("dimension_id", "=", dimension.id),
                ("date_to", "=", False),
            ]
        )
        for company, group in rows.grouped("company_id").items():
            group.date_to = company._customer_classification_today()

    def _pin(self, dimension, category, reason=None, date_end=None):
        """Fix a category for these customers; the classes follow at once.

        :raise ValidationError: when `date_end` is over already
        """
        self._check_date_end(date_end)
        Pin = self.env["customer.classification.pin"]
        vals = {
            "category_id": category.id,
            "reason": reason,
            "date_end": date_end,
            "user_id": self.env.uid,
        }
        pins = Pin.search(
            [("profile_id", "in", self.ids), ("dimension_id", "=", dimension.id)]
        )
        name = dimension._field_name()
        # Importing or saving what is there already pins nothing.
        same = self.filtered(lambda p: p[name] == category and not (reason or date_end))
        pins.filtered(lambda pin: pin.profile_id not in same).write(vals)
        Pin.create(
            [
                {**vals, "profile_id": profile.id, "dimension_id": dimension.id}
                for profile in self - pins.profile_id - same
            ]
        )
        self._apply_classes()

    def _check_date_end(self, date_end):
        if date_end and date_end < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("Until %s: a pin cannot end in the past.", date_end)
            )

    def _unpin(self, dimension):
        """Let the rule decide again."""
        self.env["customer.classification.pin"].sudo().search(
            [("profile_id", "in", self.ids), ("dimension_id", "=", dimension.id)]
        ).unlink()
        self._apply_classes()

    def _apply_classes(self):
        """Refresh these customers now, so that the screen shows what was decided."""
        for company, profiles in self.grouped("company_id").items():
            self.env["customer.profile"]._refresh(
                company, partner_ids=profiles.partner_id.ids
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
