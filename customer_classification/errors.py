"""Whose fault an error is: of what was being worked on, or of nobody."""

import psycopg2
from psycopg2 import errorcodes, errors
from psycopg2.pool import PoolError

from odoo.exceptions import LockError

#: Classes of SQLSTATE that are trouble of the server, or somebody else at work: the
#: connection, a transaction that had to give way, memory and disk, locks, a timeout or
#: an administrator who stopped it, the operating system.
TROUBLE = ("08", "40", "53", "55", "57", "58")
#: All that is nobody's fault and gone a moment later.
BUSY = (
    LockError,
    # Two jobs make the profile of the same new customer, or somebody deletes a contact
    # or a class while a refresh writes it.
    errors.UniqueViolation,
    errors.ForeignKeyViolation,
    # Odoo asks once more, and lets us write.
    errors.ReadOnlySqlTransaction,
    # The connection is gone, or there is none left.
    psycopg2.InterfaceError,
    PoolError,
    MemoryError,
    OSError,
    *(
        errors.lookup(code)
        for code in vars(errorcodes).values()
        if isinstance(code, str) and len(code) == 5 and code.startswith(TROUBLE)
    ),
)


def is_busy(error: BaseException) -> bool:
    """Whether an error is nobody's fault and gone a moment later: try again.

    It must not be written on a customer, a rule or a month.
    """
    return isinstance(error, BUSY) or (
        # "server closed the connection unexpectedly" and its like have no SQLSTATE.
        type(error) in (psycopg2.OperationalError, psycopg2.DatabaseError)
        and not error.pgcode
    )


def reason_of(error: BaseException) -> str:
    """What went wrong in one line for people, without the statement it happened in."""
    if isinstance(error, psycopg2.Error) and error.diag.message_primary:
        return error.diag.message_primary
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__
