from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.apply import tags as engine
from ..models.patience import patient


class CustomerTagWizard(models.TransientModel):
    """Give tags to a selection of customers, or take them off."""

    _name = "customer.tag.wizard"
    _inherit = "customer.selection.mixin"
    _description = "Tag Customers"

    partner_ids = fields.Many2many(
        help="The customers who are given the tags or lose them."
    )
    add_tag_ids = fields.Many2many(
        "res.partner.category",
        "customer_tag_wizard_add_rel",
        string="Add",
        help="Tags that all of these customers will have. They are given by hand: no "
        "rule takes them away.",
    )
    remove_tag_ids = fields.Many2many(
        "res.partner.category",
        "customer_tag_wizard_remove_rel",
        string="Remove",
        help="Tags that none of these customers will have. A rule that matches does "
        "not give them back until the customer has left it.",
    )

    def action_apply(self):
        """Add and remove, in as many statements for one customer as for thousands.

        :raise UserError: when nothing is chosen, or a tag twice
        :raise AccessError: for customers whom the user may not write
        """
        self.ensure_one()
        added, removed = self.add_tag_ids, self.remove_tag_ids
        if not (added or removed):
            raise UserError(self.env._("Choose a tag to add or to remove."))
        if both := added & removed:
            raise UserError(
                self.env._("Tag “%s” cannot be both added and removed.", both[0].name)
            )
        partners = self.partner_ids.commercial_partner_id
        partners.check_access("write")
        (added | removed).check_access("read")
        self.env.flush_all()
        with patient(self.env):
            self._add(partners, added)
            self._remove(partners, removed)
        # Rules may look at tags, and have to know what was taken off by hand.
        partners._queue_customers()
        partners.invalidate_recordset(["category_id"], flush=False)
        (added | removed).invalidate_recordset(["partner_ids"], flush=False)
        return {"type": "ir.actions.client", "tag": "customer_classes_changed"}

    def _add(self, partners, tags):
        """Give the tags; what a rule gave before is given by hand now."""
        if not tags:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %s (partner_id, category_id)
                SELECT partner_id, tag_id
                  FROM unnest(%s) partner_id CROSS JOIN unnest(%s) tag_id
                ON CONFLICT DO NOTHING
                """,
                engine.LINKS,
                partners.ids,
                tags.ids,
            )
        )
        where = SQL(
            "given.partner_id = ANY(%s) AND given.tag_id = ANY(%s)",
            partners.ids,
            tags.ids,
        )
        today = self.env.company._customer_classification_today()
        engine.keep(self.env.cr, where, today)

    def _remove(self, partners, tags):
        """Take the tags off; the next refresh notices where a rule gave them."""
        if not tags:
            return
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE partner_id = ANY(%s) AND category_id = ANY(%s)",
                engine.LINKS,
                partners.ids,
                tags.ids,
            )
        )
