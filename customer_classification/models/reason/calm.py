from datetime import date

from odoo import api, models
from odoo.tools.misc import format_date, formatLang

CATEGORY = "customer.classification.category"


class CustomerClassificationReason(models.AbstractModel):
    """Why a customer is held, and that a pin is over."""

    _inherit = "customer.classification.reason"

    @api.model
    def _render_reason(self, reason, profile):
        text = super()._render_reason(reason, profile)
        if released := reason.get("released"):
            return " ".join(filter(None, [self._render_released(released), text]))
        return text

    @api.model
    def _render_released(self, released):
        """That a pin ended, of whom and when."""
        return self.env._(
            "The pin to %(category)s by %(user)s ended on %(date)s.",
            category=self._name_of(CATEGORY, released["category"]),
            user=self._name_of("res.users", released["user"]),
            date=format_date(self.env, date.fromisoformat(released["date"])),
        )

    @api.model
    def _name_of(self, model, id_):
        """The name of a record that may be gone."""
        record = self.env[model].sudo().browse(id_).exists()
        return record.display_name or self.env._("unknown")

    @api.model
    def _render_calm(self, reason, profile):
        render = self._render_stay if "until" in reason else self._render_margin
        return self.env._(
            "%(held)s The rule says %(category)s: %(sentence)s",
            held=render(reason, profile),
            category=self._name_of(CATEGORY, reason["category"]),
            sentence=self._render_reason(reason.get("rule") or {}, profile),
        )

    @api.model
    def _render_stay(self, reason, profile):
        return self.env._(
            "Held in %(category)s until %(date)s: at least %(days)s days in a "
            "category.",
            category=self._name_of(CATEGORY, reason["held"]),
            date=format_date(self.env, date.fromisoformat(reason["until"])),
            days=reason["days"],
        )

    @api.model
    def _render_margin(self, reason, profile):
        metric = (reason.get("rule") or {}).get("metric")
        return self.env._(
            "Held in %(category)s: within %(margin)s%% of the bound %(bound)s.",
            category=self._name_of(CATEGORY, reason["held"]),
            margin=f"{reason['margin']:g}",
            bound=self._format(metric, reason["bound"], profile)
            if metric
            else formatLang(self.env, reason["bound"], digits=1),
        )
