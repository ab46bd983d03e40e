"""Refreshing: everybody, nobody changed, and a few customers by way of the queue."""

import resource

from clock import Row, environment, middle, timed
from dateutil.relativedelta import relativedelta

# What a document changes, by which customers are ranked, and what a payment changes.
SALE = "revenue_12m = revenue_12m + 1, rfm_revenue = rfm_revenue + 1"
PAYMENT = "receivable = receivable + 1, not_due = not_due + 1"


def first(database):
    """Make all profiles; the state in which everything else is measured.

    The table is empty and vacuumed before, as after a first refresh that was killed:
    the planner then knows nothing of what is to come.
    """
    with environment(database) as env:
        env.cr.execute("TRUNCATE customer_profile CASCADE")
        env.cr.commit()
    _vacuum(database)
    with environment(database) as env:
        timing, count = timed(lambda: env["customer.profile"]._refresh())
        env.cr.commit()
    _vacuum(database)
    return [
        Row(f"first refresh, {count:,} profiles made", 1000 * timing.seconds),
        *_unchanged(database),
    ]


def full(database, runs=3):
    """Everybody, two in a hundred changed, against the bare SQL of the metrics."""
    bare, refresh = [], []
    with environment(database) as env:
        company = _company(env)
        _bare(env, company)
        memory = _peak_memory()
        for _run in range(runs):
            bare.append(_bare(env, company))
            refresh.append(_full(env, company))
        grown = _peak_memory() - memory
    bare, refresh = middle(bare), middle(refresh)
    return [
        Row(
            "full refresh",
            1000 * refresh.seconds,
            "bare SQL of the metrics",
            1000 * bare.seconds,
            1.5,
        ),
        Row("full refresh: growth of Python's memory", grown, bound=16, unit="MB"),
    ]


def past(database):
    """Month ends of the back-fill, against the bare SQL of the metrics of one of them.

    The first month starts from nothing and has no bound: everybody's history begins.
    The later ones, which are all the others, write what changed.
    """
    with environment(database) as env:
        company = _company(env)
        Snapshot = env["customer.profile.snapshot"]
        days = [_month_end(_today(company), -back) for back in (5, 4, 3, 2, 1)]
        _bare(env, company, days[-1])
        bare = middle(_bare(env, company, days[-1]) for _run in range(3))
        times = [
            timed(lambda day=d, before=b: _month(Snapshot, company, day, before))[0]
            for d, b in zip(days, [None, *days], strict=False)
        ]
        written = _month(Snapshot, company, days[-1], days[-2])
        env.cr.rollback()
    return [
        Row("back-fill, the first month", 1000 * times[0].seconds),
        Row(
            "back-fill, a month",
            1000 * middle(times[1:]).seconds,
            "bare SQL of the metrics",
            1000 * bare.seconds,
            2,
        ),
        Row(
            "back-fill, a month once more: rows written", written, bound=0, unit="rows"
        ),
    ]


def _month(Snapshot, company, day, before):
    """One month end, as the back-fill makes it; how many rows were written."""
    return Snapshot._take(company, day, before, with_history=True)


def queue(database, runs=7):
    """Database time of queued customers, and of the ranking that a sale asks for.

    The ranking is work of its own, once for all customers in the queue, so it is a
    line of its own.
    """
    rows = []
    with environment(database) as env:
        company = _company(env)
        for size, news, bound in (
            (1, PAYMENT, 50),
            (1, SALE, 50),
            (100, SALE, None),
            (10_000, SALE, None),
        ):
            times = runs if size < 1000 else 1
            partners = _spread(env, company, size * times)
            size = len(partners) // times
            timings = [
                _queued(env, company, partners[run::times], news)
                for run in range(times)
            ]
            customers, ranking = (middle(part) for part in zip(*timings, strict=True))
            name = "paid" if news == PAYMENT else "bought"
            rows.append(
                Row(f"{size:,} queued, {name}", 1000 * customers.database, bound=bound)
            )
            if news == SALE and size == 1:
                rows.append(
                    Row("everybody ranked after a sale", 1000 * ranking.database)
                )
        biggest = _biggest(env, company)
        timing = middle(
            _queued(env, company, biggest, PAYMENT)[0] for _run in range(runs)
        )
        rows.append(Row("1 queued, the biggest", 1000 * timing.database))
    return rows


