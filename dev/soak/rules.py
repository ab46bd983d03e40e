"""What a manager changes: rules of classes and tags, dimensions, and what is tried."""

from acts import act

from odoo.fields import Command

DOMAINS = (
    "[('receivable', '>', 500)]",
    "[('overdue', '>', 0)]",
    "[('revenue_12m', '>=', 1000)]",
    "[('partner_id.country_id.code', '=', 'DE')]",
    "['|', ('invoice_count_12m', '>', 2), ('recency_days', '>', 20)]",
    "[('partner_id.user_id', '!=', False)]",
    "[('x_class_frequency', '!=', False)]",
)


def _dimensions(env, *domain):
    return env["customer.classification.dimension"].search(list(domain), order="id")


def _apply(world, dimension):
    """Mostly at once, as the screen offers; else the night sees to it."""
    if world.chance(0.6):
        dimension.apply_now()
        return "applied"
    return "saved"


def _ruled_tags(env):
    return env["res.partner.category"].search(
        [("customer_rule_domain", "!=", False)], order="id"
    )


@act(2)
def make_tag_rule(world, env):
    """On a tag of its own, or on one that people give."""
    vals = {
        "customer_rule_domain": world.random.choice(DOMAINS),
        "customer_rule_company_id": world.random.choice(world.roots),
    }
    tags = env["res.partner.category"]
    if world.chance(0.5):
        tag = tags.create({"name": world.name("Ruled"), **vals})
    else:
        tag = tags.browse(world.pick(world.tags))
        tag.write(vals)
    return f"{tag.name} {tag.customer_rule_domain}"


@act(2)
def change_tag_rule(world, env):
    tag = world.pick(_ruled_tags(env))
    if world.chance(0.7):
        tag.customer_rule_domain = world.random.choice(DOMAINS)
    else:
        tag.customer_rule_company_id = world.random.choice(world.roots)
    return f"{tag.name} {tag.customer_rule_domain} {tag.customer_rule_company_id.name}"


@act(2)
def end_tag_rule(world, env):
    """The rule goes, or the tag does."""
    tag = world.pick(_ruled_tags(env))
    text = tag.name
    if tag.id in world.tags or world.chance(0.5):
        tag.customer_rule_domain = False
    else:
        tag.unlink()
    return text


@act(3, queued=False)
def change_band(world, env):
    bands = _dimensions(env, ("method", "=", "band"))
    dimension = world.pick(bands)
    categories = dimension.category_ids.filtered(lambda c: c.lower_bound is not False)
    category = world.pick(categories.sorted("id"))
    category.lower_bound = round(category.lower_bound * 1.1 + 0.5, 2)
    return f"{category.display_name} {category.lower_bound} {_apply(world, dimension)}"


@act(2, queued=False)
def change_rule(world, env):
    dimension = world.pick(_dimensions(env, ("method", "=", "domain")))
    category = world.pick(dimension.category_ids.sorted("id"))
    category.domain = world.random.choice(DOMAINS[:-1])
    return f"{category.display_name} {category.domain} {_apply(world, dimension)}"


@act(1, queued=False)
def change_scope(world, env):
    dimension = world.pick(_dimensions(env, ("method", "!=", "manual")))
    dimension.scope_domain = world.random.choice(("[]", *DOMAINS[:-1]))
    return f"{dimension.code} {dimension.scope_domain} {_apply(world, dimension)}"


@act(1, queued=False)
def change_calm(world, env):
    dimension = world.pick(_dimensions(env, ("method", "=", "band")))
    dimension.write(
        {
            "calm_margin": world.random.choice((0, 10)),
            "calm_days": world.random.choice((0, 3)),
        }
    )
    return f"{dimension.code} {_apply(world, dimension)}"


@act(1, queued=False)
def make_dimension(world, env):
    """By bands, by a rule, or for people to classify by hand."""
    number = world.made
    name = world.name("Dimension")
    vals = {"name": name, "code": f"soak_{number}"}
    kind = world.random.choice(("manual", "band", "domain"))
    classes = [{"name": "High"}, {"name": "Low"}]
    if kind == "band":
        fields = env["ir.model.fields"]
        vals["metric_id"] = fields._get("customer.profile", "receivable").id
        classes[0]["lower_bound"] = 400
    elif kind == "domain":
        classes[0]["domain"] = world.random.choice(DOMAINS[:-1])
    dimension = env["customer.classification.dimension"].create(
        {
            **vals,
            "method": kind,
            "company_id": world.chance(0.3) and world.random.choice(world.roots),
            "category_ids": [Command.create(line) for line in classes],
        }
    )
    return f"{dimension.code} {kind} {_apply(world, dimension)}"


@act(1, queued=False)
def archive_dimension(world, env):
    """And back again."""
    both = ("active", "in", (True, False))
    dimension = world.pick(_dimensions(env, ("code", "like", "soak_"), both))
    dimension.active = not dimension.active
    return f"{dimension.code} {dimension.active}"


@act(1, queued=False)
def delete_dimension(world, env):
    dimension = world.pick(_dimensions(env, ("code", "like", "soak_")))
    code = dimension.code
    dimension.unlink()
    return code


@act(1, queued=False)
def add_category(world, env):
    """One more class, or one less: archived, or deleted where nobody was in it."""
    dimension = world.pick(_dimensions(env, ("code", "like", "soak_")))
    if world.chance(0.6):
        sequence = world.random.choice((5, 15, 25))
        vals = {"name": world.name("Class"), "sequence": sequence}
        dimension.category_ids = [Command.create(vals)]
        return f"{dimension.code} more"
    category = world.pick(dimension.category_ids.sorted("id"))
    if world.chance(0.5):
        category.active = False
    else:
        category.unlink()
    return f"{dimension.code} less"


@act(3)
def preview(world, env):
    """Changes are tried, and thrown away."""
    if world.chance(0.3):
        vals = {"name": "Tried", "code": "tried", "method": "domain"}
        line = {"name": "One", "domain": world.random.choice(DOMAINS[:-1])}
        vals["category_ids"] = [Command.create(line)]
        env["customer.classification.dimension"].preview_changes(vals)
        return "a new dimension"
    dimension = world.pick(_dimensions(env, ("method", "=", "band")))
    category = world.pick(dimension.category_ids.filtered("lower_bound").sorted("id"))
    vals = {"lower_bound": category.lower_bound + 1}
    dimension.preview_changes({"category_ids": [Command.update(category.id, vals)]})
    return dimension.code
