"""Books of a given size in a database that has Odoo's accounting, made with SQL only.

    python dev/bench/build.py DATABASE [--customers N] [--invoices N] [--today DATE]
                              [--seed N]

The connection comes from PGHOST, PGPORT and PGUSER. The same arguments always give
the same books (numbers are hashes of the row). Indexes of the big tables are dropped
for the load and made again as they were; at the end the tables are vacuumed and
analysed, and the rules of ``sql/7_check.sql`` must hold.
"""

import argparse
import datetime
import sys
import time
from pathlib import Path

import psycopg2

SQL_DIR = Path(__file__).parent / "sql"
LOADED = (
    "res_partner",
    "account_move",
    "account_move_line",
    "account_move_line_account_tax_rel",
    "account_move__account_payment",
    "account_payment",
    "account_partial_reconcile",
    "account_full_reconcile",
)
NUMBERED = (
    "product_category",
    "product_template",
    "product_product",
    *(table for table in LOADED if "_rel" not in table and "__" not in table),
)
SETTINGS = """
    SET session_replication_role = replica;  -- no foreign key checks, row by row
    SET work_mem = '256MB';
    SET maintenance_work_mem = '512MB';
    SET temp_buffers = '256MB';
    SET jit = off;
"""
# The column of the add-on. Made here where it is not installed yet, so that one set of
# books serves for both sides of a comparison; Odoo alone never looks at it.
KEPT_COST = """
    ALTER TABLE account_move_line
      ADD COLUMN IF NOT EXISTS customer_unit_cost double precision
"""


def main(argv=None):
    """Build the books; the exit code is 1 where a rule is broken."""
    args = _arguments(argv)
    started = time.monotonic()
    connection = psycopg2.connect(dbname=args.database)
    with connection, connection.cursor() as cr:
        _check_empty(cr)
        cr.execute(SETTINGS)
        cr.execute("SELECT set_config('bench.seed', %s, false)", (str(args.seed),))
        cr.execute(
            "CREATE TEMP TABLE arg AS"
            " SELECT %s::int AS customers, %s::int AS invoices, %s::date AS today",
            (args.customers, args.invoices, args.today),
        )
        cr.execute(KEPT_COST)
        indexes = _drop_indexes(cr)
        for path in sorted(SQL_DIR.glob("[1-6]_*.sql")):
            _step(path.stem, cr.execute, path.read_text())
        _step("indexes", lambda: [cr.execute(index) for index in indexes])
        _set_sequences(cr)
    _step("vacuum analyze", _vacuum, connection)
    broken = _step("check", _broken_rules, connection)
    print(f"{args.database}: {_counts(connection)}, {time.monotonic() - started:.0f} s")
    return 1 if broken else 0


def _arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database")
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--today", type=datetime.date.fromisoformat)
    parser.add_argument("--seed", type=int, default=0, help="other books, same size")
    args = parser.parse_args(argv)
    if args.customers < 100 or args.invoices < args.customers:
        parser.error("at least 100 customers, and as many invoices as customers")
    args.today = args.today or datetime.date.today()
    return args


def _step(name, function, *args):
    """Call and print how long it took."""
    started = time.monotonic()
    result = function(*args)
    print(f"  {name:<16} {time.monotonic() - started:7.1f} s", flush=True)
    return result


def _check_empty(cr):
    cr.execute("SELECT 1 FROM product_product WHERE default_code = 'B240' LIMIT 1")
    if cr.fetchone():
        sys.exit("build: these books are already in the database; take a fresh copy")


def _drop_indexes(cr):
    """Drop the plain indexes of the loaded tables; return how to make them again."""
    cr.execute(
        """
        SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
          FROM pg_index i
         WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
           AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
        """,
        (list(LOADED),),
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes]


def _set_sequences(cr):
    for table in NUMBERED:
        cr.execute(
            f"SELECT setval('{table}_id_seq', coalesce(max(id), 1)) FROM {table}"
        )


def _vacuum(connection):
    connection.autocommit = True
    with connection.cursor() as cr:
        cr.execute("SET maintenance_work_mem = '256MB'")
        cr.execute("VACUUM (ANALYZE)")


def _broken_rules(connection):
    with connection.cursor() as cr:
        cr.execute((SQL_DIR / "7_check.sql").read_text())
        broken = [(rule, count) for rule, count in cr.fetchall() if count]
    for rule, count in broken:
        print(f"  BROKEN: {rule}: {count}")
    return broken


def _counts(connection):
    """Sizes in words, for the log."""
    with connection.cursor() as cr:
        cr.execute(
            """
            SELECT (SELECT customers FROM p),
                   count(*) FILTER (WHERE move_type IN ('out_invoice', 'out_receipt')),
                   count(*) FILTER (WHERE move_type = 'out_refund'),
                   count(*) FILTER (WHERE move_type = 'entry'),
                   (SELECT count(*) FROM account_move_line
                     WHERE id > (SELECT line0 FROM p))
              FROM account_move WHERE id > (SELECT move0 FROM p)
            """
        )
        customers, invoices, refunds, payments, items = cr.fetchone()
    return (
        f"{customers:,} customers, {invoices:,} invoices, {refunds:,} credit notes, "
        f"{payments:,} payments, {items:,} journal items"
    )


if __name__ == "__main__":
    sys.exit(main())
