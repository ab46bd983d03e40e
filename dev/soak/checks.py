"""What must hold at any moment, by SQL that shares nothing with the add-on's."""

OVERDUE = "overdue_1_30 + overdue_31_60 + overdue_61_90 + overdue_91"

#: Each finds rows where there must be none. ``roots``: the companies in question.
INVARIANTS = {
    "a class without exactly one open row of history that says the same": """
        SELECT p.id, p.partner_id, d.code,
               array_agg(h.category_id) FILTER (WHERE h.id IS NOT NULL),
               (to_jsonb(p) ->> ('x_class_' || d.code))::integer AS class_id
          FROM customer_profile p
          JOIN customer_classification_dimension d
            ON d.company_id IS NULL OR d.company_id = p.company_id
          LEFT JOIN customer_classification_history h
            ON h.profile_id = p.id AND h.dimension_id = d.id AND h.date_to IS NULL
         WHERE p.company_id = ANY(%(roots)s)
      GROUP BY p.id, p.partner_id, d.code, class_id
        HAVING COALESCE(array_agg(h.category_id) FILTER (WHERE h.id IS NOT NULL), '{}')
               <> CASE WHEN (to_jsonb(p) ->> ('x_class_' || d.code))::integer IS NULL
                       THEN '{}'::integer[]
                       ELSE ARRAY[(to_jsonb(p) ->> ('x_class_' || d.code))::integer]
                  END
    """,
    "history that ends before it begins": """
        SELECT h.id, h.profile_id, h.date_from, h.date_to
          FROM customer_classification_history h
         WHERE h.company_id = ANY(%(roots)s) AND h.date_to < h.date_from
    """,
    "history that overlaps": """
        SELECT a.id, b.id, a.profile_id, a.dimension_id, a.date_from, a.date_to,
               b.date_from, b.date_to, a.source, b.source, a.merged_from, b.merged_from
          FROM customer_classification_history a
          JOIN customer_classification_history b
            ON b.profile_id = a.profile_id AND b.dimension_id = a.dimension_id
           AND b.id > a.id
           AND daterange(a.date_from, a.date_to) && daterange(b.date_from, b.date_to)
         WHERE a.company_id = ANY(%(roots)s)
           AND a.date_from IS DISTINCT FROM a.date_to
           AND b.date_from IS DISTINCT FROM b.date_to
    """,
    "a pin that is not the class": """
        SELECT pin.id, p.partner_id, d.code, pin.category_id,
               to_jsonb(p) ->> ('x_class_' || d.code)
          FROM customer_classification_pin pin
          JOIN customer_profile p ON p.id = pin.profile_id
          JOIN customer_classification_dimension d ON d.id = pin.dimension_id
         WHERE p.company_id = ANY(%(roots)s) AND p.active AND d.active
           AND pin.date_end IS NULL
           AND (to_jsonb(p) ->> ('x_class_' || d.code))::integer
               IS DISTINCT FROM pin.category_id
    """,
    "a tag that a rule gave and the contact does not have": """
        SELECT given.id, given.partner_id, given.tag_id
          FROM customer_tag_assignment given
         WHERE given.state = 'on' AND given.company_id = ANY(%(roots)s)
           AND NOT EXISTS (SELECT FROM res_partner_res_partner_category_rel link
                            WHERE link.partner_id = given.partner_id
                              AND link.category_id = given.tag_id)
    """,
    "a tag of a rule that is gone": """
        SELECT given.id, given.partner_id, given.tag_id
          FROM customer_tag_assignment given
          JOIN res_partner_category tag ON tag.id = given.tag_id
         WHERE given.state IN ('on', 'refused') AND given.company_id = ANY(%(roots)s)
           AND (tag.customer_rule_domain IS NULL OR NOT tag.active
                OR tag.customer_rule_company_id <> given.company_id)
    """,
    "a receivable that is not the ledger's, but for what is matched elsewhere": """
        SELECT p.partner_id, p.receivable, ledger.balance, elsewhere.amount
          FROM customer_profile p
          LEFT JOIN LATERAL (
               SELECT SUM(item.debit - item.credit) AS balance
                 FROM account_move_line item
                 JOIN account_move move ON move.id = item.move_id
                 JOIN account_account account ON account.id = item.account_id
                 JOIN res_partner contact ON contact.id = item.partner_id
                 JOIN res_company company ON company.id = item.company_id
                WHERE contact.commercial_partner_id = p.partner_id
                  AND split_part(company.parent_path, '/', 1)::integer = p.company_id
                  AND move.state = 'posted' AND item.date <= p.metrics_date
                  AND account.account_type = 'asset_receivable') ledger ON TRUE
          -- What another customer, or nobody, paid: of the ledger it is theirs.
          LEFT JOIN LATERAL (
               SELECT SUM(CASE WHEN mine.id = partial.debit_move_id
                               THEN partial.amount ELSE -partial.amount END) AS amount
                 FROM account_partial_reconcile partial
                 JOIN account_move_line mine
                   ON mine.id IN (partial.debit_move_id, partial.credit_move_id)
                 JOIN account_move_line other
                   ON other.id IN (partial.debit_move_id, partial.credit_move_id)
                  AND other.id <> mine.id
                 JOIN res_partner contact ON contact.id = mine.partner_id
                 LEFT JOIN res_partner payer ON payer.id = other.partner_id
                 JOIN res_company company ON company.id = mine.company_id
                WHERE contact.commercial_partner_id = p.partner_id
                  AND payer.commercial_partner_id IS DISTINCT FROM p.partner_id
                  AND split_part(company.parent_path, '/', 1)::integer = p.company_id
                  AND mine.parent_state = 'posted' AND other.parent_state = 'posted'
                  AND GREATEST(mine.date, other.date) <= p.metrics_date) elsewhere
               ON TRUE
         WHERE p.company_id = ANY(%(roots)s) AND p.active
           AND p.receivable + COALESCE(elsewhere.amount, 0)
               <> COALESCE(ledger.balance, 0)
    """,
    "buckets that do not add up": f"""
        SELECT partner_id, receivable, not_due, {OVERDUE}, overdue, credits_open
          FROM customer_profile
         WHERE company_id = ANY(%(roots)s) AND active
           AND (receivable <> not_due + overdue + credits_open OR overdue <> {OVERDUE}
                OR credits_open > 0 OR LEAST(not_due, overdue_1_30, overdue_31_60,
                                             overdue_61_90, overdue_91) < 0)
    """,
    "two profiles of one customer": """
        SELECT partner_id, company_id FROM customer_profile
      GROUP BY partner_id, company_id HAVING COUNT(*) > 1
    """,
    "an error on a customer": """
        SELECT partner_id, company_id, error
          FROM customer_profile_queue WHERE error IS NOT NULL
    """,
    "an error on a month": """
        SELECT company_id, date, error
          FROM customer_profile_month WHERE error IS NOT NULL
    """,
}

