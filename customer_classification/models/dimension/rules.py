from odoo import api, models
from odoo.exceptions import ValidationError

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
            label = self.env._("Customers of dimension “%s”", dimension.name)
            dimension._parse_domain(dimension.scope_domain, label)
            dimension.category_ids._check_domain()
        # A new order may put a rule before a dimension that it uses.
        for dimension in self.search([("id", "not in", self.ids)]):
            dimension.category_ids._check_domain()

    @api.constrains("scope_domain")
    def _check_scope_access(self):
        self._check_rules()
        for dimension in self:
            dimension._check_domain_access(dimension.scope_domain)

    def _has_scope(self):
        """Whether some customers stay without a category on purpose."""
        return bool(self._read_domain(self.scope_domain))

    def _check_domain_classes(self, text):
        """A rule may use the classes of earlier dimensions only, by whatever path."""
        earlier = self._earlier()
        for name, code in sorted(self._made_by_dimensions(text).items()):
            used = self.sudo().search([("code", "=", code)])
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

    def _used_classes(self):
        """Names of the fields of other dimensions that this one is made of.

        Class fields, and the score that a scorecard keeps on the customer.
        """
        self.ensure_one()
        texts = [self.scope_domain, self.metric_id.name]
        method = self._method_object()
        if method.has_rules:
            texts += self.category_ids.mapped("domain")
        if method.has_criteria:
            texts += self.criterion_ids.metric_id.mapped("name")
        return set().union(*(class_fields_in(t) | _scores_in(t) for t in texts))


def _scores_in(text):
    return {CREDIT_SCORE} if CREDIT_SCORE in (text or "") else set()
