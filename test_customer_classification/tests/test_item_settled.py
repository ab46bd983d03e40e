from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.customer_classification.engine.trace import settled
from odoo.addons.customer_classification.tests.common import TODAY
from odoo.addons.customer_classification.tests.settlement_books import SettlementBooks

DAYS = (TODAY, date(2024, 3, 31), date(2023, 11, 15))
COLUMNS = "counted_due invoice_date due_date paid_date is_late is_noticed"


@tagged("post_install", "-at_install")
class TestItemSettled(SettlementBooks):
    """The function about one item: its short way says what the long one says."""

    def setUp(self):
        super().setUp()
        body = settled._one_item(settled.ItemScope(SQL("customer_item_settled.as_of")))
        text = self.cr.mogrify(SQL("BEGIN RETURN QUERY %s; END", body)).decode()
        self.cr.execute(
            SQL(
                """
                CREATE FUNCTION pg_temp.customer_item_settled(
                    asked_id int4, as_of date)
                RETURNS TABLE (counted_due date, invoice_date date, due_date date,
                               paid_date date, is_late bool, is_noticed bool)
                LANGUAGE plpgsql STABLE AS %s
                """,
                f"#variable_conflict use_column\n{text}",
            )
        )

    def test_short_way(self):
        """Of every receivable item of the books, on three days."""
        columns = SQL(", ").join(
            SQL.identifier(alias, name)
            for alias in ("short", "long")
            for name in COLUMNS.split()
        )
        for day in DAYS:
            query = SQL(
                """
                SELECT item.id, %(columns)s
                  FROM account_move_line item
                  JOIN account_account account ON account.id = item.account_id
             LEFT JOIN LATERAL public.customer_item_settled(item.id, %(day)s) short
                       ON TRUE
             LEFT JOIN LATERAL pg_temp.customer_item_settled(item.id, %(day)s) long
                       ON TRUE
                 WHERE account.account_type = 'asset_receivable'
                   AND item.parent_state = 'posted' AND item.date <= %(day)s
                   AND item.company_id = ANY(%(companies)s)
                """,
                columns=columns,
                day=day,
                companies=self.companies.ids,
            )
            rows = self.env.execute_query(query)
            self.assertGreater(len(rows), 50)
            half = len(COLUMNS.split()) + 1
            wrong = [row for row in rows if row[1:half] != row[half:]]
            self.assertFalse(wrong, day)
