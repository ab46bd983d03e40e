from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_classification_prospects = fields.Boolean(
        related="company_id.root_id.customer_classification_prospects", readonly=False
    )
    customer_classification_attention = fields.Monetary(
        related="company_id.root_id.customer_classification_attention",
        readonly=False,
    )
    customer_classification_half_life = fields.Integer(
        related="company_id.root_id.customer_classification_half_life",
        readonly=False,
    )
    customer_classification_correction_days = fields.Integer(
        related="company_id.root_id.customer_classification_correction_days",
        readonly=False,
    )
    customer_classification_disputed = fields.Boolean(
        related="company_id.root_id.customer_classification_disputed", readonly=False
    )
    customer_classification_no_revenue = fields.Selection(
        related="company_id.root_id.customer_classification_no_revenue",
        readonly=False,
        required=True,
    )
    customer_classification_no_revenue_account_ids = fields.Many2many(
        related="company_id.root_id.customer_classification_no_revenue_account_ids",
        readonly=False,
    )
    customer_classification_date = fields.Date(
        related="company_id.root_id.customer_classification_date"
    )
    customer_time_zone = fields.Selection(
        string="Time Zone",
        related="company_id.root_id.partner_id.tz",
        readonly=False,
    )
    customer_time_zone_info = fields.Char(
        string="Days",
        compute="_compute_customer_time_zone_info",
        help="Where the company's days begin and end, and why there.",
    )
    customer_refresh_progress = fields.Char(
        compute="_compute_customer_refresh_progress",
        help="How many customers are classified while that is done for the first "
        "time, or which scheduled action does not run.",
    )
    customer_history_months = fields.Integer(
        related="company_id.root_id.customer_history_months", readonly=False
    )
    customer_history_progress = fields.Char(
        string="Progress",
        compute="_compute_customer_history_progress",
        help="How many month ends are rebuilt from the books.",
    )

    @api.depends("company_id", "customer_time_zone")
    def _compute_customer_time_zone_info(self):
        for settings in self:
            company = settings.company_id.sudo().root_id
            settings.customer_time_zone_info = company._customer_time_zone_info(
                settings.customer_time_zone
            )

    @api.depends("company_id")
    def _compute_customer_refresh_progress(self):
        Profile = self.env["customer.profile"].sudo()
        for settings in self:
            text = Profile._progress_text(settings.company_id)
            settings.customer_refresh_progress = text or Profile._jobs_trouble()

    @api.depends("company_id")
    def _compute_customer_history_progress(self):
        for settings in self:
            company = settings.company_id.sudo()
            settings.customer_history_progress = company._customer_history_progress()

    def action_customer_rebuild(self):
        """Rebuild the past of the user's companies anew, in the background."""
        return self.env["customer.profile.month"].action_rebuild()

    def action_customer_refresh(self):
        """Refresh the customers of the user's companies now."""
        return self.env["customer.profile"].action_refresh_now()
