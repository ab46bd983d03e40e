"""Tags by rule: 20 of them on all customers, one customer in a hundred changed."""

from clock import Row, environment, middle, timed

COUNT = 20
BOUND = 5000
# Amounts, dates, rates, ranks, attributes of the contact, and a class: five of each.
RULES = (
    "[('revenue_12m', '>', {place}000)]",
    "[('overdue', '>', {place}00), ('revenue_12m', '>', 0)]",
    "['|', ('recency_days', '>', {place}0), ('late_rate', '>', 0.{place})]",
    "[('partner_id.name', 'like', '{place}'), ('x_class_value', '!=', False), "
    "('revenue_12m', '>', 0)]",
)


def measure(database, runs=5):
    """The step of a full refresh that gives and takes away tags.

    Half of those who changed no longer match, the others match as never before.
    """
    with environment(database) as env:
        company = env.ref("base.main_company").root_id
        today = company._customer_classification_today()
        given, _tags = timed(lambda: _make_tags(env, company))
        unchanged = _timing(env, company, today, runs, "FALSE")
        changed = _timing(env, company, today, runs, "id %% 100 = 0")
        one = _one_customer(env, company, today, runs)
    return [
        Row(f"{COUNT} tags by rule, first given", 1000 * given.seconds),
        Row(f"{COUNT} tags by rule, nobody changed", 1000 * unchanged.seconds),
        Row(
            f"{COUNT} tags by rule, 1 % changed",
            1000 * changed.seconds,
            bound=BOUND,
        ),
        Row(f"{COUNT} tags by rule, 1 customer queued", 1000 * one.seconds),
    ]


def _make_tags(env, company):
    rules = [
        RULES[number % len(RULES)].format(place=1 + number // len(RULES))
        for number in range(COUNT)
    ]
    return env["res.partner.category"].create(
        [
            {
                "name": f"Bench {number}",
                "customer_rule_domain": rule,
                "customer_rule_company_id": company.id,
            }
            for number, rule in enumerate(rules)
        ]
    )


def _timing(env, company, today, runs, which):
    Profile = env["customer.profile"].sudo()
    timings = []
    for run in range(runs):
        env.cr.execute(
            "UPDATE customer_profile SET revenue_12m = 1000 - revenue_12m,"
            f" recency_days = 100 - recency_days WHERE company_id = %s AND {which}",
            [company.id],
        )
        Profile._begin(company, None)
        before = _count(env)
        timing, _result = timed(lambda: Profile._refresh_tags(company, today, True))
        timings.append(timing)
        if not run:
            print(f"  tags on customers: {before:,}, then {_count(env):,}")
    return middle(timings)


def _one_customer(env, company, today, runs):
    """What the tags add to one customer that comes by way of the queue."""
    Profile = env["customer.profile"].sudo()
    customers = Profile.search([("company_id", "=", company.id)], limit=runs)
    timings = []
    for customer in customers.partner_id:
        Profile._begin(company, customer.ids)
        timing, _result = timed(lambda: Profile._refresh_tags(company, today, False))
        timings.append(timing)
    return middle(timings)


def _count(env):
    env.cr.execute("SELECT count(*) FROM res_partner_res_partner_category_rel")
    return env.cr.fetchone()[0]
