import logging

from odoo import fields, models
from odoo.exceptions import AccessError, MissingError, UserError

from ...errors import is_busy, reason_of
from ...models.profile.tries import begin, survived

_logger = logging.getLogger(__name__)

REFUSED = (AccessError, MissingError, UserError)


class CustomerReportRecipient(models.Model):
    """A user who gets a report every month, and what became of the last mail."""

    _name = "customer.report.recipient"
    _description = "Recipient of a Customer Report"
    _order = "subscription_id, id"
    _rec_name = "user_id"

    subscription_id = fields.Many2one(
        "customer.report.subscription", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("share", "=", False)],
        help="Gets the report in their language, with what they may see.",
    )
    is_waiting = fields.Boolean(
        string="Waiting",
        readonly=True,
        copy=False,
        help="The mail is due, and follows in the background.",
    )
    tries = fields.Integer(
        readonly=True,
        copy=False,
        help="How many times the process ended while the mail was being made.",
    )
    last_date = fields.Datetime(
        string="Last Sent", readonly=True, copy=False, help="When a mail last went out."
    )
    error = fields.Char(
        string="Problem",
        readonly=True,
        copy=False,
        help="Who did not get the last mail, and why.",
    )

    _user_unique = models.UniqueIndex(
        "(subscription_id, user_id)", "The user is on the list already."
    )

    def _send_waiting(self):
        """Send the mail of one who waits for it, or note why not.

        What fails here leaves no trace, so that the next one gets a mail.
        """
        recipient = self.exists().try_lock_for_update()
        if not recipient.is_waiting:
            return
        if not begin(recipient):
            recipient.is_waiting = False
            return
        if not recipient.try_lock_for_update():
            return
        try:
            with self.env.cr.savepoint():
                missing = recipient.subscription_id._send_to(recipient.user_id)
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if is_busy(error):  # the next hour sees to it
                _logger.warning("A mail waits: %s", error)
                survived(recipient)
                return
            recipient._note_error(error)
        else:
            recipient._note_sent(missing)

    def _note_sent(self, missing):
        """The mail is on its way.

        :param missing: what it went without, as a sentence
        """
        error = bool(missing) and self._error_text(missing)
        now = fields.Datetime.now()
        self.write({"is_waiting": False, "error": error, "last_date": now, "tries": 0})

    def _note_error(self, error):
        """Keep the reason for people.

        Who cannot have the report is not asked for again this month. What is our
        fault goes to the log as well, and the next hour tries again: whoever mends it
        need not think of those who went without.
        """
        refused = isinstance(error, REFUSED)
        if not refused:
            _logger.error("Report for %s", self.user_id.name, exc_info=error)
        text = self._error_text(error if refused else reason_of(error))
        self.write({"is_waiting": not refused, "error": text})

    def _error_text(self, reason):
        user = self.user_id.name
        return self.env._("%(user)s: %(reason)s", user=user, reason=reason)
