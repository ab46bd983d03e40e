"""Dimensions look at tags, rules of tags at classes: never at each other in a circle.

A rule that looks, by whatever detour, at what it gives would say something else after
each refresh, and no refresh come to an end.
"""

from odoo import api, models
from odoo.exceptions import ValidationError

DIMENSION = "customer.classification.dimension"


class CustomerClassificationDimension(models.Model):
    """Dimensions that look at tags which rules give."""

    _inherit = "customer.classification.dimension"

    @api.constrains("scope_domain", "method", "metric_id", "criterion_ids")
    def _check_tag_cycle(self):
        for dimension in self.sudo():
            _check_cycle(dimension)

    def _made_of(self):
        """The dimensions and the tags with a rule that this one looks at.

        :return: list of records of both models
        """
        used = self._used_classes()
        dimensions = [d for d in self.search([]) if d._given_fields() & used]
        tags = [tag for text in self._rule_texts() for tag in _tags(text, self.env)]
        return dimensions + tags

    def _given_fields(self):
        """Columns of the profile that this dimension writes."""
        return {self._field_name(), self._score_column()} - {None}


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    @api.constrains("domain")
    def _check_tag_cycle(self):
        self.dimension_id._check_tag_cycle()


class ResPartnerCategory(models.Model):
    """Rules of tags that look at classes."""

    _inherit = "res.partner.category"

    @api.constrains("customer_rule_domain")
    def _check_tag_cycle(self):
        for tag in self.sudo()._with_customer_rule():
            _check_cycle(tag)

    def _made_of(self):
        """The dimensions whose classes the rule of this tag asks for."""
        Dimension = self.env[DIMENSION]
        used = Dimension._made_by_dimensions(self.customer_rule_domain).keys()
        return [d for d in Dimension.search([]) if d._given_fields() & used]


def _tags(text, env):
    """The tags with a rule that a rule may meet."""
    Tag = env["res.partner.category"].sudo()
    try:
        tags = Tag._tags_in(text)
    except ValidationError:  # never applied
        return Tag
    if tags is None:
        tags = Tag.search([("customer_rule_domain", "!=", False)])
    return tags._with_customer_rule()


def _check_cycle(record):
    """Refuse what is made of itself.

    :param record: a dimension or tag, as superuser
    :raise ValidationError: naming it and what it is made of
    """
    seen, waiting = set(), [record]
    while waiting:
        current = waiting.pop()
        for source in current._made_of():
            if source == record:
                raise ValidationError(
                    record.env._(
                        "“%(one)s” and “%(other)s” are made of each other: every "
                        "refresh would change both. Change the rule of one of them.",
                        one=record.name,
                        other=current.name,
                    )
                )
            if source not in seen:
                seen.add(source)
                waiting.append(source)
