from odoo import api, fields, models
from odoo.tools import SQL

# A number for each kind, so that rows of several tables have ids of their own.
KINDS = 8


class CustomerRefreshProblem(models.Model):
    """What could not be done in the background: one list over all that is marked.

    Each row is of a record that keeps its own error, which goes by itself with the
    next time that it works. A module adds its own by extending `_problem_tables`.
    """

    _name = "customer.refresh.problem"
    _description = "Refresh Problem"
    _auto = False
    _log_access = False
    _order = "kind, id"
    _rec_name = "error"
    _depends = {
        "customer.refresh.fault": ["company_id", "dimension_id", "tag_id", "error"],
        "customer.profile.queue": ["company_id", "partner_id", "error"],
        "customer.profile.state": ["company_id", "error"],
        "customer.profile.month": ["company_id", "error"],
        "customer.report.recipient": ["subscription_id", "error"],
        "customer.report.subscription": ["company_id"],
    }

    kind = fields.Selection(
        [
            ("company", "Company"),
            ("dimension", "Dimension"),
            ("tag", "Tag"),
            ("customer", "Customer"),
            ("month", "Past Month"),
            ("mail", "Monthly Mail"),
        ],
        string="What",
        help="What could not be refreshed, rebuilt or sent.",
    )
    company_id = fields.Many2one(
        "res.company", help="The company whose customers are meant."
    )
    record_id = fields.Integer(string="Record ID", help="What is to be mended.")
    record_model = fields.Char(string="Model", help="The model of the record.")
    name = fields.Char(compute="_compute_name", help="What is to be mended.")
    error = fields.Text(help="Why it failed.")
    source_id = fields.Integer(
        string="Row", help="The row that holds the error, of the kind's own table."
    )

    @api.depends("record_model", "record_id")
    def _compute_name(self):
        for model, rows in self.grouped("record_model").items():
            if not model:
                rows.name = ""
                continue
            records = self.env[model].browse(rows.mapped("record_id")).exists()
            names = {r.id: r.display_name for r in records._filtered_access("read")}
            for row in rows:
                row.name = names.get(row.record_id, "")

    def action_open(self):
        """Open what is to be mended."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.record_model,
            "res_id": self.record_id,
            "views": [(False, "form")],
        }

    def action_try_again(self):
        """Try these again with the next run of the scheduled actions.

        :return: True, as XML-RPC cannot carry None
        """
        self.check_access("read")
        for kind, rows in self.grouped("kind").items():
            getattr(self, f"_try_again_{kind}", self.browse)(rows.mapped("source_id"))
        return True

    @api.model
    def get_count(self):
        """How many problems the user could mend; 0 for who may mend none."""
        return self.search_count([]) if self.has_access("read") else 0

    @property
    def _table_query(self):
        tables = self._problem_tables()
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT row.id * %s + %s AS id, %s AS kind, row.company_id, row.error,
                       row.id AS source_id, row.record_model, row.record_id
                  FROM (%s) row
                """,
                KINDS,
                number,
                kind,
                query,
            )
            for number, (kind, query) in enumerate(tables)
        )

    @api.model
    def _problem_tables(self):
        """Where errors are kept: list of (kind, SELECT).

        The SELECT has id, company_id, error, record_model and record_id.
        """
        fault = (
            "SELECT id, company_id, error, %s AS record_model, %s AS record_id FROM "
        )
        fault += "customer_refresh_fault WHERE error IS NOT NULL AND %s"
        return [
            (
                "dimension",
                SQL(
                    fault,
                    "customer.classification.dimension",
                    SQL.identifier("dimension_id"),
                    SQL("dimension_id IS NOT NULL"),
                ),
            ),
            (
                "tag",
                SQL(
                    fault,
                    "res.partner.category",
                    SQL.identifier("tag_id"),
                    SQL("tag_id IS NOT NULL"),
                ),
            ),
            (
                "company",
                SQL(
                    "SELECT id, company_id, error, 'res.company' AS record_model, "
                    "company_id AS record_id FROM customer_profile_state "
                    "WHERE error IS NOT NULL"
                ),
            ),
            (
                "customer",
                SQL(
                    "SELECT id, company_id, error, 'res.partner' AS record_model, "
                    "partner_id AS record_id FROM customer_profile_queue "
                    "WHERE error IS NOT NULL AND id IN %s",
                    self._visible_queue(),
                ),
            ),
            (
                "month",
                SQL(
                    "SELECT id, company_id, error, 'customer.profile.month' AS "
                    "record_model, id AS record_id FROM customer_profile_month "
                    "WHERE error IS NOT NULL"
                ),
            ),
            (
                "mail",
                SQL(
                    """
                    SELECT r.id, s.company_id, r.error,
                           'customer.report.subscription' AS record_model,
                           s.id AS record_id
                      FROM customer_report_recipient r
                      JOIN customer_report_subscription s ON s.id = r.subscription_id
                     WHERE r.error IS NOT NULL
                    """
                ),
            ),
        ]

    @api.model
    def _visible_queue(self):
        """SELECT of the rows about customers whose contact the user may read."""
        failed = [("error", "!=", False)]
        return self.env["customer.profile.queue"]._search(failed).subselect()

    # Trying again, by kind: each takes the ids of the rows that hold the error.

    @api.model
    def _try_again_dimension(self, ids):
        self.env["customer.refresh.fault"].browse(ids).action_start_again()

    @api.model
    def _try_again_customer(self, ids):
        self.env["customer.profile.queue"].browse(ids).action_try_again()

    @api.model
    def _try_again_month(self, ids):
        months = self.env["customer.profile.month"].browse(ids)
        months.check_access("read")
        months.sudo().write({"error": False, "is_done": False})
        months._trigger()

    @api.model
    def _try_again_mail(self, ids):
        recipients = self.env["customer.report.recipient"].browse(ids)
        recipients.check_access("write")
        recipients.write({"error": False, "is_waiting": True})
        self.env.ref("customer_classification.cron_send_reports").sudo()._trigger()
