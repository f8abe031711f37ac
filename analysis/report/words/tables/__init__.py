"""The words over each table of a section, by the table's name, and how its rows are printed.

One module per notebook holds TABLES, {name: Titled}; a section that has none gives its captions itself.
"""

import importlib.util
from collections.abc import Callable
from typing import NamedTuple


class Titled(NamedTuple):
    """A table's caption, with {fields} for the facts that `Section.table` is given, and the function that prints it.

    only: a column; the rows printed are those with one of the values of the fact of this name, the file has all.
    """

    caption: str
    printed: Callable | None = None
    only: str = ""

    def said(self, facts):
        """The caption with its facts; a list of values is told one after the other. KeyError for one not given."""
        lists = {name: ", ".join(value) for name, value in facts.items() if isinstance(value, list)}
        return self.caption.format(**facts | lists)

    def shown(self, tidy, facts):
        """The printed form of a table's chosen rows. KeyError without the fact that chooses them."""
        return self.printed(tidy[tidy[self.only].isin(facts[self.only])] if self.only else tidy)


def titled(section, name):
    """The Titled of a table of a section such as `5_safety`, of all endpoints for a name such as `os_tests`.

    KeyError names those that the section's module has.
    """
    module = f"{__name__}.{section.partition('_')[2]}"
    known = importlib.import_module(module).TABLES if importlib.util.find_spec(module) else {}
    found = known.get(name) or known.get(name.partition("_")[2])
    if found is None:
        raise KeyError(
            f"{section} has no words for a table {name!r}; give caption=, or add it to {module}: {list(known)}"
        )
    return found
