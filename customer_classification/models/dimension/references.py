from odoo import models
from odoo.exceptions import UserError


class CustomerClassificationDimension(models.Model):
    """What else refers to a dimension, and what becomes of it."""

    _inherit = "customer.classification.dimension"

    def write(self, vals):
        self.check_access("write")  # before a refusal tells what there is
        if vals.get("active") is False:
            self._check_not_in_rules()
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")  # before anything is dropped
        self._check_not_in_rules()
        self._forget_saved({dimension._field_name() for dimension in self})
        return super().unlink()

    def _check_not_in_rules(self):
        """Refuse to take away what the rules of another dimension are made of.

        :raise UserError: naming the dimension and the rule
        """
        names = {dimension._field_name(): dimension for dimension in self}
        names |= {d._score_column(): d for d in self if d._score_column()}
        everything = self.sudo().with_context(active_test=False)
        for other in everything.search([("id", "not in", self.ids)]):
            rules = [(other.name, other.scope_domain)]
            rules += [(c.display_name, c.domain) for c in other.category_ids]
            for where, text in rules:
                used = self._made_by_dimensions(text).keys() & names.keys()
                if used and not other.sudo(self.env.su).has_access("read"):
                    raise UserError(
                        self.env._(
                            "Dimension “%(dimension)s” is in use: a rule of another "
                            "company asks for it.",
                            dimension=names[used.pop()].name,
                        )
                    )
                if used:
                    raise UserError(
                        self.env._(
                            "Dimension “%(dimension)s” is in use: the rule of "
                            "“%(category)s” in “%(other)s” asks for it.",
                            dimension=names[used.pop()].name,
                            category=where,
                            other=other.name,
                        )
                    )
