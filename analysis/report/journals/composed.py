"""Figures by the numbers of the paper: what figures.yml, beside study.yml, composes of the figures of sections.

    figure_3:
      - [2_ctdna/swimmer]                                              # a row of panels: section/figure
      - [2_ctdna/os_by_ctdna_change, 2_ctdna/os_by_ctdna_clearance]

Panels are lettered in this order where there are several: `3A` is the swimmer, `3` all three.
"""

import string
from pathlib import Path
from typing import NamedTuple

import yaml

from analysis.report import notebook
from analysis.report.blocks import Figure
from analysis.report.journals.specification import JournalError

FILE, PREFIX = "figures.yml", "figure_"


class Chosen(NamedTuple):
    """A figure of figures.yml by its number, or one panel of it: its name there, the panel's letter ("": all), rows."""

    name: str
    letter: str
    rows: list

    @property
    def sections(self):
        """The sections that draw its panels."""
        return list(dict.fromkeys(panel.split("/")[0] for row in self.rows for panel in row))


def rows(folder):
    """What a study composes, {name: rows of section/figure}; {} without figures.yml."""
    file = Path(folder) / FILE
    found = yaml.safe_load(file.read_text()) or {} if file.exists() else {}
    return {notebook.file_name(name): own for name, own in found.items()}


def panels(own):
    """The panels of rows in their order, [(letter, section/figure)]; a single one has no letter."""
    found = [panel for row in own for panel in row]
    return [(string.ascii_uppercase[place] if len(found) > 1 else "", one) for place, one in enumerate(found)]


def chosen(folder, asked):
    """The Chosen that is asked for by a number, `3`, or with a panel, `3A`; JournalError names those that exist."""
    known = {}
    for name, own in rows(folder).items():
        number = name.removeprefix(PREFIX)
        known[number.upper()] = Chosen(name, "", own)
        known |= {f"{number}{one}".upper(): Chosen(name, one, [[panel]]) for one, panel in panels(own) if one}
    if asked.upper() not in known:
        told = f"expected one of {', '.join(known)}" if known else f"the study has no {FILE}"
        raise JournalError(f"FIGURE={asked}: no such figure; {told}")
    return known[asked.upper()]


def listed(folder, sections):
    """The paper's figures and what draws them here: [(number with panel, Figure)], in the order of figures.yml.

    sections: {name: blocks} of a report. A panel that the report lacks is left out.
    """
    drawn = {f"{name}/{block.name}": block for name, own in sections.items()
             for block in own if isinstance(block, Figure)}  # fmt: skip
    return [(name.removeprefix(PREFIX) + letter, drawn[panel])
            for name, own in rows(folder).items() for letter, panel in panels(own) if panel in drawn]  # fmt: skip
