import re
from functools import partial

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...context import BOUNDS_LATER, TRUSTED
from ...defaults import filled

CODE_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}")
CACHES = "customer_classification.caches"


def _forget(registry):
    """Empty the caches that know of dimensions, and tell the other processes."""
    # Ids and labels of fields are in `stable`, which has `default` in it.
    first = "stable" if registry.registry_invalidated else "default"
    registry.clear_cache(first, "templates")


class CustomerClassificationDimension(models.Model):
    """One way of looking at customers; every customer has at most one category in it.

    Each dimension is also a field ``x_class_<code>`` on customer.profile,
    res.partner and account.invoice.report, made and dropped here.
    """

    _name = "customer.classification.dimension"
    _description = "Classification Dimension"
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="Also the label of the columns, filters and groups of this dimension.",
    )
    code = fields.Char(
        required=True,
        copy=False,
        help="Short name in lower case letters, digits and underscores. It names the "
        "field in filters, imports and exports and cannot be changed later.",
    )
    description = fields.Text(
        translate=True, help="What the dimension tells, for those who read it."
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=100,
        help="Dimensions are evaluated in this order; a rule may use the classes of "
        "the dimensions before it.",
    )
    company_id = fields.Many2one(
        "res.company",
        ondelete="restrict",  # without it all companies would use the dimension
        help="Only this company uses the dimension. Empty: all companies do.",
    )
    method = fields.Selection(
        selection="_get_methods",
        required=True,
        default="manual",
        help="How customers get their category.",
    )
    metric_id = fields.Many2one(
        "ir.model.fields",
        string="Metric",
        domain=[
            ("model", "=", "customer.profile"),
            ("ttype", "in", ("integer", "float", "monetary")),
            ("store", "=", True),
            ("name", "!=", "id"),
        ],
        ondelete="cascade",
        help="The number that bands, shares and equal groups are made of.",
    )
    window_months = fields.Integer(
        string="Window (Months)",
        default=12,
        help="How many months of documents a method with its own window looks at; "
        "0 means all history.",
    )
    scope_domain = fields.Char(
        string="Applies To",
        default="[]",
        help="Customers that do not match stay without a category.",
    )
    in_panel = fields.Boolean(
        string="In Search Panel",
        default=True,
        help="Show the categories with counters on the left of the customer list. "
        "Six or so are easy to read.",
    )
    in_list = fields.Boolean(
        string="In Lists",
        help="Show the column in customer lists without asking; every user can show "
        "or hide it.",
    )
    is_expected = fields.Boolean(
        string="Expected",
        help="A customer without a category here counts as incompletely described.",
    )
    category_ids = fields.One2many(
        "customer.classification.category",
        "dimension_id",
        string="Categories",
        help="The answers that the dimension gives.",
    )
    category_count = fields.Integer(
        compute="_compute_category_count", help="How many categories it has."
    )
    is_hierarchical = fields.Boolean(compute="_compute_is_hierarchical")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another dimension has this code already."
    )

    @api.depends("category_ids")
    def _compute_category_count(self):
        for dimension in self:
            dimension.category_count = len(dimension.category_ids)

    @api.depends("category_ids.parent_id")
    def _compute_is_hierarchical(self):
        for dimension in self:
            dimension.is_hierarchical = bool(dimension.category_ids.parent_id)

    @api.constrains("code")
    def _check_code(self):
        for dimension in self:
            if not CODE_PATTERN.fullmatch(dimension.code or ""):
                raise ValidationError(
                    self.env._(
                        "Code “%(code)s” of dimension “%(dimension)s”: use up to 40 "
                        "lower case letters, digits and underscores, starting with "
                        "a letter.",
                        code=dimension.code,
                        dimension=dimension.name,
                    )
                )

    @api.model
    def _check_code_free(self, vals_list):
        """Name the code that is taken, which the database would not."""
        codes = [vals["code"] for vals in vals_list if vals.get("code")]
        for other in (
            self.sudo()
            .with_context(active_test=False)
            .search([("code", "in", codes)], limit=1)
        ):
            if not other.sudo(self.env.su).has_access("read"):
                raise ValidationError(
                    self.env._(
                        "Code “%(code)s”: a dimension of another company has it "
                        "already.",
                        code=other.code,
                    )
                )
            raise ValidationError(
                self.env._(
                    "Code “%(code)s”: the dimension “%(dimension)s” has it already.",
                    code=other.code,
                    dimension=other.name,
                )
            )

    @api.constrains("method", "metric_id")
    def _check_metric(self):
        methods = dict(self._get_methods())
        for dimension in self:
            # Odoo does not check a selection that is a method.
            if dimension.method not in methods:
                raise ValidationError(
                    self.env._(
                        "Method of dimension “%(dimension)s”: there is no method "
                        "“%(method)s”.",
                        dimension=dimension.name,
                        method=dimension.method,
                    )
                )
            if dimension.needs_metric and not dimension.metric_id:
                raise ValidationError(
                    self.env._(
                        "Metric of dimension “%(dimension)s”: the method “%(method)s” "
                        "needs one.",
                        dimension=dimension.name,
                        method=methods[dimension.method],
                    )
                )
            if dimension.metric_id and not dimension._is_metric(dimension.metric_id):
                raise ValidationError(
                    self.env._(
                        "Metric of dimension “%(dimension)s”: “%(field)s” is not a "
                        "number of the customer profile.",
                        dimension=dimension.name,
                        field=dimension.metric_id.display_name,
                    )
                )

    @api.constrains("window_months")
    def _check_window_months(self):
        for dimension in self:
            if not 0 <= dimension.window_months <= 120:
                raise ValidationError(
                    self.env._(
                        "Window of dimension “%(dimension)s”: %(months)s is not "
                        "between 0 and 120 months.",
                        dimension=dimension.name,
                        months=dimension.window_months,
                    )
                )

    def _check_categories(self):
        """Check the bounds of all categories together."""
        self.category_ids._check_bounds()

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # before anything is told or locked
        self._check_code_free(filled(self, vals_list, ("code",)))
        later = self.with_context(**{BOUNDS_LATER: TRUSTED})
        dimensions = super(CustomerClassificationDimension, later).create(vals_list)
        dimensions = dimensions.with_env(self.env)
        dimensions._check_categories()
        self._clear_caches()
        # While a module loads, its data makes all fields in one go at the end. Anybody
        # may say so in a context, but nobody asks before all is loaded.
        loading = not self.env.registry.ready
        if not (loading and self.env.context.get("install_mode")):
            self._sync_fields()
        return dimensions

    def write(self, vals):
        if "code" in vals and any(d.code != vals["code"] for d in self):
            raise ValidationError(
                self.env._(
                    "Code “%(code)s”: the code of a dimension cannot be changed; "
                    "filters and imports refer to it.",
                    code=self[:1].code,
                )
            )
        # One band after the other is written: only the last state must be in order.
        later = self.with_context(**{BOUNDS_LATER: TRUSTED})
        res = super(CustomerClassificationDimension, later).write(vals)
        if not {"method", "metric_id", "category_ids"}.isdisjoint(vals):
            self._check_categories()
        self._clear_caches()
        return res

    def unlink(self):
        if not self:
            return True
        self._lock_tables()
        self._drop_fields()
        # Nothing may refer to the categories any more when they go.
        self.env["customer.classification.history"].sudo().search(
            [("dimension_id", "in", self.ids)]
        ).unlink()
        res = super().unlink()
        self._clear_caches()
        return res

    def copy(self, default=None):
        """Copies with the categories, whose tree is the same."""
        copies = super().copy(default)
        for dimension, made in zip(self, copies, strict=True):
            dimension._copy_categories(made)
        return copies

    def _copy_categories(self, other):
        """Give `other` the categories of this one, but those that a refresh makes."""
        made = {}
        later = self.env["customer.classification.category"].with_context(
            **{BOUNDS_LATER: TRUSTED}
        )
        for category in self.category_ids.sorted("parent_path"):
            if not category.source_id:
                [vals] = category.copy_data({"dimension_id": other.id})
                vals["parent_id"] = made.get(category.parent_id, later).id
                made[category] = later.create([vals])
        other._check_categories()

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for dimension, vals in zip(self, vals_list, strict=True):
            if "code" not in default:
                vals["code"] = dimension._free_code()
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", dimension.name)
        return vals_list

    def action_open_categories(self):
        """Open the categories of this dimension."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "customer.classification.category",
            "view_mode": "list,form",
            "domain": [("dimension_id", "=", self.id)],
            "context": {"default_dimension_id": self.id},
        }

    def action_open_customers(self):
        """Open the customers, grouped by this dimension."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_classification.action_customers"
        )
        action["context"] = {"group_by": self._field_name()}
        return action

    def _taken_category_codes(self):
        """The codes of all categories of the dimension, archived ones included."""
        Category = self.env["customer.classification.category"].sudo()
        categories = Category.with_context(active_test=False).search(
            [("dimension_id", "in", self.ids)]
        )
        return set(categories.mapped("code"))

    def _free_code(self):
        """A code like ours that no dimension has."""
        taken = set(self.with_context(active_test=False).search([]).mapped("code"))
        number = 2
        while (code := f"{self.code[:36]}_{number}") in taken:
            number += 1
        return code

    @api.model
    def _is_metric(self, field):
        """Whether an ``ir.model.fields`` is a stored number of the profile."""
        return (
            field.model == "customer.profile"
            and field.ttype in ("integer", "float", "monetary")
            and field.store
            and field.name != "id"
        )

    @tools.ormcache("company_id")
    def _ids_of_company(self, company_id):
        """(id, name of the field) of each active dimension of a company."""
        root = self.env["res.company"].browse(company_id).root_id
        active = self.sudo().with_context(active_test=True)
        dimensions = active.search([("company_id", "in", (False, root.id))])
        return tuple(
            (dimension.id, dimension._field_name()) for dimension in dimensions
        )

    def _of_company(self, company):
        """The active dimensions of `company`, in the order of evaluation.

        Only those that have their fields here: a request that began before a dimension
        was deleted may have remembered it.
        """
        known = self.env["customer.profile"]._fields
        rows = self._ids_of_company(company.id)
        return self.browse(id_ for id_, name in rows if name in known)

    @api.model
    def _clear_caches(self):
        """Forget what is remembered of dimensions, here and in every other process.

        And once more after the commit: until then other requests of this process read
        what was there before, and remember that.
        """
        forget = partial(_forget, self.env.registry)
        forget()
        postcommit = self.env.cr.postcommit
        if not postcommit.data.get(CACHES):
            postcommit.data[CACHES] = True
            postcommit.add(forget)
