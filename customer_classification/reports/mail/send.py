import io
import logging
from functools import partial

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ...dates import month_end
from ...engine.apply.contained import attempt
from ...errors import reason_of
from ..writers import xlsx
from .customer_report_subscription import MODEL

_logger = logging.getLogger(__name__)

PDF = "customer_classification.action_customer_report_pdf"
BODY = "customer_classification.customer_report_mail"
OPTIONS = "period cross_dimension_id dimension_ids partner_ids category_ids tag_ids"


class CustomerReportSubscription(models.Model):
    """Making the report as the user who gets it, and the mail with it."""

    _inherit = MODEL

    def _send_to(self, user):
        """Make the report with the rights of a user, and queue the mail with it.

        :param user: res.users
        :return: what could not be attached as a sentence, "" for nothing
        :raise UserError: AccessError among them, for whoever cannot have it
        """
        self.ensure_one()
        if not user.sudo().email:
            raise UserError(self.env._("The user has no email address."))
        report = self._make_report(user)
        document = report._get_document()
        attachments, missing = self._attachments(report, document)
        self._queue_mail(report, document, attachments, missing)
        return missing

    def _make_report(self, user):
        """The report as a user asks for it: customer.report with that user's rights."""
        user = user.sudo()
        self._check_recipient(user)
        companies = user.company_ids.filtered(
            lambda company: company.root_id == self.company_id
        )
        context = {
            "lang": user.lang,
            "tz": user.tz,
            "allowed_company_ids": companies.ids,
        }
        env = self.env(user=user.id, su=False, context=context)
        env["res.partner"]._check_customer_access()
        return env["customer.report"].create(self._prepare_report_vals(env))

    def _check_recipient(self, user):
        if not (user.active and user._is_internal()):
            raise UserError(self.env._("This is no active user of the company."))
        if self.company_id not in user.company_ids.root_id:
            raise AccessError(
                self.env._("You may not see the customers of %s.", self.company_id.name)
            )

    def _prepare_report_vals(self, env):
        """The values of customer.report, as a user may ask for them.

        :param env: of the user
        """
        vals = {
            "report": self.report,
            "company_id": self.company_id.id,
            "date": self._as_of_date(),
        }
        for name in OPTIONS.split():
            value = self[name]
            if self._fields[name].type == "many2many":
                value = [Command.set(self._visible(env, name).ids)]
            vals[name] = value.id if isinstance(value, models.BaseModel) else value
        return vals

    def _visible(self, env, name):
        """Of what the report is limited to, that which a user may see.

        :raise AccessError: where it is nothing: without a limit it would be all
        """
        chosen = self[name]
        visible = chosen.with_env(env)._filtered_access("read")
        if chosen and not visible:
            raise AccessError(
                self.env._(
                    "%(field)s: you may not see any of them.",
                    field=self._fields[name]._description_string(self.env),
                )
            )
        return visible

    def _as_of_date(self):
        """The last day that counts; cards are of today whatever was chosen."""
        today = self._today()
        if self.as_of == "today" or today == month_end(today):
            return today
        return month_end(today, -1)

    def _attachments(self, report, document):
        """The report as PDF and as workbook, or as one of them where the other fails.

        The user may see what is in them; what fails now is a program that writes them,
        such as the one for PDF that is not installed.

        :param document: the same report as data
        :return: (values of ir.attachment, what is missing and why as a sentence)
        :raise Exception: where neither can be made
        """
        files, errors = [], {}
        for kind, make in (("PDF", self._make_pdf), ("XLSX", self._make_workbook)):
            make = partial(make, report, document)
            file, error = attempt(self.env.cr, make, flush=True)
            if error:
                _logger.error("%s of %s", kind, document.name, exc_info=error)
                errors[kind] = error
            else:
                # Of no message: so they go when the mail does.
                files.append({**file, "res_model": "mail.message", "res_id": 0})
        if not files:
            raise errors["XLSX"]
        env = report.env
        return files, " ".join(
            env._(
                "The %(kind)s could not be made: %(error)s",
                kind=kind,
                error=reason_of(error),
            )
            for kind, error in errors.items()
        )

    def _make_pdf(self, report, document):
        Print = self.env["ir.actions.report"].with_env(report.env)
        content, kind = Print._render_qweb_pdf(PDF, report.ids)
        return {"name": f"{document.name}.{kind}", "raw": content}

    def _make_workbook(self, report, document):
        stream = io.BytesIO()
        xlsx.write(document, stream, report.env)
        return {
            "name": f"{document.name}.xlsx",
            "raw": stream.getvalue(),
            "mimetype": xlsx.MIMETYPE,
        }

    def _queue_mail(self, report, document, attachments, missing):
        """A mail in the language of the user, sent by Odoo's own queue."""
        user, company = report.env.user, self.company_id
        values = {
            "document": document,
            "user": user,
            "subscription": self.sudo(),
            "missing": missing,
            "url": f"{self.get_base_url()}/odoo/{MODEL}/{self.id}",
        }
        Template = self.env["ir.qweb"].with_context(lang=report.env.lang)
        subject = ": ".join((document.title, company.name))
        self.env["mail.mail"].sudo().create(
            {
                "subject": f"{subject}, {format_date(report.env, report.date)}",
                "body_html": Template._render(BODY, values),
                "email_from": company.email_formatted or user.email_formatted,
                "recipient_ids": [Command.link(user.partner_id.id)],
                "attachment_ids": [Command.create(vals) for vals in attachments],
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
