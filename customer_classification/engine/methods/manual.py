"""Manual: people choose."""

from odoo.tools import SQL


def manual(rule):
    """The rule is to leave everybody where they are."""
    return SQL(
        "SELECT id, %(field)s AS old_id, %(field)s AS category_id, "
        "NULL::jsonb AS reason FROM %(relation)s AS profile "
        "WHERE company_id = %(company)s",
        field=rule.field,
        relation=rule.relation,
        company=rule.company.id,
    )
