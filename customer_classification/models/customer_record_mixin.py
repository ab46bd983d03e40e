from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# Odoo's own rule looks at nothing else: it hides few contacts, by an index.
COMPANY = {"company_id", "partner_share"}


class CustomerRecordMixin(models.AbstractModel):
    """Rows about a customer: who may not read the contact does not see them either.

    How to use: inherit it, and name with ``_customer_path`` the field, or the path of
    fields, that leads to the contact. The record rules of contacts then hold for the
    rows as well, see ir_rule.py: reading, searching, grouping, writing, exporting.
    """

    _name = "customer.record.mixin"
    _description = "Record about a Customer"

    _customer_path = "partner_id"

    @api.model
    def _visible_domain(self, contacts):
        """The rows about contacts that meet a condition.

        :param contacts: what the user's record rules say about res.partner
        """
        if not _hides_few(contacts):
            return Domain(self._customer_path, "any", contacts)
        name, _dot, rest = self._customer_path.partition(".")
        hidden = Domain(rest, "any", ~contacts) if rest else ~contacts

        def to_sql(model, alias, query):
            comodel = model.env[model._fields[name].comodel_name]
            comodel = comodel.with_context(active_test=False)
            return _not_in(model._field_to_sql(alias, name, query), comodel, hidden)

        return Domain.custom(
            to_sql=to_sql,
            predicate=lambda row: row._customers().filtered_domain(contacts),
        )

    def _customers(self):
        """The contacts that these rows are about."""
        return self.mapped(self._customer_path)

    @api.model
    def _visible_sql(self, contact):
        """Condition: the user may read a contact, archived or not.

        :param SQL contact: a column with ids of contacts
        """
        if self.env.su:
            return SQL("TRUE")
        Partner = self.env["res.partner"].with_context(active_test=False)
        Partner.check_access("read")
        domain = self.env["ir.rule"]._compute_domain(Partner._name)
        if domain.is_true():
            return SQL("TRUE")
        if _hides_few(domain):
            return _not_in(contact, Partner, ~domain)
        return SQL("%s IN %s", contact, Partner._search([]).subselect())


def _hides_few(contacts):
    """Whether those whom a domain leaves out are quicker to find than the others."""
    return all(c.field_expr in COMPANY for c in contacts.iter_conditions())


def _not_in(column, comodel, hidden):
    """Condition: a column is none of the records that a domain finds, if there are any.

    Mostly there are none. Asked first, as the planner takes it for half of them.
    """
    comodel = comodel.sudo()
    if not comodel._search(hidden, limit=1):
        return SQL("TRUE")
    return SQL("%s NOT IN %s", column, comodel._search(hidden).subselect())
