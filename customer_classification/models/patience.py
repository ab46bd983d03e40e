"""How long people wait for a job that works on the same rows: not for its end."""

from contextlib import contextmanager

from psycopg2.errors import LockNotAvailable

PATIENCE = 2  # seconds


@contextmanager
def patient(env):
    """Statements in this block wait for what others hold for two seconds, not longer.

    :raise LockError: after that, saying who is at it; nothing of the block is done
    """
    cr = env.cr
    cr.execute("SELECT current_setting('lock_timeout')")
    [before] = cr.fetchone()
    try:
        with cr.savepoint():
            if before == "0":
                _set_timeout(cr, f"{PATIENCE}s")
            yield
            env.flush_all()
            _set_timeout(cr, before)
    except LockNotAvailable as error:
        env.invalidate_all(flush=False)
        raise env["res.company"]._customers_busy_error() from error


def _set_timeout(cr, value):
    """A local setting; taking back a savepoint takes it back, too."""
    cr.execute("SELECT set_config('lock_timeout', %s, TRUE)", [value])
