import logging

from odoo import fields, models
from odoo.exceptions import AccessError, MissingError, UserError

from ...errors import BUSY

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
        try:
            with self.env.cr.savepoint():
                recipient.subscription_id._send_to(recipient.user_id)
        except BUSY as error:  # the next hour sees to it
            self.env.invalidate_all(flush=False)
            _logger.info("%s is busy: %s", recipient.subscription_id.name, error)
        except Exception as error:
            self.env.invalidate_all(flush=False)
            recipient._note_error(error)
        else:
            recipient._note_sent()

    def _note_sent(self):
        now = fields.Datetime.now()
        self.write({"is_waiting": False, "error": False, "last_date": now})

    def _note_error(self, error):
        """Keep the reason for people; what is our fault goes to the log as well."""
        user = self.user_id.name
        if not isinstance(error, REFUSED):
            _logger.error("Report for %s", user, exc_info=error)
        text = self.env._("%(user)s: %(reason)s", user=user, reason=error)
        self.write({"is_waiting": False, "error": text})
