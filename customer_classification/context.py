"""Our keys of the context: what each means, and who sets it.

Anybody may send any context over RPC. So a key that grants something counts with the
value :data:`TRUSTED` alone, which only code has.
"""

from enum import Enum


class _Trust(Enum):  # one object, also where a context is copied
    TRUSTED = "by our code"


#: The value of a key that grants something. Compare with ``is``.
TRUSTED = _Trust.TRUSTED


class Collected(list):
    """The value of CLASSES_COLLECTED: a list that came from outside is none."""


#: Where the documents behind a number come from, what of them is summed, and a column
#: more, as declared by `fields.Items`: by these the lists choose their columns.
ITEMS_SOURCE = "customer_metric_source"
ITEMS_TOTAL = "customer_metric_total"
ITEMS_BESIDE = "customer_metric_beside"
#: A report takes the place of the one that is open: by its form, asked again.
REPLACES = "customer_report_replaces"
#: A report was chosen from the menu and stands alone in the breadcrumbs: by the menu.
FROM_MENU = "customer_report_from_menu"
#: The as-of date of documents and journal items, as text: by the lists behind a number.
AS_OF = "customer_as_of"
#: TRUSTED: bounds are checked together at the end, while a dimension and its classes
#: are saved.
BOUNDS_LATER = "customer_bounds_later"
#: TRUSTED: a chosen class comes from a file. By the import of contacts.
CLASS_IMPORT = "customer_class_import"
#: A :class:`Collected` that gathers the classes of imported contacts: by the import.
CLASSES_COLLECTED = "customer_classes_collected"
#: What a movement is asked for: {"dimension_id": id, "date_from": day, "date_to": day,
#: "empty": days on which the company had no customer}. By the movement wizard.
MOVEMENT = "customer_movement"
#: TRUSTED: settings are only tried, no caches, fields or names follow. By the preview.
PREVIEW = "customer_preview"
#: The window of scores is only tried, which nobody can see before a refresh.
PREVIEW_WINDOW = "customer_preview_window"
#: Long lists are cut: a report for paper and screen.
ON_PAPER = "customer_report_on_paper"


def own_ids(values):
    """The ids in what came from outside as such: a list of anything, or anything.

    PostgreSQL would have no words for the rest that a person understands.
    """
    return (
        [i for i in values if type(i) is int] if type(values) in (list, tuple) else []
    )
