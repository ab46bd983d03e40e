"""Random books: every kind of document, posted, paid, credited, back in draft."""

import random
from datetime import date, timedelta

from odoo import Command
from odoo.tests import freeze_time

from .common import CustomerClassificationCommon


class RandomBooks(CustomerClassificationCommon):
    """Two years of both companies and the branch, always the same random ones."""

    SEED = 20240630
    START = date(2022, 5, 1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(cls.SEED)
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        for company in (cls.company_a, cls.company_b):
            cls.rate(cls.euro, "2022-01-01", 1.25, company)
            cls.rate(cls.euro, "2023-07-01", 1.00, company)
            cls.rate(cls.euro, "2024-03-01", 1.30, company)
        cls.rounding = (
            cls.env["account.cash.rounding"]
            .with_company(cls.company_a)
            .create(
                {
                    "name": "Up to 5 cents",
                    "rounding": 0.05,
                    "strategy": "add_invoice_line",
                    "rounding_method": "UP",
                    "profit_account_id": cls.account("income").id,
                    "loss_account_id": cls.account("expense").id,
                }
            )
        )
        cls.products = [
            cls.product("One", cost=7, category=cls.category_one),
            cls.product("Two", cost=31, category=cls.category_two),
        ]
        parent = cls.customer("Parent")
        cls.customers = [
            *(cls.customer(f"Customer {number}") for number in range(7)),
            parent,
            cls.customer("Contact", is_company=False, parent_id=parent.id),
        ]
        cls.customers[0].with_company(cls.company_a).credit_limit = 900

    @classmethod
    def post_documents(cls, count, start, end):
        """Post so many random documents dated in [start, end], in every company."""
        posted = cls.env["account.move"]
        for company, share in (
            (cls.company_a, 0.5),
            (cls.branch, 0.2),
            (cls.company_b, 0.3),
        ):
            moves = cls.books("account.move", company).create(
                [
                    cls._random_document(company, start, end)
                    for _number in range(round(count * share))
                ]
            )
            moves.action_post()
            posted += moves.with_env(cls.env)
        return posted

    @classmethod
    def _random_document(cls, company, start, end):
        pick = cls.random
        on = cls._random_day(start, end)
        lines = [
            {
                "price_unit": round(pick.uniform(5, 400), 2),
                "quantity": pick.choice((1, 1, 2, 5)),
                "product_id": pick.choice(
                    (*cls.products, cls.env["product.product"])
                ).id,
                "tax_ids": [
                    Command.set(
                        cls.tax.ids
                        if company.root_id == cls.company_a and pick.random() < 0.4
                        else []
                    )
                ],
            }
            for _line in range(pick.choice((1, 1, 2, 3)))
        ]
        if pick.random() < 0.2:
            lines.append({"price_unit": -4.99, "name": "discount"})
        if on.day % 10 == 3:  # which is no revenue
            equity = cls.account("equity", company)
            lines.append({"price_unit": 64.5, "account_id": equity.id})
        vals = {
            "invoice_payment_term_id": False,
            "invoice_date_due": on + timedelta(pick.choice((0, 10, 30, 60))),
        }
        if pick.random() < 0.25:
            vals["currency_id"] = cls.euro.id
        elif company == cls.company_a and pick.random() < 0.2:
            vals["invoice_cash_rounding_id"] = cls.rounding.id
        kind = pick.choices(("out_invoice", "out_receipt", "out_refund"), (75, 10, 15))
        partner = pick.choice(cls.customers)
        return cls._document_vals(
            partner, on, *lines, move_type=kind[0], company=company, **vals
        )

    @classmethod
    def _random_day(cls, start, end):
        return start + timedelta(cls.random.randint(0, (end - start).days))

    @classmethod
    def pay_documents(cls, moves, share, end):
        """Pay a share of these, in full or in part, up to a day; then some more."""
        pick = cls.random
        payments = []
        for move in moves:
            on = max(move.invoice_date, cls._random_day(move.invoice_date, end))
            if move.move_type == "out_refund" or pick.random() > share:
                continue
            amount = move.amount_residual * pick.choice((1, 1, 1, 0.4))
            if amount < 1:
                continue
            root = move.company_id.root_id
            with freeze_time(on):
                payment = cls.pay(
                    move.partner_id,
                    on,
                    round(amount, 2),
                    move,
                    company=move.company_id,
                    currency_id=move.currency_id.id,
                    journal=pick.choice((cls.bank, cls.bank, cls.cash))[root],
                )
            payments.append(payment)
        for refund in moves.filtered(lambda m: m.move_type == "out_refund")[::2]:
            cls._match_refund(refund, moves)
        moves.filtered(lambda m: m.move_type != "out_refund")[::6].no_followup = True
        cls.pay(cls.customers[1], end, 55)
        cls.entry(cls.customers[2], str(end), 77, company=cls.company_b)
        # One side of a matching goes back to draft, the matching stays.
        for payment in payments[2::7]:
            payment.action_draft()
        for payment in payments[5::9]:
            payment.reconciled_invoice_ids.button_draft()

    @classmethod
    def _match_refund(cls, refund, moves):
        """Set a credit note off against an open invoice of the same customer."""
        for move in moves:
            if (
                move.move_type == "out_invoice"
                and move.amount_residual > 0
                and move.company_id == refund.company_id
                and move.currency_id == refund.currency_id
                and move.commercial_partner_id == refund.commercial_partner_id
            ):
                with freeze_time(max(move.invoice_date, refund.invoice_date)):
                    cls.match(move, refund)
                return
