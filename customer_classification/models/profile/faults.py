from functools import partial

from odoo import api, models

from ...engine.apply import classes
from ...engine.apply.contained import attempt
from ...errors import reason_of


class CustomerProfile(models.Model):
    """What failed in a refresh is said where the person looks who can mend it."""

    _inherit = "customer.profile"

    @api.model
    def _note_faults(self, company, faults, whole, everybody):
        """Mark the dimensions and the customers that failed; take old marks away.

        :param faults: :class:`~...engine.apply.contained.Faults`
        :param whole: the dimensions in which everybody was looked at
        :param everybody: whether this is a complete refresh
        """
        Queue = self.env["customer.profile.queue"].sudo()
        Fault = self.env["customer.refresh.fault"]
        errors = {id_: reason_of(error) for id_, error in faults.dimensions.items()}
        done = None if everybody else whole.ids
        Fault._note(company, "dimension_id", errors, done)
        if everybody:
            Queue._forget_errors(company)
        if faults.customers:
            Queue._note_errors(company, self._customer_errors(faults))

    @api.model
    def _customer_errors(self, faults):
        """{commercial partner id: why a rule fails with that customer}"""
        Dimension = self.env["customer.classification.dimension"].sudo()
        return {
            profile.partner_id.id: self.env._(
                "%(dimension)s: %(error)s",
                dimension=Dimension.browse(faults.customers[profile.id][0]).name,
                error=reason_of(faults.customers[profile.id][1]),
            )
            for profile in self.sudo().browse(faults.customers)
        }

    @api.model
    def _watch_unrest(self, company, as_of, moved):
        """Stop dimensions that move most customers in every refresh, for no reason.

        Whichever way a rule comes to look at its own doings: whoever has moved more
        than half of the customers twice in a row is asked again, with nothing having
        happened since. Only a rule that cannot rest would move them once more.

        :param dict moved: how many customers a complete refresh moved, by dimension id
        """
        dimensions = self.env["customer.classification.dimension"].sudo().browse(moved)
        customers = self.sudo().search_count([("company_id", "=", company.id)])
        Fault = self.env["customer.refresh.fault"]
        restless = dimensions.filtered(lambda d: moved[d.id] * 2 > customers)
        for dimension in Fault._note_restless(company, restless, dimensions):
            ask = partial(classes.unrest, dimension, company, as_of)
            again, _error = attempt(self.env.cr, ask)
            if (again or 0) * 2 > customers:
                text = self.env._(
                    "It does not come to rest: %(moved)s of %(customers)s customers "
                    "changed their class in two refreshes in a row, and would again. "
                    "It is stopped until the rule is changed.",
                    moved=moved[dimension.id],
                    customers=customers,
                )
                Fault._stop(company, dimension, text)
