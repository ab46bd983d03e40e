"""The page docs/metrics.md, out of the declarations of the metrics."""

HEAD = """# Metrics

What each number of a customer is. Made of the declarations of the fields by
`make docs`; a test fails when this page is stale: change the field, not the page.

- **Customer**: the commercial partner, in the books of one root company and its
  branches.
- **D**: the as-of date. Nothing dated later counts; what is open is what was open on D.
- **The window**: (D - 12 months, D]. Amounts are in company currency.
- **Paid, late, lost**: what a matching is worth depends on what stands on its other
  side, a payment, a credit note, a cheque, a write-off; see
  [how an invoice was settled](settlements.md).
- **Documents**: posted customer invoices, receipts and credit notes by invoice date.
- **Several customers**: the rate, average or days of a group is that of all of them
  together, a ratio of sums, wherever a group is shown: list, pivot, graph, export,
  report. In a list of contacts a company counts, its contact persons do not. Empty
  where its amounts are in different currencies.
- **Empty is not zero**: never late is not never due. What is empty is shown as
  nothing, matches no comparison, and only `(field, '=', False)` finds it. Amounts and
  counts are 0 where there is nothing.

On contacts each field has `customer_` before its name.
"""
UNITS = {
    "money": "amount in company currency",
    "count": "number",
    "rate": "share, 0.5 is 50 %",
    "days": "days",
    "number": "number",
    "date": "date",
}
BETTER = {"more": "More is better.", "less": "Less is better."}
SOURCES = {
    "documents": "posted invoices, receipts and credit notes",
    "sales": "posted invoices and receipts",
    "refunds": "posted credit notes",
    "open": "posted receivable items that are open",
    "overdue": "posted receivable items of which a debt is open and overdue",
    "aging": "posted receivable items of which a debt is open",
    "disputed": "posted receivable items of which a disputed debt is open and overdue",
    "credits": "posted receivable items of which a credit is open",
    "due": "instalments of posted invoices and receipts, by due date",
    "paid": "instalments of posted invoices and receipts, by the day they were paid",
    "record": "instalments of posted invoices and receipts, paid or late",
    "written_off": "receivable credits of entries that wrote something off",
    "payments": "posted receivable items in bank, cash and credit journals",
    "products": "product lines and cost-of-goods items of posted documents",
}


def render(env):
    """The page as text.

    :param env: an environment with English and Chinese installed
    """
    Profile = env["customer.profile"]
    english, chinese = (
        Profile.with_context(lang=lang).fields_get() for lang in ("en_US", "zh_CN")
    )
    parts = [HEAD]
    for name, field in Profile._fields.items():
        # Those of the add-on itself, not of whatever is installed beside it.
        if getattr(field, "formula", None) and _is_ours(field):
            parts.append(_entry(name, field, english[name], chinese[name]))
    return "\n".join(parts)


def _is_ours(field):
    return field._modules[:1] == ("customer_classification",)


def _entry(name, field, said, chinese):
    """One metric: a heading, what it is, and a line for each fact."""
    lines = [
        f"## {said['string']} · {chinese['string']}",
        "",
        f"`{name}` · {UNITS.get(field.kind) or said['type']}",
        "",
        said.get("help") or "",
        "",
        f"- Formula: {field.formula}",
        f"- Empty: {field.empty or 'never, 0 where there is nothing'}",
    ]
    if field.parts:
        lines.append(f"- Of several customers: {_of_several(field.parts)}")
    if field.items:
        lines.append(f"- Source: {SOURCES[field.items.source]}; a click opens them")
    if field.better:
        lines.append(f"- {BETTER[field.better]}")
    return "\n".join(lines) + "\n"


def _of_several(parts):
    """How the number of a group of customers comes about."""
    if parts == "mean":
        return "mean of those who have one"
    of, by = (f"sum of {t}" if t.isidentifier() else f"sum of ({t})" for t in parts[:2])
    times = f" * {parts.times}" if parts.times != 1 else ""
    return f"{of} / {by}{times}{', over those who have one' if parts.own else ''}"
