"""Work that ends the whole process: out of memory, or longer than the server allows.

No savepoint helps there. So once a scheduled action was ended in the middle, it notes
each piece of work before it begins it, and what was begun in vain comes last. What has
ended the process three times is marked like any other fault.
"""

from ...engine.apply.contained import attempt

#: So many times a piece of work may end the process.
MOST_TRIES = 3


def deaths(env):
    """How many times in a row the scheduled action that runs now was ended before."""
    progress_id = env.context.get("ir_cron_progress_id")
    progress = env["ir.cron.progress"].sudo().browse(progress_id)
    return max(progress.timed_out_counter - 1, 0)


def begin(records, if_died=1):
    """Note that work is begun, where that may be the reason why the process ends.

    Commits. Whoever holds a lock has to take it again.

    :param records: of a model with ``tries`` and ``error``
    :param int if_died: only where the action was ended so often in a row before
    :return: whether to go on; else the records are marked
    """
    env = records.env
    if deaths(env) < if_died:
        return True
    too_often = max(records.mapped("tries"), default=0) >= MOST_TRIES
    if too_often:
        records.error = env._(
            "The server stopped %s times before this was done: it takes too long or "
            "too much memory.",
            MOST_TRIES,
        )
    for record in records:
        record.tries = 0 if too_often else record.tries + 1
    env["ir.cron"]._commit_progress()
    return not too_often


def survived(records):
    """Note that the process did not end, whatever else went wrong."""
    records = records.exists()
    if any(records.mapped("tries")):
        attempt(records.env.cr, lambda: records.write({"tries": 0}), flush=True)
