"""Sums by category, and the customers one by one."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from .relation import ADDED, OWN, customers
from .scope import ReportScope

#: So many rows are in memory at a time.
BATCH = 2000
#: A number for each cursor: lists may be read side by side, or not to their end.
NUMBERS = itertools.count(1)


def by_category(
    cr: BaseCursor, scope: ReportScope, groups: Sequence[Sequence[str]]
) -> dict:
    """Sums of the customers by their classes, in one scan of them.

    :param groups: for each table the class columns it is grouped by; none is the total
    :return: {columns of the group: {category ids: {name: sum}}}; the names are those
        of `ADDED`, ``customers`` and ``buyers`` (those with an invoice in the period).
        A category id is None for those without one
    """
    classes = list(dict.fromkeys(name for group in groups for name in group))
    marks = SQL(", ").join(
        SQL("GROUPING(%s) AS %s", SQL.identifier(name), SQL.identifier(f"_{name}"))
        for name in classes
    )
    query = SQL(
        """
        SELECT %(classes)s COUNT(*) AS customers,
               COUNT(*) FILTER (WHERE invoices > 0) AS buyers, %(sums)s
          FROM (%(customers)s) customer
      GROUP BY GROUPING SETS (%(groups)s)
        """,
        classes=SQL("%s, %s,", _names(classes), marks) if classes else SQL(),
        sums=SQL(", ").join(
            SQL("COALESCE(SUM(%(n)s), 0) AS %(n)s", n=SQL.identifier(name))
            for name in ADDED
        ),
        customers=customers(scope, classes),
        groups=SQL(", ").join(SQL("(%s)", _names(group)) for group in groups),
    )
    cr.execute(query)
    found = {tuple(group): {} for group in groups}
    for row in cr.dictfetchall():
        group = tuple(name for name in classes if not row.pop(f"_{name}"))
        ids = {name: row.pop(name) for name in classes}
        # The order of the columns of a group is that of the caller.
        group = next(g for g in found if set(g) == set(group))
        found[group][tuple(ids[name] for name in group)] = row
    return found


def one_by_one(
    cr: BaseCursor,
    scope: ReportScope,
    classes: Sequence[str],
    order: SQL,
    where: SQL | None = None,
    limit: int | None = None,
) -> Iterator[dict]:
    """The customers with their names, in an order; a few thousand at a time in memory.

    :param order: columns of :func:`~.relation.customers`, ties are broken by name
    :return: dicts of the columns and ``name``
    """
    cursor = SQL.identifier(f"customer_report_rows_{next(NUMBERS)}")
    cr.execute(
        SQL(
            """
            DECLARE %(cursor)s NO SCROLL CURSOR FOR
            SELECT customer.*, partner.complete_name AS name
              FROM (%(customers)s) customer
              JOIN res_partner partner ON partner.id = customer.partner_id
             WHERE %(where)s
          ORDER BY %(order)s, partner.complete_name, customer.profile_id
             %(limit)s
            """,
            cursor=cursor,
            customers=customers(scope, classes),
            where=where or SQL("TRUE"),
            order=order,
            limit=SQL("LIMIT %s", limit) if limit else SQL(),
        )
    )
    while True:
        cr.execute(SQL("FETCH %s FROM %s", BATCH, cursor))
        rows = cr.dictfetchall()
        if not rows:
            break
        yield from rows
    cr.execute(SQL("CLOSE %s", cursor))


def count(cr: BaseCursor, scope: ReportScope, where: SQL) -> dict:
    """{name: sum} of the customers for whom a condition holds."""
    cr.execute(
        SQL(
            """
            SELECT COUNT(*) AS customers,
                   COUNT(*) FILTER (WHERE invoices > 0) AS buyers,
                   COALESCE(SUM(revenue) FILTER (WHERE revenue > 0), 0) AS positive,
                   %(sums)s
              FROM (%(customers)s) customer
             WHERE %(where)s
            """,
            sums=SQL(", ").join(
                SQL("COALESCE(SUM(%(n)s), 0) AS %(n)s", n=SQL.identifier(name))
                for name in ADDED
            ),
            customers=customers(scope),
            where=where,
        )
    )
    return cr.dictfetchone()


def _names(names: Iterable[str]) -> SQL:
    return SQL(", ").join(SQL.identifier(name) for name in names)


__all__ = ["ADDED", "OWN", "by_category", "count", "one_by_one"]
