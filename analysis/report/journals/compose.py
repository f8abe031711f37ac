"""Figures of several panels: rows of a run's figures on one sheet, with letters, as declared in figures.yml.

    figure_3:
      - [2_ctdna/os_by_ctdna_change, 2_ctdna/os_by_ctdna_clearance]   # a row of panels: section/figure
      - [2_ctdna/trajectories]

Panels keep the size that they have alone; a row that is wider than the page is printed smaller, and its text judged so.
"""

import string
from functools import partial

import yaml

from analysis.figures import theme
from analysis.report.journals.composed_page import Panel, Sheet
from analysis.report.journals.keeping import kept
from analysis.report.journals.legible import problems
from analysis.report.journals.specification import JournalError

FILE = "figures.yml"  # beside study.yml
GAP_MM, POINT_MM = 4, 1 / 72 / theme.MM


def declared(folder, figures):
    """The composed figures of a study as {name: rows of paths}, {} without a figures.yml.

    figures: {"section/figure": path} of the run. A figure is left out when none of a section that it names was run;
    a figure that a section which ran did not make is an error that names those it made.
    """
    file = folder / FILE
    found = yaml.safe_load(file.read_text()) or {} if file.exists() else {}
    ran = {name.split("/")[0] for name in figures}
    return {
        name: [[_path(name, panel, figures) for panel in row] for row in rows]
        for name, rows in found.items()
        if all(panel.split("/")[0] in ran for row in rows for panel in row)
    }


def composed(name, rows, wanted, *, synthetic):
    """The sheet of a composed figure at the journal's full width, and what is not legible in its panels."""
    panels, faults, top = [], [], 0.0
    strip = 1.3 * wanted.letters.size_pt * POINT_MM
    for row in rows:
        placed = _row(row, wanted)
        for panel in placed:
            panel.top, panel.letter = top + strip, _letter(len(panels), wanted)
            faults += [f"{panel.letter}: {fault}" for fault in problems(panel.draw())]
            panels.append(panel)
        top += strip + max(panel.size_mm[1] for panel in placed)
    made = _origin(name, {panel.letter: kept(path)[1] for panel, path in zip(panels, sum(rows, []), strict=True)})
    made |= {"journal": wanted.journal, "specification": str(wanted.checked)}
    looks = {"letter_pt": wanted.letters.size_pt, "mark_pt": wanted.text_pt.min}
    return Sheet(panels, wanted.widths_mm[-1], top, made, synthetic, **looks), faults


def _path(name, panel, figures):
    if panel not in figures:
        section = panel.split("/")[0]
        made = ", ".join(known for known in figures if known.startswith(f"{section}/"))
        raise JournalError(f"{FILE}, {name}: no figure {panel}; {section} made {made}")
    return figures[panel]


def _row(paths, wanted):
    """The panels of a row from edge to edge of the page, printed smaller where they would not fit."""
    full, scale, gaps = wanted.widths_mm[-1], wanted.scale, len(paths) - 1
    drawn = sum(kept(path)[0].get_figwidth() for path in paths) / theme.MM
    scale = min(scale, (full - GAP_MM * gaps) / drawn)
    between, left, placed = (full - drawn * scale) / max(gaps, 1), 0.0, []
    for path in paths:
        placed.append(Panel(partial(_drawn, path), left=left, scale=scale))
        left += placed[-1].size_mm[0] + between
    return placed


def _drawn(path):
    return kept(path)[0]


def _letter(place, wanted):
    letter = string.ascii_uppercase[place]
    return letter if wanted.letters.case == "upper" else letter.lower()


def _origin(name, panels):
    first = next(iter(panels.values()))
    shared = {key: first[key] for key in ("study", "rows", "data", "code") if key in first}
    return {"figure": name, **shared, "panels": panels}
