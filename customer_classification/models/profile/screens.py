from functools import partial

from odoo import models
from odoo.tools import SQL, mute_logger
from odoo.tools.misc import format_date

from ...context import own_ids
from ...engine.apply.classes import calmed
from ...engine.apply.contained import attempt
from ...engine.methods import Rule
from ...engine.tables import PROFILE


class CustomerProfile(models.Model):
    """What screens ask of a customer: where it belongs and why, and where to go."""

    _inherit = "customer.profile"

    def get_classes(self):
        """Where the customer belongs in every dimension, and why, for the screen.

        :return: list of dicts in the order of the dimensions: ``dimension`` and
            ``category`` as {id, display_name[, color]} (category may be False),
            ``since`` and ``by`` as text, ``why`` as a sentence, ``advice`` on how to
            get into the next better category, ``is_pinned``, ``is_different`` (pinned
            against the rule)
        """
        self.ensure_one()
        return self._get_classes()[self.id]

    def get_page(self):
        """What the classification page of a customer shows.

        :return: {"classes": see :meth:`get_classes`, "facts": list of {label, text}}
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "classes": self.get_classes(),
            "facts": [
                {"label": label, "text": text} for label, text in self._get_facts()
            ],
        }

    def _get_facts(self):
        """What else there is to say about a customer, on its page and on its card.

        A module adds its lines, with the rights and in the language of the user.

        :return: list of (label, text)
        """
        self.ensure_one()
        return []

    def _get_classes(self, advise=True):
        """The same for several customers of one company: {id: lines}.

        :param advise: whether to say how to get into the next better category
        """
        self.check_access("read")
        profiles = self.sudo()
        company = profiles.company_id
        dimensions = profiles.with_company(company)._get_dimensions()
        said = profiles._explain_all(dimensions)
        return {
            profile.id: profile._class_lines(dimensions, said, advise)
            for profile in profiles
        }

    def _class_lines(self, dimensions, said, advise):
        """The lines of :meth:`get_classes`, out of what :meth:`_explain_all` says."""
        pins = {pin.dimension_id: pin for pin in self.pin_ids}
        rows = {
            row.dimension_id: row
            for row in self.history_ids.filtered(lambda row: not row.date_to)
        }
        return [
            self._class_values(
                dimension,
                rows.get(dimension) or self.history_ids.browse(),
                pins.get(dimension) or self.pin_ids.browse(),
                *self._rule_texts(
                    said.get((self.id, dimension.id)),
                    advise and dimension not in pins,
                ),
            )
            for dimension in dimensions
        ]

    def _rule_texts(self, said, advise):
        """(category or none, reason as a sentence, advice) of one rule.

        :param said: (category id, reason), or None where no rule matches
        """
        Category = self.env["customer.classification.category"]
        if not said:
            return Category, "", ""
        Reason = self.env["customer.classification.reason"]
        category, reason = Category.browse(said[0]), said[1] or {}
        return (
            category,
            Reason._render_reason(reason, self),
            self._advise_on(reason, category) if advise else "",
        )

    def _advise_on(self, reason, category):
        """How to get into the next better class than `category`, "" for nothing to say.

        :param dict reason: why the rule gives `category`
        """
        return ""

    def _class_values(self, dimension, row, pin, rule_category, sentence, advice):
        """One line of :meth:`get_classes`.

        :param row: the line of history that holds, or none
        :param pin: the pin that holds, or none
        :param rule_category: what the rule says now, with `sentence` as the reason
            and `advice` on how to get further
        """
        category = self[dimension._field_name()]
        return {
            "dimension": {"id": dimension.id, "display_name": dimension.name},
            "category": category.read(["display_name", "color"])[0]
            if category
            else False,
            "since": format_date(self.env, row.date_from) if row else "",
            "by": self._class_source(dimension, row, pin),
            "why": self._class_reason(dimension, row, pin, rule_category, sentence),
            "advice": advice,
            "is_pinned": bool(pin),
            "is_different": bool(pin) and rule_category != pin.category_id,
        }

    def _class_source(self, dimension, row, pin):
        """Who gave the category: a person or the rule."""
        if pin and pin.date_end:
            return self.env._(
                "Pinned by %(user)s until %(date)s",
                user=pin.user_id.name,
                date=format_date(self.env, pin.date_end),
            )
        if pin:
            return self.env._("Pinned by %(user)s", user=pin.user_id.name)
        if not row:
            return ""
        if row.source == "manual" and row.user_id:
            return row.user_id.name
        if row.source == "import" and row.user_id:
            return self.env._("Imported by %s", row.user_id.name)
        labels = dict(row._fields["source"]._description_selection(self.env))
        return labels[row.source]

    def _class_reason(self, dimension, row, pin, rule_category, sentence):
        """Why the customer is where it is, with the numbers of this moment."""
        if pin:
            text = pin.reason or self.env._("Pinned by hand.")
            if not sentence:
                return text
            return self.env._(
                "%(reason)s The rule says %(category)s: %(sentence)s",
                reason=text
                if text.endswith((".", "。"))
                else self.env._("%(sentence)s.", sentence=text),
                category=rule_category.display_name,
                sentence=sentence,
            )
        if sentence:
            return sentence
        if row:
            return row.reason_text
        if dimension.method == "manual":
            return self.env._("Nobody has chosen a category yet.")
        if self._shows_no_metric(dimension):
            return self.env._(
                "%(metric)s is empty.", metric=dimension.metric_id.field_description
            )
        return self.env._("No rule matches.")

    def _shows_no_metric(self, dimension):
        """Whether there is no number to classify by, and the reader may know that."""
        name = dimension.metric_id.name
        Reason = self.env["customer.classification.reason"]
        return name and self[name] is False and Reason._may_read(name, self)

    def _explain_all(self, dimensions):
        """What the rules say about customers of one company now, in one query.

        :return: {(id, dimension id): (category id, reason)}, without those of whom a
            rule says nothing
        """
        self.env.flush_all()
        ruled = dimensions.filtered(lambda d: d.method != "manual")
        rows, error = attempt(self.env.cr, partial(self._ask_rules, ruled))
        if error:  # of one of them, whose customers keep what they have
            with mute_logger("odoo.sql_db"):
                answers = [
                    attempt(self.env.cr, partial(self._ask_rules, dimension))[0]
                    for dimension in ruled
                ]
            rows = [row for answer in answers for row in answer or ()]
        return {(row[0], row[1]): row[2:] for row in rows}

    def _ask_rules(self, dimensions):
        """[(id, dimension id, category id, reason)] of who is given a category."""
        today = self._today()
        queries = [
            SQL(
                "(SELECT id, %s AS dimension_id, category_id, reason FROM (%s) rule "
                "WHERE id = ANY(%s) AND category_id IS NOT NULL)",
                dimension.id,
                calmed(Rule(dimension, PROFILE, self.company_id), today),
                list(self.ids),
            )
            for dimension in dimensions
        ]
        return queries and self.env.execute_query(SQL(" UNION ALL ").join(queries))

    def action_release(self, dimension_id):
        """Take the pin of one dimension away; the rule decides again at once.

        :return: True, as XML-RPC cannot carry None
        :raise AccessError: for customers whom the user may not write
        """
        self.check_access("write")
        self.partner_id.check_access("write")
        Dimension = self.env["customer.classification.dimension"]
        dimension = Dimension.browse(own_ids([dimension_id])).ensure_one()
        dimension.check_access("read")
        profiles = self.sudo()
        profiles._reclassify_changed(
            [(dimension.sudo(), profiles._unpin(dimension.sudo()))]
        )
        return True

    def action_open_partner(self):
        """Open the contact."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_open_invoices(self):
        """Open the customer's invoices."""
        self.ensure_one()
        return self.partner_id.action_view_partner_invoices()
