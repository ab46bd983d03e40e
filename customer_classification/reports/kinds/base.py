"""What all reports have in common: a class each, outside of Odoo's models."""

from collections.abc import Iterable
from functools import cached_property

from odoo.api import Environment
from odoo.fields import Domain
from odoo.models import BaseModel

from ..document import Column, Link, Section
from .lines import Lines


class Kind(Lines):
    """A kind of report: what it can be asked for, and what it shows.

    An object is one report at work: ``report`` is the customer.report that says what
    is asked, by whom and in which language. A module adds a report by a class of its
    own, and names it in `_get_kinds` of customer.report.options::

        class Newcomers(Kind):
            key = "newcomers"
            has_period = True

            @classmethod
            def label(cls, env):
                return env._("New Customers")

            def sections(self):
                return [Section("newcomers", self.title, [self.newcomers_table()])]

    What such a class has at hand: numbers as columns (:mod:`.columns`), order, links,
    totals and the comparison with the ledger (:mod:`.lines`).
    """

    #: What the database and addresses call it.
    key = ""
    #: Whether it is printed across; if not, in the small print of a card.
    is_landscape = True
    #: Whether its numbers are those of today, whatever date is asked for.
    of_today = False
    #: Whether it compares the as-of date with an earlier one.
    needs_two_days = False
    #: Whether it begins with the end of last month instead of today.
    at_month_end = False
    #: Whether what is counted is that of a period, else that of twelve months.
    has_period = False
    #: Whether it is by dimensions, and empty without one.
    has_dimensions = True
    needs_dimensions = True
    #: Whether classes of a second dimension stand beside those of the first.
    can_cross = False
    #: Whether customers have to be named.
    needs_customers = False
    #: Whether customers may be chosen by classes and tags.
    has_filters = True

    @classmethod
    def label(cls, env: Environment) -> str:
        """What people call it, in the language of ``env``."""
        return cls.key

    @property
    def title(self) -> str:
        """What people call it, in the language of whoever asks."""
        return self.label(self.env)

    def sections(self) -> list[Section]:
        """What it shows, from top to bottom."""
        raise NotImplementedError

    @cached_property
    def dimensions(self) -> BaseModel:
        """The dimensions asked for which the company uses and the user may see."""
        return self.report._get_dimensions() & self.report.dimension_ids

    @cached_property
    def cross(self) -> BaseModel:
        """The second dimension, or none; as of :attr:`dimensions`, one that is used."""
        dimension = self.report._get_dimensions() & self.report.cross_dimension_id
        return dimension if self.can_cross else dimension.browse()

    def group(self, dimension: BaseModel) -> list[str]:
        """The class columns of a table: that of its dimension, and the one crossed."""
        return [d._field_name() for d in dimension | self.cross]

    def class_columns(self, dimension: BaseModel) -> list[Column]:
        """The columns of text that say which class a line is about."""
        columns = [Column("class", dimension.name)]
        if len(self.group(dimension)) > 1:
            columns.append(Column("cross", self.cross.name))
        return columns

    def class_link(self, dimension: BaseModel, ids: Iterable[int | None]) -> Link:
        """To the customers of a class, with the numbers of the day.

        :param ids: of categories, one for each name of :meth:`group`
        """
        domain = Domain.AND(
            [
                Domain(name, "=", category_id or False)
                for name, category_id in zip(self.group(dimension), ids, strict=True)
            ]
        )
        return self.customers_link(domain)


#: What the forms and the mails ask of a kind; each a field of the same name.
FLAGS = (
    "of_today",
    "needs_two_days",
    "has_period",
    "has_dimensions",
    "needs_dimensions",
    "can_cross",
    "needs_customers",
    "has_filters",
)
