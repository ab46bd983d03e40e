from odoo import api, models
from odoo.exceptions import AccessError, LockError, ValidationError
from odoo.tools import SQL

from ...defaults import filled
from ...engine.apply import tags as engine
from ...groups import MANAGER
from ..dimension.customer_classification_fields_mixin import (
    FIELD_PREFIX,
    class_fields_in,
)
from ..patience import patient
from ..res_company import CUSTOMERS

RULE = {"customer_rule_domain", "customer_rule_company_id"}
TAG = "res.partner.category"
BY_ID = {"=", "!=", "in", "not in", "child_of", "parent_of"}


class ResPartnerCategory(models.Model):
    """Rules of tags: who may write them, what they may say, what a change does."""

    _inherit = "res.partner.category"

    @api.constrains("customer_rule_domain", "customer_rule_company_id")
    def _check_customer_rule(self):
        ruled = self.sudo()._with_customer_rule()
        for tag in ruled:
            if not tag.customer_rule_company_id:
                raise ValidationError(
                    self.env._(
                        "Rule of tag “%s”: choose the company that it looks at.",
                        tag.name,
                    )
                )
            label = self.env._("Rule of tag “%s”", tag.name)
            tag._parse_domain(tag.customer_rule_domain, label)
            tag._check_domain_access(tag.customer_rule_domain, label)
            tag._check_domain_tags()
        # A tag that gets a rule may stand in the rules of others already.
        if ruled:
            others = self.sudo().search(
                [("customer_rule_domain", "like", "category_id")]
            )
            for tag in others - ruled:
                tag._check_domain_tags()

    def _check_domain_classes(self, text, label):
        """A rule may use the classes of all dimensions of its company."""
        company = self.customer_rule_company_id or self.env.company.root_id
        Dimension = self.env["customer.classification.dimension"].sudo()
        used = {d._field_name() for d in Dimension._of_company(company)}
        for name in sorted(class_fields_in(text) - used):
            dimension = Dimension.with_context(active_test=False).search(
                [("code", "=", name.removeprefix(FIELD_PREFIX))]
            )
            self._check_visible(dimension, name, text, label)
            raise ValidationError(
                self.env._(
                    "Rule of tag “%(tag)s”: the dimension “%(dimension)s” is archived "
                    "or not used in %(company)s.",
                    tag=self.name,
                    dimension=dimension.name or name,
                    company=company.name,
                )
            )

    def _check_domain_tags(self):
        """A rule may look at tags that are given by hand only.

        What a rule gave would change what rules give, and no refresh come to an end.
        """
        tags = self._tags_in(self.customer_rule_domain)
        ruled = self if tags is None else tags.filtered("customer_rule_domain")
        if ruled:
            raise ValidationError(
                self.env._(
                    "Rule of tag “%(tag)s”: it looks at tags in a way that may meet "
                    "“%(other)s”, which a rule gives. Choose tags without a rule, one "
                    "by one.",
                    tag=self.name,
                    other=ruled[:1].name,
                )
            )

    @api.model
    def _tags_in(self, text):
        """The tags that a rule looks at, with those above and below them.

        :return: None where it may be any: asked for by name, or whether there is one
        :raise ValidationError: for a rule that looks where it may not
        """
        tags = self.sudo().with_context(active_test=False).browse()
        for condition in self._rule_conditions(self._read_domain(text)):
            if not any(f.comodel_name == TAG for f in condition.path):
                continue
            values = condition.value
            values = values if isinstance(values, list | tuple | set) else [values]
            if (
                condition.path[-1].comodel_name != TAG
                or condition.operator not in BY_ID
                or not all(type(value) is int for value in values)
            ):
                return None
            values = list(values)
            tags |= tags.search(
                ["|", ("id", "child_of", values), ("id", "parent_of", values)]
            )
        return tags

    @api.model
    def _has_customer_rule(self, text):
        """Whether the text of a domain is a rule; one for everybody is none."""
        return bool((text or "").strip() not in ("", "[]"))

    def _with_customer_rule(self):
        return self.filtered(lambda t: self._has_customer_rule(t.customer_rule_domain))

    @api.model
    def _has_field_access(self, field, operation):
        """Whatever the way a value comes in, by a default of the context as well."""
        if field.name in RULE and operation == "write" and not self._may_write_rules():
            return False
        return super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            self._clean_customer_rule(vals) for vals in filled(self, vals_list, RULE)
        ]
        if any(vals.get(name) for vals in vals_list for name in RULE):
            self._check_customer_rule_rights()
        tags = super().create(vals_list)
        ruled = tags.sudo()._with_customer_rule()
        if ruled:  # by whatever way
            self._check_customer_rule_rights()
        tags._check_customer_rule_companies()
        ruled._apply_customer_rules()
        return tags

    def write(self, vals):
        vals = self._clean_customer_rule(vals)
        if RULE & vals.keys():
            self._check_customer_rule_rights()
            self._check_customer_rule_companies()
        before = {tag: tag._customer_rule_state() for tag in self.sudo()}
        res = super().write(vals)
        if RULE & vals.keys():
            self._check_customer_rule_companies()
        changed = self.sudo().filtered(lambda t: t._customer_rule_state() != before[t])
        changed._apply_customer_rules()
        return res

    def unlink(self):
        with patient(self.env):  # a refresh may be giving one of them
            return super().unlink()

    def _customer_rule_state(self):
        """What decides whom the rule gives the tag."""
        if not self.active:
            return None
        return self.customer_rule_domain, self.customer_rule_company_id

    def _clean_customer_rule(self, vals):
        """The values with no rule instead of one for everybody, and a root company.

        A rule without a company is meant for the current one.
        """
        vals = dict(vals)
        domain, company = "customer_rule_domain", "customer_rule_company_id"
        if domain in vals:
            vals[domain] = self._has_customer_rule(vals[domain]) and vals[domain]
        tags = self.sudo()
        ruled = vals[domain] if domain in vals else any(tags.mapped(domain))
        asked = company in vals or (domain in vals and not tags[company])
        if ruled and asked and not vals.get(company):
            vals[company] = self.env.company.id
        if vals.get(company):
            chosen = self.env["res.company"].sudo().browse(vals[company])
            vals[company] = chosen.root_id.id
        return vals

    @api.model
    def _may_write_rules(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    def _check_customer_rule_rights(self):
        """Tags have Odoo's rights; rules are for those who write rules elsewhere.

        :raise AccessError: for whoever is no manager of classifications
        """
        if not self._may_write_rules():
            raise AccessError(
                self.env._(
                    "Rule of tag “%s”: only a manager of the customer classification "
                    "may write it.",
                    self[:1].name or "",
                )
            )

    def _check_customer_rule_companies(self):
        """Nobody writes a rule on the books of a company that is not theirs.

        :raise AccessError: naming the tag
        """
        if self.env.su:
            return
        own = self.env.user.company_ids.root_id
        for tag in self.sudo():
            if tag.customer_rule_company_id - own:
                raise AccessError(
                    self.env._(
                        "Rule of tag “%s”: it is evaluated in a company that is not "
                        "yours.",
                        tag.name,
                    )
                )

    def _apply_customer_rules(self):
        """Give these tags by their rules now, and take back what no rule gives.

        While the customers of a company are being refreshed, they wait in the queue.
        """
        if not self:
            return
        self.env.flush_all()
        Profile = self.env["customer.profile"].sudo()
        ruled = self.filtered("active")._with_customer_rule()
        self._take_back_customer_tags()
        (self - ruled)._forget_customer_faults()
        for company, tags in ruled.grouped("customer_rule_company_id").items():
            try:
                Profile._retag(company, tags)
            except LockError:
                Profile._queue_everybody(company)
        self.env.invalidate_all()

    def _take_back_customer_tags(self):
        """Take away what rules gave that are gone, archived or moved on."""
        groups = (
            self.env["customer.tag.assignment"]
            .sudo()
            ._read_group(
                [("tag_id", "in", self.ids), ("state", "in", ("on", "refused"))],
                ["company_id"],
                ["tag_id:recordset"],
            )
        )
        for company, tags in groups:
            over = tags.filtered(
                lambda t, c=company: not t.active
                or not self._has_customer_rule(t.customer_rule_domain)
                or t.customer_rule_company_id != c
            )
            where = SQL(
                "given.tag_id = ANY(%s) AND given.company_id = %s", over.ids, company.id
            )
            if over and not company._try_customer_lock(CUSTOMERS):
                # The refresh that is running holds them; the next one takes them back.
                self.env["customer.profile"].sudo()._queue_everybody(company)
            elif over:
                today = company._customer_classification_today()
                engine.take_back(self.env.cr, where, today)
