"""Every field of ours that is closed to somebody, by every way to learn its value."""

import sys

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tests import tagged

from ..fields import metrics
from ..ratio import Ratio
from .common_canaries import TODAY, CanariesCommon
from .common_hostile import MODULE
from .common_roles import OUTSIDERS, ROLES, sample
from .common_ways import PATHS, attempts, path_attempts

USER = "customer_classification.group_user"
MANAGER = "customer_classification.group_manager"
BOOKS = "account.group_account_invoice,account.group_account_readonly"
#: Whoever sees the record sees the field.
OPEN = None

#: Fields of ours on models of others: by whom they may be read. A *metric* is the
#: number of a contact's customer, a *class* the field of a dimension, a *part* what
#: rates of groups are made of.
OF_OTHERS = {
    "account.bank.statement.line": {
        BOOKS: "customer_revenue customer_credited customer_corrected",
        OPEN: "customer_is_correction",
    },
    "account.invoice.report": {USER: "*class"},
    "account.move": {
        BOOKS: "customer_revenue customer_credited customer_corrected",
        OPEN: "customer_is_correction",
    },
    "account.move.line": {
        BOOKS: "customer_unit_cost customer_due_date customer_residual "
        "customer_overdue_days customer_paid_date customer_days_to_pay "
        "customer_days_late customer_late customer_paid customer_revenue "
        "customer_cost customer_margin customer_counted_date customer_written_off",
    },
    "res.company": {
        OPEN: "customer_classification_prospects customer_classification_date "
        "customer_classification_attention customer_classification_half_life "
        "customer_classification_disputed customer_classification_correction_days "
        "customer_classification_no_revenue "
        "customer_classification_no_revenue_account_ids "
        "customer_history_months",
    },
    "res.config.settings": {  # for administrators, as all of the model
        OPEN: "customer_classification_prospects customer_classification_date "
        "customer_classification_attention customer_classification_half_life "
        "customer_classification_disputed customer_classification_correction_days "
        "customer_classification_no_revenue "
        "customer_classification_no_revenue_account_ids "
        "customer_history_months customer_history_progress customer_time_zone "
        "customer_refresh_progress "
        "customer_time_zone_info",
    },
    "res.partner": {
        USER: "*metric *class customer_profile_id customer_currency_id "
        "customer_metrics_date customer_history_ids customer_missing_info",
    },
    "res.partner.category": {
        USER: "customer_rule_domain customer_has_rule customer_rule_company_id "
        "customer_matching_count customer_tagged_count customer_assignment_ids "
        "customer_fault_text customer_fault_label",
    },
    "res.users": {
        USER: "*metric *class customer_profile_id customer_currency_id "
        "customer_metrics_date customer_history_ids customer_missing_info",
    },
}
#: Fields of our models that are closed to some of those who see the record.
OF_OURS = {
    "customer.classification.dimension": {MANAGER: "fault_ids"},
    # Of nobody: the sentence has what its reader may read.
    "customer.classification.history": {NO_ACCESS: "reason reason_recorded"},
    "customer.profile": {USER: "*class", NO_ACCESS: "*part"},
    "customer.profile.as.of.wizard": {MANAGER: "is_renewed"},
    "customer.profile.movement.wizard": {MANAGER: "is_renewed"},
    "customer.profile.snapshot": {USER: "*class", NO_ACCESS: "*part"},
    "customer.report.subscription": {MANAGER: "user_ids"},
}
MANY, FEW = 1000, 6
#: What cannot be done with a field is no way to learn it.
IMPOSSIBLE = (ValueError, NotImplementedError, TypeError, KeyError)


