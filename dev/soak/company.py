"""What else goes on in a company: settings, reports, and people who look."""

from acts import NothingToDo, act

from odoo.fields import Command

ZONES = (False, "UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati")


@act(1, queued=False)
def change_prospects(world, env):
    """Whether whoever never bought is a customer."""
    company = env["res.company"].browse(world.random.choice(world.roots)).sudo()
    company.customer_classification_prospects ^= True
    return f"{company.name} {company.customer_classification_prospects}"


@act(1, queued=False)
def change_time_zone(world, env):
    company = env["res.company"].browse(world.random.choice(world.roots)).sudo()
    company.partner_id.tz = world.random.choice(ZONES)
    return f"{company.name} {company.partner_id.tz}"


@act(1)
def change_months(world, env):
    """How far back the past is rebuilt."""
    company = env["res.company"].browse(world.random.choice(world.roots)).sudo()
    company.customer_history_months = world.random.choice((0, 1, 3))
    return f"{company.name} {company.customer_history_months}"


@act(1, queued=False)
def refresh_now(world, env):
    """By the button."""
    env["customer.profile"].action_refresh_now()
    return env.company.name


@act(1)
def look_back(world, env):
    """A past day, and who moved since."""
    Movement = env["customer.profile.movement.wizard"]
    wizard = Movement.create({"is_renewed": world.chance(0.5)})
    action = wizard.action_open()
    rows = env[action["res_model"]].with_context(**action["context"])
    return f"{rows.search_count([])} rows"


@act(2)
def look_as_seller(world, env):
    """Somebody with customers of his own looks at lists and cards."""
    seller = env(user=world.users["soak_seller"])
    partners = seller["res.partner"].search([("customer_receivable", ">", 0)], limit=5)
    seller["customer.profile"]._read_group(
        [], ["x_class_frequency"], ["receivable:sum", "__count"]
    )
    for profile in partners.customer_profile_id:
        profile.get_classes()
    return f"{len(partners)} customers"


@act(2)
def look_behind_a_number(world, env):
    """The documents of a number add up to it."""
    profiles = env["customer.profile"].search(
        [("company_id", "=", env.company.root_id.id), ("receivable", "!=", 0)],
        order="id",
    )
    profile = world.pick(profiles)
    action = profile.action_open_metric("receivable")
    env[action["res_model"]].with_context(**action["context"]).search(action["domain"])
    return profile.partner_id.name


@act(1)
def report(world, env):
    """A report on the screen."""
    if env.company.parent_id:
        raise NothingToDo
    kind = world.random.choice(("overview", "ranking", "arrears", "movement"))
    dimension = world.pick(
        env["customer.classification.dimension"]
        ._of_company(env.company)
        .filtered("category_ids")
        .sorted("id")
    )
    made = env["customer.report"].create(
        {"report": kind, "dimension_ids": [Command.set(dimension.ids)]}
    )
    made._get_document()
    return f"{kind} by {dimension.code}"


@act(1)
def subscribe(world, env):
    """Somebody without an address is to get a report every month."""
    if env.company.parent_id:
        raise NothingToDo
    made = env["customer.report.subscription"].create(
        {
            "report": "ranking",
            "company_id": env.company.id,
            "day": str(world.random.randint(1, 28)),
            "recipient_ids": [Command.create({"user_id": env.uid})],
        }
    )
    return made.name
