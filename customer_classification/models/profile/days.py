from odoo import api, models

from ...engine.apply import history, tags


class CustomerProfile(models.Model):
    """Days of the history go forward, whatever clocks and time zones do."""

    _inherit = "customer.profile"

    @api.model
    def _keep_days(self, company, as_of):
        """Let what is written next begin on a day after which nothing is told yet.

        Today may be earlier than it was: a company gets another time zone, or a clock
        was wrong.

        :param company: root res.company, whose lock is taken
        :param as_of: the day of what is written next
        """
        State = self.env["customer.profile.state"]
        last = State._of(company).day
        if last == as_of:
            return
        if last and last > as_of:
            self._forget_days_after(company, as_of)
            self.env.invalidate_all()
        State._note(company, {"day": as_of})

    @api.model
    def _forget_days_after(self, company, day):
        """Tell nothing any more of days that have not come yet.

        :param company: root res.company
        :param day: the last day of which anything is told
        :raise LockError: when somebody else is writing of these days
        """
        for statement in (
            *history.draw_back(company.id, day),
            tags.draw_back(company.id, day),
        ):
            self.env.cr.execute(statement)
