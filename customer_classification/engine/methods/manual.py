"""Manual: people choose."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Method, Rule

# No environment here: whoever shows a text translates it.
# pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)


def manual(rule: Rule) -> SQL:
    """The rule is to leave everybody where they are."""
    return SQL(
        "SELECT id, %(field)s AS old_id, %(field)s AS category_id, "
        "NULL::jsonb AS reason FROM %(relation)s AS profile "
        "WHERE company_id = %(company)s",
        field=rule.field,
        relation=rule.relation,
        company=rule.company.id,
    )


MANUAL = Method(
    key="manual",
    label=_lt("Manual"),
    help=_lt("people choose the category."),
    text=_lt("People choose the category on the contact, in the list or by import."),
    query=manual,
    has_tree=True,
)