@tagged("post_install", "-at_install")
class TestRightsOnFields(CanariesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statement_line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank[cls.company_a].id,
                "date": TODAY,
                "payment_ref": "Rights",
                "amount": 10,
            }
        )
        partner = cls.users["portal"].partner_id
        cls.move = cls.invoice(partner, TODAY, 20)
        cls.as_of = cls.env["customer.profile.as.of.wizard"].create({})
        dimension = cls.env["customer.classification.dimension"].search([], limit=1)
        cls.movement = cls.env["customer.profile.movement.wizard"].create(
            {"dimension_id": dimension.id}
        )
        partner.category_id = cls.tags[0]

    def record_of(self, model, role):
        """A record of a model; where people see only their own, theirs."""
        move = self.move
        return {
            "account.bank.statement.line": self.statement_line,
            "account.invoice.report": move.invoice_line_ids,
            "account.move": move,
            "account.move.line": move.line_ids[0],
            "res.partner": self.users[role].partner_id
            if role == "portal"
            else self.partners["near"],
            "res.partner.category": self.tags[0],
            "res.users": self.users[role],
            "customer.report.subscription": self.env[
                "customer.report.subscription"
            ].search([("company_id", "=", self.company_a.id)], limit=1),
            "customer.profile.as.of.wizard": self.as_of,
            "customer.profile.movement.wizard": self.movement,
        }.get(model) or self.records[model]["near"]

    def names(self, model, text):
        """The fields that a line of the table means."""
        found = []
        for word in text.split():
            if word == "*metric":
                profile = self.env["customer.profile"]
                found += [
                    f"customer_{name}"
                    for name, field in metrics(profile).items()
                    if field.on_contact and MODULE in field._modules
                ]
            elif word == "*class":
                found += [
                    n for n in self.env[model]._fields if n.startswith("x_class_")
                ]
            elif word == "*part":
                found += self.parts(self.env[model])
            else:
                found.append(word)
        return found

    def parts(self, model):
        """What rates of groups are made of and is no number of its own."""
        ratios = [
            f.parts for f in metrics(model).values() if isinstance(f.parts, Ratio)
        ]
        names = {name for ratio in ratios for name in ratio.names()}
        return sorted(names - metrics(model).keys())

    def closed(self, count=MANY):
        """(model, field, groups) of what is closed to somebody.

        :param count: so many of those that one word of the table means
        """
        for table in (OF_OTHERS, OF_OURS):
            for model, by_groups in table.items():
                for groups, text in by_groups.items():
                    for word in text.split() if groups else ():
                        names = sample(self.names(model, word), count, (model, word))
                        yield from ((model, name, groups) for name in names)

    def roles_without(self, groups):
        if groups == NO_ACCESS:
            return list(ROLES)
        return [
            role
            for role in ROLES
            if not any(self.users[role].has_group(g) for g in groups.split(","))
        ]

    # ---- The table ----

    def test_every_field_has_an_entry(self):
        for model, Model in self.registry.items():
            if Model._abstract:
                continue
            own = Model._original_module == MODULE
            found = {}
            for name, field in Model._fields.items():
                of_us = MODULE in (field._modules or ()) or name.startswith("x_class_")
                if field.groups if own else of_us:
                    found.setdefault(field.groups or OPEN, set()).add(name)
            table = (OF_OURS if own else OF_OTHERS).get(model, {})
            for groups in found.keys() | table.keys():
                expected = set(self.names(model, table.get(groups, "")))
                with self.subTest(model, groups=groups):
                    self.assertFalse(expected ^ found.get(groups, set()))

    # ---- The ways ----

    def test_every_way_is_refused(self):
        tried = 0
        for model, name, groups in self.closed(FEW):
            for role in self.roles_without(groups):
                Model = self.as_role(role, model)
                record = self.record_of(model, role)
                tried += self.try_all(
                    attempts(Model, record, name),
                    lambda m=model, r=record, n=name: attempts(
                        self.as_role("accountant", m), r, n
                    ),
                    f"{role} {model}.{name}",
                )
        sys.stdout.write(f"\n{tried} attempts, none answered\n")
        self.assertGreater(tried, 3000)

    def test_every_path_is_refused(self):
        tried = 0
        for model, name, groups in self.closed(FEW):
            if model not in PATHS:
                continue
            for role in self.roles_without(groups):
                env = self.as_role(role, model).env
                every = self.as_role("accountant", model).env
                tried += self.try_all(
                    path_attempts(env, model, name),
                    lambda e=every, m=model, n=name: path_attempts(e, m, n),
                    f"{role} {model}.{name}",
                )
        sys.stdout.write(f"\n{tried} paths, none answered\n")
        self.assertGreater(tried, 1500)

    def try_all(self, tries, by_all, about):
        """Each of them is refused; how many there were.

        :param by_all: the same by who may: what then is impossible too, tells nothing
        """
        answered = []
        for what, attempt in tries.items():
            error = self.error_of(attempt)
            # Not to be allowed to export anything is a UserError of Odoo's.
            if isinstance(error, AccessError) or (
                what == "export" and isinstance(error, UserError)
            ):
                continue
            if isinstance(error, IMPOSSIBLE):
                error = self.error_of(by_all()[what])
                if isinstance(error, IMPOSSIBLE):
                    continue
            answered.append(f"{what}: {error}")
        self.assertFalse(answered, about)
        return len(tries)

    def error_of(self, attempt):
        """What comes of an attempt, None where it works."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            attempt()
        except Exception as error:
            return error
        finally:
            savepoint.close(rollback=True)

    def test_the_ways_are_real(self):
        """Who may read a field learns it by most of them."""
        for model, name in (
            ("res.partner", "customer_revenue_12m"),
            ("res.partner", "customer_last_invoice_date"),
            ("res.partner", "x_class_rights_band"),
            ("res.users", "customer_receivable"),
            ("account.move.line", "customer_margin"),
            ("account.move", "customer_revenue"),
            ("customer.profile", "x_class_rights_band"),
            ("customer.profile.snapshot", "x_class_rights_band"),
        ):
            record = self.record_of(model, "accountant")
            tries = attempts(self.as_role("accountant", model), record, name)
            works = [w for w, a in tries.items() if self.error_of(a) is None]
            with self.subTest(model, field=name):
                self.assertGreater(len(works), 0.8 * len(tries))

    # ---- What is told without being asked ----

    def test_nothing_is_told(self):
        models = sorted({model for model, _name, _groups in self.closed()})
        for model in models:
            closed = [(n, g) for m, n, g in self.closed() if m == model]
            for role in ROLES:
                hidden = {
                    n for n, groups in closed if role in self.roles_without(groups)
                }
                if hidden:
                    with self.subTest(model, role=role):
                        self.assertEqual(self.told(role, model) & hidden, set())

    def told(self, role, model):
        """Names of fields that descriptions and views of a model name."""
        Model = self.as_role(role, model)
        if not Model.has_access("read"):
            with self.assertRaises(AccessError):
                Model.get_views([(False, "list"), (False, "search")])
            return set(Model.fields_get())
        found = set(Model.fields_get())
        for kind in ("list", "form", "search", "kanban"):
            arch = Model.get_view(view_type=kind)["arch"]
            fields = etree.fromstring(arch).iter("field")
            found |= {field.get("name") for field in fields}
            # In a context or a domain.
            found |= {name for name in Model._fields if f"'{name}'" in arch}
        return found

    def test_forms_tell_nothing(self):
        """An onchange reads what it is asked for."""
        for model, name, groups in self.closed(FEW):
            for role in self.roles_without(groups):
                if role in OUTSIDERS[:1] or model == "account.invoice.report":
                    continue
                Model = self.as_role(role, model)
                record = Model.browse(self.record_of(model, role).id)
                for target in (record, Model.browse()):
                    try:
                        with self.env.cr.savepoint():
                            found = target.onchange({}, [], {name: {}})
                    except (AccessError, KeyError, ValueError):
                        continue
                    with self.subTest(model, field=name, role=role):
                        self.assertFalse(found.get("value", {}).get(name))

    # ---- Our own models ----

    def test_own_models_by_every_way(self):
        """Whoever has no right of ours learns no field of our models."""
        tried = 0
        for model, places in self.records.items():
            for role in OUTSIDERS[1:]:
                Model = self.as_role(role, model)
                names = Model._fields.keys() - {"id"}
                for name in sample(sorted(names), FEW, (model, role)):
                    tries = attempts(Model, places["near"], name)
                    # The cache of a transaction is everybody's, and no request's.
                    for what in ("attribute", "mapped", "filtered_domain"):
                        del tries[what]
                    tried += self.try_all(
                        tries,
                        lambda m=model, r=places["near"], n=name: attempts(
                            self.as_role("accountant", m), r, n
                        ),
                        f"{role} {model}.{name}",
                    )
        sys.stdout.write(f"\n{tried} attempts, none answered\n")
        self.assertGreater(tried, 3000)
