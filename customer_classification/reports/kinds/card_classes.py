from ..document import Column, Link, Row, Table
from .card import CardPart

#: So many of the last changes of class are on a card.
CARD_MOVEMENTS = 8


class Classes(CardPart):
    """The classes of a customer."""

    def prepare(self, profiles):
        """Keep the classes of all these customers, without advice."""
        self.classes = profiles._get_classes(advise=False) if profiles else {}

    def tables(self, profile):
        """The class in every dimension, and why."""
        return [self._table(profile, self.classes[profile.id])]

    def _table(self, profile, classes):
        """The classes of all dimensions; those without one are in the note."""
        since = self._since(profile)
        missing = [
            line["dimension"]["display_name"]
            for line in classes
            if not line["category"]
        ]
        return Table(
            "classes",
            self.env._("Classes"),
            [
                Column("dimension", self.env._("Dimension")),
                Column("class", self.env._("Class")),
                Column("since", self.env._("Since"), "date"),
                Column("why", self.env._("Why")),
            ],
            [
                Row(
                    (
                        line["dimension"]["display_name"],
                        line["category"]["display_name"],
                        since.get(line["dimension"]["id"]),
                        line["why"],
                    ),
                    Link("customer.profile", res_id=profile.id),
                )
                for line in classes
                if line["category"]
            ],
            note=self.env._("Without a class: %s", ", ".join(missing))
            if missing
            else "",
        )

    def _since(self, profile):
        """{dimension id: the first day of the class that holds}."""
        profile = profile.sudo()
        return {
            row.dimension_id.id: row.date_from
            for row in profile.history_ids
            if not row.date_to
        }


class Changes(CardPart):
    """How the classes of a customer changed."""

    def tables(self, profile):
        """The last changes of class."""
        return [self._table(self._movements(profile))]

    def _table(self, movements):
        """The last changes from one class to another, or to none."""
        return Table(
            "movements",
            self.env._("Last Changes of Class"),
            [
                Column("date", self.env._("Date"), "date"),
                Column("dimension", self.env._("Dimension")),
                Column("from", self.env._("From")),
                Column("to", self.env._("To")),
                Column("why", self.env._("Why")),
            ],
            [
                Row(
                    (
                        day,
                        dimension.sudo().name,
                        self.card.category_name(old.id),
                        self.card.category_name(new.id),
                        row.reason_text or None if row else None,
                    ),
                    Link(row._name, res_id=row.id) if row else None,
                )
                for day, dimension, old, new, row in movements[:CARD_MOVEMENTS]
            ],
            note="" if movements else self.env._("No class has changed yet."),
        )

    def _movements(self, profile):
        """(day, dimension, old category, new one, line of history), last first.

        The first class ever is no change. Of a class that is lost there is no line.
        """
        rows = profile.history_ids.sorted(lambda row: (row.date_from, row.id))
        found = []
        for dimension, lines in rows.grouped("dimension_id").items():
            nothing = lines.category_id.browse()
            old, last_day = None, None
            for row in lines:
                if old and last_day and last_day < row.date_from:
                    found.append((last_day, dimension, old, nothing, None))
                    old = nothing
                if old is not None and old != row.category_id:
                    found.append((row.date_from, dimension, old, row.category_id, row))
                old, last_day = row.category_id, row.date_to
            if last_day:
                found.append((last_day, dimension, old, nothing, None))
        found.sort(key=lambda movement: movement[0], reverse=True)
        return found
