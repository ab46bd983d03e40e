"""Dimensions that come and go while two server processes are asked for customers.

    PYTHONPATH=dev pytest -p no:odoo dev/checks/test_two_servers.py

in the environment that `dev/lib.sh` sets up (PATH, PGHOST, ODOO_RC). The database is a
copy of the one that `make test` leaves, see `database`.
"""

import os
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest
import requests

SOURCE = os.environ.get("CHECKS_DATABASE", "test")
NAME = "two_servers"
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


@pytest.fixture(scope="module")
def database():
    """A database of our own with the add-on, the demo books and their users."""
    drop = ["dropdb", "--if-exists", "-f", NAME]
    subprocess.run(drop, check=True)
    subprocess.run(["createdb", "-T", SOURCE, NAME], check=True)
    yield NAME
    subprocess.run(drop, check=True)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """An Odoo server in a process of its own, and sessions of users in it."""

    def __init__(self, database, folder, number):
        self.database = database
        self.port = free_port()
        self.log = folder / f"server{number}.log"
        self.sessions = {}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *("odoo", "server", "-d", database, f"--http-port={self.port}"),
                    *(f"--db-filter=^{database}$", "--max-cron-threads=0"),
                    "--log-level=warn",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self):
        for _second in range(120):
            assert self.process.poll() is None, self.log.read_text()
            try:
                return requests.get(self.url("/web/login"), timeout=60)
            except requests.ConnectionError:
                time.sleep(1)
        raise TimeoutError(self.log.read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def request(self, login, path, params):
        """The result of a JSON request of a user; an error of the server fails."""
        if login not in self.sessions:
            self.sessions[login] = requests.Session()
            self.request(
                login,
                "/web/session/authenticate",
                {"db": self.database, "login": login, "password": login},
            )
        answer = self.sessions[login].post(
            self.url(path), json={"params": params}, timeout=60
        )
        answer = answer.json()
        assert "error" not in answer, answer["error"]["data"]["debug"]
        return answer.get("result")

    def call(self, login, model, method, *args, **kwargs):
        return self.request(
            login,
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )


@pytest.fixture(scope="module")
def servers(database, tmp_path_factory):
    """Two servers of one database."""
    folder = tmp_path_factory.mktemp("servers")
    both = [Server(database, folder, number) for number in (1, 2)]
    try:
        for server in both:
            server.wait()
        yield both
    finally:
        for server in both:
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
        assert reads > 3
        assert time.monotonic() - start < 30
        with pytest.raises(AssertionError, match="Try again in a minute"):
            asking.result()


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


def test_nothing_in_the_logs(servers):
    """Of all this no server has a word to say."""
    for server in servers:
        log = server.log.read_text()
        assert " ERROR " not in log, log
