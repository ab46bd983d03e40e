from odoo import fields, models


class CustomerClassificationCategory(models.Model):
    """Categories that stand for a value of a field."""

    _inherit = "customer.classification.category"

    source_id = fields.Integer(
        string="Value",
        copy=False,
        aggregator=None,
        help="The value of the dimension's field that this category stands for.",
    )

    _source_unique = models.UniqueIndex(
        "(dimension_id, source_id) WHERE source_id IS NOT NULL",
        "The value has a category in this dimension already.",
    )
