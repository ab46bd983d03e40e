"""What a database holds, one line a thing, to compare two moments."""

from psycopg2 import sql

# Names of what a module brings. The name is what identifies it, not the id.
NAMES = {
    "table": "SELECT table_name FROM information_schema.tables "
    "WHERE table_schema = 'public'",
    "column": "SELECT table_name, column_name, data_type, is_nullable "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass::text, conname FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "sequence": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "function": "SELECT proname FROM pg_proc "
    "WHERE pronamespace = 'public'::regnamespace",
    "trigger": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
    "WHERE NOT tgisinternal",
    "ir_model": "SELECT model FROM ir_model",
    "ir_model_fields": "SELECT model, name, state, ttype FROM ir_model_fields",
    # Odoo keeps a line for each module that it knows, installed or not.
    "ir_model_data": "SELECT module, name, model FROM ir_model_data "
    "WHERE model <> 'ir.module.module'",
    "ir_model_constraint": "SELECT name FROM ir_model_constraint",
    "ir_model_relation": "SELECT name FROM ir_model_relation",
    "ir_model_access": "SELECT name FROM ir_model_access",
    "ir_rule": "SELECT name::text FROM ir_rule",
    "ir_cron": "SELECT cron_name FROM ir_cron",
    "ir_ui_menu": "SELECT name ->> 'en_US', parent_id IS NULL FROM ir_ui_menu",
    "ir_ui_view": "SELECT model, name, type, mode FROM ir_ui_view",
    "ir_actions": "SELECT type, name ->> 'en_US' FROM ir_actions",
    "ir_asset": "SELECT path FROM ir_asset",
    "ir_attachment": "SELECT name, res_model FROM ir_attachment "
    "WHERE url NOT LIKE '/web/assets/%' OR url IS NULL",
    "ir_config_parameter": "SELECT key FROM ir_config_parameter",
    "ir_default": "SELECT f.model, f.name FROM ir_default d "
    "JOIN ir_model_fields f ON f.id = d.field_id",
    "ir_exports": "SELECT name, resource FROM ir_exports",
    "ir_exports_line": "SELECT name FROM ir_exports_line",
    "ir_filters": "SELECT name, model_id FROM ir_filters",
    "ir_sequence": "SELECT code, name FROM ir_sequence",
    "res_groups": "SELECT name ->> 'en_US' FROM res_groups",
    "res_groups_privilege": "SELECT name ->> 'en_US' FROM res_groups_privilege",
    "implied group": "SELECT a.name ->> 'en_US', b.name ->> 'en_US' "
    "FROM res_groups_implied_rel r JOIN res_groups a ON a.id = r.gid "
    "JOIN res_groups b ON b.id = r.hid",
    "group of user": "SELECT u.login, g.name ->> 'en_US' FROM res_groups_users_rel r "
    "JOIN res_users u ON u.id = r.uid JOIN res_groups g ON g.id = r.gid",
    "module": "SELECT name, state FROM ir_module_module WHERE state <> 'uninstalled'",
}
# What upgrading any module writes: logs, signals, files of the web client.
VOLATILE_TABLES = {
    "base_cache_signaling_assets",
    "bus_bus",
    "ir_attachment",
    "ir_cron",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    "ir_module_module",
    "res_device_log",
}
VOLATILE_COLUMNS = {"write_date", "write_uid", "create_date"}


def names(cr):
    """Everything that has a name: tables, columns, fields, views, menus and so on."""
    lines = []
    for kind, query in NAMES.items():
        cr.execute(query)
        lines += [
            " ".join([f"{kind}:", *(str(value) for value in row)])
            for row in cr.fetchall()
        ]
    return lines


def rows(cr):
    """One line a row: table, id where there is one, hash of the rest."""
    lines = []
    cr.execute(
        "SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.column_name) "
        "FROM information_schema.columns c JOIN information_schema.tables t "
        "USING (table_schema, table_name) WHERE table_schema = 'public' "
        "AND t.table_type = 'BASE TABLE' GROUP BY 1 ORDER BY 1"
    )
    for table, columns in cr.fetchall():
        if table in VOLATILE_TABLES or table.startswith("orm_signaling"):
            continue
        kept = [sql.Identifier(c) for c in columns if c not in VOLATILE_COLUMNS]
        cr.execute(
            sql.SQL("SELECT {}, md5(ROW({})::text) FROM {} ORDER BY 1, 2").format(
                sql.Identifier("id") if "id" in columns else sql.SQL("''"),
                sql.SQL(", ").join(kept),
                sql.Identifier(table),
            )
        )
        lines += [f"{table} {id_} {digest}" for id_, digest in cr.fetchall()]
    return lines
