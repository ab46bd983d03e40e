from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

METHOD = "field"
PROFILE = SQL.identifier("customer_profile")


class CustomerClassificationDimension(models.Model):
    """Dimensions that follow a field: each of its values becomes a category."""

    _inherit = "customer.classification.dimension"

    source_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field",
        domain=[
            ("model", "=", "customer.profile"),
            ("ttype", "=", "many2one"),
            ("store", "=", True),
            ("relation", "=", "product.category"),
        ],
        ondelete="cascade",
        help="Its values are the categories, such as the product category that a "
        "customer buys mostly. New values become categories at the next refresh.",
    )

    @api.model
    def _get_methods(self):
        return [*super()._get_methods(), (METHOD, self.env._("Values of a Field"))]

    @api.constrains("method", "source_field_id")
    def _check_source_field(self):
        for dimension in self.filtered(lambda d: d.method == METHOD):
            field = dimension.source_field_id
            known = self.env["customer.profile"]._fields.get(field.name)
            if not (field.model == "customer.profile" and known and known.store):
                raise ValidationError(
                    self.env._(
                        "Field of dimension “%(dimension)s”: “%(field)s” is not a "
                        "field of the customer profile.",
                        dimension=dimension.name,
                        field=field.display_name or self.env._("empty"),
                    )
                )

    def _make_mirrored_categories(self, company, partner_ids=None, relation=PROFILE):
        """Make the categories of values that customers of `company` newly have.

        :param partner_ids: customers to look at, None for everybody
        :param relation: SQL identifier with the columns of customer.profile
        """
        made = self.env["customer.classification.category"]
        for dimension in self.filtered(lambda d: d.method == METHOD):
            source = dimension.source_field_id
            values = dimension._new_values(company, partner_ids, relation)
            records = self.env[source.relation].browse(values)
            made += made.create(
                [
                    {
                        "dimension_id": dimension.id,
                        "name": record.display_name,
                        "source_id": record.id,
                        "color": record.id % 11 + 1,
                    }
                    for record in records
                ]
            )
        if made:
            made.flush_recordset()
            self.invalidate_recordset(["category_ids"])
        return made

    def _new_values(self, company, partner_ids, relation):
        """Ids of the values of the field that have no category yet."""
        column = SQL.identifier(self.source_field_id.name)
        only = (
            SQL("TRUE")
            if partner_ids is None
            else SQL("partner_id = ANY(%s)", list(partner_ids))
        )
        return [
            value
            for (value,) in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT %(column)s FROM %(relation)s
                     WHERE company_id = %(company)s AND active AND %(only)s
                       AND %(column)s IS NOT NULL
                       AND %(column)s NOT IN (
                           SELECT source_id FROM customer_classification_category
                            WHERE dimension_id = %(dimension)s
                              AND source_id IS NOT NULL)
                  ORDER BY 1
                    """,
                    column=column,
                    relation=relation,
                    company=company.id,
                    only=only,
                    dimension=self.id,
                )
            )
        ]


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    source_id = fields.Integer(
        string="Value",
        copy=False,
        aggregator=None,
        help="The value of the dimension's field that this category stands for.",
    )
