"""Whose fault an error is: of one customer's numbers, or of nobody."""

import psycopg2

from odoo.exceptions import LockError, UserError

#: What one customer's numbers may do to a statement; anything else is our fault.
BAD_NUMBERS = (psycopg2.Error, UserError, ValueError, ArithmeticError)
#: Somebody else is at it: not a fault, and gone a moment later. Unique keys, because
#: two jobs may make the profile of the same new customer.
BUSY = (
    psycopg2.errors.UniqueViolation,
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    LockError,
)
