"""What each section reads of a study: the one declaration of its tables and columns, in sections.yml."""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

_written = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


class Reads(NamedTuple):
    """What a section reads: `needs`, groups of tables (or keys of study.yml) of which one must be there; `uses`, more.

    columns: {table: columns}.
    """

    needs: tuple = ()
    uses: tuple = ()
    columns: dict = {}

    @property
    def tables(self):
        """Every table that is read, in order."""
        return tuple(dict.fromkeys([*(name for group in self.needs for name in group), *self.uses]))


def _reads(needs=(), uses=(), columns=None):
    groups = tuple(tuple(group.split(" or ")) for group in needs)
    return Reads(groups, tuple(uses), {table: tuple(names.split()) for table, names in (columns or {}).items()})


CHECKED = {table: names.split() for table, names in _written.pop("checked").items()}
NAMES, MADE = _written.pop("names"), _written.pop("made")
SECTIONS = {name: _reads(**told) for name, told in _written.items()}


def reads(section, notebook=None):
    """The Reads of a section, or of a notebook of one's own by its lines `# needs: a, b or c` and `# uses: d`."""
    if notebook is None:
        return SECTIONS.get(section, Reads())
    code = "\n".join(cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code")
    said = {
        key: re.split(r"\s*,\s*", " ".join(re.findall(rf"(?m)^# {key}: *(.+?) *$", code))) for key in ("needs", "uses")
    }
    return _reads(**{key: list(filter(None, names)) for key, names in said.items()})


def obstacle(section, study, notebook=None):
    """Why a section cannot run with the tables of a Declaration, or ""; notebook: as `reads`."""
    groups = reads(section, notebook).needs
    there = {*study.tables, *(key for key in ("comparators",) if getattr(study, key, None))}
    lacking = [" or ".join(group) for group in groups if not there & set(group)]
    return f"needs {', '.join(lacking)}" if lacking else ""
