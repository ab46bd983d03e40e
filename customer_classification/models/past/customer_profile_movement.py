from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...actions import profile_form
from ...context import MOVEMENT


class CustomerProfileMovement(models.Model):
    """Who moved from which category to which between two days; one row a customer.

    Reads the snapshots of both days, in the current company. What is asked stands in
    the context, so that lists, pivots and whoever follows a cell see the same; see
    wizards/customer_profile_movement_wizard.py. Customers with a category on neither
    day are left out.
    """

    _name = "customer.profile.movement"
    _inherit = "customer.record.mixin"
    _description = "Customer Movement"
    _auto = False
    _order = "revenue_to desc, id"
    _rec_name = "partner_id"

    profile_id = fields.Many2one(
        "customer.profile", readonly=True, help="The customer with today's numbers."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, help="Who moved or stayed."
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="The company of the books."
    )
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="The currency of the company."
    )
    from_category_id = fields.Many2one(
        "customer.classification.category",
        string="From Category",
        readonly=True,
        help="The category on the first day. Empty: none yet.",
    )
    to_category_id = fields.Many2one(
        "customer.classification.category",
        string="To Category",
        readonly=True,
        help="The category on the second day. Empty: none any more.",
    )
    kind = fields.Selection(
        [("new", "New"), ("lost", "Lost"), ("moved", "Moved"), ("same", "Stayed")],
        string="Movement",
        readonly=True,
        help="New: no category on the first day. Lost: none on the second.",
    )
    customer_count = fields.Integer(
        string="Customers", readonly=True, help="How many customers."
    )
    revenue_from = fields.Monetary(
        string="Revenue Before",
        readonly=True,
        help="Revenue of the 12 months up to the first day.",
    )
    revenue_to = fields.Monetary(
        string="Revenue After",
        readonly=True,
        help="Revenue of the 12 months up to the second day.",
    )

    @property
    def _table_query(self):
        asked = self._asked()
        day = SQL(
            """
            SELECT profile_id, company_id, currency_id, revenue_12m, %s AS category_id
              FROM customer_profile_snapshot
             WHERE company_id = %s
            """,
            asked["column"],
            self.env.company.root_id.id,
        )
        return SQL(
            """
            SELECT profile.id, profile.id AS profile_id, profile.partner_id,
                   profile.company_id, profile.currency_id,
                   before.category_id AS from_category_id,
                   after.category_id AS to_category_id,
                   CASE WHEN before.category_id IS NULL THEN 'new'
                        WHEN after.category_id IS NULL THEN 'lost'
                        WHEN before.category_id = after.category_id THEN 'same'
                        ELSE 'moved' END AS kind,
                   1 AS customer_count,
                   COALESCE(before.revenue_12m, 0) AS revenue_from,
                   COALESCE(after.revenue_12m, 0) AS revenue_to
              FROM (%(day)s AND date = %(date_from)s::date) before
         FULL JOIN (%(day)s AND date = %(date_to)s::date) after USING (profile_id)
              JOIN customer_profile profile ON profile.id = profile_id
             WHERE before.category_id IS NOT NULL OR after.category_id IS NOT NULL
            """,
            day=day,
            date_from=asked["date_from"],
            date_to=asked["date_to"],
        )

    @api.model
    def _asked(self):
        """What the context asks for; it comes from outside.

        :return: {"column": SQL, "date_from": date, "date_to": date}, days and column
            NULL where nothing is asked, or a dimension that the company does not use
        :raise UserError: where a day is gone, on which nobody would have a category
        """
        asked = self.env.context.get(MOVEMENT)
        nothing = {"column": SQL("NULL::int4"), "date_from": None, "date_to": None}
        if not isinstance(asked, dict):
            return nothing
        dimension = (
            self.env["customer.profile.snapshot"]
            ._get_dimensions()
            .filtered(lambda d: d.id == asked.get("dimension_id"))
        )
        if not dimension:
            return nothing
        try:
            days = {
                name: fields.Date.to_date(asked.get(name))
                for name in ("date_from", "date_to")
            }
        except (TypeError, ValueError):
            return nothing
        self._check_kept(days, asked.get("empty"))
        return {"column": SQL.identifier(dimension._field_name()), **days}

    @api.model
    def _check_kept(self, days, empty):
        """Days that are no month end are forgotten at night."""
        Snapshot = self.env["customer.profile.snapshot"]
        company = self.env.company.sudo()
        for day in filter(None, days.values()):
            known = isinstance(empty, list) and fields.Date.to_string(day) in empty
            if not known and not Snapshot._is_taken(company, day):
                raise UserError(
                    self.env._(
                        "The numbers of %(company)s on %(date)s are not kept. Choose "
                        "the days in Movements again.",
                        company=company.root_id.name,
                        date=format_date(self.env, day),
                    )
                )

    def action_open_profile(self):
        """Open the customer with the numbers of today."""
        return profile_form(self)
