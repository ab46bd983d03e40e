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


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.dimension_id._start_again()
        return records

    def write(self, vals):
        res = super().write(vals)
        self.dimension_id._start_again()
        return res

    def unlink(self):
        self.dimension_id._start_again()
        return super().unlink()


class CustomerClassificationCriterion(models.Model):
    _inherit = "customer.classification.criterion"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.dimension_id._start_again()
        return records

    def write(self, vals):
        res = super().write(vals)
        self.dimension_id._start_again()
        return res

    def unlink(self):
        self.dimension_id._start_again()
        return super().unlink()
