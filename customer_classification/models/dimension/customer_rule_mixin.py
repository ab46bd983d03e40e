from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerRuleMixin(models.AbstractModel):
    """Rules: domains on customer.profile, read and checked in one place.

    How to use: inherit it, call `_parse_domain` and `_check_domain_access` where a rule
    is saved, `_read_domain` where it is applied, and say with `_check_domain_classes`
    which classes a rule of your model may look at.
    """

    _name = "customer.rule.mixin"
    _description = "Customer Rule"

    @api.model
    def _get_domain_model(self):
        """The model that rules are domains on, without its rights."""
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
        """Refuse a rule that looks at classes it may not use.

        :param text: the domain as text, see `class_fields_in`
        :raise ValidationError: naming the dimension
        """
