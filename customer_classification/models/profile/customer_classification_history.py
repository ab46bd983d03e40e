from odoo import api, fields, models
from odoo.fields import Domain


class CustomerClassificationHistory(models.Model):
    """Who was in which category from when to when, why and by whom.

    A row holds on every day with ``date_from <= day`` and ``date_to`` empty or
    ``day < date_to``. The rows of a customer in a dimension never overlap: on a day at
    most one holds. One that ends on the day on which it begins held on no day; it tells
    what was changed again at once, what began on a day that has not come yet when a
    clock or a time zone was put right, and what a merged customer had while the
    remaining one had a category of its own.

    A row is a change: none goes on with the category that a rule gave before it. Where
    what was rebuilt from the books goes on when the record begins, one row tells both,
    and ``date_recorded`` the day between.

    Written by engine/apply/history.py, by the back-fill of past months, by choices of
    people and by the merge of contacts.
    """

    _name = "customer.classification.history"
    _inherit = "customer.record.mixin"
    _description = "Classification History"
    _order = "date_from desc, id desc"
    _rec_name = "category_id"
    _customer_path = "profile_id.partner_id"

    profile_id = fields.Many2one("customer.profile", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    dimension_id = fields.Many2one(
        "customer.classification.dimension", required=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        "customer.classification.category", required=True, ondelete="restrict"
    )
    date_from = fields.Date(
        required=True, string="From", help="The first day on which it held."
    )
    date_to = fields.Date(string="To", help="The first day on which it no longer held.")
    source = fields.Selection(
        [
            ("rule", "Rule"),
            ("manual", "Person"),
            ("import", "Import"),
            ("merge", "Merge"),
        ],
        string="Given By",
        required=True,
        default="rule",
        help="A rule, a person, an import, or contacts that were merged.",
    )
    user_id = fields.Many2one(
        "res.users", string="By", help="The person, where it was one."
    )
    # Raw, and so for nobody: the sentence has what its reader may read.
    reason = fields.Json(
        help="The numbers that led to the category.", groups=fields.NO_ACCESS
    )
    reason_text = fields.Char(
        string="Why",
        compute="_compute_reason_text",
        help="The reason as a sentence, with the numbers of that day.",
    )
    is_rebuilt = fields.Boolean(
        string="Rebuilt from the Books",
        help="Computed afterwards, month end by month end, for days before the record "
        "begins: by the rules and contacts of the day it was rebuilt.",
    )
    date_recorded = fields.Date(
        string="On Record Since",
        help="The day on which the record began, where the days before it were rebuilt "
        "from the books.",
    )
    # What the rule said on that day; the reason is the one of the first day.
    reason_recorded = fields.Json(groups=fields.NO_ACCESS)
    valid_on = fields.Date(
        compute="_compute_valid_on",
        search="_search_valid_on",
        help="Search for a day: who was in which category then.",
    )
    merged_from = fields.Char(
        help="The customer whose history this was before contacts were merged."
    )

    _profile_dimension_idx = models.Index("(profile_id, dimension_id, date_from)")
    _merged_idx = models.Index("(company_id) WHERE source = 'merge'")
    _open_idx = models.Index("(dimension_id, profile_id) WHERE date_to IS NULL")

    # The back-fill looks for what begins and what ends at a month end.
    _rebuilt_from_idx = models.Index("(company_id, date_from) WHERE is_rebuilt")
    _rebuilt_to_idx = models.Index("(company_id, date_to) WHERE is_rebuilt")

    def _compute_valid_on(self):
        self.valid_on = False  # a day to search for, no row has one

    @api.model
    def _search_valid_on(self, operator, value):
        """Rows that hold on any of these days; see the class for what holds."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">", day))
            if day
            else Domain.FALSE
            for day in value
        )

    @api.depends("reason", "source", "category_id")
    @api.depends_context("lang", "uid")
    def _compute_reason_text(self):
        Reason = self.env["customer.classification.reason"]
        for row in self:
            row.reason_text = Reason._render(row)
