"""For `odoo shell`, after an upgrade: the jobs run, and nothing is left to be done.

Then everybody is forgotten and refreshed from nothing: numbers, and classes by rules,
must come out the same. Nothing of that is kept.
"""

# ruff: noqa: F821
Profile = env["customer.profile"]
for cron in ("refresh_all", "refresh_queue", "rebuild_months"):
    env.ref(f"customer_classification.cron_{cron}").method_direct_trigger()
env.cr.rollback()  # what they did, in transactions of their own, is seen from now on
env.invalidate_all(flush=False)
assert not env["customer.profile.queue"].search([])
assert not Profile._refresh(), "the jobs missed something"

dimensions = env["customer.classification.dimension"].search(
    [("method", "!=", "manual"), ("calm_margin", "=", 0), ("calm_days", "=", 0)]
)
pinned = env["customer.classification.pin"].search([]).profile_id.partner_id
columns = sorted(
    name
    for name, field in Profile._fields.items()
    if field.store
    and field.column_type
    and name not in ("id", "partner_id", "company_id")
    and (
        not name.startswith("x_class_")
        or name in dimensions.mapped(lambda dimension: dimension._field_name())
    )
)


def contents():
    """{(customer, company): numbers and classes}, but for who is pinned."""
    env.flush_all()
    env.cr.execute(
        f"SELECT partner_id, company_id, {', '.join(columns)} FROM customer_profile "
        "WHERE active"
    )
    return {
        row[:2]: dict(zip(columns, row[2:], strict=True))
        for row in env.cr.fetchall()
        if row[0] not in pinned.ids
    }


before = contents()
assert len(before) > 20
env.cr.execute("DELETE FROM customer_profile")
env.invalidate_all(flush=False)
Profile._refresh()
after = contents()
missing = before.keys() ^ after.keys()
# By hand and gone with it: who is a customer by that alone.
assert not missing, missing
for key, row in before.items():
    differs = {n: (v, after[key][n]) for n, v in row.items() if v != after[key][n]}
    assert not differs, (key, differs)
env.cr.rollback()

# No customer is in two classes of a dimension on one day.
env.cr.execute(
    """
    SELECT count(*) FROM customer_classification_history a
      JOIN customer_classification_history b
        ON b.profile_id = a.profile_id AND b.dimension_id = a.dimension_id
           AND b.id > a.id
     WHERE daterange(a.date_from, a.date_to) && daterange(b.date_from, b.date_to)
    """
)
assert env.cr.fetchone() == (0,)

for action in env["ir.actions.act_window"].search([]):
    data = action.get_external_id().get(action.id, "")
    if data.startswith("customer_classification."):
        Model = env[action.res_model]
        Model.get_views([(False, mode) for mode in action.view_mode.split(",")])
        Model.search([], limit=80)
print("done")
