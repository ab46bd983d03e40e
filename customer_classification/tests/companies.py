"""Two companies and a branch with charts of accounts, to test with.

Making them takes longer than most tests. So a database may be *prepared*: they are
made once, committed, and put to sleep (archived), so that nobody else in that database
meets them. Whoever asks for them with `companies` wakes them up until the end of the
transaction, or, in any other database, has them made.

They have no country, so that no localisation is installed, and keep their books in US
dollars.
"""

#: Not a module: no upgrade removes what has an XML id here.
NAMESPACE = "__prepared__"
NAMES = ("company_a", "company_b", "branch_a1")


def companies(env):
    """Company A, company B and A's branch A1, prepared or made now."""
    found = [env.ref(f"{NAMESPACE}.{name}", False) for name in NAMES]
    if not all(found):
        return _make(env)
    _set_active(env["res.company"].union(*found), True)
    return found


def prepare(env):
    """Make them for all that come later; the caller commits."""
    made = _make(env)
    env["ir.model.data"].create(
        [
            {
                "module": NAMESPACE,
                "name": name,
                "model": company._name,
                "res_id": company.id,
                "noupdate": True,
            }
            for name, company in zip(NAMES, made, strict=True)
        ]
    )
    _set_active(env["res.company"].union(*made), False)


def journal(env, company, kind):
    """The first journal of a type in a company, if there is one."""
    return env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", kind)], limit=1
    )


def make_journal(env, company, kind):
    """A journal of a type, named after it."""
    return env["account.journal"].create(
        {
            "name": kind.title(),
            "code": kind[:4].upper(),
            "type": kind,
            "company_id": company.id,
        }
    )


def _set_active(records, active):
    records.active = active
    records.partner_id.active = active


def _make(env):
    company_a = make_company(env, "Company A")
    company_b = make_company(env, "Company B")
    branch = env["res.company"].create({"name": "Branch A1", "parent_id": company_a.id})
    # The branch's chart comes before a commit, which a test never reaches.
    env.cr.precommit.run()
    for company in (company_a, company_b):
        for kind in ("bank", "cash"):
            _post_at_once(
                journal(env, company, kind) or make_journal(env, company, kind)
            )
    return [company_a, company_b, branch]


def _post_at_once(bank):
    """Payments are posted on the journal's own account, not on an outstanding one."""
    lines = bank.inbound_payment_method_line_ids + bank.outbound_payment_method_line_ids
    lines.payment_account_id = bank.default_account_id


def make_company(env, name):
    """A company with the generic chart of accounts."""
    usd = env.ref("base.USD")
    company = env["res.company"].create(
        {"name": name, "currency_id": usd.id, "country_id": False}
    )
    env["account.chart.template"].try_loading(
        "generic_coa", company=company, install_demo=False
    )
    company.currency_id = usd
    company.account_fiscal_country_id = env.ref("base.us")
    return company
