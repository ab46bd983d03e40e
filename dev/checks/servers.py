"""Odoo servers in processes of their own, and people who work in them."""

import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import psutil
import requests

#: What Odoo starts its process for the bus with: `python -m odoo` would not do.
PROGRAM = "from odoo.cli.command import main\n\nmain()\n"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Sessions:
    """People who are logged in to a server, by their logins, which are the passwords.

    :ivar door: the :class:`Server` that is asked
    """

    def __init__(self, door, database):
        self.door = door
        self.database = database
        self.sessions = {}

    def post(self, session, path, params):
        """The answer to a JSON request."""
        url = self.door.url(path)
        return session.post(url, json={"params": params}, timeout=60).json()

    def request(self, login, path, params):
        """The result of a JSON request of a user; an error of the server fails."""
        if login not in self.sessions:
            self.sessions[login] = requests.Session()
            self.request(
                login,
                "/web/session/authenticate",
                {"db": self.database, "login": login, "password": login},
            )
        answer = self.post(self.sessions[login], path, params)
        assert "error" not in answer, answer["error"]["data"]["debug"]
        return answer.get("result")

    def call(self, login, model, method, *args, **kwargs):
        return self.request(
            login,
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )


class Server(Sessions):
    """A server, and sessions of users in it.

    :param options: more of Odoo's command line
    """

    def __init__(self, database, folder, name, *options):
        super().__init__(self, database)
        self.port = free_port()
        self.log = folder / f"{name}.log"
        program = folder / "odoo-bin"
        program.write_text(PROGRAM)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, program, "server", "-d", database),
                    *(f"--db-filter=^{database}$", f"--http-port={self.port}"),
                    *("--max-cron-threads=0", "--log-level=warn", *options),
                    "--log-handler=werkzeug:INFO",  # for answers()
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.pid = self.process.pid

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

    def visitor(self):
        """Somebody else, with sessions of their own."""
        return Sessions(self, self.database)

    def answers(self):
        """{process: so many requests it has answered}"""
        lines = [line.split() for line in self.log.read_text().splitlines()]
        pids = [line[2] for line in lines if len(line) > 5 and line[5] == "werkzeug:"]
        return {int(pid): pids.count(pid) for pid in pids}


class Prefork(Server):
    """A server of two processes, of which whoever is idle takes the next request."""

    def __init__(self, database, folder, name):
        super().__init__(
            *(database, folder, name, "--workers=2", "--limit-memory-soft=0"),
            f"--gevent-port={free_port()}",
        )
        self.alone = threading.Lock()

    def workers(self):
        """The processes that answer, each as a server; none of them is replaced."""
        children = psutil.Process(self.pid).children()
        pids = [child.pid for child in children if "gevent" not in child.cmdline()]
        assert len(pids) == 2, children
        return [
            Worker(self, pid, [other for other in pids if other != pid])
            for pid in sorted(pids)
        ]


class Worker(Sessions):
    """One process of a server: it is asked while the others are stopped."""

    def __init__(self, server, pid, others):
        super().__init__(server, server.database)
        self.pid = pid
        self.others = [psutil.Process(other) for other in others]

    def post(self, session, path, params):
        with self._alone():
            return super().post(session, path, params)

    @contextmanager
    def _alone(self):
        with self.door.alone:
            for other in self.others:
                other.send_signal(signal.SIGSTOP)
                while other.status() != psutil.STATUS_STOPPED:
                    time.sleep(0.01)  # it could still take the request, and keep it
            try:
                yield
            finally:
                for other in self.others:
                    other.send_signal(signal.SIGCONT)
