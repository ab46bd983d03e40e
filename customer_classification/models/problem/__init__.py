"""All that went wrong in one list, for the person who can mend it."""

from . import customer_refresh_problem