#: What a complete refresh must not change, in an order of its own.
STATE = {
    "customer_profile": "id",
    "customer_classification_history": "id",
    "customer_classification_pin": "id",
    "customer_tag_assignment": "id",
    "res_partner_res_partner_category_rel": "partner_id, category_id",
}
SHOWN = 5  # so many rows of a fault are printed


def faults(world, env):
    """The invariants that do not hold, as lines of text."""
    found = []
    for name, query in INVARIANTS.items():
        env.cr.execute(query, {"roots": world.roots})
        if rows := env.cr.fetchall():
            found.append(f"{name}: {len(rows)} {rows[:SHOWN]}")
    return found


def state(env):
    """{table: {key: row}} of all that a refresh writes."""
    found = {}
    for table, key in STATE.items():
        env.cr.execute(f"SELECT to_jsonb(row) FROM {table} row ORDER BY {key}")
        rows = [row for (row,) in env.cr.fetchall()]
        keys = [name.strip() for name in key.split(",")]
        found[table] = {tuple(row[name] for name in keys): row for row in rows}
    return found


def differences(before, after):
    """How two states differ, as lines of text."""
    found = []
    for table, rows in before.items():
        others = after[table]
        for key in sorted(rows.keys() | others.keys()):
            old, new = rows.get(key), others.get(key)
            if old != new:
                found.append(f"{table} {key}: {_difference(old, new)}")
    return found


def _difference(old, new):
    if not (old and new):
        return f"{'only after' if new else 'only before'} {new or old}"
    shown = {
        name: (value, new.get(name))
        for name, value in old.items()
        if value != new.get(name)
    }
    return f"{shown} of {old.get('partner_id') or old.get('profile_id')}"


def against_a_full_refresh(env):
    """What a complete refresh, taken back again, makes of what the queue has made."""
    before = state(env)
    changed = env["customer.profile"]._refresh()
    env.flush_all()
    found = differences(before, state(env))
    if changed and not found:
        found.append(f"a refresh says that it changed {changed} customers")
    if again := env["customer.profile"]._refresh():
        found.append(f"a second refresh in a row changes {again} customers")
    env.cr.rollback()
    return found
