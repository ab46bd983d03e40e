"""What somebody may send to our methods who wants to know, or to break, something."""

import inspect

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from .. import context as keys

MODULE = "customer_classification"
LARGEST = 2**31 - 1


def is_ours(module):
    """Whether a Python module is one of our add-ons'."""
    return module.startswith(f"odoo.addons.{MODULE}")


def public_methods(env):
    """{(model, method): whose it is} of what can be called remotely.

    "own": ours alone; "extended": Odoo's, extended by us; "odoo".

    All public methods of our models, and ours on models of others.
    """
    found = {}
    for model, model_class in env.registry.items():
        own = model_class._original_module == MODULE
        for name in dir(model_class):
            if name.startswith("_"):
                continue
            ours = any(
                name in vars(cls)
                for cls in model_class.mro()
                if is_ours(cls.__module__)
            )
            if not (own or ours):
                continue
            try:
                function = get_public_method(env[model], name)
            except (AccessError, AttributeError):
                continue
            if inspect.isfunction(function):
                if not ours:
                    found[model, name] = "odoo"
                else:
                    odoo = any(
                        name in vars(cls)
                        for cls in model_class.mro()
                        if not is_ours(cls.__module__)
                    )
                    found[model, name] = "extended" if odoo else "own"
    return found


class Hostile:
    """Arguments and contexts out of a random source, so that a seed repeats them.

    :param case: a `CanariesCommon`, whose records the calls are about
    :param random: a `random.Random`
    """

    #: Of any type, for any parameter.
    ODD = (
        *(None, True, False, 0, -1, 10**6, LARGEST, 1e308, float(2**53)),
        *("", "x" * 5000, "%s %(a)s", "{{ 7 * 7 }}", "{0.__class__}", "a\x00b"),
        *(
            "'; DROP TABLE customer_profile; --",
            'id", (SELECT 1)::text "',
            "id desc; 1",
        ),
        *("../../etc/passwd", "\u202ertl", "=cmd|' /C calc'!A0", "__class__"),
        *([], {}, [None], [[]], {"a": {"b": [1]}}, [-1], ["1 OR 1=1"], {"id": 1}),
    )

    def __init__(self, case, random):
        self.random = random
        self.case = case
        self.fields = [
            *("id", "display_name", "partner_id", "revenue_12m", "x_class_rights_band"),
            *("customer_revenue_12m", "customer_receivable", "credit_limit", "name"),
            *("company_id", "dimension_id", "category_id", "reason", "reason_text"),
            *("create_uid", "customer_profile_id", "history_ids", "pin_ids", "code"),
            *("customer_history_ids", "x_class_rights_far", "domain", "user_ids"),
            *("message_ids", "customer_rule_domain", "recipient_ids", "error", "date"),
        ]
        self.paths = [
            *(
                "partner_id.credit_limit",
                "partner_id.user_ids.login",
                "partner_id.name",
            ),
            *("partner_id.channel_ids.message_ids.body", "create_uid.password"),
            *("partner_id.invoice_ids.amount_total", "profile_id.revenue_12m"),
            *("company_id.partner_id.name", "x_class_rights_band.create_uid.login"),
        ]

    # ---- Records ----

    def ids(self, model):
        """Ids of records, most of which are there and somebody else's."""
        places = self.case.records.get(model) or self.case.partner_records(model)
        real = [record.id for record in places.values()]
        choices = [[i] for i in real] * 3 + [
            *(real, [], [LARGEST], [-1], [0]),
            *([None], ["1 OR 1=1"], [True], [[1]], None, "x", {"a": 1}),
        ]
        return self.random.choice(choices)

    # ---- Arguments ----

    def arguments(self, function):
        """Values by name for a function's parameters; those it can do without at times.

        Half of the values are what the name calls for, the others anything.
        """
        values = {}
        parameters = list(inspect.signature(function).parameters.values())[1:]
        for parameter in parameters:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.default is not parameter.empty and self.random.random() < 0.5:
                continue
            values[parameter.name] = self.value(parameter.name)
        return values

    def value(self, name):
        """Something for a parameter of that name."""
        if self.random.random() < 0.4:
            return self.random.choice(self.ODD)
        make = getattr(self, f"_{name}", None)
        return make() if make else self.random.choice(self.ODD)

    def field(self):
        return self.random.choice(self.fields + self.paths)

    def _domain(self):
        operator = self.random.choice(
            [
                "=",
                "!=",
                ">",
                "in",
                "not in",
                "ilike",
                "any",
                "not any",
                "child_of",
                "=?",
            ]
        )
        deep = [("id", "=", 1)]
        for _level in range(60):
            deep = ["!", *deep]
        nested = [["id", "=", 1]]
        for _level in range(30):
            nested = [["partner_id", "any", nested]]
        return self.random.choice(
            [
                [],
                [(self.field(), operator, self.random.choice(self.ODD))],
                [(self.field(), operator, self.random.choice([1, False, "a", [1, 2]]))],
                ["|", (self.field(), "!=", False), ("id", "!=", 0)],
                [(self.field(), "any", [(self.field(), "!=", False)])],
                deep,
                nested,
                ["&"],
                [("id", "in", list(range(5000)))],
                [("id", "in", "SELECT id FROM res_users")],
                [("id", "inselect", ["SELECT 1", []])],
            ]
        )

    _search_domain = _category_domain = _comodel_domain = _filter_domain = _domain

    def _fields(self):
        return [self.field() for _number in range(self.random.randint(1, 4))]

    _fnames = _field_names = _allfields = _fields_list = _fields_to_export = _fields

    def _field_name(self):
        return self.field()

    _metric = _fname = _field = _field_name

    def _name(self):
        profile = self.case.env["customer.profile"]
        return self.random.choice([*profile._fields, "", "a", "Zan", "%"])

    def _specification(self):
        return {
            self.field(): self.random.choice(
                [{}, {"fields": {self.field(): {}}}, {"order": "id desc; 1"}, None]
            )
            for _number in range(3)
        }

    _fields_spec = _specification

    def _groupby(self):
        name = self.field()
        return self.random.choice([[name], [f"{name}:month"], [], [f"{name}:1; --"]])

    _group_by = _groupby

    def _grouping_sets(self):
        return [self._groupby(), []]

    def _aggregates(self):
        name = self.field()
        function = self.random.choice(["sum", "max", "array_agg", "recordset", "x(1)"])
        return [f"{name}:{function}"]

    def _having(self):
        return [(self._aggregates()[0], ">", self.random.choice([0, "a", None]))]

    def _order(self):
        name = self.field()
        return self.random.choice(
            [name, f"{name} desc", f"{name} desc, id; SELECT 1", f"{name} NULLS", "1"]
        )

    def _limit(self):
        return self.random.choice([1, 80, -1, 2**63, "1; SELECT 1"])

    _offset = _limit

    def _progress_bar(self):
        return {"field": self.field(), "colors": {"a": "b"}}

    def more(self, method):
        """Parameters that a method takes and does not name."""
        if not method.startswith("search_panel"):
            return {}
        return {
            "search_domain": self._domain(),
            "comodel_domain": self._domain(),
            "enable_counters": True,
            "group_by": self.random.choice([False, self.field()]),
            "limit": self.random.choice([80, None, "1; SELECT 1"]),
        }

    def _vals(self):
        case = self.case
        far = case.records["customer.classification.category"]["far"]
        return self.random.choice(
            [
                {"x_class_rights_band": far.id},
                {"x_class_rights_hand": case.hand.category_ids[0].id},
                {"x_class_rights_far": far.id},
                {"name": "x", "code": "rights_far"},
                {"name": "x", "code": "x", "dimension_id": far.dimension_id.id},
                {"name": "x", "dimension_id": far.dimension_id.id, "code": far.code},
                {"customer_rule_domain": "[('id', '>', 0)]", "name": "x"},
                {"revenue_12m": 1},
                {"company_id": case.company_b.id},
                {"partner_id": case.partners["hidden"].id},
                {"active": False},
                {"scope_domain": f"[('{self.random.choice(self.paths)}', '=', 1)]"},
                {"category_ids": [[1, far.id, {"name": "x"}], [4, far.id, 0]]},
                {"recipient_ids": [[0, 0, {"user_id": 1}]]},
                {self.field(): self.random.choice(self.ODD)},
            ]
        )

    _values = _default = _changes = _vals

    def _vals_list(self):
        return self.random.choice([[self._vals()], self._vals(), [self._vals()] * 3])

    def _address(self):
        case = self.case
        names = ["report", "company", "date", "period", "from", "then", "dimensions"]
        names += ["crossed", "customers", "classes", "tags"]
        kinds = [
            "overview",
            "ranking",
            "arrears",
            "trend",
            "movement",
            "bridge",
            "card",
        ]
        address = {
            "report": self.random.choice(kinds),
            "company": self.random.choice([case.company_a.id, case.company_b.id, "1"]),
            "customers": str(case.partners[self._place()].id),
        }
        address[self.random.choice(names)] = self.random.choice(self.ODD)
        return address

    def _place(self):
        return self.random.choice(list(self.case.partners))

    def _dimension_id(self):
        return self.random.choice([self.case.band.id, self.case.far_dimension.id, -1])

    def _data(self):
        return [["x", self.random.choice(self.ODD)], ["Zanzibar", "Chosen"]]

    def _model(self):
        return self.random.choice(["customer.profile", "res.partner", "x", "res.users"])

    _model_name = _model

    # ---- Context ----

    def context(self):
        """A context that nobody of ours would send; empty at times."""
        case, random = self.case, self.random
        own = {
            value
            for name, value in vars(keys).items()
            if name.isupper() and isinstance(value, str)
        }
        movement = {
            "dimension_id": self._dimension_id(),
            "date_from": random.choice([str(case.days[0]), "0001-01-01", "'; --", 1]),
            "date_to": random.choice([str(case.days[1]), "9999-12-31", None, [1]]),
            "empty": random.choice([[str(day) for day in case.days], "x", [[]]]),
        }
        odd = random.choice(self.ODD)
        return random.choice(
            [
                {},
                {keys.MOVEMENT: movement},
                {keys.MOVEMENT: odd},
                {
                    keys.AS_OF: random.choice(
                        ["2024-01-01", "0000-00-00", "x'; --", odd]
                    )
                },
                {random.choice(sorted(own)): odd},
                dict.fromkeys(own, True),
                {"allowed_company_ids": [case.company_b.id]},
                {"allowed_company_ids": odd},
                {"allowed_company_ids": [case.company_a.id, case.company_b.id]},
                {"active_test": False, "bin_size": True},
                {"lang": random.choice(["xx_XX", "'; --", odd])},
                {"tz": random.choice(["Mars/Base", "'; --", odd])},
                {f"default_{self.field()}": odd},
                {"default_customer_rule_domain": "[('id', '>', 0)]"},
                {"active_model": "customer.profile", "active_ids": self._far_ids()},
                {"active_model": "res.partner", "active_ids": odd},
                {"install_mode": True, "_force_unlink": True, "uid": 1, "su": True},
                {"prefetch_fields": False, "no_recompute": True, "tracking": odd},
            ]
        )

    def _far_ids(self):
        return [self.case.profile_at(name).id for name in self.case.partners]
