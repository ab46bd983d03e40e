"""What the demo documents need to exist first: companies, products, customers."""

from odoo import Command, fields

from .customers import CUSTOMERS, TAGS
from .entries import PRICE_FACTOR
from .products import CATEGORIES, PRODUCTS

TERMS = {
    "now": "account.account_payment_term_immediate",
    "15": "account.account_payment_term_15days",
    "30": "account.account_payment_term_30days",
    "45": "account.account_payment_term_45days",
    "eofm": "account.account_payment_term_end_following_month",
    "split": "account.account_payment_term_advance_60days",
}
JOURNALS = {
    "cash": "Cash 现金",
    "credit": "Card payments 刷卡收款",
    "bank": "Bank 银行",
}
STREETS = ("Market Street", "Mill Road", "Harbor Avenue", "Station Square")
STREETS_ZH = ("人民路", "中山东路", "建设大道", "滨江路")


class Masters:
    """Creates the master records and keeps them by the keys of the plan.

    `companies` maps "main" and "shanghai" to a company with a chart of accounts.
    Every record gets an external id `<namespace>.<kind>_<key>`.
    """

    def __init__(self, env, namespace, companies):
        self.env = env
        self.namespace = namespace
        self.companies = companies
        self.partners, self.contacts, self.products, self.terms = {}, {}, {}, {}
        self.journals, self.loss_accounts, self.currencies = {}, {}, {}
        self.zh = bool(env["res.lang"]._get_data(code="zh_CN").id)

    def make(self, rates):
        """Create everything, `rates` being those of the plan."""
        self._make_terms()
        self._make_products()
        self._make_partners()
        for key, company in self.companies.items():
            self._make_journals(key, company)
            self._make_rates(company, [rate for rate in rates if rate.company == key])
            self._make_loss_account(key, company)
        self.rounding = self._make_rounding()

    def _create(self, model, kind, vals_by_key):
        """Create records with external ids; return them by key."""
        records = self.env[model].create(list(vals_by_key.values()))
        by_key = dict(zip(vals_by_key, records, strict=True))
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {
                    "xml_id": f"{self.namespace}.{kind}_{key}",
                    "record": record,
                    "noupdate": True,
                }
                for key, record in by_key.items()
            ]
        )
        return by_key

    def _translate(self, record, name):
        if self.zh:
            record.with_context(lang="zh_CN").name = name

    # -- terms, journals, rates ----------------------------------------------

    def _make_terms(self):
        empty = self.env["account.payment.term"]
        for key, xmlid in TERMS.items():
            self.terms[key] = self.env.ref(xmlid, raise_if_not_found=False) or empty
        halves = [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
            for days in (30, 60)
        ]
        name = "Half in 30 Days, Half in 60 Days"
        vals = {"name": name, "note": f"Payment terms: {name}", "line_ids": halves}
        self.terms |= self._create("account.payment.term", "term", {"half": vals})
        self._translate(self.terms["half"], "30 天付一半，60 天付一半")

    def _make_journals(self, key, company):
        model = self.env["account.journal"].with_company(company)
        missing = {}
        for kind, name in JOURNALS.items():
            domain = [("type", "=", kind), ("company_id", "=", company.id)]
            journal = model.search(domain, limit=1)
            if not journal:
                missing[kind] = {
                    "name": name,
                    "type": kind,
                    "company_id": company.id,
                }
            self.journals[key, kind] = journal
        made = self._create("account.journal", f"journal_{key}", missing)
        self.journals |= {(key, kind): journal for kind, journal in made.items()}

    def _make_rates(self, company, rates):
        """Rates of the foreign currency, none where the company has one that day."""
        code = "USD" if company.currency_id.name == "EUR" else "EUR"
        if company == self.companies["shanghai"]:
            code = "USD" if company.currency_id.name != "USD" else "EUR"
        currency = self.env.ref(f"base.{code}")
        currency.active = True
        self.currencies[company] = currency
        model = self.env["res.currency.rate"].with_company(company)
        domain = [("currency_id", "=", currency.id), ("company_id", "=", company.id)]
        known = set(model.search(domain).mapped("name"))
        model.create(
            [
                {
                    "name": rate.date,
                    "currency_id": currency.id,
                    "company_id": company.id,
                    "inverse_company_rate": rate.value,
                }
                for rate in rates
                if rate.date not in known
            ]
        )

    def _make_loss_account(self, key, company):
        model = self.env["account.account"].with_company(company)
        vals = {
            "code": model._search_new_account_code("657000"),
            "name": "Bad Debts 坏账损失",
            "account_type": "expense",
            "company_ids": [Command.set(company.ids)],
        }
        made = self._create("account.account", "account_bad_debts", {key: vals})
        self.loss_accounts |= made

    def _make_rounding(self):
        vals = {
            "name": "Round to 0.10",
            "rounding": 0.1,
            "strategy": "add_invoice_line",
        }
        rounding = self._create("account.cash.rounding", "rounding", {"dime": vals})
        rounding = rounding["dime"]
        self._translate(rounding, "四舍五入到 1 角")
        for key, company in self.companies.items():
            loss = self.loss_accounts[key]
            income = company.default_cash_difference_income_account_id
            expense = company.default_cash_difference_expense_account_id
            rounding.with_company(company).write(
                {
                    "profit_account_id": (income or company.income_account_id).id,
                    "loss_account_id": (expense or loss).id,
                }
            )
        return rounding

    # -- products ------------------------------------------------------------

    def _make_products(self):
        vals = {key: {"name": name} for key, name in CATEGORIES.items()}
        categories = self._create("product.category", "category", vals)
        taxes = [company.account_sale_tax_id.id for company in self.companies.values()]
        self.products = self._create(
            "product.product",
            "product",
            {
                item.key: {
                    "name": item.name,
                    "default_code": item.key.upper(),
                    "categ_id": categories[item.category].id,
                    "type": "service" if item.service else "consu",
                    "list_price": item.price,
                    "taxes_id": [Command.set([tax for tax in taxes if tax])],
                    "company_id": False,
                }
                for item in PRODUCTS
            },
        )
        for item in PRODUCTS:
            product = self.products[item.key]
            self._translate(product, item.name_zh)
            for key, company in self.companies.items():
                cost = round(item.cost * PRICE_FACTOR[key], 2)
                product.with_company(company).standard_price = cost

    # -- customers -----------------------------------------------------------

    def _make_partners(self):
        tags = self._create(
            "res.partner.category",
            "tag",
            {key: {"name": name} for key, (name, _name_zh) in TAGS.items()},
        )
        for key, (_name, name_zh) in TAGS.items():
            self._translate(tags[key], name_zh)
        self.partners = self._create(
            "res.partner",
            "customer",
            {
                customer.key: self._prepare_partner_vals(number, customer, tags)
                for number, customer in enumerate(CUSTOMERS, start=1)
            },
        )
        self.contacts = self._create(
            "res.partner",
            "contact",
            {
                customer.key: self._prepare_contact_vals(customer)
                for customer in CUSTOMERS
                if customer.contact
            },
        )
        for customer in CUSTOMERS:
            self._set_credit_terms(customer)

    def _prepare_partner_vals(self, number, customer, tags):
        country, state, city = (customer.place or "//").split("/")
        chinese = country == "cn"
        streets = STREETS_ZH if chinese else STREETS
        street, house = streets[number % len(streets)], 7 * number % 211 + 1
        street = f"{street} {house} 号" if chinese else f"{house} {street}"
        phone = f"+86 21 5550 {number:04}" if chinese else f"+1 202-555-01{number:02}"
        unknown_prospect = customer.behaviour == "prospect" and not customer.place
        own = customer.books[0] if len(customer.books) == 1 else None
        return {
            "name": customer.name,
            "is_company": not customer.person,
            "company_id": self.companies[own].id if own else False,
            "country_id": self._country(country).id,
            "state_id": self._state(country, state).id,
            "city": city,
            "street": city and street,
            "phone": city and phone,
            "email": city and f"{customer.key}@example.com",
            "industry_id": self._industry(customer.industry).id,
            "category_id": [Command.set([tags[tag].id for tag in customer.tags])],
            "customer_rank": 0 if unknown_prospect else 1,
            "lang": "zh_CN" if chinese and self.zh else self.env.lang or "en_US",
        }

    def _prepare_contact_vals(self, customer):
        parent = self.partners[customer.key]
        return {
            "name": customer.contact,
            "parent_id": parent.id,
            "company_id": parent.company_id.id,
            "type": "contact",
            "function": "采购经理" if parent.lang == "zh_CN" else "Purchasing",
            "email": f"purchasing.{customer.key}@example.com",
            "lang": parent.lang,
        }

    def _set_credit_terms(self, customer):
        for position, key in enumerate(customer.books):
            partner = self.partners[customer.key].with_company(self.companies[key])
            vals = {"property_payment_term_id": self.terms[customer.term].id}
            if customer.limit and not position:
                vals |= {"credit_limit": customer.limit}
            partner.write(vals)

    def _country(self, code):
        empty = self.env["res.country"]
        return self.env.ref(f"base.{code}") if code else empty

    def _state(self, country, code):
        states = self.env["res.country.state"]
        if country == "cn":  # where Odoo's codes are the characters of number plates
            xmlid = f"base.state_cn_{code}"
            return self.env.ref(xmlid, raise_if_not_found=False) or states
        domain = [("country_id.code", "=", country.upper()), ("code", "=", code)]
        return states.search(domain, limit=1) if code else states

    def _industry(self, section):
        xmlid = f"base.res_partner_industry_{section}"
        empty = self.env["res.partner.industry"]
        return self.env.ref(xmlid, raise_if_not_found=False) or empty


def company_today(company):
    """Return today's date where the company is."""
    timezone = company.partner_id.tz or company.env.context.get("tz") or "UTC"
    return fields.Date.context_today(company.with_context(tz=timezone))
