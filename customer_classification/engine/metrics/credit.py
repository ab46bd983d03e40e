"""What the contact itself says about credit."""

from odoo.tools import SQL

from ..scope import Scope
from .base import Family


def credit(scope: Scope) -> Family:
    """The credit limit (company currency) for ``credit_used_rate`` in :mod:`.query`.

    The partner's own limit in the root company, else the default of the company, as
    the field itself falls back; limits of zero and less are no limits.
    """
    partners = scope.env["res.partner"].sudo().with_company(scope.company)
    query = SQL(
        """
        SELECT id AS partner_id, credit_limit::numeric AS credit_limit
          FROM (SELECT partner.id, %s AS credit_limit
                  FROM res_partner partner
                 WHERE %s) partner
         WHERE credit_limit > 0
        """,
        partners._field_to_sql("partner", "credit_limit"),
        scope.of_customers(SQL("partner.id")),
    )
    return Family(query, empties=("credit_limit",))
