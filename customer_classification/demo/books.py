import logging
from time import monotonic

from odoo import Command, api, models

from .masters import Masters, company_today
from .plan import make_plan
from .posting import Posting

_logger = logging.getLogger(__name__)

# Not the name of a module: on uninstall Odoo deletes what carries an external id of
# the add-on, and posted books, their customers and their company have to stay.
NAMESPACE = "__customer_classification_demo__"
MARKER = "company_shanghai"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "lang": "en_US",
}
SHANGHAI_NAME = "Shanghai Qinghe Trading 上海清禾商贸"


class CustomerClassificationDemo(models.AbstractModel):
    """Demo books: two years of two companies, posted like a person would post them.

    The story is written in plain data (`customers`, `products`, `behaviours`), worked
    out by `plan`, given its records by `masters` and booked by `posting`.
    """

    _name = "customer.classification.demo"
    _description = "Demo books of the customer classification"

    @api.model
    def _load_demo_books(self, scale=1.0, companies=None, namespace=NAMESPACE):
        """Create the demo books unless they are there, and return their companies.

        `scale` in (0, 1] keeps that share of every customer's orders: 0.1 is enough
        for a test of behaviour, takes seconds and still has every kind of customer.
        `companies` are the two to post in, each with a chart of accounts (a recordset
        of the trading company and the one in Shanghai); without them the main company
        and a new one in Shanghai. `namespace` goes before the external ids, so
        `env.ref(f"{namespace}.customer_northwind")` is a customer; a second call with
        the same namespace finds the books and makes nothing.
        """
        self = self.sudo().with_context(**QUIET)
        marker = f"{namespace}.{MARKER}"
        if shanghai := self.env.ref(marker, raise_if_not_found=False):
            return self.env.ref(f"{namespace}.company_main") | shanghai
        started = monotonic()
        if not companies:
            self.env["res.lang"]._activate_and_install_lang("zh_CN")
            companies = self._get_companies()
            self._make_users(namespace, companies)
        self._name_records(
            namespace, {"company_main": companies[0], MARKER: companies[1]}
        )
        self = self.with_context(allowed_company_ids=companies.ids)
        companies = companies.with_env(self.env)
        plan = make_plan(min(map(company_today, companies)), scale)
        masters = Masters(
            self.env, namespace, dict(zip(("main", "shanghai"), companies, strict=True))
        )
        masters.make(plan.rates)
        Posting(self.env, masters, plan).post()
        _logger.info(
            "Demo books: %s documents and %s payments in %.1f s",
            len(plan.documents),
            len(plan.payments),
            monotonic() - started,
        )
        return companies

    def _get_companies(self):
        """Return the main company and a new one in Shanghai, with their charts."""
        main = self.env.ref("base.main_company")
        # `install_mode` keeps Odoo from installing the localisation of the country.
        shanghai = (
            self.env["res.company"]
            .with_context(install_mode=True)
            .create(
                {
                    "name": SHANGHAI_NAME,
                    "currency_id": self.env.ref("base.CNY").id,
                    "country_id": self.env.ref("base.cn").id,
                    "city": "上海",
                    "street": "南京西路 1266 号",
                }
            )
        )
        shanghai.partner_id.tz = "Asia/Shanghai"
        for company in main | shanghai:
            if not company.chart_template:
                # `try_loading` does the same, and warns while modules are loaded.
                self.env["account.chart.template"]._load("generic_coa", company, False)
        # The chart has put in the currency of its own fiscal country.
        shanghai.currency_id = self.env.ref("base.CNY")
        shanghai.account_sale_tax_id.write(
            {"amount": 13, "name": "13% 增值税", "invoice_label": "13%"}
        )
        (main | shanghai).account_use_credit_limit = True
        return main | shanghai

    def _make_users(self, namespace, companies):
        """Create `accountant` and `kuaiji`, who work in both companies."""
        groups = (
            "base.group_user",
            "base.group_partner_manager",
            "base.group_allow_export",
            "account.group_account_invoice",
        )
        group_ids = [self.env.ref(xmlid).id for xmlid in groups]
        zh = self.env["res.lang"]._get_data(code="zh_CN").code
        people = (
            ("accountant", "Anna Accountant", "en_US", companies[0]),
            ("kuaiji", "王会计", zh or "en_US", companies[1]),
        )
        users = self.env["res.users"].with_context(active_test=False)
        for login, name, lang, company in people:
            if users.search([("login", "=", login)]):
                continue
            user = users.create(
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "lang": lang,
                    "tz": company.partner_id.tz or "UTC",
                    "company_id": company.id,
                    "company_ids": [Command.set(companies.ids)],
                    "group_ids": [Command.set(group_ids)],
                }
            )
            self._name_records(namespace, {f"user_{login}": user})
        for xmlid in ("base.user_admin", "base.user_demo"):
            if user := self.env.ref(xmlid, raise_if_not_found=False):
                user.company_ids |= companies

    def _name_records(self, namespace, records):
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"{namespace}.{key}", "record": record, "noupdate": True}
                for key, record in records.items()
            ]
        )
