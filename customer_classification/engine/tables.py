"""The tables of customers, and lists of their columns, as SQL."""

from collections.abc import Iterable

from odoo.tools import SQL

#: Customers as they are today: customer.profile.
PROFILE = SQL.identifier("customer_profile")
#: Customers on past days: customer.profile.snapshot.
SNAPSHOT = SQL.identifier("customer_profile_snapshot")


def columns_of(alias: str, names: Iterable[str]) -> SQL:
    """``alias.a, alias.b, ...``"""
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)
