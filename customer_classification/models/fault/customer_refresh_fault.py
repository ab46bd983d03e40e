from odoo import api, fields, models
from odoo.tools.misc import format_datetime


class CustomerRefreshFault(models.Model):
    """The rule of a dimension or of a tag that the last refresh could not use.

    The row goes with the next refresh that can. Customers who make a rule fail stand
    in the queue instead, by name, and what a whole company fails by in its state.
    """

    _name = "customer.refresh.fault"
    _description = "Rule That Cannot Be Used"
    _log_access = False
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company whose customers are meant.",
    )
    dimension_id = fields.Many2one(
        "customer.classification.dimension",
        ondelete="cascade",
        index="btree_not_null",
        help="The dimension that keeps its classes as they are meanwhile.",
    )
    tag_id = fields.Many2one(
        "res.partner.category",
        ondelete="cascade",
        index="btree_not_null",
        help="The tag whose rule gives and takes nothing meanwhile.",
    )
    error = fields.Text(help="Why it failed.")
    date = fields.Datetime(string="Since", help="When it failed first.")
    is_stopped = fields.Boolean(
        string="Stopped",
        help="The rule is not tried any more until somebody changes it or starts it "
        "again.",
    )
    is_restless = fields.Boolean(
        help="More than half of the customers changed their class in the last complete "
        "refresh. Without an error it is only remembered, and nothing is wrong.",
    )

    _rule_unique = models.UniqueIndex(
        "(company_id, COALESCE(dimension_id, 0), COALESCE(tag_id, 0))",
        "The fault is known already.",
    )

    def action_start_again(self):
        """Try what was stopped again, with the next refresh.

        :return: True, as XML-RPC cannot carry None
        :raise AccessError: for whoever may not change dimensions
        """
        self.check_access("read")
        return self.dimension_id.action_start_again()

    @api.model
    def _readable(self, field, records):
        """What is wrong with some dimensions or tags, as far as the user may know."""
        if not self.has_access("read"):
            return self
        return self.search([(field, "in", records._origin.ids), ("error", "!=", False)])

    @api.model
    def _by_record(self, field, records):
        """(record, what is wrong with it) of some dimensions or tags."""
        faults = self._readable(field, records)
        for record in records:
            yield record, faults.filtered(lambda f, r=record: f[field] == r._origin)

    def _sentences(self):
        """These faults as text, a line each; False for none."""
        return (
            "\n".join(
                self.env._(
                    "Rule cannot be used in %(company)s since %(date)s: %(error)s",
                    company=fault.company_id.sudo().name,
                    date=format_datetime(self.env, fault.date, dt_format="short"),
                    error=fault.error,
                )
                for fault in self
            )
            or False
        )

    def _label(self):
        """That there are faults, in a word or two; False for none."""
        return bool(self) and self.env._("Rule cannot be used")

    @api.model
    def _of(self, company, field):
        """The faults of a root company, as superuser.

        :param field: of dimensions or of tags: "dimension_id" or "tag_id"
        """
        return self.sudo().search(
            [("company_id", "=", company.id), (field, "!=", False)]
        )

    @api.model
    def _stopped(self, company):
        """The dimensions that are not to be evaluated in a root company."""
        return self._of(company, "dimension_id").filtered("is_stopped").dimension_id

    @api.model
    def _note(self, company, field, errors, done=None):
        """Keep why rules failed, and forget what is over.

        :param company: root res.company
        :param field: "dimension_id" or "tag_id"
        :param dict errors: text by the id of the rule
        :param done: ids of the rules that were applied to all customers, None where
            no others are left
        """
        known = {fault[field].id: fault for fault in self._of(company, field)}
        for id_, error in errors.items():
            fault = known.get(id_, self.browse())
            fault._keep(error, {"company_id": company.id, field: id_})
        for id_, fault in known.items():
            over = done is None or id_ in done
            if over and id_ not in errors and fault.error and not fault.is_stopped:
                fault._forget()

    @api.model
    def _note_restless(self, company, restless, evaluated):
        """Remember which dimensions moved more than half of the customers.

        :param company: root res.company
        :param restless: the dimensions that did
        :param evaluated: all that were applied to everybody
        :return: those that did so in the complete refresh before, too
        """
        faults = self._of(company, "dimension_id")
        known = faults.filtered("is_restless")
        before = known.dimension_id & restless
        new = restless - before
        faults.filtered(lambda f: f.dimension_id in new).is_restless = True
        self.sudo().create(
            [
                {"company_id": company.id, "dimension_id": id_, "is_restless": True}
                for id_ in (new - faults.dimension_id).ids
            ]
        )
        known.filtered(lambda f: f.dimension_id in evaluated - restless)._calm_down()
        return before

    @api.model
    def _stop(self, company, dimension, error):
        """Try a dimension no more, until somebody changes it or starts it again.

        :param error: text
        """
        faults = self._of(company, "dimension_id")
        fault = faults.filtered(lambda f: f.dimension_id == dimension)
        keys = {"company_id": company.id, "dimension_id": dimension.id}
        fault._keep(error, keys, is_stopped=True, is_restless=False)

    def _keep(self, error, keys, **vals):
        """Write an error on this fault, or make it, unless it says so already.

        :param dict keys: values of a new fault
        """
        now = fields.Datetime.now()
        if not self:
            self.sudo().create({**keys, **vals, "error": error, "date": now})
        elif self.error != error or vals:
            self.write({**vals, "error": error, "date": self.date or now})

    def _forget(self):
        """The rule could be applied; that it moved so many is still to be known."""
        restless = self.filtered("is_restless")
        restless.write({"error": False, "date": False})
        (self - restless).unlink()

    def _calm_down(self):
        """The rule moved few; what failed is still to be known."""
        failed = self.filtered("error")
        failed.is_restless = False
        (self - failed).unlink()
