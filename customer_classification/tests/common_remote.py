"""Calls over HTTP as any client may send them, and what each of them did."""

import json
import logging
import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger

from .common_canaries import CHAT, CREDIT_LIMIT, FAR_NAMES, PLACES, CanariesCommon
from .common_roles import MANAGERS, OUTSIDERS

ADDON = "/customer_classification/"
CALL_KW = "/web/dataset/call_kw"
#: A statement that changes or locks what is ours. Whoever may change contacts puts them
#: in the queue.
CHANGES = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM|ALTER TABLE|LOCK TABLE|DROP TABLE) (ONLY )?"
    r'"?(customer_(?!profile_queue)|res_partner_res_partner_category_rel)',
    re.IGNORECASE,
)
#: A statement that changes what managers alone may set up.
SETTINGS = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM) "
    r'"?customer_(classification_(dimension|criterion|criterion_band)|report_subscription'
    r"|report_recipient)(?!\w)",
    re.IGNORECASE,
)
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|ALTER|CREATE|DROP)", re.IGNORECASE)
LOUD = ("odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.jsonrpc")


class Answer(NamedTuple):
    """What came back: `kind` is ok, or the name of the error; `text` all of it."""

    kind: str
    text: str
    seconds: float
    statements: list


@contextmanager
def complaints(name):
    """What a logger and those below it complain about meanwhile, as a list of texts."""
    found = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: found.append(record.getMessage())
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)


class RemoteCommon(CanariesCommon, HttpCase):
    """Every secret has a canary, every role a session and a key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        until = datetime.now() + timedelta(1)
        cls.keys = {
            role: cls.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "rights", until)
            for role, user in cls.users.items()
            if role != "public"
        }

    def partner_records(self, model):
        """Records of a model of others, by place."""
        if model == "res.users":
            return {role: self.users[role] for role in ("own", "two")}
        if model == "res.partner":
            return self.partners
        if model == "res.partner.category":
            return dict(zip(("near", "far"), self.tags, strict=True))
        return {"any": self.env[model].browse(1)}

    # ---- Secrets ----

    def secrets(self, role):
        """Texts that must not stand in any answer to a role."""
        far = PLACES["far"]
        found = [CHAT, *FAR_NAMES, far.name, far.pin, f"{far.revenue:.0f}"]
        if role == "two":
            found = [CHAT]
        if role in (*OUTSIDERS, "user", "own", "manager", "two"):
            found.append(f"{CREDIT_LIMIT:.0f}")
        hidden = PLACES["hidden"]
        if role in (*OUTSIDERS, "own"):
            found += [hidden.pin, f"{hidden.revenue:.0f}"]
        # Who has no right of ours may still read contacts.
        if role in ("public", "portal", "own"):
            found.append(hidden.name)
        if role in OUTSIDERS:
            found.append(PLACES["near"].pin)
        return found

    def leaks(self, role, text):
        """The secrets in an answer, whatever separates thousands."""
        plain = re.sub(r"(?<=\d)(?:[,.'\s]|\\u00a0|\\u202f)(?=\d{3})", "", text)
        return [secret for secret in self.secrets(role) if secret in plain + text]

    # ---- Calls ----

    def call_undone(self, *args):
        """:meth:`call`, and whatever it did is undone, in caches and fields as well."""
        columns = self._columns()
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            answer = self.call(*args)
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
        if any(WRITES.match(text) for text in answer.statements):
            self.registry.clear_all_caches()
        if self._columns() != columns:
            self.registry._setup_models__(self.env.cr)
        return answer

    def _columns(self):
        fields = self.env.registry["customer.profile"]._fields
        return {name for name in fields if name.startswith("x_class_")}

    def call(self, role, way, model, method, ids, kwargs, context):
        """Send one call.

        :param way: "call_kw", "json2" or "jsonrpc"
        :param ids: None for a method of the model
        """
        post = getattr(self, f"_{way}")
        with self.recorded() as statements, mute_logger(*LOUD):
            started = monotonic()
            response = post(role, model, method, ids, kwargs, context)
            seconds = monotonic() - started
        return Answer(self._kind(response), response.text, seconds, statements)

    def _call_kw(self, role, model, method, ids, kwargs, context):
        args = [] if ids is None else [ids]
        return self._post(
            f"{CALL_KW}/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": {**kwargs, "context": context},
            },
        )

    def _jsonrpc(self, role, model, method, ids, kwargs, context):
        user = self.users[role]
        args = [] if ids is None else [ids]
        return self._post(
            "/jsonrpc",
            {
                "service": "object",
                "method": "execute_kw",
                "args": [
                    self.env.cr.dbname,
                    user.id,
                    user.login,
                    model,
                    method,
                    args,
                    {**kwargs, "context": context},
                ],
            },
        )

    def _post(self, route, params):
        return self.opener.post(
            self.base_url() + route,
            data=json.dumps(
                {"id": 0, "jsonrpc": "2.0", "method": "call", "params": params},
                default=str,
            ),
            headers={"Content-Type": "application/json"},
            timeout=60,
        )

    def _json2(self, role, model, method, ids, kwargs, context):
        key = self.keys.get(role, "wrong")
        body = {**kwargs, "context": context}
        if ids is not None:
            body["ids"] = ids
        return self.opener.post(
            f"{self.base_url()}/json/2/{model}/{method}",
            data=json.dumps(body, default=str),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {key}",
            },
            timeout=60,
        )

    def _kind(self, response):
        """ "ok", or the name of the exception that was answered."""
        try:
            answer = response.json()
        except ValueError:
            return f"HTTP {response.status_code}"
        if isinstance(answer, dict) and "jsonrpc" in answer:
            return answer["error"]["data"]["name"] if "error" in answer else "ok"
        if response.status_code == 200:
            return "ok"
        if isinstance(answer, dict) and answer.get("name"):
            return answer["name"]
        return f"HTTP {response.status_code}"

    def is_our_sql(self, answer, ours, ids, context):
        """Whether an SQL error is of our making.

        Odoo hands ids and limits of any type on to the database, for every model.
        Ours is what our own statements raise, and our methods for records.
        """
        if not answer.kind.startswith("psycopg2"):
            return False
        files = re.findall(r'File \\?"([^"\\]+)', answer.text)
        below = ("sql_db.py", "test_cursor.py", "tests/common.py", "environments.py")
        last = [name for name in files if not name.endswith(below)][-1:]
        well_formed = isinstance(ids, list) and all(type(i) is int for i in ids)
        well_formed &= "allowed_company_ids" not in context
        return any(ADDON in name for name in last) or (ours and well_formed)

    def changed(self, role, statements):
        """The statements that changed or locked what a role may not change."""
        if role in OUTSIDERS:
            return [text for text in statements if CHANGES.match(text)]
        if role in MANAGERS:
            return []
        return [text for text in statements if SETTINGS.match(text)]

    def checksum(self):
        """{table: what it holds} of our tables, and of which tags contacts have."""
        self.env.flush_all()
        self.cr.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
            "AND (table_name LIKE 'customer\\_%' OR table_name IN "
            "('res_partner_res_partner_category_rel', 'ir_model_fields'))"
        )
        found = {}
        for (table,) in self.cr.fetchall():
            self.cr.execute(
                SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t",
                    SQL.identifier(table),
                )
            )
            [[found[table]]] = self.cr.fetchall()
        return found
