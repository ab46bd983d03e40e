from collections.abc import Iterable

from odoo.models import BaseModel

from ...engine.report import ReportScope, totals
from ..document import Chart, Row, Section, Table
from .base import Kind


class ByClass(Kind):
    """A report with a table of sums for each dimension, one line a class."""

    can_cross = True
    #: The numbers of the table, those of one part next to each other on paper.
    numbers: tuple[Iterable[str], ...] = ()

    def scope(self) -> ReportScope:
        """What the numbers are about."""
        return self.report._report_scope()

    def sections(self) -> list[Section]:
        """One for each dimension, then what follows them."""
        scope = self.scope()
        groups = [self.group(dimension) for dimension in self.dimensions]
        sums = totals.by_category(self.env.cr, scope, [*groups, []])
        total = sums[()].get((), self.nothing())
        more = self.more_tables(scope, total)
        return [
            Section(
                dimension._field_name(),
                dimension.name,
                [
                    self.class_table(dimension, sums[tuple(group)], total),
                    *(table(dimension) for table in more),
                ],
            )
            for dimension, group in zip(self.dimensions, groups, strict=True)
        ] + self.last_sections(scope, total)

    def more_tables(self, scope: ReportScope, total: dict) -> list:
        """Functions that make what stands below the table of a dimension."""
        return []

    def last_sections(self, scope: ReportScope, total: dict) -> list[Section]:
        """What follows the dimensions."""
        return self.tie_out_sections(scope, total)

    def charts(self) -> list[Chart]:
        """The drawings of the table of a dimension."""
        return []

    def class_table(self, dimension: BaseModel, sums: dict, total: dict) -> Table:
        """The numbers of each class, of those without one, and of all.

        :param sums: {category ids: {name: sum}}, see `totals.by_category`
        :param total: {name: sum} of all customers
        """
        texts = self.class_columns(dimension)
        columns = self.measures(*self.numbers)
        rows = [
            Row(
                (
                    *map(self.category_name, ids),
                    *self.line(columns, self.with_total(numbers, total)),
                ),
                self.class_link(dimension, ids),
            )
            for ids, numbers in self.in_order(sums)
        ]
        return Table(
            dimension._field_name(),
            dimension.name,
            [*texts, *columns],
            rows,
            total=self.total_line([*texts, *columns], self.with_total(total, total)),
            charts=self.charts(),
            note=self.nobody_note(rows),
        )
