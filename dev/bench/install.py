"""Installing in books that are there: the installation, and the first refresh after it.

The installation only asks for that refresh, which is then done in the background, part
by part. The longest part is what a killed server loses at most.
"""

import os

from clock import Row, environment, timed

SECONDS = 30  # so long may the installation take, whatever the size of the books
RATIO = 2  # columns and indexes take longer in big tables


def measure(database):
    """The installation as it was timed, and the first refresh after it, by parts."""
    parts, count = _build(database)
    ours, empty = (
        1000 * float(os.environ[name]) for name in ("INSTALL_SECONDS", "EMPTY_SECONDS")
    )
    return [
        Row("installation", ours, bound=1000 * SECONDS),
        Row("installation", ours, "in a database without books", empty, RATIO),
        Row(f"first refresh in {len(parts)} parts, {count:,} profiles", sum(parts)),
        Row("first refresh: the longest part", max(parts)),
    ]


def _build(database):
    """([milliseconds of each part], how many profiles were made)"""
    parts = []
    with environment(database) as env:
        Profile = env["customer.profile"]
        State = env["customer.profile.state"]
        assert not Profile.search_count([]), "the installation has computed customers"
        for company in State._building():
            is_over = False
            while not is_over:
                timing, is_over = timed(
                    lambda company=company: Profile._refresh_next_part(company)
                )
                env.cr.commit()
                parts.append(1000 * timing.seconds)
        return parts, Profile.search_count([])
