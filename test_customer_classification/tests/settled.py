"""How receivable items were settled at a day, item by item, from the raw tables.

A plain reading of the definitions, to judge the engine by: neither residuals nor
matching dates nor `reconciled` are read. Amounts are exact fractions, so that shares
of shares do not move a limit.
"""

from collections import defaultdict
from fractions import Fraction
from types import SimpleNamespace

LIQUID = ("bank", "cash", "credit")
PAID = ("money", "credit note", "netting")
INSTALMENTS = ("out_invoice", "out_receipt")

ITEMS = """
    SELECT item.id, item.move_id AS move, item.account_id AS account,
           contact.commercial_partner_id AS partner, item.date AS day,
           COALESCE(item.date_maturity, item.date) AS due, item.balance::text,
           item.amount_currency::text, item.display_type AS type,
           account.account_type, move.move_type, move.invoice_date AS invoiced,
           journal.type AS journal, item.no_followup AS marked,
           item.payment_id IS NOT NULL
             OR move.origin_payment_id IS NOT NULL AS of_payment,
           EXISTS (SELECT FROM account_partial_reconcile partial
                    WHERE partial.exchange_move_id = move.id) AS of_exchange
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN account_journal journal ON journal.id = move.journal_id
      JOIN account_account account ON account.id = item.account_id
      LEFT JOIN res_partner contact ON contact.id = item.partner_id
     WHERE move.state = 'posted' AND item.date <= %(as_of)s
       AND item.company_id = ANY(%(tree)s)
"""
PARTIALS = """
    SELECT debit_move_id AS debit, credit_move_id AS credit, amount::text,
           debit_amount_currency::text, credit_amount_currency::text
      FROM account_partial_reconcile
     WHERE company_id = ANY(%(tree)s)
"""


AMOUNTS = (
    *("balance", "amount_currency", "amount"),
    *("debit_amount_currency", "credit_amount_currency"),
)


def rows(cr, query, tree, as_of):
    """The rows of a query as objects, amounts as fractions."""
    cr.execute(query, {"tree": tree, "as_of": as_of})
    names = [column.name for column in cr.description]
    found = []
    for values in cr.fetchall():
        row = dict(zip(names, values, strict=True))
        row.update((name, Fraction(row[name])) for name in AMOUNTS if name in row)
        found.append(SimpleNamespace(**row))
    return found


def proportion(parts, total):
    """These amounts scaled to a total; nothing where there is nothing to scale."""
    whole = sum(parts.values())
    return {key: total * part / whole for key, part in parts.items()} if whole else {}


class State:
    """What became of an item: amounts still open, and (day, amount) by kind."""

    def __init__(self, opened=Fraction(0)):
        self.open = opened
        self.parts = []
        #: Items that took it over, whoever was in between.
        self.heirs = set()

    def add(self, kind, day, amount):
        """A part that was settled."""
        self.parts.append((kind, day, amount))

    def inherit(self, other, heirs, share):
        """A share of what became of an item that took this one over."""
        self.open += other.open * share
        self.parts += [(kind, day, amount * share) for kind, day, amount in other.parts]
        self.heirs |= heirs | other.heirs

    def amount(self, *kinds):
        """How much of these kinds."""
        return sum((a for kind, _day, a in self.parts if kind in kinds), Fraction(0))

    def days(self, *kinds):
        """On which days something of these kinds came."""
        return [day for kind, day, a in self.parts if kind in kinds and a]


