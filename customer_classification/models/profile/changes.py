from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...actions import profile_form
from ...engine.metrics import read_fields
from ...engine.metrics.base import AGING, DOCUMENT_TYPES, REFUND_TYPES, SALES_TYPES
from ...engine.trace import changes
from ...fields import metrics

NAMED_OF_A_KIND = 3  # documents of a kind in one sentence
EVENT_KINDS = ("posted", "paid", "due", "left")

#: Windows of documents, in months; the others are no reason for a change of today.
WINDOWS = {"12m": 12, "24m": 12, None: 0}


class CustomerClassificationHistory(models.Model):
    """What happened in the books between one category and the next."""

    _inherit = "customer.classification.history"

    change_text = fields.Char(
        string="What Changed",
        compute="_compute_change_text",
        help="The documents that were posted or paid, fell due, or left the last 12 "
        "months since the category before, as far as the rule looks at them. The "
        "largest are named.",
    )

    @api.depends("profile_id", "dimension_id", "date_from", "reason", "source")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_change_text(self):
        events, hidden = self._change_events()
        for row in self:
            row.change_text = row._change_sentences(
                events.get(row.id), hidden.get(row.id)
            )

    def action_open_changes(self):
        """Open the documents behind the change."""
        self.ensure_one()
        self.check_access("read")
        self.env["account.move"].check_access("read")
        events, _hidden = self._change_events()
        found = events.get(self.id, {}).values()
        moves = {move.id for pairs in found for move, _amount in pairs}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Changed: %s", self.partner_id.display_name),
            "res_model": "account.move",
            "domain": [("id", "in", sorted(moves))],
            "views": [
                (
                    self.env.ref(
                        "customer_classification.account_move_view_list_customer"
                    ).id,
                    "list",
                ),
                (False, "form"),
            ],
            "context": {"create": False},
            "help": Markup("<p>%s</p>") % (self.change_text or ""),
        }

    def action_open_profile(self):
        """Open the numbers of the customer."""
        return profile_form(self)

    def _change_events(self):
        """What happened, for all rows at once, of documents the user may read.

        :return: {row id: {(kind, days): [(account.move, amount), largest first]}},
            without the rows about which documents have nothing to say; and
            {row id: account.move} of what else happened, which the user may not read
        """
        Move = self.env["account.move"]
        cases = self._change_cases() if Move.has_access("read") else []
        if not cases:
            return {}, {}
        query = SQL("%s", changes.events(cases), to_flush=read_fields(self.env))
        rows = self.env.execute_query(query)
        moves = Move.search([("id", "in", list({row[3] for row in rows}))])
        readable = {move.id: move for move in moves}
        found = defaultdict(lambda: defaultdict(dict))
        for row_id, kind, days, move_id, amount in rows:
            found[row_id][kind, days][move_id] = amount
        events, hidden = {}, {}
        for row_id in {case.row_id for case in cases}:
            told = self._without_late(found[row_id])
            ids = {move_id for amounts in told.values() for move_id in amounts}
            hidden[row_id] = Move.browse(ids - readable.keys())
            events[row_id] = self._largest_first(told, readable)
        return events, hidden

    @api.model
    def _without_late(self, events):
        """Documents entered late only count where nothing else explains a change."""
        late = {key: found for key, found in events.items() if key[0] == "late"}
        return {k: found for k, found in events.items() if k not in late} or {
            ("posted", days): found for (_late, days), found in late.items()
        }

    @api.model
    def _largest_first(self, events, readable):
        """The readable documents of each kind; no kind that has none."""
        told = {
            key: [(readable[id_], n) for id_, n in amounts.items() if id_ in readable]
            for key, amounts in events.items()
        }
        return {
            key: sorted(found, key=lambda pair: (-abs(pair[1]), pair[0].id))
            for key, found in told.items()
            if found
        }

    def _change_sentences(self, events, hidden):
        """All kinds of events of one row, as text.

        :param hidden: documents with a part in it that the user may not read, or None
        """
        ranked = self._is_compared()
        if events is None or not (events or hidden or ranked):
            return ""
        if not (events or hidden):
            return self.env._("No document of this customer: the others moved.")
        order = sorted(events, key=lambda key: (EVENT_KINDS.index(key[0]), key[1]))
        sentences = [
            self._change_sentence(kind, days, events[kind, days])
            for kind, days in order
        ]
        if hidden:
            sentences.append(
                self.env._("Documents of branches that you do not see.")
                if hidden.sudo().company_id - self.env.companies
                else self.env._("Documents that you may not see.")
            )
        return " ".join(sentences)

    def _is_compared(self):
        """Whether the reason is a place among all customers."""
        used = (self.sudo().reason or {}).get("method")
        methods = self.env["customer.classification.dimension"]._get_method_objects()
        return any(method.compares for method in methods if method.key == used)

    def _change_sentence(self, kind, days, found):
        documents = self._change_documents(found)
        if kind == "posted":
            return self.env._("Posted: %(documents)s.", documents=documents)
        if kind == "paid":
            return self.env._("Paid: %(documents)s.", documents=documents)
        if kind == "left":
            return self.env._("Left the window: %(documents)s.", documents=documents)
        if days > 1:
            return self.env._(
                "Overdue for more than %(days)s days: %(documents)s.",
                days=days - 1,
                documents=documents,
            )
        return self.env._("Fallen due: %(documents)s.", documents=documents)

    def _change_documents(self, found):
        """``INV/2026/0012 (1,200.00), INV/2026/0015 (50.00) and 3 more``"""
        currency = self.company_id.sudo().currency_id
        text = ", ".join(
            f"{move.name} ({formatLang(self.env, amount, currency.decimal_places)})"
            for move, amount in found[:NAMED_OF_A_KIND]
        )
        if len(found) <= NAMED_OF_A_KIND:
            return text
        return self.env._(
            "%(documents)s and %(count)s more",
            documents=text,
            count=len(found) - NAMED_OF_A_KIND,
        )

    def _change_cases(self):
        """What to look for: by the metrics of the reason, and of the one before."""
        before = self._rows_before()
        scope = self.env["customer.profile"].sudo()._get_scope
        months = scope(self.env.company, fields.Date.today()).rfm_months
        cases = []
        for row in self.filtered(lambda r: r.source == "rule" and r.id in before):
            since, reason = before[row.id]
            profile = row.profile_id.sudo()
            # Twice on one day: whatever is of that day.
            since = min(since, row.date_from - timedelta(1))
            start = (row.id, profile.partner_id.id, row.company_id.id)
            names = self._reason_metrics(reason)
            names |= self._reason_metrics(row.sudo().reason)
            for event in self._metric_events(names, months):
                cases.append(changes.Case(*start, since, row.date_from, **event))
        return cases

    def _rows_before(self):
        """{row id: (date, reason) of the category before}, in one query."""
        if not self._origin.ids:
            return {}
        query = SQL(
            """
            SELECT history.id, before.date_from, before.reason
              FROM customer_classification_history history
              JOIN LATERAL (
                   SELECT date_from, reason FROM customer_classification_history
                    WHERE profile_id = history.profile_id
                      AND dimension_id = history.dimension_id
                      AND (date_from, id) < (history.date_from, history.id)
                 ORDER BY date_from DESC, id DESC LIMIT 1) before ON TRUE
             WHERE history.id = ANY(%s)
            """,
            self._origin.ids,
            to_flush=[self._fields[n] for n in ("profile_id", "date_from", "reason")],
        )
        return {
            id_: (day, reason) for id_, day, reason in self.env.execute_query(query)
        }

    @api.model
    def _reason_metrics(self, reason):
        """Names of the numbers that a reason speaks of."""
        reason = reason or {}
        reason = reason.get("rule") or reason  # of those who were held
        names = {reason.get("metric"), reason.get("field")}
        names |= set(reason.get("values") or {})
        names |= {part.get("metric") for part in reason.get("parts") or []}
        if reason.get("method") == "rfm":
            names |= {"rfm_recency", "rfm_frequency", "rfm_monetary"}
        return names - {None}

    @api.model
    def _metric_events(self, names, rfm_months):
        """The events by which metrics move, as values of :class:`changes.Case`.

        :param names: of metrics, and of what else a reason speaks of
        :param rfm_months: the window of RFM
        """
        windows = {**WINDOWS, "rfm": rfm_months}
        events = []
        for name, field in metrics(self.env["customer.profile"]).items():
            source = field.events or (field.items and field.items.source)
            tell = name in names and getattr(self, f"_events_{source}", None)
            window = field.items.window if field.items else "12m"
            if tell and window in windows:
                events += tell(field, windows[window])
        return list({tuple(sorted(e.items())): e for e in events}.values())

    # Events by the source of a metric's items: each takes the field of a metric and the
    # months of its window (0: documents never leave). A module adds its own.

    def _events_documents(self, _field, months, types=DOCUMENT_TYPES):
        events = [{"kind": "posted", "types": tuple(types)}]
        if months:
            events.append({"kind": "left", "types": tuple(types), "months": months})
        return events

    _events_products = _events_documents

    def _events_sales(self, field, months):
        return self._events_documents(field, months, SALES_TYPES)

    def _events_refunds(self, field, months):
        return self._events_documents(field, months, REFUND_TYPES)

    def _events_open(self, _field, _months):
        types = tuple(DOCUMENT_TYPES)
        return [{"kind": "posted", "types": types, "taxed": True}, {"kind": "paid"}]

    def _events_credits(self, _field, _months):
        types = tuple(REFUND_TYPES)
        return [{"kind": "posted", "types": types, "taxed": True}, {"kind": "paid"}]

    def _events_overdue(self, field, months, days=1):
        return [*self._events_open(field, months), {"kind": "due", "days": days}]

    _events_disputed = _events_overdue

    def _events_aging(self, field, months):
        """What fell so many days overdue as one of the bounds of the bucket."""
        [first] = [first or last + 1 for n, first, last in AGING if n == field.name]
        return self._events_overdue(field, months, first)

    def _events_due(self, _field, months):
        return [
            {"kind": "paid"},
            {"kind": "due"},
            {"kind": "expired", "months": months},
        ]

    _events_paid = _events_due

    def _events_record(self, _field, _months):
        return [{"kind": "paid"}, {"kind": "due"}]

    def _events_payments(self, _field, _months):
        return [{"kind": "paid"}]

    _events_written_off = _events_payments
