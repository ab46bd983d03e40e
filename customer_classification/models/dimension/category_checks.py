import math

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import formatLang

from ...context import BOUNDS_LATER, TRUSTED

LARGEST_BOUND = 1e15  # beyond it a float no longer holds two decimals


class CustomerClassificationCategory(models.Model):
    """What a category must be like; every error names the field and the value."""

    _inherit = "customer.classification.category"

    @api.constrains("parent_id", "dimension_id")
    def _check_parent(self):
        for category in self:
            category._check_cycle(category.parent_id)
            for other in category.parent_id | category.child_ids:
                if other.dimension_id != category.dimension_id:
                    raise ValidationError(
                        self.env._(
                            "Parent of category “%(category)s”: “%(other)s” belongs to "
                            "the dimension “%(dimension)s”.",
                            category=category.name,
                            other=other.name,
                            dimension=other.dimension_id.name,
                        )
                    )

    def _check_cycle(self, parent):
        """Refuse a parent that is one of these or below one of them."""
        for category in self & parent._path() if parent else ():
            raise ValidationError(
                self.env._(
                    "Parent of category “%(category)s”: “%(parent)s” is below it.",
                    category=category.name,
                    parent=parent.name,
                )
            )

    @api.constrains("code")
    def _check_code(self):
        for category in self:
            if not category.code.strip() or "/" in category.code:
                raise ValidationError(
                    self.env._(
                        "Code “%(code)s” of category “%(category)s”: it may not be "
                        "blank or contain a slash.",
                        code=category.code,
                        category=category.name,
                    )
                )

    @api.constrains("domain", "parent_id")
    def _check_domain(self):
        for category in self:
            if category.domain:
                label = category._rule_label()
                category.dimension_id._parse_domain(category.domain, label)

    def _rule_label(self):
        return self.env._("Rule of category “%s”", self.display_name)

    def _check_rule_is_there(self):
        """Ask for the rule of a class that is said to be given by one."""
        for category in self.filtered("has_rules"):
            if not category._has_rule():
                raise ValidationError(
                    self.env._(
                        "Rule of class “%s”: add a condition, or choose “Everybody "
                        "Else” or “By Hand”.",
                        category.display_name,
                    )
                )

    @api.constrains("domain")
    def _check_domain_access(self):
        for category in self.filtered("domain"):
            category._check_domain()
            category.dimension_id._check_domain_access(
                category.domain, category._rule_label()
            )

    @api.constrains("lower_bound", "share", "sequence", "active", "dimension_id")
    def _check_bounds(self):
        for category in self:
            category._check_number("lower_bound", -LARGEST_BOUND, LARGEST_BOUND)
            category._check_number("share", 0, 100)
        # While a dimension is saved, its categories come one by one.
        later = self.env.context.get(BOUNDS_LATER) is TRUSTED
        for dimension in self.dimension_id if not later else ():
            if name := dimension.bound_field:
                dimension.category_ids._check_order(name)

    def _check_number(self, name, lowest, highest):
        """Refuse what is not a number between two limits."""
        value = self[name]
        if value is False or (math.isfinite(value) and lowest <= value <= highest):
            return
        raise ValidationError(
            self.env._(
                "%(field)s of category “%(category)s”: %(value)s is not a number "
                "between %(lowest)s and %(highest)s.",
                field=self._fields[name]._description_string(self.env),
                category=self.name,
                value=value,
                lowest=formatLang(self.env, lowest, digits=0),
                highest=formatLang(self.env, highest, digits=0),
            )
        )

    def _check_order(self, name):
        """Bounds must all rise or all fall along the list, one may be empty."""
        label = self._fields[name]._description_string(self.env)
        ordered = self._by_place()
        empty = ordered.filtered(lambda c: c[name] is False)
        if len(empty) > 1:
            raise ValidationError(
                self.env._(
                    "%(field)s: both “%(first)s” and “%(second)s” have none; only one "
                    "category can take the rest.",
                    field=label,
                    first=empty[0].name,
                    second=empty[1].name,
                )
            )
        bounded = ordered - empty
        rising = name == "share" or (
            len(bounded) > 1 and bounded[0][name] < bounded[-1][name]
        )
        for one, two in zip(bounded, bounded[1:], strict=False):
            if one[name] == two[name] or (one[name] < two[name]) != rising:
                raise ValidationError(
                    self.env._(
                        "%(field)s: %(value1)s of “%(first)s” and %(value2)s of "
                        "“%(second)s” overlap or stand in the wrong order.",
                        field=label,
                        value1=one[name],
                        first=one.name,
                        value2=two[name],
                        second=two.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Archiving keeps the past readable; deleting what is in use does not."""
        for category in self:
            used = (
                self.env["customer.classification.history"]
                .sudo()
                .search_count([("category_id", "child_of", category.id)], limit=1000)
            )
            if used:
                raise UserError(
                    self.env._(
                        "Category “%(category)s” is in use: it appears %(count)s times "
                        "in the history of customers. Archive it instead.",
                        category=category.display_name,
                        count=used,
                    )
                )

    def _clean_numbers(self, vals):
        """The values with numbers for bounds, which may come as text from outside.

        :raise ValidationError: naming field, category and what is no number
        """
        vals = dict(vals)
        for name in ("lower_bound", "share"):
            value = vals.get(name)
            if value is None or value is False or value == "":
                if name in vals:
                    vals[name] = False
                continue
            try:
                vals[name] = float(value)
            except (TypeError, ValueError) as error:
                raise ValidationError(
                    self.env._(
                        "%(field)s of category “%(category)s”: “%(value)s” is not a "
                        "number.",
                        field=self._fields[name]._description_string(self.env),
                        category=self[:1].name or vals.get("name"),
                        value=str(value),
                    )
                ) from error
        return vals

    def _check_code_free(self, dimension_id, code):
        """Name the code that is taken, which the database would not."""
        domain = [
            ("dimension_id", "=", dimension_id),
            ("code", "=", code),
            ("id", "not in", self.ids),
        ]
        everything = self.sudo().with_context(active_test=False)
        for other in everything.search(domain, limit=1) if code else ():
            # Of a dimension that is not the user's nothing is told; saving refuses.
            other.dimension_id.sudo(self.env.su).check_access("read")
            raise ValidationError(
                self.env._(
                    "Code “%(code)s”: the category “%(category)s” of “%(dimension)s” "
                    "has it already.",
                    code=code,
                    category=other.name,
                    dimension=other.dimension_id.name,
                )
            )
