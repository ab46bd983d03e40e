from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.tables import columns_of
from .tries import MOST_TRIES, deaths


class CustomerProfileState(models.Model):
    """How far the customers of a root company are refreshed.

    Written beside the company, not on it: a refresh holds what it has written until
    its end, and people who save the settings meanwhile must not wait for it, nor it
    fail because of them. A company without a row was never refreshed.
    """

    _name = "customer.profile.state"
    _description = "State of the Refresh"
    _log_access = False
    _order = "company_id"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company, with all its branches.",
    )
    date = fields.Date(
        string="Customers Refreshed On",
        help="The day of the last complete refresh of customers.",
    )
    day = fields.Date(
        string="Refreshed With",
        help="What day it was when customers were last refreshed, all or some.",
    )
    error = fields.Text(help="Why the last complete refresh failed.")
    tries = fields.Integer(
        help="How many times the process ended while this was being done."
    )
    is_building = fields.Boolean(
        string="Being Classified",
        help="Nobody was classified yet; it is being done in the background.",
    )
    build_date = fields.Date(
        string="Numbers of the First Refresh",
        help="The day of the numbers by which customers are being classified.",
    )
    build_after = fields.Integer(
        string="Classified Up To",
        help="The last profile that has its classes; the others follow.",
    )

    _company_unique = models.UniqueIndex(
        "(company_id)", "The state of the company is noted already."
    )

    @api.model
    def _of(self, companies):
        """The rows of these companies, as superuser; those never noted have none.

        :param companies: res.company, whose roots are meant
        """
        roots = companies.sudo().root_id
        return self.sudo().search([("company_id", "in", roots.ids)])

    @api.model
    def _building(self):
        """The root companies that are being classified for the first time."""
        return self.sudo().search([("is_building", "=", True)]).company_id

    @api.model
    def _ask_for_build(self, companies):
        """Have the customers of these companies classified, in the background."""
        never = (
            companies.sudo().root_id - self._of(companies).filtered("date").company_id
        )
        if never:
            self._note(never, {"is_building": True})
            self._trigger()

    @api.model
    def _trigger(self):
        """Let the daily refresh look at once for what it has to do."""
        cron = self.env.ref(
            "customer_classification.cron_refresh_all", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _note_refreshed(self, companies, day, **vals):
        """Note a complete refresh; where it was the first one, that is over.

        :param vals: what else to write
        """
        over = {"is_building": False, "build_date": None, "build_after": 0}
        self._note(companies, {"date": day, "tries": 0, **over, **vals})

    @api.model
    def _note(self, companies, vals):
        """Write on the rows of these companies; what is there already is not touched.

        :param companies: res.company, whose roots are meant
        :param dict vals: stored values by name of field
        """
        roots = companies.sudo().root_id
        self.flush_model()
        names = SQL(", ").join(map(SQL.identifier, vals))
        values = SQL(", ").join(
            SQL(
                "%s::%s",
                self._fields[name].convert_to_column(value, self),
                SQL(self._fields[name].column_type[1]),
            )
            for name, value in vals.items()
        )
        # A second INSERT of the same row would lock it, so only who has none is asked.
        for statement in (
            """
            UPDATE %(table)s state SET (%(names)s) = ROW(%(values)s)
             WHERE company_id = ANY(%(roots)s)
               AND (%(old)s) IS DISTINCT FROM (%(values)s)
            """,
            """
            INSERT INTO %(table)s (company_id, %(names)s)
            SELECT root.id, %(values)s FROM unnest(%(roots)s) AS root (id)
             WHERE NOT EXISTS (SELECT FROM %(table)s state
                                WHERE state.company_id = root.id)
            ON CONFLICT (company_id) DO NOTHING
            """,
        ):
            self.env.cr.execute(
                SQL(
                    statement,
                    table=SQL.identifier(self._table),
                    names=names,
                    values=values,
                    old=columns_of("state", vals),
                    roots=roots.ids,
                )
            )
        self.invalidate_model(flush=False)
        roots.invalidate_model(["customer_classification_date"], flush=False)

    @api.model
    def _least_tried(self, companies):
        """Root companies, those whose refresh ended the process last."""
        tries = {state.company_id: state.tries for state in self._of(companies)}
        return companies.sorted(lambda company: tries.get(company, 0))

    @api.model
    def _begin(self, company):
        """Note that a refresh begins, where that may be the reason why processes end.

        :return: whether to go on; not where it was begun in vain too often
        """
        if not deaths(self.env):
            return True
        tries = sum(self._of(company).mapped("tries"))
        if tries >= MOST_TRIES:
            return False
        self._note(company, {"tries": tries + 1})
        self.env["ir.cron"]._commit_progress()
        return True
