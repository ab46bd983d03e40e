"""Dimensions that come and go while two processes are asked for customers.

The two are servers of their own, or workers of one server (`--workers=2`).
On a copy of the prepared database, with the demo books and their users.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest
from commands import complaints
from servers import Prefork, Server

DIMENSION = "customer.classification.dimension"
FIELD = "x_class_td_two"
USERS = {"en_US": "accountant", "zh_CN": "kuaiji"}  # the password is the login
MANAGER = "admin"
ACTIONS = (
    "customer_classification.action_customers",
    "customer_classification.action_customer_profiles",
    "base.action_partner_form",
    "account.res_partner_action_customer",
)
SERVERS, WORKERS = "two servers", "two workers"
BOTH = pytest.mark.parametrize("servers", [SERVERS, WORKERS], indirect=True)


@pytest.fixture(scope="module")
def database(make_database, prepared):
    """A database of our own with the add-on, the demo books and their users."""
    return make_database(prepared)


@pytest.fixture(scope="module")
def servers(request, database, tmp_path_factory):
    """What is asked: two servers of one database, or both processes of one server."""
    folder = tmp_path_factory.mktemp("servers")
    if request.param == SERVERS:
        running = [Server(database, folder, name) for name in ("one", "other")]
    else:
        running = [Prefork(database, folder, "prefork")]
    try:
        for server in running:
            server.wait()
        yield running if len(running) == 2 else running[0].workers()
    finally:
        for server in running:
            server.stop()


@contextmanager
def connection(database):
    """A connection that waits half a second for what others hold, and keeps nothing."""
    made = psycopg2.connect(dbname=database)
    try:
        with made.cursor() as cr:
            cr.execute("SET lock_timeout = '500ms'")
            yield cr
    finally:
        made.close()


def asked(server, lang):
    """{screen: the label of the dimension in it, None where it is not}"""
    login = USERS[lang]
    found = {}
    for name in ACTIONS:
        action = server.request(login, "/web/action/load", {"action_id": name})
        search = (action["search_view_id"] or [False])[0]
        views = server.call(
            login,
            action["res_model"],
            "get_views",
            [*action["views"], [search, "search"]],
            context={"lang": lang},
        )
        described = views["models"][action["res_model"]]["fields"]
        arch = views["views"]["search"]["arch"] + views["views"]["list"]["arch"]
        assert (FIELD in described) == (FIELD in arch), (name, lang)
        found[name] = described.get(FIELD, {}).get("string")
        server.call(
            login,
            action["res_model"],
            "web_search_read",
            [],
            {field: {} for field in described if field == FIELD} or {"id": {}},
            limit=1,
        )
    found["import"] = next(
        (
            field["string"]
            for field in server.call(
                login,
                "base_import.import",
                "get_fields_tree",
                "res.partner",
                context={"lang": lang},
            )
            if field["name"] == FIELD
        ),
        None,
    )
    exported = server.request(
        login,
        "/web/export/get_fields",
        {"model": "res.partner", "domain": [], "import_compat": False},
    )
    found["export"] = next(
        (field["string"] for field in exported if field["id"] == FIELD), None
    )
    return found


def assert_label(servers, name):
    """Every screen of both servers shows the dimension by its name, or not at all."""
    for number, server in enumerate(servers, 1):
        for lang in USERS:
            for screen, label in asked(server, lang).items():
                assert label == name, (number, lang, screen)


@BOTH
@pytest.mark.parametrize(
    ("at", "looked"), [(0, ()), (0, ("en_US",)), (1, ("en_US", "zh_CN"))]
)
def test_life_of_a_dimension(servers, at, looked):
    """Every step at one server, both asked before and after it."""
    here = servers[at]
    assert_label(servers, None)
    [id_] = here.call(MANAGER, DIMENSION, "create", [{"name": "Two", "code": "td_two"}])
    # What nobody asked for yet is not remembered by any server.
    for server in servers:
        for lang in looked:
            assert set(asked(server, lang).values()) == {"Two"}
    if len(looked) == 2:
        for lang in ("en_US", "zh_CN"):
            here.call(
                *(MANAGER, DIMENSION, "write", [id_], {"name": "Renamed"}),
                context={"lang": lang},
            )
        assert_label(servers, "Renamed")
        here.call(MANAGER, DIMENSION, "action_archive", [id_])
        assert_label(servers, None)
        here.call(MANAGER, DIMENSION, "action_unarchive", [id_])
        assert_label(servers, "Renamed")
        [copy] = here.call(MANAGER, DIMENSION, "copy", [id_])
        assert_label(servers, "Renamed")
        here.call(MANAGER, DIMENSION, "unlink", [copy])
        assert_label(servers, "Renamed")
    assert here.call(MANAGER, DIMENSION, "unlink", [id_])
    assert_label(servers, None)
    for server in servers:  # nobody is kept from logging in
        server.sessions.clear()
    assert_label(servers, None)


def change(server, method, *args, **kwargs):
    """A manager changes dimensions; whoever is told to come back does so."""
    for _time in range(30):
        try:
            return server.call(MANAGER, DIMENSION, method, *args, **kwargs)
        except AssertionError as error:
            if "Try again in a minute" not in str(error):
                raise
            time.sleep(1)
    raise TimeoutError(method)


def look_until(done, server, lang):
    """Somebody asks for all screens again and again; so many times."""
    times = 0
    while not done.is_set():
        found = set(asked(server, lang).values())
        # A dimension may come, go or be renamed between two screens.
        assert found <= {None, "Two", "Renamed"}, (lang, found)
        times += 1
    return times


@BOTH
def test_people_at_work(servers):
    """Dimensions come, change and go while people of each language are at work."""
    doors = [server.door for server in servers]
    # The threads of one process share its fields, which Odoo lets nobody lock; the
    # workers of a server, and two servers, have their own.
    apart = doors[0] is not doors[1]
    managed, asked_at = (doors[:1], doors[1:]) if apart else (doors, doors)
    done = threading.Event()
    with ThreadPoolExecutor() as pool:
        people = [
            pool.submit(look_until, done, door.visitor(), lang)
            for door in asked_at
            for lang in USERS
        ]
        try:
            for door in managed:
                vals = {"name": "Two", "code": "td_two"}
                [id_] = change(door, "create", [vals])
                for lang in USERS:
                    context = {"lang": lang}
                    change(door, "write", [id_], {"name": "Renamed"}, context=context)
                change(door, "action_archive", [id_])
                change(door, "action_unarchive", [id_])
                [copy] = change(door, "copy", [id_])
                change(door, "unlink", [id_, copy])
        finally:
            done.set()
        assert all(person.result() > 0 for person in people)
    assert_label(servers, None)


def refused(server, method, argument):
    """The answer to a manager while a refresh holds all rows, who reads meanwhile."""
    with connection(server.database) as refresh, ThreadPoolExecutor() as pool:
        refresh.execute("UPDATE customer_profile SET active = active")
        start = time.monotonic()
        asking = pool.submit(server.call, MANAGER, DIMENSION, method, argument)
        reads = 0
        while not asking.done():
            with connection(server.database) as reader:  # fails where it waits
                reader.execute("SELECT count(*) FROM customer_profile")
                reads += 1
        assert reads
        assert time.monotonic() - start < 30
        with pytest.raises(AssertionError, match="Try again in a minute"):
            asking.result()


@pytest.mark.parametrize("servers", [SERVERS], indirect=True)
def test_beside_a_refresh(servers):
    """Beside a refresh no dimension is made or deleted, and no reader waits."""
    vals = {"name": "Two", "code": "td_two"}
    refused(servers[0], "create", [vals])
    assert_label(servers, None)
    [id_] = servers[0].call(MANAGER, DIMENSION, "create", [vals])
    assert_label(servers, "Two")  # the other server knows of it now
    refused(servers[1], "unlink", [id_])
    assert_label(servers, "Two")
    servers[1].call(MANAGER, DIMENSION, "unlink", [id_])
    assert_label(servers, None)


@BOTH
def test_nothing_in_the_logs(servers):
    """Of all this no server has a word to say; and every process was asked."""
    for server in servers:
        log = server.door.log.read_text()
        # Odoo complains of a statement that fails before somebody can do it again, and
        # says what the manager was told who then came back.
        found = [
            line
            for line in complaints(log)
            if not ("bad query" in line and f'"customer_profile"."{FIELD}' in line)
            and not ("odoo.http" in line and "Try again in a minute" in line)
        ]
        assert not found, found
        assert server.door.answers().get(server.pid, 0) > 20
