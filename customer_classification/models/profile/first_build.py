import logging
from functools import partial

from odoo import api, models

from ...engine.apply.contained import attempt

_logger = logging.getLogger(__name__)

BATCH = 5000  # so many customers get their classes in one transaction


class CustomerProfile(models.Model):
    """The first refresh of a company, in parts that are each committed.

    Where nobody has a profile, a complete refresh writes everybody's class in every
    dimension: with a hundred thousand customers that is minutes in one transaction,
    and whoever kills it begins again. So the first one is done in parts:

    1. the numbers of everybody, in one statement (looked up by name, customers cost
       forty times as much), which also ranks them among all,
    2. the classes of so many customers at a time, from the numbers that are there,
    3. everybody once more in every dimension, which finds little left to write: who
       ranks among the customers of a class, and what people changed meanwhile.

    How far it is stands in `customer.profile.state`. News wait in the queue, and the
    past waits, too. Any complete refresh by whomever is the end of it.
    """

    _inherit = "customer.profile"

    @api.model
    def _refresh_next_part(self, company):
        """Do the next part of a complete refresh of a root company.

        :return: whether the refresh is over
        :raise LockError: when another refresh of the company is running
        """
        state = self.env["customer.profile.state"]._of(company)
        if state.date or not self._is_in_parts():
            self._refresh_or_queue(company)
            return True
        part = partial(self._build_next_part, company.sudo(), state)
        is_over, error = attempt(self.env.cr, part, flush=True)
        if error:
            _logger.error("Classifying customers of %s", company.name, exc_info=error)
            self._find_the_fault(company)
        return is_over or bool(error)

    @api.model
    def _is_in_parts(self):
        """Whether there are so many contacts that a first refresh takes its time."""
        self.env.cr.execute(
            "SELECT count(*) FROM (SELECT FROM res_partner "
            "WHERE id = commercial_partner_id LIMIT %s) contact",
            [BATCH + 1],
        )
        return self.env.cr.fetchone()[0] > BATCH

    @api.model
    def _build_next_part(self, company, state):
        """See :meth:`_refresh_next_part`."""
        if not state.build_date:
            self._build_numbers(company)
            return False
        batch = self._next_batch(company, state.build_after)
        self._begin(company, [partner_id for _id, partner_id in batch])
        dimensions = self._get_dimensions_of(company)
        as_of = state.build_date
        if batch:
            ready = self._ready_dimensions(dimensions)
            self._classify(company, ready, as_of, dimensions.browse())
            self.env["customer.profile.state"]._note(
                company, {"build_after": batch[-1][0], "tries": 0}
            )
            return False
        errors = dimensions._make_mirrored_categories(company)
        self._classify_everybody(company, dimensions, as_of, errors)
        return True

    @api.model
    def _build_numbers(self, company):
        """Everybody's numbers, and the classes that are values of a field."""
        as_of = company._customer_classification_today()
        self._begin(company, [])
        self._refresh_metrics(company, as_of, None)
        self._get_dimensions_of(company)._make_mirrored_categories(company)
        begun = {"is_building": True, "build_date": as_of, "build_after": 0, "tries": 0}
        self.env["customer.profile.state"]._note(company, begun)

    @api.model
    def _next_batch(self, company, after):
        """[(id, id of the partner)] of the customers whose turn it is, by id."""
        self.env.cr.execute(
            "SELECT id, partner_id FROM customer_profile "
            "WHERE company_id = %s AND id > %s ORDER BY id LIMIT %s",
            [company.id, after, BATCH],
        )
        return self.env.cr.fetchall()

    @api.model
    def _ready_dimensions(self, dimensions):
        """Those that can be told of some customers while others have no class yet.

        Not so who ranks among the customers of a class, nor what is made of that.
        """
        waiting, ready = set(), dimensions.browse()
        for dimension in dimensions:
            used = dimension._used_classes()
            if used & waiting or (used and dimension._ranks()):
                waiting |= {dimension._field_name(), dimension._score_column()}
            else:
                ready |= dimension
        return ready
