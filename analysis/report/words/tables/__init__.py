"""The words over each table of a section, by the table's name, and how its rows are printed: what tables.yml says."""

import pkgutil
from collections import namedtuple
from pathlib import Path

import yaml

from analysis.figures import numbers
from analysis.report.words import readable

FILE = Path(__file__).parent / "tables.yml"


class Titled(namedtuple("Titled", "caption printed only", defaults=[None, ""])):
    """A table's caption with {fields} for its facts, how it is printed, and the column that chooses rows by a fact."""

    def said(self, facts):
        """The caption with its facts; a list is told one after the other, a fraction as percent. KeyError without."""
        lists = {name: ", ".join(value) for name, value in facts.items() if isinstance(value, list)}
        shares = {name: numbers.significant_percent(facts[name]) for name in readable.FRACTIONS & set(facts)}
        return self.caption.format(**facts | lists | shares)

    def shown(self, tidy, facts):
        """The printed form of a table's chosen rows. KeyError without the fact that chooses them."""
        return self.printed(tidy[tidy[self.only].isin(facts[self.only])] if self.only else tidy)


def titled(section, name):
    """The Titled of a section's table, such as `os_tests` of `1_overall_survival`; KeyError names those that it has."""
    known = yaml.safe_load(FILE.read_text()).get(section.partition("_")[2], {})
    found = known.get(name) or known.get(name.partition("_")[2]) or known.get(name.rpartition("_")[2])
    if found is None:
        raise KeyError(
            f"{section} has no words for a table {name!r}; give caption=, or add it to {FILE.name}: {list(known)}"
        )
    words = {"caption": found} if isinstance(found, str) else found
    printed = {"printed": pkgutil.resolve_name(f"{__name__}.{words['printed']}")} if "printed" in words else {}
    return Titled(**words | printed)
