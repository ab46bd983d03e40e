from odoo import api, models
from odoo.tools.misc import formatLang

from ...groups import MANAGER


class CustomerProfile(models.Model):
    """How far the first refresh is, and which job does not run, for the screen."""

    _inherit = "customer.profile"

    @api.model
    def get_progress(self):
        """What keeps the customers on the screen from being up to date.

        :return: {"running": how far the user's companies are being classified for the
            first time, "trouble": which scheduled action does not run, for managers};
            sentences, or False where there is nothing to say
        """
        if not self.has_access("read"):
            return {"running": False, "trouble": False}
        is_manager = self.env.user.has_group(MANAGER)
        return {
            "running": self._progress_text(self.env.companies),
            "trouble": is_manager and self._jobs_trouble(),
        }

    @api.model
    def _progress_text(self, companies):
        """How many of the customers that the user sees have their classes.

        :return: a sentence, or False where nobody waits for a first refresh
        """
        states = self.env["customer.profile.state"]._of(companies)
        counts = [self._count_classified(s) for s in states if s.is_building]
        if not counts:
            return False
        done, total = map(sum, zip(*counts, strict=True))
        return self.env._(
            "Customers are being classified: %(done)s of %(total)s.",
            done=formatLang(self.env, done, digits=0),
            total=formatLang(self.env, total, digits=0),
        )

    @api.model
    def _count_classified(self, state):
        """(how many customers have their classes, how many are to have them)

        Who is a customer is not known before the numbers are there: until then it is
        all contacts.
        """
        if not state.build_date:
            return 0, self.env["res.partner"].search_count([("parent_id", "=", False)])
        all_of_them = [("company_id", "=", state.company_id.id)]
        done = [*all_of_them, ("id", "<=", state.build_after)]
        return self.search_count(done), self.search_count(all_of_them)

    @api.model
    def _help_build(self, companies):
        """Go on with a first refresh that takes too long for somebody to wait for.

        :param companies: whose customers are asked for
        :return: how far it is, or False where there is none
        """
        text = self._progress_text(companies)
        if not text or not self._is_in_parts():
            return False
        self.env["customer.profile.state"]._trigger()
        return text

    @api.model
    def _jobs_trouble(self):
        """The first of our scheduled actions that does not run, and why, as a sentence.

        :return: the sentence, or False where all run
        """
        data = self.env["ir.model.data"].sudo()
        ours = data.search(
            [("module", "=", "customer_classification"), ("model", "=", "ir.cron")]
        )
        jobs = self.env["ir.cron"].sudo().browse(ours.mapped("res_id")).exists()
        for job in jobs:
            if reason := self._job_trouble(job):
                return self.env._(
                    "The scheduled action “%(job)s” does not run: %(reason)s",
                    job=job.name,
                    reason=reason,
                )
        return False

    @api.model
    def _job_trouble(self, job):
        """Why a scheduled action does not run, or False."""
        if not job.active:
            return self.env._("it is archived.")
        # Odoo refuses that, but for its own user, who is archived from the beginning.
        if not job.user_id.active and job.user_id != self.env.ref("base.user_root"):
            return self.env._("its user %(user)s is archived.", user=job.user_id.name)
        if job.failure_count:
            return self.env._(
                "its last run failed (%(count)s in a row); see the log of the server.",
                count=job.failure_count,
            )
        return False