def _company(env):
    return env.ref("base.main_company").root_id


def _month_end(day, months):
    """The last day of the month so many months after that of `day`."""
    return day + relativedelta(months=months, day=31)


def _today(company):
    return company._customer_classification_today()


def _bare(env, company, day=None):
    """Timing of the metrics alone, with the planner set as the refresh sets it."""
    # The add-on can be imported once the server's settings are read.
    from odoo.addons.customer_classification.engine.metrics import tune_planner

    tune_planner(env.cr)
    day = day or _today(company)
    query = env["customer.profile"]._metrics_query(company, day)
    timing, _result = timed(
        lambda: env.cr.execute(
            f"CREATE TEMPORARY TABLE bench_bare AS {query.code}", query.params
        )
    )
    env.cr.rollback()
    return timing


def _full(env, company):
    env.cr.execute(
        "UPDATE customer_profile SET revenue_12m = revenue_12m + 1"
        " WHERE company_id = %s AND id %% 50 = 0",
        [company.id],
    )
    timing, _result = timed(lambda: env["customer.profile"]._refresh(company))
    env.cr.rollback()
    return timing


def _unchanged(database):
    """A second refresh: time, and rows written in whatever table."""
    with environment(database) as env:
        timing, changed = timed(lambda: env["customer.profile"]._refresh())
        env.cr.execute(
            """
            SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS written
              FROM pg_stat_xact_user_tables
             WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0
            """
        )
        tables = env.cr.fetchall()
    written = sum(count for _table, count in tables)
    for table, count in tables:
        print(f"  written by a refresh without news: {table}: {count}")
    return [
        Row(f"second refresh, {changed} changed", 1000 * timing.seconds),
        Row("second refresh: rows written", written, bound=0, unit="rows"),
    ]


def _queued(env, company, partners, news):
    """Timings of the queue for customers whose profiles are out of date.

    :return: (the customers, the ranking that they may have asked for)
    """
    env.cr.execute(
        f"UPDATE customer_profile SET {news}"
        " WHERE company_id = %s AND partner_id = ANY(%s)",
        [company.id, partners],
    )
    env.cr.execute(
        "INSERT INTO customer_profile_queue (partner_id, company_id)"
        " SELECT unnest(%s), %s",
        [partners, company.id],
    )
    env.cr.commit()
    return timed(lambda: _drain(env, False))[0], timed(lambda: _drain(env, True))[0]


def _drain(env, ranking):
    """Do what the queue job does, batch by batch: the customers, or the ranking."""
    from odoo.addons.customer_classification.models.profile import (
        customer_profile_queue as queue,
    )

    Queue = env["customer.profile.queue"]
    while batch := Queue._take(queue.BATCH):
        if (batch[0].partner_id == queue.RANKING) != ranking:
            break
        batch._refresh_customers()
        env.cr.commit()


def _spread(env, company, count):
    """``count`` customers evenly spread from the biggest to the smallest."""
    env.cr.execute(
        """
        SELECT partner_id FROM (
            SELECT partner_id, row_number() OVER (ORDER BY partner_id) AS place,
                   count(*) OVER () AS total
              FROM customer_profile WHERE company_id = %s AND invoice_count_total > 0) x
         WHERE place %% greatest(total / %s, 1) = 0 LIMIT %s
        """,
        [company.id, count, count],
    )
    return [partner for (partner,) in env.cr.fetchall()]


def _biggest(env, company):
    env.cr.execute(
        "SELECT partner_id FROM customer_profile WHERE company_id = %s"
        " ORDER BY invoice_count_total DESC LIMIT 1",
        [company.id],
    )
    return [partner for (partner,) in env.cr.fetchall()]


def _vacuum(database):
    """As autovacuum does after a load."""
    with environment(database) as env:
        env.cr._cnx.autocommit = True
        env.cr._obj.execute("VACUUM (ANALYZE)")
        env.cr._cnx.autocommit = False


def _peak_memory():
    """Largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
