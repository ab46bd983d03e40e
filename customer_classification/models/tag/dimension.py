from odoo import models
from odoo.exceptions import UserError


class CustomerClassificationDimension(models.Model):
    """What the rules of tags ask for cannot go."""

    _inherit = "customer.classification.dimension"

    def _check_not_in_rules(self):
        """Refuse as well what the rules of tags are made of."""
        res = super()._check_not_in_rules()
        names = {dimension._field_name(): dimension for dimension in self}
        names |= {d._score_column(): d for d in self if d._score_column()}
        Tag = self.env["res.partner.category"].sudo().with_context(active_test=False)
        for tag in Tag.search([("customer_rule_domain", "!=", False)]):
            made = self._made_by_dimensions(tag.customer_rule_domain)
            used = made.keys() & names.keys()
            if used:
                raise UserError(
                    self.env._(
                        "Dimension “%(dimension)s” is in use: the rule of the tag "
                        "“%(tag)s” asks for it.",
                        dimension=names[used.pop()].name,
                        tag=tag.name,
                    )
                )
        return res
