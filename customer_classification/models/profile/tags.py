from odoo import api, models
from odoo.tools import SQL

from ...engine import metrics
from ...engine.apply import classes, tags
from ...errors import reason_of


class CustomerProfile(models.Model):
    """Tags follow the classes: the last step of every refresh."""

    _inherit = "customer.profile"

    @api.model
    def _refresh_tags(self, company, as_of, everybody):
        """Give and take away the rule tags of a root company.

        :param everybody: look at all customers; else at those who changed
        """
        Tag = self.env["res.partner.category"].sudo().with_context(active_test=True)
        ruled = Tag.search(
            [
                ("customer_rule_company_id", "=", company.id),
                ("customer_rule_domain", "!=", False),
            ]
        )
        if everybody:
            # A rule that went while an earlier refresh was running.
            gone = SQL(
                "given.company_id = %s AND given.tag_id <> ALL(%s)",
                company.id,
                ruled.ids,
            )
            tags.take_back(self.env.cr, gone, as_of)
        done = None if everybody else ()
        self._apply_tags(ruled, company, as_of, everybody, done)

    @api.model
    def _retag(self, company, ruled):
        """Apply the rules of some tags to all customers of a root company now.

        :param ruled: res.partner.category, as superuser
        :raise LockError: when the customers are being refreshed
        """
        self._lock_company(company)
        metrics.tune_planner(self.env.cr)
        classes.start(self.env.cr, company)
        today = company._customer_classification_today()
        self._apply_tags(ruled, company, today, True, ruled.ids)

    @api.model
    def _apply_tags(self, ruled, company, as_of, everybody, done):
        """Apply the rules of some tags, and mark those that fail.

        :param done: see `customer.refresh.fault._note`
        """
        errors = tags.apply_tags(ruled, company, as_of, everybody)
        self.env["customer.refresh.fault"]._note(
            company,
            "tag_id",
            {id_: reason_of(error) for id_, error in errors.items()},
            done,
        )
