"""Entries of the general journal that close receivable items, to make books of."""

from odoo import Command, fields


class SettlementEntries:
    """Beside `SettlementBooks`: entries by the names of accounts, and what they do."""

    @classmethod
    def _make_accounts(cls, company):
        """The accounts that entries are made of, by name."""
        found = {"receivable": cls.receivable_account(company)}
        for name, code, kind in (
            ("cheque", "118001", "asset_receivable"),
            ("doubtful", "118002", "asset_receivable"),
            ("clearing", "118003", "asset_current"),
        ):
            found[name] = (
                cls.env["account.account"]
                .with_company(company)
                .create(
                    {
                        "name": name.title(),
                        "code": code,
                        "account_type": kind,
                        "reconcile": True,
                        "company_ids": [Command.set(company.ids)],
                    }
                )
            )
        for name, kind in (
            ("netting", "liability_payable"),
            ("expense", "expense"),
            ("equity", "equity"),
        ):
            found[name] = cls.account(kind, company)
        found["bank"] = cls.bank[company].default_account_id
        found["factor"] = found["receivable"]
        cls.accounts[company] = found

    @classmethod
    def _owed(cls, balance, account="receivable", partner=None, **vals):
        """A line on a receivable account of the customer."""
        partner = partner or cls.customers[0]
        return {
            "account": account,
            "balance": balance,
            "partner_id": partner.id,
            **vals,
        }

    @classmethod
    def _misc(cls, on, *lines, journal=None):
        """A posted entry; lines with the name of an account for the account."""
        accounts = cls.accounts[cls.at.root_id]
        journal = journal or cls._journal(cls.at.root_id, "general")
        move = cls.books("account.move", cls.at).create(
            {
                "move_type": "entry",
                "company_id": cls.at.id,
                "journal_id": journal.id,
                "date": on,
                "line_ids": [
                    Command.create(
                        {
                            **{k: v for k, v in line.items() if k != "account"},
                            "account_id": accounts[line["account"]].id,
                        }
                    )
                    for line in lines
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _settle(cls, moves, parts, on=None, due=None, journal=None):
        """Close open items by an entry that debits these accounts, and match them.

        :param parts: {name of account: share of what is open}; shares beyond 1 are
            for the account, not for the items
        """
        items = cls.items(*moves).filtered(lambda item: item.amount_residual > 0)
        last = max(items.mapped("date"))
        on = on or cls._a_day(last, 80)
        share = min(sum(parts.values()), 1)
        credits = [cls._credit(item, share) for item in items]
        total = -sum(line["balance"] for line in credits)
        partner = items[0].partner_id
        debits = []
        whole = sum(parts.values())
        left = total
        for number, (name, part) in enumerate(parts.items(), 1):
            amount = round(total * part / share, 2)
            if number == len(parts) and whole <= 1:
                amount = left
            left = round(left - amount, 2)
            debits.append(cls._debit(name, amount, partner, due))
        if abs(left) >= 0.005:
            debits.append({"account": "clearing", "balance": left})
        currencies = items.currency_id
        if len(items) == len(debits) == 1 and currencies != cls.usd:
            # The cheque is in the currency of the invoice.
            debits[0]["currency_id"] = currencies.id
            debits[0]["amount_currency"] = -credits[0]["amount_currency"]
        entry = cls._misc(on, *credits, *debits, journal=journal)
        for item, credit in zip(items, cls._closing(entry, len(items)), strict=True):
            (item + credit).with_user(cls.accountant).reconcile()
        return entry

    @classmethod
    def _credit(cls, item, share):
        """A line that closes a share of what is open of an item."""
        line = cls._owed(
            -round(item.amount_residual * share, 2), partner=item.partner_id
        )
        names = {account: name for name, account in cls._names().items()}
        line["account"] = names[item.account_id]
        if item.currency_id != cls.usd:
            line["currency_id"] = item.currency_id.id
            line["amount_currency"] = -round(item.amount_residual_currency * share, 2)
        return line

    @classmethod
    def _names(cls):
        accounts = dict(cls.accounts[cls.at.root_id])
        del accounts["factor"]
        return accounts

    @classmethod
    def _debit(cls, name, amount, partner, due):
        line = {"account": name, "balance": amount}
        if name in ("cheque", "doubtful", "receivable", "netting"):
            line["partner_id"] = partner.id
        elif name == "factor":
            line["partner_id"] = cls.factor.id
        if due:
            line["date_maturity"] = due
        return line

    @classmethod
    def _closing(cls, entry, count):
        """The first lines of an entry: those that close items."""
        return entry.line_ids.sorted("id")[:count]

    @classmethod
    def _taken_over(cls, entry, name):
        """The item of an entry that lives on."""
        account = cls.accounts[cls.at.root_id][name]
        return entry.line_ids.filtered(
            lambda line: line.account_id == account and line.balance > 0
        )

    @classmethod
    def _move_on(cls, item, name, on, due=None, share=1):
        """Book what is open of an item on to another account."""
        entry = cls._settle(item.move_id, {name: share}, on, due)
        return cls._taken_over(entry, name)

    @classmethod
    def _cash_in(cls, item, on, share=1):
        """Money for an item, by an entry of the bank; the line that closes it."""
        on = max(fields.Date.to_date(on), item.date)
        credit = cls._credit(item, share)
        entry = cls._misc(
            on,
            credit,
            {"account": "bank", "balance": -credit["balance"]},
            journal=cls.bank[cls.at.root_id],
        )
        line = cls._closing(entry, 1)
        (item + line).with_user(cls.accountant).reconcile()
        return line
