import logging
from functools import partial

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import LockError, ValidationError
from odoo.tools import SQL

from ...engine.apply.contained import attempt
from ...engine.tables import PROFILE

_logger = logging.getLogger(__name__)


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
        "customer buys mostly. New values become categories at the next refresh, "
        "and the names follow.",
    )

    @api.constrains("method", "source_field_id")
    def _check_source_field(self):
        for dimension in self.filtered("needs_source"):
            field = dimension.source_field_id
            if not (
                field.model == "customer.profile"
                and field.store
                and field.relation == "product.category"
            ):
                raise ValidationError(
                    self.env._(
                        "Field of dimension “%(dimension)s”: “%(field)s” is not a "
                        "product category of the customer profile.",
                        dimension=dimension.name,
                        field=field.display_name or self.env._("empty"),
                    )
                )

    def _make_mirrored_categories(self, company, partner_ids=None, relation=PROFILE):
        """Make the categories of values that customers of `company` newly have.

        :param partner_ids: customers to look at, None for everybody
        :param relation: SQL identifier with the columns of customer.profile
        :return: {dimension id: error} of those that failed
        """
        errors = {}
        for dimension in self.filtered("needs_source"):
            make = partial(dimension._mirror, company, partner_ids, relation)
            _made, error = attempt(self.env.cr, make, flush=True)
            if error:
                _logger.error("Classes of %s", dimension.code, exc_info=error)
                errors[dimension.id] = error
        return errors

    def _mirror(self, company, partner_ids, relation):
        source = self.source_field_id
        values = self._new_values(company, partner_ids, relation)
        if values:
            self._make_mirrored(self.env[source.relation].browse(values))
        if partner_ids is None:
            self._follow_names()

    def _make_mirrored(self, records):
        """Make a category for each of `records`.

        :raise LockError: while a refresh of another company does the same
        """
        self.env.cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('customer_category'), %s)",
            [self.id],
        )
        busy = LockError(
            self.env._(
                "The categories of “%s” are being made by another refresh. Try "
                "again in a minute.",
                self.name,
            )
        )
        if not self.env.cr.fetchone()[0]:
            raise busy
        try:
            with self.env.cr.savepoint():
                self.env["customer.classification.category"].create(
                    [
                        {
                            "dimension_id": self.id,
                            "name": record.display_name,
                            "source_id": record.id,
                            "color": record.id % 11 + 1,
                        }
                        for record in records
                    ]
                ).flush_recordset()
        except UniqueViolation as error:  # it was quicker, and is done
            raise busy from error
        self.invalidate_recordset(["category_ids"])

    def _follow_names(self):
        """Call the categories what their values are called today."""
        categories = self.category_ids.filtered("source_id")
        records = self.env[self.source_field_id.relation].browse(
            categories.mapped("source_id")
        )
        names = {record.id: record.display_name for record in records.exists()}
        for category in categories:
            name = names.get(category.source_id, category.name)
            if category.name != name:
                category.name = name

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
