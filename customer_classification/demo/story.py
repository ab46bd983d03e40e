"""What one customer orders, sends back and pays in the two years."""

from datetime import timedelta
from random import Random

from .behaviours import BEHAVIOURS
from .customers import BASKETS
from .entries import (
    FOREIGN_RATE,
    PRICE_FACTOR,
    SEED,
    Document,
    Line,
    Payment,
    WriteOff,
    due_dates,
)
from .products import PRODUCTS

MONTH = 30.44  # days
PRICES = {product.key: product.price for product in PRODUCTS}
REASONS = ("Damaged in transit 运输破损", "Wrong article 发错货", "Quality 质量问题")
# (company, customer, US dollars, days ago): paid on account, matched with nothing.
DEPOSITS = (("main", "lumen", 600, 12), ("shanghai", "mingyue", 300, 9))


class Story:
    """The two years of one customer in one company."""

    def __init__(self, customer, company, today, scale):
        self.customer = customer
        self.company = company
        self.today = today
        self.scale = scale
        self.behaviour = BEHAVIOURS[customer.behaviour]
        self.rng = Random(f"{SEED}/{company}/{customer.key}")
        self.documents, self.payments, self.write_offs = [], [], []
        self.settlements = []  # (date, journal, document key), paid in full

    def tell(self):
        """Fill documents, payments and write-offs."""
        for number, day in enumerate(self._thin(self._order_days()), start=1):
            invoice = self._add_invoice(number, day)
            self._add_return(invoice)
            self._settle(invoice)
        if self.customer.behaviour == "credit_only":
            self._add_lone_credits()
        self._bundle()
        self._add_deposits()
        self._write_off_the_oldest()

    # -- orders --------------------------------------------------------------

    def _order_days(self):
        behaviour, rng = self.behaviour, self.rng
        newest = self.today - timedelta(behaviour.last * MONTH)
        if behaviour.orders:
            span = (behaviour.first - behaviour.last) * MONTH
            return [newest - timedelta(rng.uniform(0, span))]
        days = []
        for month in range(int(behaviour.first) - 1, -1, -1):
            start = self.today - timedelta((month + 1) * MONTH)
            expected = behaviour.rate * behaviour.season[start.month - 1]
            expected *= self._growth(month, half=True)
            for _order in range(int(expected + rng.random())):
                days.append(self._workday(start + timedelta(rng.uniform(1, MONTH))))
        return sorted(day for day in days if day <= newest)

    def _workday(self, day):
        if self.customer.person or day.weekday() < 5:
            return day
        return day - timedelta(day.weekday() - 4)

    def _growth(self, months_ago, half=False):
        growth = self.behaviour.growth
        if half:
            growth = (1 + growth) / 2
        return growth ** (1 - months_ago / 12)

    def _thin(self, days):
        kept = [
            day
            for index, day in enumerate(days)
            if int((index + 1) * self.scale) > int(index * self.scale)
        ]
        return kept or days[-1:]

    def _add_invoice(self, number, day):
        customer, rng = self.customer, self.rng
        in_shop = customer.behaviour == "walkin" and rng.random() < 0.5
        invoice = Document(
            key=f"{self.company}.{customer.key}.{number:03}",
            kind="receipt" if in_shop else "invoice",
            company=self.company,
            customer=customer.key,
            date=day,
            lines=self._lines(day),
            term=customer.term,
            foreign=customer.foreign,
            rounding=customer.rounding,
            contact=bool(customer.contact) and rng.random() < 0.4,
            ref="" if customer.person else f"PO-{rng.randrange(10000, 99999)}",
        )
        self.documents.append(invoice)
        return invoice

    def _lines(self, day):
        customer, rng = self.customer, self.rng
        months_ago = (self.today - day).days / MONTH
        first_year = months_ago > 12 and customer.basket_before
        basket = dict(
            BASKETS[customer.basket_before if first_year else customer.basket]
        )
        amount = customer.size * self._growth(months_ago) * rng.uniform(0.55, 1.5)
        lines, left = [], rng.choice((1, 2, 2, 3, 3))
        while left:
            key = rng.choices(list(basket), list(basket.values()))[0]
            del basket[key]
            part = amount if left == 1 else amount * rng.uniform(0.25, 0.6)
            usd, price = self._prices(key)
            lines.append(Line(key, max(1, round(part / usd)), price))
            amount, left = max(0, amount - part), left - 1
        return tuple(lines)

    def _prices(self, key):
        """Return the price in US dollars, and in the currency of the document."""
        usd = PRICES[key] * (0.9 if "key" in self.customer.tags else 1.0)
        price = usd * PRICE_FACTOR[self.company]
        if self.customer.foreign:
            price /= FOREIGN_RATE[self.company]
        return usd, round(price, 2)

    # -- goods coming back ---------------------------------------------------

    def _add_return(self, invoice):
        rng = self.rng
        day = invoice.date + timedelta(rng.randint(2, 8))
        if rng.random() >= self.behaviour.returns or day > self.today:
            return
        line = rng.choice(invoice.lines)
        quantity = max(1, round(line.quantity * rng.uniform(0.2, 0.6)))
        refund = invoice._replace(
            key=f"{invoice.key}.return",
            kind="refund",
            date=day,
            lines=(line._replace(quantity=quantity),),
            term="now",
            origin="" if self.customer.term == "now" else invoice.key,
            ref=rng.choice(REASONS),
        )
        self.documents.append(refund)
        if not refund.origin:  # the invoice was paid on the spot: money back
            self.settlements.append((day, self.customer.journal, refund.key))

    def _add_lone_credits(self):
        for number, days_ago in enumerate((205, 64), start=1):
            day = self.today - timedelta(days_ago)
            invoice = self._add_invoice(number, day)
            self.documents[-1] = invoice._replace(
                kind="refund", lines=invoice.lines[:1], term="now", ref=REASONS[2]
            )

    # -- money coming in -----------------------------------------------------

    def _settle(self, invoice):
        behaviour, rng = self.behaviour, self.rng
        journal = self._pick_journal()
        delay = rng.randint(*rng.choice(behaviour.delays))
        if invoice.term == "now":
            delay = 0
        months_ago = (self.today - invoice.date).days / MONTH
        if months_ago <= behaviour.unpaid_from:
            return
        dues = due_dates(invoice.term, invoice.date)
        if len(dues) > 1:
            for index, due in enumerate(dues):
                day = max(invoice.date, due + timedelta(delay))
                self._pay(invoice.key, day, journal, instalment=index)
            return
        day = max(invoice.date, dues[0] + timedelta(delay))
        if rng.random() < behaviour.partial:
            self._settle_in_parts(invoice, day, journal)
        elif day <= self.today:
            self.settlements.append((day, journal, invoice.key))

    def _settle_in_parts(self, invoice, day, journal):
        rng = self.rng
        rest_day = day + timedelta(rng.randint(15, 45))
        if self.customer.behaviour == "erratic" and rng.random() < 0.5:
            self._pay(invoice.key, day, journal, share=0.97)
            self._write_off(invoice.key, rest_day)
        else:
            share = rng.choice((0.4, 0.5, 0.6))
            self._pay(invoice.key, day, journal, share=share)
            self._pay(invoice.key, rest_day, journal, rank=1)

    def _pick_journal(self):
        usual = self.customer.journal
        if self.rng.random() < 0.93:
            return usual
        return "credit" if usual != "credit" else "bank"

    def _pay(self, document, day, journal, **values):
        """Plan a payment, unless its day is still to come."""
        if day > self.today:
            return
        self.payments.append(
            Payment(
                key=f"{self.company}.{self.customer.key}.pay{len(self.payments):03}",
                company=self.company,
                customer=self.customer.key,
                date=day,
                journal=journal,
                documents=(document,) if isinstance(document, str) else document,
                **values,
            )
        )

    def _bundle(self):
        """Pay what falls into the same few days, and the same way, at once."""
        refunds = {item.key for item in self.documents if item.kind == "refund"}
        dates = {item.key: item.date for item in self.documents}
        batch = []
        for item in [*sorted(self.settlements), None]:
            if batch and not (
                item
                and item[0] - batch[0][0] <= timedelta(8)
                and item[1] == batch[0][1]
                and not {item[2], batch[0][2]} & refunds
            ):
                keys = tuple(key for _day, _journal, key in batch)
                newest = max(dates[key] for key in keys)
                self._pay(keys, max(batch[0][0], newest), batch[0][1])
                batch = []
            batch.append(item)

    def _add_deposits(self):
        for company, customer, usd, days_ago in DEPOSITS:
            if (company, customer) == (self.company, self.customer.key):
                day = self.today - timedelta(days_ago)
                amount = usd * PRICE_FACTOR[company]
                self._pay((), day, self.customer.journal, amount=amount)

    # -- money lost ----------------------------------------------------------

    def _write_off(self, document, day):
        if day <= self.today:
            key = f"{document}.lost"
            self.write_offs.append(WriteOff(key, self.company, document, day))

    def _write_off_the_oldest(self):
        if self.customer.behaviour != "bankrupt":
            return
        paid = {key for payment in self.payments for key in payment.documents}
        unpaid = [
            item.key
            for item in self.documents
            if item.kind == "invoice" and item.key not in paid
        ]
        for key in unpaid[:1]:
            self._write_off(key, self.today - timedelta(round(2.5 * MONTH)))
