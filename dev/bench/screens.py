"""Screens as the web client asks for them, with the add-on and without.

Left: our Customers action, and the contact form with our fields. Right: the same calls
for Odoo's own Customers action, in the same books without the add-on.
"""

from clock import Row, environment, median
from lxml import etree

from odoo.tools.safe_eval import safe_eval

USER = "base.user_admin"
OURS = "customer_classification.action_customers"
PLAIN = "account.res_partner_action_customer"
SCREEN_BOUND = 1.5
PANEL_BOUND = 250
COUNT_LIMIT = 10_001
LIMIT = 80


class Screen:
    """One action on contacts: its views, domain and context, as a user gets them."""

    def __init__(self, env, action):
        action = env["ir.actions.act_window"]._for_xml_id(action)
        context = _evaluate(env, action["context"]) or {}
        self.env = env(context={**env.context, **context})
        self.model = self.env[action["res_model"]]
        self.domain = _domain(self.env, action)
        views = {kind: view for view, kind in action["views"]}
        search = action["search_view_id"]
        wanted = [
            (views.get("list"), "list"),
            (views.get("form"), "form"),
            (search and search[0], "search"),
        ]
        answer = self.model.get_views(wanted)["views"]
        self.arch = {
            kind: etree.fromstring(answer[kind]["arch"])
            for kind in ("list", "form", "search")
        }

    def list(self, env, order=None, domain=()):
        """Open the list, or sort or filter it."""
        return self._model(env).web_search_read(
            [*self.domain, *domain],
            specification(env, self.model._name, self.arch["list"]),
            limit=LIMIT,
            order=order or self.arch["list"].get("default_order"),
            count_limit=COUNT_LIMIT,
        )

    def group(self, env, field):
        """Group the list by a field, with the sums at its foot."""
        return self._model(env).web_read_group(
            self.domain, [field], self._aggregates(), limit=LIMIT
        )

    def form(self, env, partner):
        """Open the form of one contact."""
        spec = specification(env, self.model._name, self.arch["form"])
        return self._model(env).browse(partner).web_read(spec)

    def panel(self):
        """The fields of the search panel with how they are selected."""
        nodes = self.arch["search"].xpath("//searchpanel/field")
        return [(node.get("name"), node.get("select", "one")) for node in nodes]

    def section(self, env, field, select):
        """One section of the search panel, with counters."""
        model = self._model(env)
        if select == "multi":
            return model.search_panel_select_multi_range(
                field,
                search_domain=self.domain,
                category_domain=[],
                filter_domain=[],
                enable_counters=True,
                expand=False,
                limit=200,
            )
        return model.search_panel_select_range(
            field,
            search_domain=self.domain,
            category_domain=[],
            filter_domain=[],
            enable_counters=True,
            hierarchize=True,
            expand=True,
            limit=200,
        )

    def _model(self, env):
        return self.model.with_env(env(context=self.env.context))

    def _aggregates(self):
        return [
            f"{node.get('name')}:{kind}"
            for node in self.arch["list"].iter("field")
            for kind in ("sum", "avg")
            if node.get(kind)
        ]


def specification(env, model, arch):
    """What the web client asks ``web_read`` for: the fields of a view, nested."""
    spec = {}
    for node in _own_fields(arch):
        field = env[model]._fields.get(node.get("name"))
        if field is None:
            continue
        spec[field.name] = {}
        if field.type == "many2one":
            spec[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            nested = next(iter(node.xpath("./list | ./kanban")), None)
            fields = {"display_name": {}}
            if nested is not None:
                fields = specification(env, field.comodel_name, nested)
            spec[field.name] = {"fields": fields, "limit": 40}
    return spec


def measure(database, plain):
    """Rows of all screens."""
    with environment(database, USER) as env, environment(plain, USER) as env0:
        ours, theirs = Screen(env, OURS), Screen(env0, PLAIN)
        return [
            *_lists(env, ours, env0, theirs),
            *_panel(env, ours),
            _form(env, ours, env0, theirs),
        ]


def _lists(env, ours, env0, theirs):
    """Everything against Odoo's plain list; its own other screens to compare with."""
    country = [("country_id", "=", env.ref("base.cn").id)]
    plain = _ms(env0, theirs.list)
    references = {
        "Odoo's list by name, descending": _call(theirs.list, "complete_name desc"),
        "Odoo's list, one country": _call(theirs.list, None, country),
        "Odoo's list grouped by country": _call(theirs.group, "country_id"),
    }
    return [
        *(
            Row(what, _ms(env, call), "Odoo's list", plain, SCREEN_BOUND)
            for what, call in _our_lists(env, ours)
        ),
        *(Row(what, _ms(env0, call)) for what, call in references.items()),
    ]


def _our_lists(env, ours):
    """(what, call): our list opened, sorted, filtered and grouped."""
    dimensions = [name for name, _select in ours.panel()]
    yield "customer list", ours.list
    for field in ("customer_revenue_12m", "customer_overdue", "customer_dso"):
        order = f"{field} desc"
        yield f"sort by {order}", _call(ours.list, order)
    for condition in (("customer_overdue", ">", 0), *_child_of(env, dimensions)):
        what = f"filter {condition[0]} {condition[1]}"
        yield what, _call(ours.list, None, [condition])
    for name in dimensions[:3]:
        yield f"group by {name}", _call(ours.group, name)


def _panel(env, screen):
    """Each section, and all of them (the client asks for them side by side)."""
    times = {
        name: _ms(env, _call(screen.section, name, select))
        for name, select in screen.panel()
    }
    if not times:
        return []
    slowest = max(times, key=times.get)
    return [
        Row(f"search panel, slowest ({slowest})", times[slowest], bound=PANEL_BOUND),
        Row(
            f"search panel, all {len(times)} sections",
            sum(times.values()),
            bound=PANEL_BOUND,
        ),
    ]


def _form(env, ours, env0, theirs):
    """The form of a customer in the middle."""
    partner = env["res.partner"].search(
        [("customer_rank", ">", 5), ("is_company", "=", True)],
        limit=1,
        offset=100,
        order="id",
    )
    return Row(
        "contact form",
        _ms(env, lambda e: ours.form(e, partner.id)),
        "Odoo's form",
        _ms(env0, lambda e: theirs.form(e, partner.id)),
        SCREEN_BOUND,
    )


def _child_of(env, dimensions):
    """A condition on a category with children, in the first dimension with any."""
    Category = env["customer.classification.category"]
    for name in dimensions:
        code = name.removeprefix("x_class_")
        domain = [("dimension_id.code", "=", code), ("parent_id", "!=", False)]
        child = Category.search(domain, limit=1)
        if child:
            return [(name, "child_of", child.parent_id.id)]
    return []


def _call(method, *args):
    """``method(env, *args)`` as a function of the environment alone."""
    return lambda env: method(env, *args)


def _ms(env, function):
    return 1000 * median(env, function).seconds


def _own_fields(arch):
    """The field nodes of a view that are not inside another field."""
    for node in arch:
        if node.tag == "field":
            yield node
        elif isinstance(node.tag, str):
            yield from _own_fields(node)


def _domain(env, action):
    """The action's domain and the search filters that it opens with."""
    domain = list(_evaluate(env, action["domain"]) or [])
    if env.context.get("search_default_customer"):
        domain.append(("customer_rank", ">", 0))
    return domain


def _evaluate(env, text):
    values = {"uid": env.uid, "allowed_company_ids": env.companies.ids}
    values |= {"context": env.context, "active_id": False, "active_ids": []}
    return safe_eval(text, values) if text else None
