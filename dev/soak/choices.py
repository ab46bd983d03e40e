"""Classes and tags that people give and take away."""

from datetime import timedelta

from acts import act

from odoo.fields import Command


def _dimensions(env, *domain):
    """Those of the company at work that have classes to choose."""
    found = env["customer.classification.dimension"]._of_company(env.company.root_id)
    return found.filtered("category_ids").filtered_domain(list(domain)).sorted("id")


def _customers(world, env, most=3):
    return world.some(world.contacts(env, ("company_id", "=", False)), most)


@act(5)
def pin(world, env):
    """By the dialog, for a few; with an end, without one, or to let the rule decide."""
    partners = _customers(world, env)
    dimension = world.pick(_dimensions(env))
    category = world.chance(0.8) and world.pick(dimension.category_ids.sorted("id")).id
    end = world.chance(0.4) and world.now.date() + timedelta(world.random.randint(2, 6))
    env["customer.classification.pin.wizard"].create(
        {
            "partner_ids": [Command.set(partners.ids)],
            "dimension_id": dimension.id,
            "category_id": category,
            "reason": "soak",
            "date_end": category and end,
        }
    ).action_apply()
    return f"{dimension.code}={category} {partners.mapped('name')} until {end}"


@act(3)
def release_pin(world, env):
    pins = env["customer.classification.pin"].search([], order="id")
    chosen = world.pick(pins)
    text = f"{chosen.partner_id.name} {chosen.dimension_id.code}"
    chosen.action_release()
    return text


@act(4)
def class_on_contact(world, env):
    """On the form of a contact, or of one below it."""
    partner = world.pick(world.contacts(env))
    dimension = world.pick(_dimensions(env))
    category = world.chance(0.8) and world.pick(dimension.category_ids.sorted("id")).id
    partner[dimension._field_name()] = category
    return f"{partner.name} {dimension.code}={category}"


@act(2)
def import_classes(world, env):
    """A file with new and known contacts."""
    dimension = world.pick(_dimensions(env, ("method", "=", "manual")))
    known = world.some(world.contacts(env), 2)
    rows = [[str(p.id), p.name, "soak"] for p in known]
    rows.append([False, world.name("Customer"), "soak"])
    for row in rows:
        row.append(world.pick(dimension.category_ids.sorted("id")).name)
    names = [".id", "name", "ref", dimension._field_name()]
    result = env["res.partner"].load(names, rows)
    assert result["ids"] or result["messages"], result
    return f"{dimension.code} {[row[1:] for row in rows]} {result['messages']}"


@act(4)
def tag_by_hand(world, env):
    """Given or taken off on the form, by rules given ones among them."""
    partner = world.pick(world.contacts(env))
    tag = world.pick(_tags(world, env))
    command = Command.unlink if tag in partner.category_id else Command.link
    partner.category_id = [command(tag.id)]
    return f"{partner.name} {command.__name__} {tag.name}"


@act(2)
def tag_many(world, env):
    """By the dialog."""
    partners = _customers(world, env, 5)
    tag = world.pick(_tags(world, env))
    name = world.random.choice(("add_tag_ids", "remove_tag_ids"))
    env["customer.tag.wizard"].create(
        {
            "partner_ids": [Command.set(partners.ids)],
            name: [Command.set(tag.ids)],
        }
    ).action_apply()
    return f"{name} {tag.name} {partners.mapped('name')}"


def _tags(world, env):
    return env["res.partner.category"].search(
        ["|", ("id", "in", world.tags), ("customer_rule_domain", "!=", False)],
        order="id",
    )
