import json

from odoo.http import request

from odoo.addons.web.controllers.export import ExcelExport


class CustomerExport(ExcelExport):
    """Exported groups say of rates what lists say, not the mean of the lines."""

    def from_group_data(self, fields, columns_headers, groups):
        known = groups._model._fields
        rates = [
            field["name"]
            for field in fields
            if getattr(known.get(field["name"]), "parts", None)
        ]
        if rates:
            _forget_means(groups, rates)
            _ask_rates(groups, rates, json.loads(request.params["data"]))
        return super().from_group_data(fields, columns_headers, groups)


def _forget_means(node, rates):
    """Empty what Odoo made of the lines of a group, and of the groups in it."""
    node.aggregated_values.update(dict.fromkeys(rates))
    for child in node.children.values():
        _forget_means(child, rates)


def _ask_rates(tree, rates, asked):
    """Put the rates of each group into a tree of groups.

    :param rates: names of fields
    :param asked: what the browser sent: ``ids`` or ``domain``, and ``groupby``
    """
    model, domain = tree._model, asked["domain"]
    if asked["ids"]:
        model = model.with_context(active_test=False)
        domain = [("id", "in", asked["ids"])]
    specs = {name: f"{name}:avg" for name in rates}
    groupby = asked["groupby"]
    for depth in range(1, len(groupby) + 1):
        path = groupby[:depth]
        for group in model.formatted_read_group(domain, path, list(specs.values())):
            node = tree
            for spec in path:
                node = node.children[group[spec]]
            for name, spec in specs.items():
                if group[spec] is not False:
                    node.aggregated_values[name] = group[spec]
