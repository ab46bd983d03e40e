"""What people do to contacts."""

from acts import act

from odoo.fields import Command


def _vals(world, env, **vals):
    countries = env["res.country"].search([("code", "in", ("US", "DE", "CN"))])
    industries = env["res.partner.industry"].search([], order="id", limit=4)
    return {
        "name": world.name("Customer"),
        "ref": "soak",
        "is_company": world.chance(0.7),
        "country_id": world.pick(countries).id,
        "industry_id": world.chance(0.5) and world.pick(industries).id,
        "user_id": world.chance(0.3) and world.users["soak_seller"],
        **vals,
    }


@act(6)
def make_contact(world, env):
    """A company, a person, a supplier, a contact below another one."""
    vals = _vals(world, env)
    if world.chance(0.3) and (
        parents := world.contacts(env, ("parent_id", "=", False))
    ):
        kind = world.random.choice(("contact", "invoice", "delivery"))
        vals |= {"parent_id": world.pick(parents).id, "type": kind, "is_company": False}
    elif world.chance(0.2):
        vals["supplier_rank"] = 1
    elif world.chance(0.15):
        vals["company_id"] = world.random.choice(world.company_ids)
    if world.chance(0.3):
        vals["category_id"] = [Command.link(world.pick(world.tags))]
    return env["res.partner"].create(vals).name


@act(6)
def edit_contact(world, env):
    """Attributes by which rules choose, and some that they don't."""
    partner = world.pick(world.contacts(env))
    vals = _vals(world, env)
    name = world.random.choice(("country_id", "industry_id", "user_id", "credit_limit"))
    value = vals[name] if name in vals else world.random.choice((0, 500, 5000))
    partner.write({name: value, "phone": f"+1 555 {world.made:04}"})
    return f"{partner.name}: {name}"


@act(3)
def archive_contact(world, env):
    partner = world.pick(world.contacts(env))
    partner.action_archive()
    return partner.name


@act(3)
def unarchive_contact(world, env):
    partner = world.pick(world.contacts(env, ("active", "=", False), active=False))
    partner.action_unarchive()
    return partner.name


@act(3)
def delete_contact(world, env):
    """Odoo refuses those who have documents."""
    partner = world.pick(world.contacts(env, active=False))
    name = partner.name
    partner.unlink()
    return name


@act(4)
def merge_contacts(world, env):
    """Two or three; whoever was merged may be merged again."""
    domain = [("parent_id", "=", False), ("user_ids", "=", False)]
    partners = world.some(world.contacts(env, *domain), world.random.choice((2, 2, 3)))
    kept = partners[0]
    names = ", ".join(partners.mapped("name"))
    wizard = env["base.partner.merge.automatic.wizard"].sudo().create({})
    wizard._merge(partners.ids, kept)
    return f"{names} into {kept.name}"


@act(4)
def reparent_contact(world, env):
    """It moves to another company, or stands alone."""
    partner = world.pick(world.contacts(env))
    parents = world.contacts(env, ("parent_id", "=", False), ("id", "!=", partner.id))
    partner.parent_id = world.chance(0.7) and world.pick(parents)
    return f"{partner.name} to {partner.parent_id.name}"


@act(3)
def toggle_company(world, env):
    """A person turns out to be a company, or the other way round."""
    partner = world.pick(world.contacts(env))
    partner.is_company = not partner.is_company
    return partner.name


@act(2)
def limit_to_a_company(world, env):
    """Odoo refuses where there are items in another one."""
    partner = world.pick(world.contacts(env, ("parent_id", "=", False)))
    choices = (False, *world.company_ids)
    partner.company_id = world.random.choice(choices)
    return f"{partner.name}: {partner.company_id.name}"
