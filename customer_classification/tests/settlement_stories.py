"""What becomes of invoices: a story a way of closing them, or of leaving them open."""

from datetime import timedelta

#: Each alone for one customer at least, the others mixed.
STORIES = (
    *("paid", "in_parts", "advance", "unmatched", "credited", "netted"),
    *("cheque_kept", "cheque_late", "cheque_open", "cheque_bounced", "cheque_lost"),
    *("doubtful", "gathered", "cheque_at_the_bank", "written_off", "assigned"),
    *("part_lost", "discount", "two_in_one", "cleared", "rests", "of_another"),
    *("drafted", "undone", "opening", "disputed"),
)


class SettlementStories:
    """Beside `SettlementBooks`: each posts for the customer of the moment."""

    # Money, credit notes, netting

    @classmethod
    def _paid(cls):
        move = cls._bill()
        cls.match(move, cls._receive(move).move_id)

    @classmethod
    def _in_parts(cls):
        move = cls._bill()
        for share in cls.random.choice(((0.3, 0.7), (0.5, 0.2), (0.6,))):
            cls.match(move, cls._receive(move, share).move_id)

    @classmethod
    def _advance(cls):
        on = cls._a_day(cls.START + timedelta(60))
        move = cls._bill(on=on)
        cls.match(move, cls._receive(move, 1, on - timedelta(40)).move_id)

    @classmethod
    def _unmatched(cls):
        """Money, credit notes and entries that nobody matched with anything."""
        moves = [cls._bill(), cls._bill()]
        cls._receive(moves[0], cls.random.choice((0.5, 1, 1.5)))
        kind = cls.random.choice(("credit note", "netting", "expense", "cheque"))
        amount = moves[1].amount_total
        on = cls._a_day(moves[1].invoice_date, 60)
        if kind == "credit note":
            cls.credit_note(cls.customers[0], on, amount, company=cls.at)
        else:
            cls._misc(on, cls._owed(-amount), {"account": kind, "balance": amount})

    @classmethod
    def _credited(cls):
        move = cls._bill()
        share = cls.random.choice((1, 1, 0.4))
        note = cls.credit_note(
            move.partner_id,
            cls._a_day(move.invoice_date, 60),
            round(move.amount_total * share, 2),
            company=cls.at,
            currency_id=move.currency_id.id,
        )
        cls.match(move, note)
        if share < 1:
            cls.match(move, cls._receive(move, 1 - share).move_id)

    @classmethod
    def _netted(cls):
        move = cls._bill()
        cls._settle(move, {"netting": cls.random.choice((1, 1, 0.5, 1.2))})

    # Cheques and other accounts

    @classmethod
    def _cheque(cls, move=None, wait=(0, 30, 90), share=1):
        """A cheque for an invoice; (items of it, its day, its due date)."""
        move = move or cls._bill()
        on = cls._a_day(move.invoice_date, 50)
        wait = cls.random.choice(wait)
        due = on + timedelta(wait) if wait is not None else None
        entry = cls._settle(move, {"cheque": share}, on, due)
        return cls._taken_over(entry, "cheque"), on, due or on

    @classmethod
    def _cheque_kept(cls):
        item, on, due = cls._cheque()
        cls._cash_in(item, cls._a_day(on, (due - on).days))

    @classmethod
    def _cheque_late(cls):
        item, _on, due = cls._cheque(wait=(None, 0, 20))
        cls._cash_in(item, due + timedelta(cls.random.randint(1, 60)))

    @classmethod
    def _cheque_open(cls):
        cls._cheque(wait=(None, 20, 60, 200))
        cls._cheque(share=cls.random.choice((0.4, 1)))

    @classmethod
    def _cheque_bounced(cls):
        """It goes back to where it came from, and may be paid, or not."""
        item, _on, due = cls._cheque()
        back = cls._move_on(item, "receivable", cls._a_day(due, 20))
        if cls.random.random() < 0.5:
            cls._cash_in(back, cls._a_day(back.date, 60))

    @classmethod
    def _cheque_lost(cls):
        item, on, due = cls._cheque(wait=(0, 60))
        on = cls.random.choice((on + timedelta(5), due + timedelta(30)))
        cls._move_on(item, "expense", on)

    @classmethod
    def _doubtful(cls):
        """Moved once or twice, with a due date of its own or without."""
        item, _on, due = cls._cheque()
        on = cls._a_day(due, 40)
        later = cls.random.choice((None, on + timedelta(90)))
        item = cls._move_on(item, "doubtful", on, later)
        if cls.random.random() < 0.4:
            cls._move_on(item, "expense", cls._a_day(on, 60), share=0.5)

    @classmethod
    def _gathered(cls):
        """One cheque for several invoices, paid in part."""
        on = cls._a_day(cls.START)
        moves = [
            cls._bill(on=cls._a_day(on, 20), currency_id=cls.usd.id) for _ in range(3)
        ]
        moves = cls.env["account.move"].union(*moves)
        day = on + timedelta(25)
        entry = cls._settle(moves, {"cheque": 1}, day, day + timedelta(30))
        item = cls._taken_over(entry, "cheque")
        share = cls.random.choice((0.5, 1))
        cls._cash_in(item, cls._a_day(day, 60), share)
        if share < 1:
            cls._move_on(item, cls.random.choice(("expense", "factor")), cls.END)

    @classmethod
    def _cheque_at_the_bank(cls):
        """An entry of the bank: money, whatever it debits."""
        move = cls._bill()
        day = cls._a_day(move.invoice_date, 60)
        parts = {"cheque": 0.4, "bank": 0.5, "expense": 0.1}
        entry = cls._settle(move, parts, day, journal=cls.bank[cls.at.root_id])
        if cls.random.random() < 0.6:
            cls._cash_in(cls._taken_over(entry, "cheque"), day + timedelta(9))

    # Losses and what leaves

    @classmethod
    def _written_off(cls):
        move = cls._bill()
        days = cls.random.choice((3, 80))
        share = cls.random.choice((1, 1, 0.3))
        on = move.invoice_date + timedelta(days)
        cls._settle(move, {cls.random.choice(("expense", "equity")): share}, on)

    @classmethod
    def _assigned(cls):
        cls._settle(cls._bill(), {"factor": cls.random.choice((1, 0.5))})

    @classmethod
    def _part_lost(cls):
        """A cheque for a part, the rest lost."""
        entry = cls._settle(cls._bill(), {"cheque": 0.7, "expense": 0.3})
        if cls.random.random() < 0.7:
            item = cls._taken_over(entry, "cheque")
            cls._cash_in(item, cls._a_day(item.date, 30))

    @classmethod
    def _discount(cls):
        """A miscellaneous entry with money: what is missing is a deduction, or not."""
        share = cls.random.choice((0.95, 0.5, 0.3))
        cls._settle(cls._bill(), {"bank": share, "expense": 1 - share})

    @classmethod
    def _two_in_one(cls):
        """One entry for two customers: a cheque of one, a loss, a clearing."""
        mine, other = cls._bill(), cls._bill_of(cls.factor)
        cls._settle(mine + other, {"cheque": 0.5, "expense": 0.3, "clearing": 0.2})

    @classmethod
    def _cleared(cls):
        move = cls._bill()
        share = cls.random.choice((1, 0.5, 0.3))
        cls._settle(move, {"clearing": share})
        cls.match(move, cls._receive(move, round(1 - share, 2)).move_id)

    @classmethod
    def _rests(cls):
        """Two cents stay open; fifty cents are written off; one dollar is."""
        move = cls._bill(amount=1000, currency_id=cls.usd.id)
        rest = cls.random.choice((0.02, 0.5, 0.99, 1))
        cls.match(move, cls._receive(move, 1 - rest / 1000).move_id)
        if rest > 0.02:
            cls._settle(move, {"expense": 1}, cls.END)

    # Others, drafts, second thoughts

    @classmethod
    def _of_another(cls):
        """Matched with the money of somebody else, or of nobody."""
        move = cls._bill()
        cls.match(move, cls._receive(move, partner=cls.factor).move_id)
        move = cls._bill()
        lines = (
            {"account": "receivable", "balance": -move.amount_total_signed},
            {"account": "clearing", "balance": move.amount_total_signed},
        )
        cls.match(move, cls._misc(cls._a_day(move.invoice_date, 90), *lines))

    @classmethod
    def _drafted(cls):
        """One side of a matching goes back to draft, the matching stays."""
        move = cls._bill()
        payment = cls._receive(move)
        cls.match(move, payment.move_id)
        if cls.random.random() < 0.5:
            payment.action_draft()
        else:
            move.button_draft()
        item, on, _due = cls._cheque()
        cls._cash_in(item, on).move_id.button_draft()

    @classmethod
    def _undone(cls):
        """Matched, undone, and matched again with something else, or not."""
        move = cls._bill()
        payment = cls._receive(move)
        cls.match(move, payment.move_id)
        cls.items(move).remove_move_reconcile()
        if cls.random.random() < 0.5:
            cls._settle(move, {"cheque": 1})
        item, _on, due = cls._cheque()
        cls._move_on(item, "doubtful", due)
        item.remove_move_reconcile()
        if cls.random.random() < 0.5:
            cls._cash_in(item, due)

    @classmethod
    def _opening(cls):
        """An opening balance, which is no invoice, paid or lost or moved."""
        on = cls._a_day(cls.START)
        amount = round(cls.random.uniform(50, 900), 2)
        move = cls.entry(
            cls.customers[0],
            on,
            amount,
            due=on + timedelta(20),
            company=cls.at,
        )
        parts = cls.random.choice(({"expense": 0.6}, {"cheque": 1}, {"bank": 1}, {}))
        if parts:
            cls._settle(move, parts)

    @classmethod
    def _disputed(cls):
        """Marked, before or after a cheque that may bounce; one is paid in part."""
        move = cls._bill()
        move.no_followup = True
        cls._receive(move, cls.random.choice((0.3, 1)))  # which nobody matches
        move = cls._bill()
        cls.match(move, cls._receive(move, 0.4).move_id)
        move.no_followup = True
        move = cls._bill()
        item, _on, due = cls._cheque(move)
        move.no_followup = True
        if cls.random.random() < 0.5:
            cls._move_on(item, "receivable", cls._a_day(due, 20))
