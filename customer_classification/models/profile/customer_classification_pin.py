from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerClassificationPin(models.Model):
    """A category that a person fixed for a customer; rules leave it alone."""

    _name = "customer.classification.pin"
    _inherit = "customer.record.mixin"
    _description = "Pinned Category"
    _order = "profile_id, dimension_id"
    _rec_name = "category_id"
    _customer_path = "profile_id.partner_id"

    profile_id = fields.Many2one("customer.profile", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    dimension_id = fields.Many2one(
        "customer.classification.dimension",
        required=True,
        ondelete="cascade",
        index=True,
    )
    category_id = fields.Many2one(
        "customer.classification.category", required=True, ondelete="cascade"
    )
    reason = fields.Char(help="Why a person decided against the rule.")
    source = fields.Selection(
        [("manual", "Person"), ("import", "Import")],
        string="Given By",
        required=True,
        default="manual",
        help="A person on the screen, or an import.",
    )
    date_end = fields.Date(
        string="Until", help="The last day the pin holds. Empty: until released."
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, help="Who pinned it."
    )
    rule_category_id = fields.Many2one(
        "customer.classification.category",
        string="The Rule Says",
        ondelete="set null",
        help="The category that the rule would choose.",
    )
    is_different = fields.Boolean(
        compute="_compute_is_different",
        search="_search_is_different",
        help="The rule would choose another category.",
    )

    _profile_dimension_unique = models.UniqueIndex(
        "(profile_id, dimension_id)",
        "The customer has a pin in this dimension already.",
    )

    @api.depends("category_id", "rule_category_id")
    def _compute_is_different(self):
        for pin in self:
            pin.is_different = pin.rule_category_id != pin.category_id

    def _search_is_different(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = set(value)
        if wanted >= {True, False}:
            return Domain.TRUE
        different = Domain.custom(
            to_sql=self._is_different_sql, predicate=lambda pin: pin.is_different
        )
        return different if True in wanted else ~different

    @api.model
    def _is_different_sql(self, model, alias, query):
        """Condition: the rule chooses another category, or none."""
        return SQL(
            "%s IS DISTINCT FROM %s",
            model._field_to_sql(alias, "category_id", query),
            model._field_to_sql(alias, "rule_category_id", query),
        )

    def action_release(self):
        """Let the rule decide again; classes follow at once.

        :return: True, as XML-RPC cannot carry None
        :raise AccessError: for customers whom the user may not write
        """
        self.check_access("read")
        self.partner_id.check_access("write")
        changes = [
            (dimension, pins.profile_id._unpin(dimension))
            for dimension, pins in self.sudo().grouped("dimension_id").items()
        ]
        self.env["customer.profile"].sudo()._reclassify_changed(changes)
        return True
