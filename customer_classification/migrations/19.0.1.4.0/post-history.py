"""Of rows of the history that go on with the class before them, one row is left."""

from odoo.tools import SQL

from odoo.addons.customer_classification.engine.apply import history


def migrate(cr, version):
    """A row is a change, also where the record began and nothing changed."""
    for statement in history.join(SQL("TRUE")):
        cr.execute(statement)
