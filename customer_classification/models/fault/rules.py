from odoo import api, models


class CustomerClassificationDimension(models.Model):
    """Whoever saves a rule wants it tried again."""

    _inherit = "customer.classification.dimension"

    def write(self, vals):
        res = super().write(vals)
        self._start_again()
        return res

    def _start_again(self):
        """Evaluate what was stopped again, with the next refresh."""
        stopped = self.env["customer.refresh.fault"].sudo()
        domain = [("dimension_id", "in", self.ids), ("is_stopped", "=", True)]
        stopped.search(domain).is_stopped = False


class CustomerRulePartMixin(models.AbstractModel):
    """What is saved by itself and belongs to the rule of a dimension.

    How to use: inherit it before the model, and name with ``_dimension_path`` the
    field, or the path of fields, that leads to the dimension.
    """

    _name = "customer.rule.part.mixin"
    _description = "Part of a Rule"

    _dimension_path = "dimension_id"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.mapped(self._dimension_path)._start_again()
        return records

    def write(self, vals):
        res = super().write(vals)
        self.mapped(self._dimension_path)._start_again()
        return res

    def unlink(self):
        self.mapped(self._dimension_path)._start_again()
        return super().unlink()


class CustomerClassificationCategory(models.Model):
    _name = "customer.classification.category"
    _inherit = ["customer.rule.part.mixin", "customer.classification.category"]


class CustomerClassificationCriterion(models.Model):
    _name = "customer.classification.criterion"
    _inherit = ["customer.rule.part.mixin", "customer.classification.criterion"]


class CustomerClassificationCriterionBand(models.Model):
    _name = "customer.classification.criterion.band"
    _inherit = ["customer.rule.part.mixin", "customer.classification.criterion.band"]

    _dimension_path = "criterion_id.dimension_id"
