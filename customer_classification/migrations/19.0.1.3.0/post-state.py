"""The day of the last complete refresh stands beside the company, not on it."""

from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Carry the day over, and drop the column."""
    if not column_exists(cr, "res_company", "customer_classification_date"):
        return
    cr.execute(
        """
        INSERT INTO customer_profile_state (company_id, date)
        SELECT id, customer_classification_date FROM res_company
         WHERE parent_id IS NULL AND customer_classification_date IS NOT NULL
        ON CONFLICT (company_id) DO NOTHING
        """
    )
    cr.execute("ALTER TABLE res_company DROP COLUMN customer_classification_date")
