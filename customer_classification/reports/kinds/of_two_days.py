from odoo.models import BaseModel

from ...engine.report import ReportScope
from ..document import Section, Table
from .base import Kind


class OfTwoDays(Kind):
    """A report that compares the classes of an earlier day with those of the day."""

    needs_two_days = True
    at_month_end = True

    def sections(self) -> list[Section]:
        then, now = self.report._scopes_of_two_days()
        return [
            *(
                Section(
                    dimension._field_name(),
                    dimension.name,
                    self.tables(dimension, then, now),
                    note=self.note(),
                )
                for dimension in self.dimensions
            ),
            self.tie_out_of_days(then, now),
        ]

    def tables(
        self, dimension: BaseModel, then: ReportScope, now: ReportScope
    ) -> list[Table]:
        """What is shown of a dimension, from top to bottom."""
        raise NotImplementedError

    def note(self) -> str:
        """What stands below the tables of a dimension."""
        return ""
