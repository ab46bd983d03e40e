from odoo import api, models
from odoo.fields import Domain

from ...context import PREVIEW_WINDOW
from ...engine import preview
from ...engine.methods.rfm import SCORE_COLUMNS


class CustomerClassificationHint(models.AbstractModel):
    """What looks wrong in rules that are domains, of which the first match wins."""

    _inherit = "customer.classification.hint"

    @api.model
    def _hints_domain(self, dimension, company):
        model = dimension._get_domain_model().with_company(company)
        domains = {
            category: domain.optimize_full(model)
            for category in dimension.category_ids._in_order()
            if (domain := category._rule_domain()) is not None
        }
        hints = self._hints_without_rule(dimension, domains)
        return hints + self._hints_first_match(dimension, company, domains)

    @api.model
    def _hints_first_match(self, dimension, company, domains):
        """What is wrong with rules of which the first that matches wins.

        :param domains: {category: optimized domain}, in the order they are tried
        """
        if not domains:
            return []
        hints = []
        below = {
            category: [c for c in category._with_below() - category if c in domains]
            for category in domains
        }
        matches, several = preview.matches(dimension, company, domains, below)
        for category, domain in domains.items():
            hints += self._hints_rule(category, domain, matches[category.id])
        if several:
            text = self.env._(
                "Customers who match several rules, of which the first takes them: %s.",
                self._count(several),
            )
            hints.append(self._hint("overlap", "info", None, text))
        return hints

    @api.model
    def _hints_without_rule(self, dimension, domains):
        return [
            self._hint(
                "unruled",
                "info",
                category,
                self.env._(
                    "“%s” has no rule: people give it by hand.", category.display_name
                ),
            )
            for category in dimension.category_ids
            if category not in domains and not category.child_ids
        ]

    @api.model
    def _hints_rule(self, category, domain, takers):
        """What is wrong with one rule.

        :param takers: {id of the category that takes them: customers who match}
        """
        name = category.display_name
        if domain.is_false():
            text = self.env._("“%s” can never match: its rule excludes itself.", name)
            return [self._hint("never", "danger", category, text)]
        if not takers:
            text = self.env._("No customer matches the rule of “%s”.", name)
            return [self._hint("unmatched", "warning", category, text)]
        if takers.keys() & set(category._with_below().ids):
            return []
        first = max(takers, key=takers.get)
        text = self.env._(
            "“%(category)s” is hidden: all who match it (%(count)s) belong to earlier "
            "categories, most of them to “%(other)s”.",
            category=name,
            count=self._count(sum(takers.values())),
            other=category.browse(first).display_name,
        )
        return [self._hint("hidden", "danger", category, text)]

    # RFM: segments are ranges of three scores, first match wins as well

    @api.model
    def _hints_rfm(self, dimension, company):
        model = dimension._get_domain_model().with_company(company)
        ordered = dimension.category_ids._by_place()
        domains = {c: self._segment_domain(c).optimize_full(model) for c in ordered}
        hints = self._hints_first_match(dimension, company, domains)
        if self.env.context.get(PREVIEW_WINDOW):
            text = self.env._(
                "The window is changed: scores follow with the next refresh, this "
                "preview still shows those of the window until now."
            )
            hints.append(self._hint("window", "warning", None, text))
        return hints

    @api.model
    def _segment_domain(self, category):
        """The scores of a segment as a domain."""
        return Domain.AND(
            [(column, ">=", category[f"{name}_min"])]
            + [(column, "<=", category[f"{name}_max"])]
            for column, name in SCORE_COLUMNS
        )
