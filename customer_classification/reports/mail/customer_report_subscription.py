import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...actions import notification
from ...dates import month_end
from ...errors import is_busy
from ...groups import MANAGER

_logger = logging.getLogger(__name__)

MODEL = "customer.report.subscription"


class CustomerReportSubscription(models.Model):
    """A report that some users get by mail every month.

    On its day the scheduled action notes who is waiting for it; then each user who
    waits gets a mail and no longer waits, in one transaction. So whatever stops the
    action, nobody is forgotten and nobody gets a mail twice.
    """

    _name = MODEL
    _inherit = "customer.report.options"
    _description = "Monthly Customer Report"
    _order = "next_date, id"

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What the monthly mail is called in lists.",
    )
    active = fields.Boolean(default=True)
    # The names that Odoo gives are longer than PostgreSQL takes.
    dimension_ids = fields.Many2many(relation="customer_report_mail_dimension_rel")
    category_ids = fields.Many2many(relation="customer_report_mail_category_rel")
    day = fields.Selection(
        lambda self: self._days(),
        string="Day of Month",
        required=True,
        default="1",
        help="The day of the month on which the mails are sent.",
    )
    as_of = fields.Selection(
        [("month", "End of Last Month"), ("today", "Day of Sending")],
        required=True,
        default="month",
        help="The last day that counts. A report sent on the last day of a month is "
        "as of that day.",
    )
    next_date = fields.Date(
        string="Next On",
        compute="_compute_next_date",
        store=True,
        help="The day of the next mail.",
    )
    last_due_date = fields.Date(
        readonly=True, copy=False, help="The day for which the last mails were due."
    )
    recipient_ids = fields.One2many(
        "customer.report.recipient",
        "subscription_id",
        string="Sent To",
        copy=True,
        help="Who gets the mail, with what that user may see.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "customer_report_mail_user_rel",
        string="Users",
        compute="_compute_user_ids",
        store=True,
        groups=MANAGER,
        help="Everybody who gets the mail.",
    )
    error = fields.Text(
        string="Problems",
        compute="_compute_error",
        help="Who did not get the last mail, and why.",
    )

    @api.depends("report", "company_id")
    def _compute_name(self):
        labels = dict(self._fields["report"]._description_selection(self.env))
        for subscription in self:
            report = labels.get(subscription.report, "")
            subscription.name = f"{report}: {subscription.company_id.name}"

    @api.depends("day", "active", "company_id")
    def _compute_next_date(self):
        for subscription in self:
            if subscription.company_id:
                subscription.next_date = subscription._next_day(subscription._today())

    @api.depends("recipient_ids.user_id")
    def _compute_user_ids(self):
        for subscription in self:
            subscription.user_ids = subscription.recipient_ids.user_id

    @api.depends("recipient_ids.error")
    def _compute_error(self):
        for subscription in self:
            errors = subscription.recipient_ids.filtered("error").mapped("error")
            subscription.error = "\n".join(errors)

    @api.constrains("company_id")
    def _check_company(self):
        for subscription in self:
            if subscription._books().parent_id:
                raise ValidationError(
                    self.env._(
                        "%(company)s: a branch; choose %(root)s, which includes it.",
                        company=subscription.company_id.name,
                        root=subscription._books().root_id.name,
                    )
                )

    @api.constrains("day")
    def _check_day(self):
        """Odoo does not check a selection that is a method."""
        days = dict(self._days())
        for subscription in self:
            if subscription.day not in days:
                raise ValidationError(
                    self.env._(
                        "%(field)s “%(value)s”: choose a day that every month has, 1 "
                        "to 28, or the last one.",
                        field=self._fields["day"]._description_string(self.env),
                        value=subscription.day,
                    )
                )

    @api.model
    def _days(self):
        """The days of a month that every month has, and its last one."""
        days = [(str(day), str(day)) for day in range(1, 29)]
        return [*days, ("last", self.env._("Last Day"))]

    def _next_day(self, today):
        """The first day after today on which mails are due, at most one a month."""
        day = self._day_in(today)
        while day <= today or self._is_done(day):
            day = self._day_in(month_end(day) + timedelta(1))
        return day

    def _day_in(self, month):
        """The day of sending in the month of a day."""
        if self.day == "last":
            return month_end(month)
        return month.replace(day=int(self.day))

    def _is_done(self, day):
        last = self.last_due_date
        return bool(last) and (day.year, day.month) == (last.year, last.month)

    @api.model
    def _cron_send(self):
        """Send what is due, user by user, each one committed.

        Called every hour, because a day begins at another hour in every time zone.
        Companies whose customers are being classified for the first time wait.
        """
        Cron = self.env["ir.cron"]
        self._note_due()
        Recipient = self.env["customer.report.recipient"]
        building = self.env["customer.profile.state"]._building()
        waiting = Recipient.search(
            [
                ("is_waiting", "=", True),
                ("subscription_id.active", "=", True),
                *("!", ("subscription_id.company_id", "child_of", building.ids)),
            ],
            order="tries, subscription_id, id",
        )
        Cron._commit_progress(remaining=len(waiting))
        for recipient in waiting:
            recipient._send_waiting()
            if not Cron._commit_progress(1):
                return

    @api.model
    def _note_due(self):
        """Everybody on a subscription whose day has come waits for a mail.

        A subscription that cannot be worked out does not keep the others.
        """
        # A day begins first in the Pacific.
        domain = [("next_date", "<=", fields.Date.today() + timedelta(1))]
        for subscription in self.search(domain):
            try:
                with self.env.cr.savepoint():
                    subscription._note_due_one()
            except Exception as error:
                if is_busy(error):  # the next hour sees to it
                    _logger.warning("Mails wait: %s", error)
                    return
                _logger.exception("%s is not due on any day", subscription.name)

    def _note_due_one(self):
        today = self._today()
        if self.next_date <= today:
            self.recipient_ids.is_waiting = True
            self.last_due_date = self.next_date
            self.next_date = self._next_day(today)

    def action_send_all(self):
        """Send the report to everybody on the list, in the background."""
        self.check_access("write")
        self.recipient_ids.is_waiting = True
        self.env.ref("customer_classification.cron_send_reports").sudo()._trigger()
        return notification(self.env._("The mails are on their way."))

    def action_send_me(self):
        """Send the report to oneself now.

        :raise UserError: where that is not possible
        """
        self.ensure_one()
        self.check_access("read")
        self.sudo()._send_to(self.env.user)
        return notification(
            self.env._("The report is on its way to %s.", self.env.user.email)
        )

    def action_open(self):
        """Show the report on the screen, as it would be sent now."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo()._make_report(self.env.user).action_open()
