"""What people do to the very rows that a refresh is writing, and the other way round.

On a copy of the prepared database, with the demo books; what is done is committed.
"""

import time
from contextlib import suppress

import psycopg2
import pytest
from people import People, environment

from odoo.exceptions import LockError, UserError

#: Waiting longer than two seconds is an error. Not by a time limit of the database:
#: that is what is to be set by itself.
LIMIT = 4

#: Whoever meets somebody else, and begins again a moment later.
BUSY = (LockError, psycopg2.OperationalError, psycopg2.errors.UniqueViolation)

AT_ONCE = [
    "pin_customer",
    "tag",
    "tag_rule",
    "new_company",
    "archive_company",
    "set_zone",
    "set_company",
    "reset_to_draft",
    "cancel",
    "unreconcile",
    "sell",
    "pay",
]
TOLD = [
    "set_class",
    "release_pin",
    "change_pin",
    "delete_customer",
    "merge_customer",
    "new_dimension",
    "delete_company",
]


@pytest.fixture(scope="module")
def prepared_people(make_database, prepared):
    """The prepared database with somebody to delete, to pin and to close down."""
    database = make_database(prepared)
    with environment(database) as env:
        People(database).prepare(env)
        env.cr.commit()
    return database


@pytest.fixture
def people(prepared_people):
    return People(prepared_people)


def acts(people, name):
    """What somebody gets who does it, and commits: None, or what was raised."""
    with environment(people.database) as env:
        try:
            getattr(people, name)(env)
            env.flush_all()
            env.cr.commit()
        except UserError as error:
            return error


@pytest.mark.parametrize("name", AT_ONCE)
def test_done_at_once(people, name):
    """Everybody is being refreshed: it is done, nobody waits, nothing gets lost."""
    with people.refreshing():
        people.do(getattr(people, name))
    if name in ("set_zone", "new_company"):  # another day, perhaps; customers anew
        people.do(people.refresh)
    people.assert_nothing_is_lost()


@pytest.mark.parametrize("name", TOLD)
def test_told_to_come_back(people, name):
    """Everybody is being refreshed: after two seconds it is said, nothing is done."""
    before = people.state()
    with people.refreshing():
        start = time.monotonic()
        told = acts(people, name)
        assert time.monotonic() - start < LIMIT
    assert told and "Try again in a minute." in str(told), told
    assert len(people.state()[1]) == len(before[1])
    people.assert_nothing_is_lost()


# A new dimension and a refresh: see test_two_servers.
@pytest.mark.parametrize("name", sorted({*AT_ONCE, *TOLD} - {"new_dimension"}))
def test_refresh_meets_what_is_not_committed(people, name):
    """It goes on to its end or says that it has to be tried again; nobody is blamed."""
    with environment(people.database) as env:
        getattr(people, name)(env)
        env.flush_all()
        with environment(people.database) as refresh:
            refresh.cr.execute("SET LOCAL lock_timeout = '1s'")
            with suppress(*BUSY):
                refresh["customer.profile"]._refresh(people.company(refresh))
                refresh.cr.commit()
        env.cr.rollback()
    with environment(people.database) as env:
        assert not env["customer.profile.queue"].search([("error", "!=", False)])
    people.assert_nothing_is_lost()


@pytest.mark.parametrize(
    "name", ["reset_to_draft", "cancel", "unreconcile", "sell", "pay", "archive"]
)
def test_in_the_middle_of_a_batch(people, name):
    """The queue has taken its customers and not committed yet: the same."""
    people.do(people.queue_everybody)
    with environment(people.database) as env:
        batch = env["customer.profile.queue"]._take(1000)
        batch._refresh_customers()
        people.do(getattr(people, name))
        env.cr.commit()
        assert not batch.exists().filtered("error")
    people.assert_nothing_is_lost()


@pytest.mark.parametrize("name", ["archive_customer", "merge_buyers"])
def test_customer_with_documents_in_the_middle(people, name):
    """The batch has been taken when its customer is archived, or merged with another.

    One of both may have to give way; nobody is blamed and nothing lost.
    """
    people.do(people.queue_everybody)
    with environment(people.database) as env:
        batch = env["customer.profile.queue"]._take(1000)
        assert batch
        people.do(getattr(people, name))
        with suppress(*BUSY):
            batch._refresh_customers()
            env.cr.commit()
            assert not batch.exists().filtered("error")
    people.assert_nothing_is_lost()


def test_settings_change_during_a_refresh(people):
    """Time zone, name and prospects are saved after it has begun, before its end."""
    with environment(people.database) as env:
        assert people.company(env).name  # what this transaction sees is settled
        people.do(people.set_company)
        people.do(people.set_zone)
        people.do(people.new_company)
        people.do(people.archive_company)
        env["customer.profile"]._refresh(people.company(env))
        env.cr.commit()
    people.do(people.refresh)
    people.assert_nothing_is_lost()


def test_two_change_one_category(people):
    """The second one waits for the first, and has to begin again: nothing is mixed."""
    with environment(people.database) as one, environment(people.database) as other:
        people.change_category(one)
        one.flush_all()
        assert other["customer.classification.category"].search_count([])
        other.cr.execute("SET LOCAL lock_timeout = '300ms'")
        with pytest.raises((LockError, psycopg2.errors.LockNotAvailable)):
            people.change_category(other)
            other.flush_all()
        other.cr.rollback()
        one.cr.commit()
    people.do(people.change_category)
    with environment(people.database) as env:
        category = env.ref("customer_classification.category_frequency_high")
        assert category.name.endswith("!!")
