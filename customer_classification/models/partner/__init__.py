"""Contacts: the numbers and classes of their customer, and importing them."""

from . import (
    res_partner,
    rates,
    classes,
    deleted,
    res_company,
    imports,
    import_template,
    ir_fields,
    res_users,
)
