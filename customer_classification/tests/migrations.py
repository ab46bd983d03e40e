"""Running a migration of ours in a test."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.tools import file_path


def run_migration(env, path):
    """Run the script at `path`, which begins with the name of the add-on."""
    env.flush_all()
    spec = spec_from_file_location("migration", file_path(path))
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    script.migrate(env.cr, "19.0.1.2.0")
    env.invalidate_all()
