"""Every way to learn the value of a field."""

#: From where people get to a model: (another model, path of fields to it).
PATHS = {
    "res.partner": [
        ("res.partner", "parent_id"),
        ("res.partner", "commercial_partner_id"),
        ("res.partner", "child_ids"),
        ("res.users", "partner_id"),
        ("res.company", "partner_id"),
        ("res.partner.bank", "partner_id"),
        ("mail.message", "author_id"),
        ("account.move", "partner_id"),
        ("account.move", "line_ids.partner_id"),
    ],
    "res.users": [
        ("res.partner", "user_ids"),
        ("res.partner", "user_id"),
        ("mail.message", "create_uid"),
    ],
    "res.partner.category": [
        ("res.partner", "category_id"),
        ("res.partner.category", "parent_id"),
        ("res.partner.category", "child_ids"),
    ],
    "account.move": [("account.move.line", "move_id")],
    "account.move.line": [
        ("account.move", "line_ids"),
        ("account.move", "invoice_line_ids"),
        ("account.payment", "move_id.line_ids"),
    ],
    "account.bank.statement.line": [("account.move", "statement_line_id")],
    "account.invoice.report": [],
}


def attempts(Model, record, name):
    """What somebody may try in order to learn the value of a field.

    :param Model: the model as somebody sees it
    :param record: a record of it
    :param name: the field
    :return: {what: function}; each has to end in an AccessError for whoever may not
        read the field
    """
    record = Model.browse(record.id)
    field = Model._fields[name]
    domain = [(name, "!=", False)]
    number = field.type in ("integer", "float", "monetary")
    sum_of = f"{name}:sum" if number else f"{name}:count_distinct"
    of_lines = {
        "read": lambda: record.read([name]),
        "attribute": lambda: record[name],
        "mapped": lambda: record.mapped(name),
        "search": lambda: Model.search(domain),
        "search_count": lambda: Model.search_count(domain),
        "search any": lambda: Model.search([(name, "any", [("id", ">", 0)])]),
        "search not any": lambda: Model.search([(name, "not any", [("id", ">", 0)])]),
        "name_search": lambda: Model.name_search("", domain),
        "search_read": lambda: Model.search_read([], [name], limit=1),
        "web_read": lambda: record.web_read({name: {}}),
        "web_search_read": lambda: Model.web_search_read([], {name: {}}, limit=1),
        "export": lambda: record.export_data([name]),
        "filtered_domain": lambda: record.filtered_domain(domain),
    }
    if not field.relational:
        del of_lines["search any"], of_lines["search not any"]
    if field.type in ("one2many", "many2many"):
        return of_lines
    group = f"{name}:month" if field.type in ("date", "datetime") else name
    return of_lines | {
        "search =": lambda: Model.search([(name, "=", False)]),
        "search in": lambda: Model.search([(name, "in", [False])]),
        "search !": lambda: Model.search(["!", *domain]),
        "order": lambda: Model.search([], order=name, limit=1),
        "order desc": lambda: Model.search([], order=f"{name} desc", limit=1),
        "web order": lambda: Model.web_search_read(
            [], {"display_name": {}}, order=name, limit=1
        ),
        "group": lambda: Model.formatted_read_group([], [group], ["__count"]),
        "web group": lambda: Model.web_read_group([], [group], ["__count"]),
        "group sets": lambda: Model.formatted_read_grouping_sets(
            [], [[group], []], ["__count"]
        ),
        "aggregate": lambda: Model.formatted_read_group([], [], [sum_of]),
        "having": lambda: Model._read_group(
            [], ["create_uid"], ["__count"], having=[(sum_of, ">", 0)]
        ),
        "formatted having": lambda: Model.formatted_read_group(
            [], ["create_uid"], ["__count"], having=[(sum_of, ">", 0)]
        ),
        "group order": lambda: Model._read_group(
            [], ["create_uid"], [sum_of], order=f"{sum_of} desc"
        ),
        "progress bar": lambda: Model.read_progress_bar(
            [], "create_uid", {"field": name, "colors": {"a": "success"}}
        ),
        "progress bar group": lambda: Model.read_progress_bar(
            [], group, {"field": "create_uid", "colors": {"a": "success"}}
        ),
        **(_panel(Model, name) if field.type in ("many2one", "selection") else {}),
    }


def _panel(Model, name):
    """The search panel, with and without counters."""
    return {
        "panel": lambda: Model.search_panel_select_range(name),
        "panel counters": lambda: Model.search_panel_select_range(
            name, enable_counters=True
        ),
        "panel multi": lambda: Model.search_panel_select_multi_range(name),
        "panel multi counters": lambda: Model.search_panel_select_multi_range(
            name, enable_counters=True
        ),
    }


def path_attempts(env, model, name):
    """The same from other models: {what: function}.

    :param env: that of somebody
    :param model: the name of the model that has the field `name`
    """
    found = {}
    for other, path in PATHS[model]:
        Other = env[other]
        whole = f"{path}.{name}"
        inner = [(name, "!=", False)]
        deep = inner
        for step in reversed(path.split(".")):
            deep = [(step, "any", deep)]
        none = [(name, "=", False)]
        for step in reversed(path.split(".")):
            none = [(step, "not any", none)]
        found |= {
            f"{other} {whole} !=": lambda M=Other, d=[(whole, "!=", False)]: (
                M.search_count(d)
            ),
            f"{other} {whole} =": lambda M=Other, d=[(whole, "=", False)]: (
                M.search_count(d)
            ),
            f"{other} {path} any": lambda M=Other, d=deep: M.search_count(d),
            f"{other} {path} not any": lambda M=Other, d=none: M.search_count(d),
        }
    return found
