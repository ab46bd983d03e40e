import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...defaults import filled
from ...fields import OptionalFloat


def _has_no_condition(text):
    return not text.strip(" []")


class CustomerClassificationCategory(models.Model):
    """A class in a dimension; categories of a dimension may form a tree."""

    _name = "customer.classification.category"
    _description = "Customer Category"
    _parent_store = True
    _order = "dimension_id, sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What customers in it are called, such as A, Retail or Prospect.",
    )
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
        help="Short name for imports, unique in the dimension.",
    )
    active = fields.Boolean(default=True)
    dimension_id = fields.Many2one(
        "customer.classification.dimension",
        required=True,
        ondelete="cascade",
        help="The dimension that the category answers.",
    )
    method = fields.Selection(related="dimension_id.method")
    company_id = fields.Many2one(related="dimension_id.company_id", store=True)
    parent_id = fields.Many2one(
        "customer.classification.category",
        ondelete="restrict",
        domain="[('dimension_id', '=', dimension_id), ('id', '!=', id)]",
        index="btree_not_null",
        help="The wider category that this one is a part of.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.classification.category", "parent_id")
    complete_name = fields.Char(
        compute="_compute_complete_name",
        recursive=True,
        string="Full Name",
        help="The names from the top of the tree down to this category.",
    )
    sequence = fields.Integer(
        default=10, help="Order of the categories, and in which rules are tried."
    )
    color = fields.Integer(
        aggregator=None, help="Color of the category in lists and on contacts."
    )
    description = fields.Text(
        translate=True, help="What kind of customer belongs here."
    )
    domain = fields.Char(
        string="Rule",
        help="Customers that match get this category; the first match wins. Empty: "
        "never by a rule. In a tree the rules of the parents must match as well.",
    )
    rule_kind = fields.Selection(
        [
            ("rule", "By a Rule"),
            ("rest", "Everybody Else"),
            ("hand", "By Hand"),
        ],
        string="Given",
        compute="_compute_rule_kind",
        inverse="_inverse_rule_kind",
        help="By a rule: customers who match it. Everybody else: whom no class before "
        "it takes. By hand: only whom people give it.",
    )
    lower_bound = OptionalFloat(
        help="The smallest value of the metric or score that belongs here. Empty: "
        "everything below the other bounds.",
    )
    share = OptionalFloat(
        string="Up to Share (%)",
        help="Customers, largest first, whose cumulative share of the total before "
        "them is below this. Empty: all the rest.",
    )
    customer_count = fields.Integer(
        compute="_compute_customer_count",
        help="Customers of the current company in this category now.",
    )
    matching_count = fields.Integer(
        compute="_compute_matching_count",
        help="Customers of the current company that match the rule as it stands here.",
    )

    _code_unique = models.Constraint(
        "UNIQUE(dimension_id, code)",
        "Another category of the dimension has this code already.",
    )

    @api.depends("name")
    def _compute_code(self):
        taken = {}
        for category in self.filtered(lambda c: not c.code):
            dimension = category.dimension_id._origin
            if dimension not in taken:
                taken[dimension] = dimension._taken_category_codes()
            category.code = self._free_code(category.name, taken[dimension])
            taken[dimension].add(category.code)

    @api.model
    def _free_code(self, name, taken):
        """A code like `name` that is not in the set `taken`."""
        name = name or ""
        slug = self.env["ir.http"]._slugify(name, max_length=40).replace("-", "_")
        first = code = slug or name.replace("/", "_")[:40]
        number = 1
        while code in taken:
            number += 1
            code = f"{first}_{number}"
        return code

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id.complete_name
            category.complete_name = (
                f"{parent} / {category.name}" if parent else category.name
            )

    @api.depends("complete_name", "name")
    @api.depends_context("hierarchical_naming", "lang")
    def _compute_display_name(self):
        hierarchical = self.env.context.get("hierarchical_naming", True)
        for category in self:
            category.display_name = (
                category.complete_name if hierarchical else category.name
            )

    # It follows the rule when that is saved, not while somebody types: a class stays
    # by a rule whose last condition was removed. See `write`.
    def _compute_rule_kind(self):
        for category in self:
            category.rule_kind = category._stored_rule_kind()

    def _stored_rule_kind(self):
        """Who is given the class: no rule is nobody, one without a condition all."""
        if not self.domain:
            return "hand"
        return "rest" if _has_no_condition(self.domain) else "rule"

    def _inverse_rule_kind(self):
        for category in self:
            if category.rule_kind == "rule":
                category._check_rule_is_there()
            elif category.rule_kind != category._stored_rule_kind():
                category.domain = "[]" if category.rule_kind == "rest" else False

    @api.onchange("rule_kind")
    def _onchange_rule_kind(self):
        if self.rule_kind == "rest":
            self.domain = "[]"
        elif self.rule_kind == "hand" or not self._has_rule():
            self.domain = False

    @api.depends("dimension_id", "parent_path")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_customer_count(self):
        Profile = self.env["customer.profile"]
        for category in self:
            name = category.dimension_id and category.dimension_id._field_name()
            category.customer_count = (
                Profile.search_count(
                    [
                        ("company_id", "=", self.env.company.root_id.id),
                        (name, "child_of", category._origin.id),
                    ]
                )
                if category._origin and name in Profile._fields
                else 0
            )

    @api.depends("domain", "parent_id")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_matching_count(self):
        Profile = self.env["customer.profile"]
        own = Domain("company_id", "=", self.env.company.root_id.id)
        rules = self.env["customer.rule.mixin"]
        visible = rules._visible_contacts()
        own &= Domain("partner_id", "in", visible)
        for category in self:
            try:
                category._check_domain()
                domain = category._rule_domain()
                category.matching_count = (
                    0 if domain is None else rules._count_matches(Profile, own & domain)
                )
            except (ValidationError, AccessError):  # half typed, or not for the user
                category.matching_count = 0

    @api.model
    def _search_display_name(self, operator, value):
        """Find by name, by code, and by full name (``parent / child``)."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain("name", operator, value) | Domain("code", operator, value)
        paths = [value] if isinstance(value, str) else list(value or [])
        for path in paths:
            if isinstance(path, str) and "/" in path:
                domain |= self._full_name_domain(path)
        return domain

    @api.model
    def _full_name_domain(self, path):
        """Categories whose last names, from the root down, are those of `path`."""
        *parents, name = [part.strip() for part in path.split("/")]
        domain = Domain("name", "=", name) | Domain("code", "=", name)
        prefix = "parent_id"
        for parent in reversed(parents):
            domain &= Domain(f"{prefix}.name", "=", parent) | Domain(
                f"{prefix}.code", "=", parent
            )
            prefix += ".parent_id"
        return domain

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # before anything is told
        names = ("code", "dimension_id", "lower_bound", "share")
        vals_list = [self._clean_numbers(v) for v in filled(self, vals_list, names)]
        for vals in vals_list:
            self._check_code_free(vals.get("dimension_id"), vals.get("code"))
        categories = super().create(vals_list)
        self.env["customer.classification.dimension"]._clear_caches()
        return categories

    def write(self, vals):
        self.check_access("write")
        if "dimension_id" in vals and any(
            c.dimension_id.id != vals["dimension_id"] for c in self
        ):
            raise ValidationError(
                self.env._(
                    "Category “%s” cannot move to another dimension.", self[:1].name
                )
            )
        vals = self._clean_numbers(vals)
        # Odoo finds cycles too, and does not say where.
        self._check_cycle(self.browse(vals.get("parent_id") or []))
        for category in self if "code" in vals else ():
            category._check_code_free(category.dimension_id.id, vals["code"])
        res = super().write(vals)
        if "domain" in vals:
            self.invalidate_recordset(["rule_kind"])
        if not {"parent_id", "active", "dimension_id"}.isdisjoint(vals):
            self.env["customer.classification.dimension"]._clear_caches()
        return res

    def unlink(self):
        res = super().unlink()
        # Without its last child a dimension is no tree, and its panel another one.
        self.env["customer.classification.dimension"]._clear_caches()
        return res

    def action_open_customers(self):
        """Open the customers of this category."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_classification.action_customers"
        )
        action["domain"] = [
            (self.dimension_id._field_name(), "child_of", self.id),
        ]
        return action

    def _rule_domain(self):
        """The category's rule and those of its parents, or None without a rule.

        :rtype: odoo.fields.Domain | None
        """
        self.ensure_one()
        if not self.domain:
            return None
        return Domain.AND(
            self.dimension_id._read_domain(category.domain)
            for category in self._path()
            if category.domain
        )

    def _has_rule(self):
        """Whether there is a rule with a condition in it."""
        return self._stored_rule_kind() == "rule"

    def _in_order(self):
        """Categories in the order in which rules are tried: children first."""
        return self.sorted(
            lambda c: [(p.sequence, p.id) for p in c._path()] + [(math.inf, 0)]
        )

    def _path(self):
        """The category and its parents, from the root down; saved or not."""
        self.ensure_one()
        return (self.parent_id._path() if self.parent_id else self.browse()) + self