class Settled:
    """The books of a tree of companies at a day, read once, asked item by item."""

    def __init__(self, cr, tree, as_of, attention, forgiving=True):
        self.as_of = as_of
        self.forgiving = forgiving
        self.attention = Fraction(attention)
        self.moves = defaultdict(list)
        self.items = {}
        for item in rows(cr, ITEMS, tree, as_of):
            self.moves[item.move].append(item)
            if item.account_type == "asset_receivable":
                self.items[item.id] = item
        self.against = defaultdict(list)  # debit item: (credit item, partial)
        #: What is open, in company currency, exactly.
        self.residual = {i: item.balance for i, item in self.items.items()}
        rest = {i: item.amount_currency for i, item in self.items.items()}
        for partial in rows(cr, PARTIALS, tree, as_of):
            if partial.debit not in self.items or partial.credit not in self.items:
                continue
            self.against[partial.debit].append((self.items[partial.credit], partial))
            self.residual[partial.debit] -= partial.amount
            self.residual[partial.credit] += partial.amount
            rest[partial.debit] -= partial.debit_amount_currency
            rest[partial.credit] += partial.credit_amount_currency
        self.closed_in_currency = {i for i, amount in rest.items() if not amount}
        self._shares, self._states = {}, {}

    # The entry on the other side

    def shares(self, credit):
        """How a credit item settles: {kind or item that took over: share of 1}."""
        key = (credit.move, credit.partner)
        if key not in self._shares:
            self._shares[key] = self._spread(credit)
        return self._shares[key]

    def _spread(self, credit):
        if credit.move_type != "entry":
            return {"credit note": Fraction(1)}
        if credit.journal in LIQUID or credit.of_payment:
            return {"money": Fraction(1)}
        lines = self.moves[credit.move]
        credits = [
            line
            for line in lines
            if line.account_type == "asset_receivable" and line.balance < 0
        ]
        mine = [line for line in credits if line.partner == credit.partner]
        total = -sum(line.balance for line in mine)
        own = {}
        for line in lines:
            if line.balance <= 0 or line.partner != credit.partner:
                continue
            if line.account_type == "asset_receivable":
                own[line.id] = line.balance
            elif line.account_type == "liability_payable":
                own["netting"] = own.get("netting", 0) + line.balance
        if sum(own.values()) > total:
            own = proportion(own, total)
        rest = total - sum(own.values())
        others = self._rest(lines, {line.partner for line in credits})
        others = proportion(others, rest) or {"other": rest}
        if others.get("money", 0) * 2 >= rest:
            others = {"money": rest}
        parts = {**own, **others}
        return {key: part / total for key, part in parts.items() if part}

    @staticmethod
    def _rest(lines, creditors):
        """The debits of a move that are nobody's with credits in it, by kind."""
        found = defaultdict(Fraction)
        for line in lines:
            if line.balance <= 0:
                continue
            kind = line.account_type
            if kind in ("asset_receivable", "liability_payable"):
                if line.partner in creditors:
                    continue
                kind = "assignment" if kind == "asset_receivable" else "other"
            elif kind == "asset_cash":
                kind = "money"
            elif kind.startswith(("income", "expense", "equity")):
                kind = "write-off"
            else:
                kind = "other"
            found[kind] += line.balance
        return found

    @staticmethod
    def day(credit):
        """The day on which a credit item settles."""
        return credit.invoiced if credit.move_type != "entry" else credit.day

    # What became of a debit item

    def is_open(self, item):
        """Whether somebody has to care for what is open of it."""
        return self.unsettled(item) >= self.attention

    def unsettled(self, item):
        """What is open of it, but for a rest that is in company currency only."""
        closed = item.id in self.closed_in_currency
        return Fraction(0) if closed else self.residual[item.id]

    @staticmethod
    def is_disputed(item):
        """Whether somebody marked it; Odoo marks miscellaneous entries by itself."""
        return bool(item.marked) and item.journal != "general"

    def forgives(self, item):
        """Whether it is left out of behaviour while it is open."""
        return self.forgiving and self.is_disputed(item)

    def own(self, item):
        """[(credit, kind or item that took over, day, amount)] of its own matchings."""
        found = []
        for credit, partial in self.against[item.id]:
            if partial.debit_amount_currency and not credit.of_exchange:
                for kind, share in self.shares(credit).items():
                    amount = partial.amount * share
                    found.append((credit, kind, self.day(credit), amount))
        return found

    def state(self, item, path=()):
        """What became of it, own and chain."""
        if item.id in self._states:
            return self._states[item.id]
        state = State(self.unsettled(item))
        for _credit, kind, day, amount in self.own(item):
            if isinstance(kind, str):
                state.add(kind, day, amount)
            elif kind in path:
                state.add("other", day, amount)  # round in a circle: nobody paid
            else:
                heir = self.items[kind]
                inherited = self.state(heir, (*path, item.id))
                state.inherit(inherited, {kind}, amount / heir.balance)
        if not path:
            self._states[item.id] = state
        return state

    # When it is due

    def honoured(self, item):
        """Whether an item that took over kept its own due date."""
        if self.is_open(item):
            return self.as_of <= item.due
        days = [day for _credit, _kind, day, _amount in self.own(item)]
        return not days or max(days) <= item.due

    def in_time(self, item, heir=None):
        """Whether it was taken over before it was overdue, at least by an heir."""
        return all(
            day <= item.due
            for _credit, kind, day, _amount in self.own(item)
            if not isinstance(kind, str)
            and (
                heir is None
                or heir.id == kind
                or heir.id in self.state(self.items[kind]).heirs
            )
        )

    def due(self, item):
        """The due date that counts for an instalment."""
        heirs = [self.items[heir] for heir in self.state(item).heirs]
        if all(map(self.honoured, heirs)) and self.in_time(item):
            return max([item.due, *(heir.due for heir in heirs)])
        return item.due

    def sources(self, item):
        """The debit items that it took over."""
        if item.move_type != "entry" or item.balance <= 0:
            return []
        return [
            self.items[debit]
            for debit, matched in self.against.items()
            if any(
                credit.move == item.move
                and partial.debit_amount_currency
                and not credit.of_exchange
                and item.id in self.shares(credit)
                for credit, partial in matched
            )
        ]

    def before(self, item, path=()):
        """What it took over, and what that took over: (those in between, the first)."""
        between, first = [], []
        for source in self.sources(item):
            if source.id not in path:
                earlier = self.before(source, (*path, item.id))
                between += [source, *earlier[0]] if earlier[1] else []
                first += earlier[1] or [source]
        return between, first

    def days_overdue(self, item):
        """By which due date an open item is aged."""
        between, first = self.before(item)
        aged = item.due
        kept = all(map(self.honoured, [item, *between]))
        if first and not (kept and all(self.in_time(one, item) for one in first)):
            aged = min(source.due for source in first)
        return (self.as_of - aged).days
