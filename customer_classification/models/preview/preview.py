from contextlib import closing

from odoo import api, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command

from ...context import PREVIEW, PREVIEW_WINDOW, TRUSTED
from ...engine import preview
from ...engine.apply.contained import attempt
from ...errors import reason_of

MOVERS = 200  # how many customers who move are listed


class CustomerClassificationDimension(models.Model):
    """Trying changed rules on the real customers before they are saved."""

    _inherit = "customer.classification.dimension"

    def preview_changes(self, vals, automatic=False):
        """What these changes would do to the customers of the user's companies.

        The changes are written, checked as ever, evaluated, and taken back: nothing
        is left of them. Nobody is told and no cache is emptied meanwhile.

        :param dict vals: as for :meth:`write`, or :meth:`create` for no record
        :param automatic: answer False where there is nothing to show: no rule
            changes, or no customer has a category yet; for what is new, where people
            classify by hand or there is no customer
        :return: ``name`` and ``used_by`` (names of the dimensions whose rules use
            this one), and for each company ``id``, ``name``, ``currency_id``,
            ``customers``, ``moving`` and the lists ``categories``, ``flows``,
            ``movers`` (the largest by revenue) and ``hints``
        :raise AccessError: for who may not change dimensions
        :raise ValidationError: as saving would
        :raise UserError: naming a rule that cannot be evaluated
        """
        self.check_access("write" if self else "create")
        if automatic and not self._is_worth_a_preview(vals):
            return False
        # Scores stand on the customers: another window is not seen before a refresh.
        window = vals.get("window_months", self.window_months) != self.window_months
        with closing(self.env.cr.savepoint()):
            tried = self.with_context(
                **{PREVIEW: TRUSTED, PREVIEW_WINDOW: bool(self and window)}
            )
            if tried:
                tried.ensure_one().write(vals)
            else:
                tried = tried.create(vals)
            tried.env.flush_all()
            answer, error = attempt(tried.env.cr, tried._preview, flush=True)
        if isinstance(error, UserError):
            raise error
        if error:
            raise UserError(
                self.env._(
                    "Dimension “%(dimension)s”: the rule cannot be used: %(error)s",
                    dimension=self.name or vals.get("name"),
                    error=reason_of(error),
                )
            ) from error
        return answer

    def apply_now(self):
        """Classify the customers of the user's companies by the rules as saved.

        :return: names of companies that are being refreshed by somebody else; their
            customers wait in the queue
        """
        self.ensure_one().check_access("write")
        Profile = self.env["customer.profile"].sudo()
        busy = []
        for company in self._get_preview_companies():
            try:
                Profile._apply_dimension(company, self.sudo())
            except LockError:
                Profile._queue_everybody(company)
                busy.append(company.name)
        return busy

    @api.model
    def _get_plain_fields(self):
        """Fields that have no say in who belongs where."""
        return {"name", "description", "in_panel", "in_list", "is_expected"}

    @api.model
    def _is_preview(self):
        """Whether settings are only tried, and taken back."""
        return self.env.context.get(PREVIEW) is TRUSTED

    @api.model
    def _clear_caches(self):
        if self._is_preview():
            return None  # what is tried is not saved: nobody need hear of it
        return super()._clear_caches()

    @api.model
    def _field_labels(self):
        if self._is_preview():
            return self._read_field_labels()  # names that are tried are kept nowhere
        return super()._field_labels()

    @api.model
    def _foreign_fields(self):
        if self._is_preview():
            return set()  # nor are companies that are tried
        return super()._foreign_fields()

    @api.model
    def _sync_fields(self):
        if self._is_preview():
            return None  # a dimension that is only tried does without its fields
        return super()._sync_fields()

    def _is_worth_a_preview(self, vals):
        """Whether changes may give a customer another category than before.

        What is new moves everybody, unless it is for people to classify by hand.
        """
        if self:
            return self._changes_rules(self, vals) and self._classifies()
        method = vals.get("method") or self.default_get(["method"]).get("method")
        return method != "manual" and self._has_customers()

    @api.model
    def _changes_rules(self, model, vals):
        """Whether values for a dimension, or for a model below it, change its rules."""
        plain = getattr(model, "_get_plain_fields", set)()
        for name, value in vals.items():
            if name in plain:
                continue
            field = model._fields.get(name)
            if field is None or field.type != "one2many":
                return True
            comodel = self.env[field.comodel_name]
            for command, *rest in value or ():
                changed = command != Command.LINK
                if command == Command.UPDATE:
                    changed = self._changes_rules(comodel, rest[1])
                if changed:
                    return True
        return False

    def _classifies(self):
        """Whether customers of the user's companies have a category in it."""
        return self._has_customers([(self._field_name(), "!=", False)])

    def _has_customers(self, domain=()):
        """Whether there is anybody to classify whom the user may see.

        :param domain: on customer.profile
        """
        own = [
            ("company_id", "in", self._get_preview_companies().ids),
            ("partner_id", "in", self._visible_contacts()),
        ]
        Profile = self.env["customer.profile"].sudo()
        return bool(Profile.search_count([*own, *domain], limit=1))

    def _get_preview_companies(self):
        """The roots of the user's active companies that use the dimension."""
        roots = self.env.companies.sudo().root_id
        company = self.sudo().company_id
        return roots.filtered(lambda root: not company or root == company)

    def _preview(self):
        """The answer of :meth:`preview_changes`, from the settings as they stand."""
        return {
            "name": self.name,
            "used_by": self._get_users_of_classes(),
            "companies": [
                self._preview_company(company)
                for company in self._get_preview_companies()
            ],
        }

    def _get_users_of_classes(self):
        """Names of what else asks for the classes of this dimension in its rules."""
        made = {self._field_name(), self._score_column()}
        others = self.search([("id", "!=", self.id)])
        others = others.filtered(lambda d: made & d._used_classes())
        tags = self.env["res.partner.category"].search(
            [("customer_rule_domain", "!=", False)]
        )
        tags = tags.filtered(
            lambda t: made & self._made_by_dimensions(t.customer_rule_domain).keys()
        )
        return others.mapped("name") + tags.mapped("display_name")

    def _preview_company(self, company):
        """What would change for the customers of one root company."""
        dimension = self.sudo().with_context(active_test=True)
        dimension._make_mirrored_categories(company)
        today = company._customer_classification_today()
        visible = dimension._visible_contacts().subselect()
        preview.start(dimension, company, today, visible)
        flows = preview.flows(self.env)
        moves = [flow for flow in flows if flow[0] != flow[1]]
        return {
            "id": company.id,
            "name": company.name,
            "currency_id": company.currency_id.id,
            "customers": sum(flow[2] for flow in flows),
            "moving": sum(flow[2] for flow in moves),
            "categories": self._preview_categories(flows),
            "flows": self._preview_flows(moves),
            "movers": self._preview_movers(),
            "hints": self.env["customer.classification.hint"]._get_hints(
                dimension, company
            ),
        }

    def _preview_categories(self, flows):
        """A line per category: customers, revenue and overdue, now and then."""
        now, then = {}, {}
        for old_id, new_id, *numbers in flows:
            for found, category_id in ((now, old_id), (then, new_id)):
                before = found.get(category_id, (0, 0, 0))
                found[category_id] = [
                    a + b for a, b in zip(before, numbers, strict=True)
                ]
        used = now.keys() | then.keys()
        everything = self.sudo().with_context(active_test=False).category_ids
        shown = everything.filtered(lambda c: c.active or c.id in used)
        lines = [
            {
                "id": category.id,
                "name": category.display_name,
                "color": category.color,
                "active": category.active,
            }
            for category in shown.sorted(
                lambda c: [(p.sequence, p.id) for p in c._path()]
            )
        ]
        if None in used:
            none = {"id": False, "name": self.env._("No category")}
            lines.append({**none, "color": 0, "active": True})
        for line in lines:
            line.update(_numbers("now", now.get(line["id"] or None)))
            line.update(_numbers("then", then.get(line["id"] or None)))
        return lines

    def _preview_flows(self, moves):
        """How many move from where to where, most customers first."""
        return [
            {"from": old_id or False, "to": new_id or False, "customers": count}
            for old_id, new_id, count, _revenue, _overdue in sorted(
                moves, key=lambda move: (-move[2], move[0] or 0, move[1] or 0)
            )
        ]

    def _preview_movers(self):
        """The customers who move, as far as the user may see them."""
        rows = preview.movers(self.env, MOVERS)
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        names = {p.id: p.display_name for p in partners._filtered_access("read")}
        return [
            {
                "id": partner_id,
                "name": names[partner_id],
                "from": old_id or False,
                "to": new_id or False,
                "revenue": revenue,
                "overdue": overdue,
            }
            for partner_id, old_id, new_id, revenue, overdue in rows
            if partner_id in names
        ]


def _numbers(prefix, values):
    """Customers, revenue and overdue with a prefix, zero where there are none."""
    names = ("customers", "revenue", "overdue")
    return {
        f"{name}_{prefix}": value
        for name, value in zip(names, values or (0, 0, 0), strict=True)
    }
