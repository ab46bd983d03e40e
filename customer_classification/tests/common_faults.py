"""Rules that PostgreSQL refuses all of a sudden, and who hears of it."""

from odoo.tests import freeze_time, new_test_user
from odoo.tools import SQL, mute_logger

from .common import CustomerClassificationCommon

ENGINE = "odoo.addons.customer_classification.engine.apply"
PROFILE = "odoo.addons.customer_classification.models.profile"
#: What is said in the log of faults that are meant.
MUTED = (
    "odoo.sql_db",
    f"{ENGINE}.contained",
    f"{ENGINE}.tags",
    f"{PROFILE}.jobs",
    f"{PROFILE}.customer_profile_queue",
)


class Broken(CustomerClassificationCommon):
    """A dimension and a tag whose rules ask for a column that goes away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.profile.queue"].search([]).unlink()
        cls.industry = cls.env["res.partner.industry"].create(
            {"name": "Ships", "full_name": "Building Ships"}
        )
        cls.buyer = cls.customer("Buyer", industry_id=cls.industry.id)
        cls.other = cls.customer("Other")
        cls.rule = "[('partner_id.industry_id.full_name', '=', 'Building Ships')]"
        cls.ships = cls.dimension(
            "td_ships",
            "domain",
            None,
            [{"name": "Ships", "domain": cls.rule}, {"name": "Rest", "domain": "[]"}],
        )
        cls.ship, cls.rest = cls.ships.category_ids.sorted("sequence")
        cls.after = cls.dimension(
            "td_after",
            "domain",
            None,
            [
                {
                    "name": "Of Ships",
                    "domain": f"[('x_class_td_ships', '=', {cls.ship.id})]",
                },
                {"name": "Not of Ships", "domain": "[]"},
            ],
            sequence=200,
        )
        cls.tag, cls.other_tag = cls.env["res.partner.category"].create(
            [
                {
                    "name": name,
                    "customer_rule_domain": rule,
                    "customer_rule_company_id": cls.company_a.id,
                }
                for name, rule in (
                    ("Ships", cls.rule),
                    ("Owes", "[('receivable', '>', 100)]"),
                )
            ]
        )
        cls.invoice(cls.buyer, "2024-06-01", 100)
        cls.invoice(cls.other, "2024-06-01", 50)
        cls.manager = new_test_user(
            cls.env,
            login="contained_manager",
            groups="customer_classification.group_manager",
            company_id=cls.company_a.id,
            company_ids=[(6, 0, cls.companies.ids)],
        )

    def setUp(self):
        super().setUp()
        clock = freeze_time("2024-06-30")
        clock.start()
        self.addCleanup(clock.stop)
        self.refresh()

    def take_away(self, back=False):
        """The column that the rules ask for, so that PostgreSQL refuses them."""
        names = ["full_name", "full_name_gone"]
        if back:
            names.reverse()
        self.env.flush_all()
        self.cr.execute(
            SQL(
                "ALTER TABLE res_partner_industry RENAME COLUMN %s TO %s",
                *map(SQL.identifier, names),
            )
        )

    def night(self):
        """The nightly run, on a day on which there is news."""
        with mute_logger(*MUTED):
            self.run_cron("cron_refresh_all")

    def seen(self, record):
        """The record as a manager of both companies sees it."""
        record = record.with_user(self.manager)
        record.invalidate_recordset()
        return record.with_context(allowed_company_ids=self.companies.ids)

    def problems(self):
        rows = self.env["customer.refresh.problem"].with_user(self.manager)
        rows = rows.with_context(allowed_company_ids=self.companies.ids).search([])
        return {(row.kind, row.name, row.company_id.name): row.error for row in rows}
