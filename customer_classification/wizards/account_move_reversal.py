from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        """Keep on credit notes whether they correct a mistake."""
        before = self.move_ids.reversal_move_ids
        action = super().reverse_moves(is_modify=is_modify)
        made = self.move_ids.reversal_move_ids - before
        refunds = made.filtered(lambda move: move.move_type == "out_refund")
        refunds.sudo().customer_is_correction = is_modify
        return action
