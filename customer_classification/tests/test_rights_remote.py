"""Every public method over HTTP, by every role, with hostile arguments and contexts."""

import sys
from collections import Counter
from random import Random

from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common_hostile import MODULE, Hostile, public_methods
from .common_remote import RemoteCommon, complaints
from .common_roles import ALL, ROLES, SEED

#: So often each method of ours, and one in so many of those of Odoo.
TIMES = 6 if ALL else 1
OF_ODOO = 2 if ALL else 40
WAYS = ("call_kw", "call_kw", "json2", "jsonrpc")
SLOW = 2.0

#: What an answer may be; anything else is a fault of ours.
REFUSED = (
    "odoo.exceptions.AccessError",
    "odoo.exceptions.AccessDenied",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.Unauthorized",
    "HTTP 4",
)
SAID = "odoo.exceptions."


@tagged("post_install", "-at_install")
class TestRightsRemote(RemoteCommon):
    def test_methods(self):
        """No answer has a secret, no SQL error, takes long, or changed anything."""
        methods = public_methods(self.env)
        self.assertGreater(len(methods) - list(methods.values()).count("odoo"), 100)
        kinds, faults = Counter(), []
        with complaints(f"odoo.addons.{MODULE}") as logged:
            self.call_all(methods, kinds, faults)
        # What anybody sends is no reason to complain in the log.
        faults += [f"logged: {text}" for text in logged]
        calls = sum(kinds.values())
        figures = f"{calls} calls, {len(faults)} faults, seed {SEED}: {dict(kinds)}"
        sys.stdout.write(f"\n{figures}\n")
        self.assertGreater(calls, 10_000 if ALL else 800)
        # Otherwise nothing of this says anything.
        self.assertGreater(kinds["ok"], calls / 20)
        self.assertFalse(faults, "\n".join(faults))

    def test_no_record(self):
        """Methods for records, and none: no empty list in a statement of ours."""
        self.sign_in("accountant")
        faults = []
        for (model, method), whose in public_methods(self.env).items():
            function = get_public_method(self.env[model], method)
            if whose == "odoo" or getattr(function, "_api_model", False):
                continue
            for ids in ([], [0], [None]):
                call = ("accountant", "call_kw", model, method, ids, {}, {})
                answer = self.call_undone(*call)
                if self.is_our_sql(answer, False, ids, {}):
                    faults.append(f"{call}: {answer.kind} {answer.text[-300:]}")
        self.assertFalse(faults, "\n".join(faults))

    def call_all(self, methods, kinds, faults):
        for role in ROLES:
            random = Random(f"{SEED} {role}")
            self.sign_in(role)
            before = self.checksum()
            for (model, method), whose in methods.items():
                for _time in range(self.times(random, role, whose)):
                    call = self.make_call(random, role, model, method)
                    answer = self.call_undone(*call)
                    kinds[self.kind_of(answer)] += 1
                    faults += [
                        f"{call}\n    {fault}"[:900]
                        for fault in self.faults_of(call, whose, answer)
                    ]
            if self.checksum() != before:
                faults.append(f"{role}: something has changed")

    def times(self, random, role, whose):
        """How often a method is called."""
        if role == "public":  # has no session: it is refused before anything of ours
            return ALL or random.random() < 0.1
        if whose != "odoo":
            return TIMES
        return random.random() < 1 / OF_ODOO

    def sign_in(self, role):
        user = self.users[role]
        if role == "public":
            self.authenticate(None, None)
        else:
            self.authenticate(user.login, user.login)

    def make_call(self, random, role, model, method):
        """What :meth:`call` takes."""
        hostile = Hostile(self, random)
        function = get_public_method(self.env[model], method)
        of_model = getattr(function, "_api_model", False)
        return (
            role,
            random.choice(WAYS),
            model,
            method,
            None if of_model else hostile.ids(model),
            hostile.arguments(function) | hostile.more(method),
            hostile.context(),
        )

    def kind_of(self, answer):
        if answer.kind == "ok":
            return "ok"
        if answer.kind.startswith(REFUSED):
            return "refused"
        return "said" if answer.kind.startswith(SAID) else answer.kind

    def faults_of(self, call, whose, answer):
        """What is wrong with an answer, as texts."""
        role, _way, _model, _method, ids, _kwargs, context = call
        found = [f"tells {secret}" for secret in self.leaks(role, answer.text)]
        if self.is_our_sql(answer, whose == "own", ids, context):
            found.append(f"{answer.kind} {answer.text[-600:]}")
        if answer.seconds > SLOW and self.call_undone(*call).seconds > SLOW:
            found.append(f"{answer.seconds:.1f} s")
        return found + self.changed(role, answer.statements)
