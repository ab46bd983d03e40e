"""Who has a profile."""

from odoo.tools import SQL

from ..scope import Scope


def population(scope: Scope) -> SQL:
    """SELECT ``partner_id``: every customer of the company at D, each once.

    Two kinds belong: active contacts that look like customers (today), and whoever
    the books of the company name as one up to D, archived or not, so that every
    total ties out to the ledger.
    """
    return SQL(
        """
        WITH contacts AS MATERIALIZED (%(contacts)s)
        SELECT partner_id FROM contacts
     UNION ALL
        SELECT DISTINCT partner.commercial_partner_id
          FROM res_partner partner
         WHERE %(in_scope)s
           AND NOT EXISTS (SELECT FROM contacts
                            WHERE partner_id = partner.commercial_partner_id)
           AND partner.id IN (%(in_books)s)
        """,
        contacts=_contacts(scope),
        in_scope=_in_scope(scope, SQL("partner.commercial_partner_id")),
        in_books=_in_books(scope),
    )


def _in_scope(scope: Scope, column: SQL) -> SQL:
    if scope.everybody:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", column, list(scope.partner_ids))


def _in_books(scope: Scope) -> SQL:
    """Partners with a posted receivable item; every customer document has one."""
    return SQL(
        """
        SELECT line.partner_id
          FROM account_move_line line
         WHERE line.parent_state = 'posted'
           AND (line.date <= %(as_of)s OR line.invoice_date <= %(as_of)s)
           AND %(on_receivable)s
           AND %(in_companies)s
           AND %(of_customers)s
        """,
        as_of=scope.as_of,
        on_receivable=scope.on_receivable(SQL("line.account_id")),
        in_companies=scope.in_companies(SQL("line.company_id")),
        of_customers=scope.of_customers(SQL("line.partner_id")),
    )


def _contacts(scope: Scope) -> SQL:
    """Active commercial partners of the company that are or may become customers.

    Whoever has documents in other companies alone is a customer there, not here.
    """
    with_prospects = scope.company.customer_classification_prospects
    return SQL(
        """
        SELECT partner.id AS partner_id
          FROM res_partner partner
         WHERE partner.commercial_partner_id = partner.id
           AND partner.active
           AND (partner.company_id IS NULL OR %(in_companies)s)
           AND ((partner.customer_rank > 0 OR %(prospects)s) AND NOT %(elsewhere)s
                OR %(by_hand)s)
           AND %(in_scope)s
        """,
        elsewhere=_elsewhere(scope),
        in_companies=scope.in_companies(SQL("partner.company_id")),
        by_hand=_classified_by_hand(scope),
        prospects=_prospects() if with_prospects else SQL("FALSE"),
        in_scope=_in_scope(scope, SQL("partner.id")),
    )


def _prospects() -> SQL:
    """Condition: neither supplier only nor ourselves.

    That is our companies, and whoever may log in: users of our portal too.
    """
    return SQL(
        """
        (COALESCE(partner.supplier_rank, 0) = 0
         AND partner.id NOT IN (
             SELECT partner_id FROM res_company WHERE partner_id IS NOT NULL)
         AND partner.id NOT IN (
             SELECT partner_id FROM res_users WHERE partner_id IS NOT NULL))
        """
    )


def _elsewhere(scope: Scope) -> SQL:
    """Condition: other companies have posted receivable items of the partner.

    Those who have some here as well are found by the books of the company.
    """
    companies = scope.env["res.company"].sudo().with_context(active_test=False)
    others = companies.search([("id", "not in", scope.company_ids)])
    if not others:
        return SQL("FALSE")
    return SQL(
        """
        (partner.id IN (
            SELECT contact.commercial_partner_id
              FROM account_move_line line
              JOIN res_partner contact ON contact.id = line.partner_id
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%s)
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable')
               AND %s))
        """,
        others.ids,
        scope.of_customers(SQL("line.partner_id")),
    )


def _classified_by_hand(scope: Scope) -> SQL:
    """Condition: somebody gave the partner a tag, or a category of the company.

    A tag that a rule gave does not count: nobody stays a customer by it alone.
    """
    return SQL(
        """
        (EXISTS (SELECT FROM res_partner_res_partner_category_rel link
                  WHERE link.partner_id = partner.id
                    AND NOT EXISTS (
                        SELECT FROM customer_tag_assignment given
                         WHERE given.partner_id = link.partner_id
                           AND given.tag_id = link.category_id
                           AND given.state = 'on'))
         OR partner.id IN (
             SELECT profile.partner_id
               FROM customer_profile profile
               JOIN (SELECT profile_id FROM customer_classification_pin
                  UNION ALL
                     SELECT profile_id FROM customer_classification_history
                      WHERE source IN ('manual', 'import') AND date_to IS NULL
                    ) given ON given.profile_id = profile.id
              WHERE profile.company_id = %s))
        """,
        scope.company.id,
    )
