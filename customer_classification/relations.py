from odoo import fields


class LooseMany2many(fields.Many2many):
    """A relation without foreign keys.

    Of those on models of others Odoo leaves records behind when a module goes. What
    does not exist any more is not read.
    """

    def update_db_foreign_keys(self, model):
        pass
