from functools import partial

from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...engine.apply.contained import attempt


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

    @api.model
    def _visible_contacts(self):
        """The contacts that the user may see, archived ones included.

        What a rule would do is told of these only: it is evaluated as superuser, and
        by counts anybody could find out what stands on the others.

        :rtype: odoo.tools.Query
        """
        user = self.env.user
        Partner = self.env["res.partner"].with_user(user)
        return Partner.with_context(active_test=False)._search([])

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
        except Exception as error:
            raise self._unusable_rule(text, label, error) from error
        self._check_domain_classes(text, label)
        return domain

    @api.model
    def _unusable_rule(self, text, label, error):
        """The error that says which setting is wrong, and why."""
        return ValidationError(
            self.env._(
                "%(label)s: the condition %(text)s cannot be used: %(error)s",
                label=label,
                text=text,
                error=error,
            )
        )

    def _check_domain_access(self, text, label):
        """Refuse a condition on what the user may not read.

        Rules run as superuser: whoever writes them could ask for anything otherwise.

        :param label: says in an error which setting is wrong
        :raise AccessError: naming the field or model
        """
        domain = self._read_domain(text)
        model = self.env["customer.profile"].with_user(self.env.user)
        model.with_context(active_test=False)._search(domain)
        self._check_rule_links(domain, label)

    def _check_rule_links(self, domain, label):
        """Refuse to look through customers at records that are closed to the user.

        Where a link of a customer leads to such a record, say a parent company that
        only colleagues may see, the class would tell what stands there.

        :param domain: on customer.profile
        :raise AccessError: naming the setting and the link
        """
        for link in self._followed_links(domain):
            path = ".".join(field.name for field in link)
            if self._has_closed_records(path, link[-1].comodel_name):
                raise AccessError(
                    self.env._(
                        "%(label)s: it looks at “%(path)s”, and some of your customers "
                        "have a record there that you may not see.",
                        label=label,
                        path=path,
                    )
                )

    @api.model
    def _has_closed_customers(self):
        """Whether there are customers of the user's companies whom they may not see."""
        return self._has_closed_records("partner_id", "res.partner")

    @api.model
    def _has_closed_records(self, path, model):
        """Whether a link of the customers of the user's companies is closed to them."""
        user = self.env.user
        records = self.env[model].with_user(user)
        readable = records.with_context(
            active_test=False, allowed_company_ids=user.company_ids.ids
        )._search([])
        if not readable.where_clause:
            return False
        own = Domain("company_id", "in", user.company_ids.root_id.ids)
        own &= Domain("active", "=", True)
        closed = Domain(path, "any!", Domain("id", "not in", readable))
        return bool(self._get_domain_model().search_count(own & closed, limit=1))

    @api.model
    def _followed_links(self, domain):
        """The links behind the contact of which a rule asks more than the id.

        The contact itself may be closed: its class is as closed as it is.
        """
        followed = {}
        for condition in self._rule_conditions(domain):
            links = condition.path[: None if condition.is_by_name else -1]
            for end in range(1, len(links) + 1):
                if links[end - 1].relational and links[end - 1].name != "partner_id":
                    followed[links[:end]] = True
        return list(followed)

    @api.model
    def _count_matches(self, profiles, domain):
        """How many customers match a rule; 0 where PostgreSQL refuses it.

        The form on which it is to be mended must open.

        :param profiles: customer.profile, with the rights and companies to count with
        :raise AccessError: for whom the rule is not
        """
        with mute_logger("odoo.sql_db"):
            count, error = attempt(self.env.cr, partial(profiles.search_count, domain))
        if isinstance(error, UserError):
            raise error
        return count or 0

    @api.model
    def _read_domain(self, text):
        """A domain as it is applied; empty means everybody.

        :raise ValidationError: naming what a rule may not look at; older versions
            saved such rules
        """
        domain = self._domain_of(text)
        self._rule_conditions(domain)
        return domain

    @api.model
    def _domain_of(self, text):
        """What a text says, wherever it may look; empty means everybody."""
        return Domain(tools.safe_eval.const_eval(text or "[]"))

    def _check_domain_classes(self, text, label):
        """Refuse a rule that looks at classes it may not use.

        :param text: the domain as text, see `class_fields_in`
        :param label: says in an error which setting is wrong
        :raise ValidationError: naming the dimension
        """

    @api.model
    def _check_visible(self, dimension, name, text, label):
        """Treat the class `name` of a dimension of others as one that does not exist.

        :raise ValidationError: as for any field that is not there
        """
        visible = dimension.with_user(self.env.user)._filtered_access("read")
        if dimension and not visible:
            raise self._unusable_rule(text, label, self._refused_path([name]))
