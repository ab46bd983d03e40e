from odoo import fields, models


class CustomerTagAssignment(models.Model):
    """A tag that a rule gave to a customer, from when to when.

    Written by engine/apply/tags.py only, whose docstring says what the states mean.
    Tags given by hand have no row.
    """

    _name = "customer.tag.assignment"
    _inherit = "customer.record.mixin"
    _description = "Tag Given by a Rule"
    _order = "date_change desc, id desc"
    _rec_name = "tag_id"
    # The rule is behind every row; who and when would be noise.
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
        help="The customer who was given the tag.",
    )
    tag_id = fields.Many2one(
        "res.partner.category",
        required=True,
        ondelete="cascade",
        help="The tag that the rule gave.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company in whose numbers the rule matched.",
    )
    state = fields.Selection(
        [
            ("on", "Has the Tag"),
            ("off", "Left"),
            ("refused", "Taken Off by Hand"),
            ("kept", "Kept by Hand"),
        ],
        string="Status",
        required=True,
        help="Has the Tag: the rule gave it and still matches.\n"
        "Left: the rule no longer matched, and took it away.\n"
        "Taken Off by Hand: the rule matches, but a person removed the tag. It comes "
        "back only when the customer leaves the rule and enters it again.\n"
        "Kept by Hand: a person gave the tag too, and no rule takes it away.",
    )
    date_from = fields.Date(
        string="Entered", required=True, help="The day on which the rule gave the tag."
    )
    date_to = fields.Date(
        string="Ended", help="The first day on which the rule's tag was over."
    )
    date_change = fields.Date(
        string="Last Change", required=True, help="The day of the last change."
    )

    _open_unique = models.UniqueIndex(
        "(tag_id, partner_id) WHERE state IN ('on', 'refused')",
        "A rule gives a customer a tag only once.",
    )
    _tag_change_idx = models.Index("(tag_id, date_change DESC, id DESC)")
