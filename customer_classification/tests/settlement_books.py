"""Untidy legal books: every way in which an invoice may be closed or stay open."""

import random
from datetime import date, timedelta

from odoo import Command
from odoo.tests import freeze_time

from .common import CustomerClassificationCommon
from .settlement_entries import SettlementEntries
from .settlement_stories import STORIES, SettlementStories


class SettlementBooks(
    SettlementStories, SettlementEntries, CustomerClassificationCommon
):
    """A year and a half of both companies and the branch, from a seed.

    A *story* posts one invoice or a few of a customer and what becomes of them. Half
    of the customers are matched by a clock of their time, half by that of today:
    Odoo dates what it posts for exchange rates by it.
    """

    SEED = 20240630
    START = date(2023, 1, 5)
    END = date(2024, 6, 25)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(cls.SEED)
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.accounts = {}
        for company in (cls.company_a, cls.company_b):
            cls._make_accounts(company)
            for month in range(18):
                year, number = divmod(month, 12)
                on = date(2023 + year, number + 1, 1)
                cls.rate(cls.euro, on, round(cls.random.uniform(0.9, 1.3), 2), company)
        cls.two_instalments = cls.env["account.payment.term"].create(
            {
                "name": "40 % after 10 days, 60 % after 40 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((40, 10), (60, 40))
                ],
            }
        )
        cls.factor = cls.customer("Factor")
        cls.post_stories()
        cls.env.flush_all()

    @classmethod
    def post_stories(cls):
        """Two stories of a kind for the first customers, four of any for the others."""
        for number, story in enumerate(STORIES):
            company = cls.branch if number % 5 == 4 else cls.company_a
            cls._live(cls.customer(f"Only {story}"), [story] * 2, [company])
        tree = [cls.company_a, cls.company_a, cls.branch]
        for number, companies in enumerate((tree, tree, tree, tree, [cls.company_b])):
            stories = cls.random.sample(STORIES, 4)
            cls._live(cls.customer(f"Mixed {number}"), stories, companies)

    @classmethod
    def _live(cls, customer, stories, companies):
        """Let stories happen to a customer."""
        contact = cls.customer("Contact", is_company=False, parent_id=customer.id)
        clock = cls._a_day(cls.START) if cls.random.random() < 0.5 else None
        for story in stories:
            cls.at = cls.random.choice(companies)
            cls.customers = (customer, cls.random.choice((customer, contact)))
            if clock:
                with freeze_time(clock):
                    getattr(cls, f"_{story}")()
            else:
                getattr(cls, f"_{story}")()

    # What stories are made of

    @classmethod
    def _a_day(cls, start, days=None):
        """A day of the books, at most so many days later."""
        last = (cls.END - start).days
        days = last if days is None else min(days, last)
        return start + timedelta(cls.random.randint(0, max(days, 0)))

    @classmethod
    def _bill(cls, amount=None, on=None, **vals):
        """An invoice: some in euros, in two instalments, booked late."""
        pick = cls.random
        on = on or cls._a_day(cls.START)
        vals.setdefault("due", on + timedelta(pick.choice((0, 10, 30, 60))))
        if pick.random() < 0.25:
            vals["invoice_payment_term_id"] = cls.two_instalments.id
            del vals["due"]
        vals.setdefault("currency_id", pick.choices((cls.usd, cls.euro), (7, 3))[0].id)
        if pick.random() < 0.1:
            vals["move_type"] = "out_receipt"
        if pick.random() < 0.1:
            # As behind a lock date: it is in the books later than it was invoiced.
            vals["date"] = on + timedelta(35)
        amount = amount or round(pick.uniform(50, 2000), 2)
        return cls.invoice(cls.customers[1], on, amount, company=cls.at, **vals)

    @classmethod
    def _bill_of(cls, partner):
        """An invoice of somebody else."""
        on = cls._a_day(cls.START)
        due = on + timedelta(15)
        amount = cls.random.randint(50, 500)
        return cls.invoice(partner, on, amount, due=due, company=cls.at)

    @classmethod
    def _receive(cls, move, share=1, on=None, partner=None, **vals):
        """A payment of a share of a document, in a bank or in cash, not matched."""
        on = on or cls._a_day(move.invoice_date, 100)
        journal = cls.random.choice((cls.bank, cls.bank, cls.cash))
        currency, amount = move.currency_id, move.amount_total
        if cls.random.random() < 0.3:
            currency, amount = cls.usd, abs(move.amount_total_signed)
        return cls.pay(
            partner or move.partner_id,
            on,
            round(amount * share, 2),
            company=cls.at,
            journal=journal[cls.at.root_id],
            currency_id=currency.id,
            **vals,
        )
