from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from .customer_classification_fields_mixin import FIELD_PREFIX, class_fields_in
from .order import place
from .scores import CREDIT, CREDIT_SCORE


class CustomerClassificationDimension(models.Model):
    """Rules and scopes: domains on customer.profile, read and checked."""

    _name = "customer.classification.dimension"
    _inherit = ["customer.classification.dimension", "customer.rule.mixin"]

    @api.constrains("scope_domain", "sequence", "method")
    def _check_rules(self):
        for dimension in self:
            label = dimension._scope_label()
            dimension._parse_domain(dimension.scope_domain, label)
            dimension.category_ids._check_domain()
        # A new order may put a rule before a dimension that it uses.
        for dimension in self.search([("id", "not in", self.ids)]):
            dimension._check_order_of_rules()

    @api.constrains("scope_domain")
    def _check_scope_access(self):
        self._check_rules()
        for dimension in self:
            label = dimension._scope_label()
            dimension._check_domain_access(dimension.scope_domain, label)

    @api.constrains("scope_domain", "method")
    def _check_scope_of_ranks(self):
        """Who is ranked with whom is for those to say who may see all of them.

        Others would learn of customers they may not see by the places of those they
        may.
        """
        for dimension in self:
            method = dimension._method_object()
            if method.ranks and dimension._has_scope() and self._has_closed_customers():
                raise AccessError(
                    self.env._(
                        "%(label)s: the method “%(method)s” ranks customers among each "
                        "other, and some of them you may not see.",
                        label=dimension._scope_label(),
                        method=method.label,
                    )
                )

    @api.constrains("metric_id", "source_field_id")
    def _check_number_access(self):
        """Nobody classifies by what they may not read."""
        Profile = self.env["customer.profile"].with_user(self.env.user)
        for dimension in self.sudo():
            used = dimension.metric_id | dimension.criterion_ids.metric_id
            for name in (used | dimension.source_field_id).mapped("name"):
                if name in Profile._fields:
                    Profile._check_field_access(Profile._fields[name], "read")

    def _scope_label(self):
        return self.env._("Customers of dimension “%s”", self.name)

    def _check_order_of_rules(self):
        """Check of these rules only which classes they use, not all that they say."""
        self._check_domain_classes(self.scope_domain, self._scope_label())
        for category in self.category_ids.filtered("domain"):
            self._check_domain_classes(category.domain, category._rule_label())

    @api.model
    def get_rule_paths(self):
        """Where rules may look, for the editor of rules.

        :return: {model: names of its fields}, see ``_rule_paths``
        """
        self.check_access("read")
        return {model: sorted(names) for model, names in self._rule_paths().items()}

    def _has_scope(self):
        """Whether some customers stay without a category on purpose."""
        return bool(self._domain_of(self.scope_domain))

    def _check_domain_classes(self, text, label):
        """A rule may use the classes of earlier dimensions only, by whatever path."""
        earlier = self._earlier()
        for name, code in sorted(self._made_by_dimensions(text).items()):
            used = self.sudo().search([("code", "=", code)])
            self._check_visible(used, name, text, label)
            if used not in earlier:
                raise ValidationError(
                    self.env._(
                        "A rule of dimension “%(dimension)s” uses the class "
                        "“%(used)s”, which is not evaluated before it. Drag “%(used)s” "
                        "above it or change the rule.",
                        dimension=self.name,
                        used=used.name or name,
                    )
                )

    @api.model
    def _made_by_dimensions(self, text):
        """{field: code of the dimension that makes it} of the fields in a domain."""
        made = {name: name.removeprefix(FIELD_PREFIX) for name in class_fields_in(text)}
        scorecard = self.sudo().search([("code", "=", CREDIT)])
        if scorecard._score_column() and CREDIT_SCORE in (text or ""):
            made[CREDIT_SCORE] = CREDIT
        return made

    def _earlier(self):
        """The dimensions that are evaluated before this one."""
        return self.sudo().search([]).filtered(lambda d: place(d) < place(self))

    def _from(self, dimension):
        """Those of these that are evaluated with or after a dimension."""
        return self.filtered(lambda d: place(d) >= place(dimension))

    def _rule_texts(self):
        """The domains that decide who gets which class of one dimension."""
        texts = [self.scope_domain]
        if self._method_object().has_rules:
            texts += self.category_ids.mapped("domain")
        return [text for text in texts if text]

    def _used_classes(self):
        """Names of the fields of other dimensions that this one is made of.

        Class fields, and the score that a scorecard keeps on the customer.
        """
        self.ensure_one()
        texts = [*self._rule_texts(), self.metric_id.name]
        if self._method_object().has_criteria:
            texts += self.criterion_ids.metric_id.mapped("name")
        return set().union(*(class_fields_in(t) | _scores_in(t) for t in texts))


def _scores_in(text):
    return {CREDIT_SCORE} if CREDIT_SCORE in (text or "") else set()
