from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .customer_classification_dimension_score import CREDIT, CREDIT_SCORE
from .customer_classification_fields_mixin import FIELD_PREFIX, class_fields_in


class CustomerClassificationDimension(models.Model):
    """Rules and scopes: domains on customer.profile, read and checked."""

    _inherit = "customer.classification.dimension"

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

    def _get_domain_model(self):
        """The model that rules and scopes are domains on, without its rights."""
        return self.env["customer.profile"].sudo().with_context(active_test=False)

    def _parse_domain(self, text, label):
        """Read a domain on customer.profile and check every field it names.

        :param text: the domain as text; empty and "[]" both mean everybody
        :param label: says in an error which setting is wrong
        :raise ValidationError: naming the setting, the text and what is wrong
        """
        self.ensure_one()
        try:
            domain = self._read_domain(text)
            self._get_domain_model()._search(domain)  # values are read here as well
            self._check_domain_classes(text)
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError(
                self.env._(
                    "%(label)s: the condition %(text)s cannot be used: %(error)s",
                    label=label,
                    text=text,
                    error=error,
                )
            ) from error
        return domain

    def _check_domain_access(self, text):
        """Refuse a condition on what the user may not read.

        Rules run as superuser: whoever writes them could ask for anything otherwise.

        :raise AccessError: naming the field or model
        """
        model = self.env["customer.profile"].with_user(self.env.user)
        model.with_context(active_test=False)._search(self._read_domain(text))

    @api.model
    def _read_domain(self, text):
        """A domain that was checked when it was saved; empty means everybody."""
        return Domain(tools.safe_eval.const_eval(text or "[]"))

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
        return (
            self.sudo()
            .search([])
            .filtered(lambda d: (d.sequence, d.id) < (self.sequence, self.id))
        )

    def _used_classes(self):
        """Names of the class fields that the scope and the rules of this look at."""
        self.ensure_one()
        texts = [self.scope_domain]
        if self.method == "domain":
            texts += self.category_ids.mapped("domain")
        return set().union(*(class_fields_in(text) for text in texts))
