"""Comparing snapshots of past days with refreshes as of them, and with the ledger."""

from odoo.tools import SQL


class PastDays:
    """For test cases: what a snapshot of a day must be, by other ways."""

    def sql(self, text, **values):
        """Rows of a statement, as dicts."""
        self.env.flush_all()
        self.env.cr.execute(SQL(text, **values))
        return self.env.cr.dictfetchall()

    def snapshot_rows(self, company, day):
        """{partner id: row} of a day as the database has it."""
        rows = self.sql(
            """
            SELECT profile.partner_id AS customer, snapshot.*
              FROM customer_profile_snapshot snapshot
              JOIN customer_profile profile ON profile.id = snapshot.profile_id
             WHERE snapshot.company_id = %(company)s AND snapshot.date = %(day)s
            """,
            company=company.id,
            day=day,
        )
        return {row["customer"]: row for row in rows}

    def refreshed_rows(self, company, day):
        """{partner id: row} of the profiles that a refresh as of the day writes."""
        savepoint = self.env.cr.savepoint()
        self.env["customer.profile"]._refresh(company, as_of=day)
        rows = self.sql(
            "SELECT * FROM customer_profile WHERE company_id = %(company)s AND active",
            company=company.id,
        )
        savepoint.rollback()
        savepoint.close(rollback=False)
        self.env.invalidate_all()
        return {row["partner_id"]: row for row in rows}

    def assertEqualsRefresh(self, company, day):
        """Metrics and classes are those that a refresh as of the day gives.

        :return: {name of the field of a dimension: ids of the categories found}
        """
        expected = self.refreshed_rows(company, day)
        found = self.snapshot_rows(company, day)
        self.assertEqual(set(found), set(expected))
        names = self.env["customer.profile.snapshot"]._shared_columns()
        self.assertGreater(len(names), 45)
        for partner_id, row in expected.items():
            self.assertEqual(
                {name: found[partner_id][name] for name in names},
                {name: row[name] for name in names},
                (company.name, day, partner_id),
            )
        return {
            name: {row[name] for row in found.values()}
            for name in names
            if name.startswith("x_class_")
        }

    def assertTiesOut(self, company, day):
        """Receivable and revenue of the day, by SQL of its own on the journal items."""
        [ledger] = self.sql(
            """
            SELECT (SELECT COALESCE(SUM(line.balance), 0)
                      FROM account_move_line line
                      JOIN account_account account ON account.id = line.account_id
                     WHERE line.parent_state = 'posted' AND line.date <= %(day)s
                       AND account.account_type = 'asset_receivable'
                       AND line.company_id = ANY(%(companies)s)) AS receivable,
                   (SELECT COALESCE(SUM(-line.balance), 0)
                      FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id
                      JOIN account_account account ON account.id = line.account_id
                     WHERE move.state = 'posted' AND line.display_type = 'product'
                       AND account.account_type NOT IN ('equity', 'equity_unaffected')
                       AND move.move_type IN (
                               'out_invoice', 'out_refund', 'out_receipt')
                       AND move.invoice_date <= %(day)s
                       AND move.invoice_date > %(day)s::date - interval '12 months'
                       AND line.company_id = ANY(%(companies)s)) AS revenue_12m
            """,
            day=day,
            companies=self.env["res.company"]
            .search([("id", "child_of", company.id)])
            .ids,
        )
        rows = self.snapshot_rows(company, day).values()
        for name, expected in ledger.items():
            self.assertEqual(
                round(sum(row[name] for row in rows), 2),
                round(expected, 2),
                (name, day),
            )
        return tuple(ledger.values())
