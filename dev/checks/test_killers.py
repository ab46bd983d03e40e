"""One thing that ends the whole process, again and again: all others are done.

As a customer would for whom the server runs out of memory: a trigger ends the
connection of whoever writes one customer, company, month or mail.
"""

import pytest
from chaos import Run, sql
from people import People, environment

#: Calls of the scheduler, some of which do nothing but count a time-out.
CALLS = 16


@pytest.fixture(scope="module")
def people(make_database, prepared):
    """People in a database of our own."""
    return People(make_database(prepared))


def kill(database, table, column, value, written=""):
    """End the process of whoever writes these rows of a table; returns how to stop.

    :param written: only where this column is written
    """
    of = written and f"OF {written}"
    sql(
        database,
        f"""
        CREATE FUNCTION killer() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_terminate_backend(pg_backend_pid());
            PERFORM pg_sleep(1);
            RETURN NEW;
        END $$;
        CREATE TRIGGER killer AFTER INSERT OR UPDATE {of} ON {table} FOR EACH ROW
            WHEN (NEW.{column} = {value}) EXECUTE FUNCTION killer()
        """,
    )
    return lambda: sql(database, "DROP FUNCTION killer CASCADE")


def call(database, action, is_done):
    """Call a scheduled action until there is nothing left; it is never given up."""
    for _number in range(CALLS):
        Run(database, action).wait()
        if is_done():
            break
    else:
        raise AssertionError(f"{action} does not come to an end")
    assert Run(database, action).wait() == 0
    [(active, failures)] = sql(
        database,
        "SELECT cron.active, cron.failure_count FROM ir_cron cron "
        "JOIN ir_model_data ON model = 'ir.cron' AND res_id = cron.id WHERE name = %s",
        action,
    )
    assert active and not failures


def test_customer(people):
    """Nobody but the one is blamed, by name; every other customer is refreshed."""
    database, poison = people.database, people.ids[3]
    sql(
        database,
        "UPDATE customer_profile SET revenue_12m = revenue_12m + 1 "
        "WHERE company_id = %s AND partner_id = ANY(%s)",
        people.company_id,
        people.ids,
    )
    people.do(people.queue_everybody)
    # Their number alone: that everybody is ranked afterwards does not depend on it.
    stop = kill(database, "customer_profile", "partner_id", poison, "revenue_12m")

    def rows(where):
        return sql(database, f"SELECT partner_id FROM customer_profile_queue {where}")

    try:
        call(database, "cron_refresh_queue", lambda: not rows("WHERE error IS NULL"))
        assert rows("WHERE error IS NOT NULL") == [(poison,)]
    finally:
        stop()
    sql(database, "UPDATE customer_profile_queue SET error = NULL, tries = 0")
    people.assert_nothing_is_lost()


def test_company(people):
    """One company ends the process: the others are refreshed, then it is queued."""
    database = people.database
    with environment(database) as env:
        first = env["res.company"]._customer_roots()[0]
        assert len(env["res.company"]._customer_roots()) > 1
        company_id = first.id
    sql(database, "UPDATE customer_profile SET revenue_12m = revenue_12m + 1")
    sql(database, "UPDATE customer_profile_state SET date = NULL")
    stop = kill(database, "customer_profile", "company_id", company_id)
    try:
        call(
            database,
            "cron_refresh_all",
            lambda: not sql(
                database, "SELECT id FROM customer_profile_state WHERE date IS NULL"
            ),
        )
        assert sql(
            database,
            "SELECT DISTINCT company_id FROM customer_profile_queue",
        ) == [(company_id,)]
    finally:
        stop()
    people.assert_nothing_is_lost()


def test_month(people):
    """One month ends the process: it is marked, the others are rebuilt."""
    database = people.database
    with environment(database) as env:
        env["customer.profile.month"].search([]).unlink()
        people.company(env).customer_history_months = 3
        days = people.company(env)._customer_history_month_ends()
        env.cr.commit()
    stop = kill(database, "customer_profile_snapshot", "date", f"'{days[1]}'")
    sql(database, "DELETE FROM customer_profile_snapshot")
    try:
        call(
            database,
            "cron_rebuild_months",
            lambda: not sql(
                database,
                "SELECT id FROM customer_profile_month "
                "WHERE is_done IS NOT TRUE AND error IS NULL",
            ),
        )
    finally:
        stop()
    failed = sql(
        database,
        "SELECT date FROM customer_profile_month "
        "WHERE error IS NOT NULL OR is_done IS NOT TRUE",
    )
    assert failed == [(days[1],)]


def test_recipient(people):
    """One mail ends the process: the others go out, once each."""
    database = people.database
    with environment(database) as env:
        users = people.readers(env, 3)
        subscription = env["customer.report.subscription"].create(
            {
                "report": "ranking",
                "company_id": people.company_id,
                "recipient_ids": [(0, 0, {"user_id": user.id}) for user in users],
            }
        )
        subscription.recipient_ids.is_waiting = True
        poison = subscription.recipient_ids[0]
        env["mail.mail"].search([]).unlink()
        env.cr.commit()
        poison_id, partner_id = poison.id, poison.user_id.partner_id.id
    # The mail is made, and then its process ends.
    stop = kill(database, "mail_mail_res_partner_rel", "res_partner_id", partner_id)
    try:
        call(
            database,
            "cron_send_reports",
            lambda: not sql(
                database, "SELECT id FROM customer_report_recipient WHERE is_waiting"
            ),
        )
    finally:
        stop()
    failed = "SELECT id FROM customer_report_recipient WHERE error IS NOT NULL"
    assert sql(database, failed) == [(poison_id,)]
    assert sql(database, "SELECT count(*) FROM mail_mail") == [(2,)]
