from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...groups import USER

LAST = 20  # so many who entered or left are shown on the tag


class ResPartnerCategory(models.Model):
    """Tags with an optional rule that gives and takes them away.

    A tag belongs to the contact, which all companies share: the rule is evaluated in
    one of them, and everybody who sees the contact sees the tag.
    """

    _name = "res.partner.category"
    _inherit = ["res.partner.category", "customer.rule.mixin"]

    customer_rule_domain = fields.Char(
        string="Rule",
        copy=False,
        groups=USER,
        help="Customers that match are given the tag, and lose it when they no longer "
        "match. Empty: the tag is given by hand only. A tag given by hand is never "
        "taken away by the rule.",
    )
    customer_has_rule = fields.Boolean(
        string="Given by a Rule",
        compute="_compute_customer_has_rule",
        inverse="_inverse_customer_has_rule",
        groups=USER,
        help="Off: the tag is given by hand only. Switching it off deletes the rule "
        "and takes away what it gave.",
    )
    customer_rule_company_id = fields.Many2one(
        "res.company",
        string="Rule Evaluated In",
        copy=False,
        groups=USER,
        help="The company in whose books the rule looks at its customers. The tag "
        "itself is seen by everybody who sees the contact.",
    )
    customer_matching_count = fields.Integer(
        string="Customers That Match",
        compute="_compute_customer_matching_count",
        groups=USER,
        help="Customers who match the rule as it stands here.",
    )
    customer_tagged_count = fields.Integer(
        string="Customers with the Tag",
        compute="_compute_customer_tagged_count",
        groups=USER,
        help="Contacts who have the tag now, by the rule or by hand.",
    )
    customer_assignment_ids = fields.Many2many(
        "customer.tag.assignment",
        string="Entered or Left Last",
        compute="_compute_customer_assignment_ids",
        groups=USER,
        help="The customers to whom the rule gave the tag last, or from whom it took "
        "it away.",
    )

    @api.depends("customer_rule_domain")
    def _compute_customer_has_rule(self):
        for tag in self:
            tag.customer_has_rule = self._has_customer_rule(tag.customer_rule_domain)

    def _inverse_customer_has_rule(self):
        off = self.filtered(lambda t: not t.customer_has_rule)
        off.filtered("customer_rule_domain").customer_rule_domain = False

    @api.depends("customer_rule_domain", "customer_rule_company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_matching_count(self):
        for tag in self:
            tag.customer_matching_count = tag._count_customer_matches()

    def _count_customer_matches(self):
        """How many customers the rule matches; 0 without one and for half typed ones.

        Nobody learns of a company that is not theirs.
        """
        company = self.customer_rule_company_id or self.env.company.root_id
        if not self._has_customer_rule(self.customer_rule_domain):
            return 0
        if company not in self.env.user.company_ids.root_id:
            return 0
        Profile = self.env["customer.profile"].with_context(
            allowed_company_ids=(
                self.env.user.company_ids.filtered(lambda c: c.root_id == company).ids
            )
        )
        try:
            domain = self._parse_domain(self.customer_rule_domain, "")
            visible = self.with_env(Profile.env)._visible_contacts()
            own = Domain("company_id", "=", company.id)
            own &= Domain("partner_id", "in", visible)
            return self._count_matches(Profile, own & domain)
        except (ValidationError, AccessError):
            return 0

    @api.depends_context("uid")
    def _compute_customer_tagged_count(self):
        groups = self.env["res.partner"]._read_group(
            [("category_id", "in", self._origin.ids)], ["category_id"], ["__count"]
        )
        counts = {tag.id: count for tag, count in groups}
        for tag in self:
            tag.customer_tagged_count = counts.get(tag._origin.id, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_assignment_ids(self):
        Assignment = self.env["customer.tag.assignment"]
        for tag in self:
            tag.customer_assignment_ids = Assignment.search(
                [("tag_id", "=", tag._origin.id)], limit=LAST
            )

    @api.onchange("customer_has_rule")
    def _onchange_customer_has_rule(self):
        if not self.customer_has_rule:
            self.customer_rule_domain = False

    @api.onchange("customer_rule_domain")
    def _onchange_customer_rule_domain(self):
        if self._has_customer_rule(self.customer_rule_domain):
            self.customer_rule_company_id = (
                self.customer_rule_company_id or self.env.company.root_id
            )

    def action_open_customers(self):
        """Open the contacts who have the tag."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_classification.action_customers"
        )
        action["domain"] = [("category_id", "in", self.ids)]
        return action

    def action_open_assignments(self):
        """Open who was given the tag by the rule, and who lost it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_classification.action_tag_assignments"
        )
        action["domain"] = [("tag_id", "=", self.id)]
        return action
