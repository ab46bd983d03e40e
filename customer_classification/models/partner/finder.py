"""Finding a category by what people write: a name, a code, ``parent / child``."""


class CategoryFinder:
    """The categories of one dimension by every text that may mean them.

    Names are those of the environment's language. The surest text wins: a full name,
    then a name, a code or the end of a path; archived categories only where no other
    fits, so that an export of today's classes can be imported again.

    :param dimension: customer.classification.dimension, one or none
    """

    def __init__(self, dimension):
        Category = dimension.env["customer.classification.category"]
        categories = Category.with_context(active_test=False).search(
            [("dimension_id", "in", dimension.ids)]
        )
        active = categories.filtered("active")
        self.dimension = dimension.name or ""
        self.names = {c.id: c.complete_name for c in active + (categories - active)}
        self.active_names = active.mapped("complete_name")
        self._levels = [
            _by_text(group, spellings)
            for group in (active, categories - active)
            for spellings in (_full_name, _parts)
        ]

    def find(self, text):
        """Ids of the categories that `text` may mean; more than one is ambiguous."""
        text = _plain(text)
        return next((level[text] for level in self._levels if text in level), [])


def _full_name(category):
    return [category.complete_name]


def _parts(category):
    """Name, code, and the ends of the path in names or in codes."""
    path = category._path()
    return [
        " / ".join(path.mapped(name)[start:])
        for name in ("name", "code")
        for start in range(len(path))
    ]


def _by_text(categories, spellings):
    found = {}
    for category in categories:
        for text in dict.fromkeys(map(_plain, spellings(category))):
            found.setdefault(text, []).append(category.id)
    return found


def _plain(text):
    """A text without what people don't mind: case, blanks, a wide slash."""
    parts = str(text).replace("／", "/").split("/")
    return "/".join(" ".join(part.split()) for part in parts).casefold()
